package org.tassis.net;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;
import org.tassis.core.Cidr;

/// What clients and server say to each other, line by line, for the sessions that somebody wants to see.
/// Passwords are masked, content of messages is told by its size only (subjects and addresses show in IMAP's
/// envelopes). The choice may change at any time and takes effect in open sessions with their next line.
/// Switched off it costs a session one comparison a line. Thread-safe.
public final class ProtocolLog {
    /// Where the lines go. Called by the sessions' threads; must not block for long.
    @FunctionalInterface
    public interface Sink {
        void line(String connection, Direction direction, String text);

        /// The session is logged from here on, or has logged in: who it is.
        default void subject(String connection, Subject subject) {}
    }

    public enum Direction {
        RECEIVED("<"),
        SENT(">");

        private final String arrow;

        Direction(String arrow) {
            this.arrow = arrow;
        }

        /// One character for the side that spoke: `<` the client, `>` the server.
        public String arrow() {
            return arrow;
        }
    }

    /// What a session is chosen by.
    ///
    /// @param login once it is known
    public record Subject(String protocol, InetAddress remote, Optional<String> login) {}

    private record Choice(int generation, Predicate<Subject> subjects) {}

    private static final Predicate<Subject> NOBODY = _ -> false;

    private final Sink sink;
    private final AtomicInteger generations = new AtomicInteger();
    private volatile Choice choice = new Choice(0, NOBODY);

    public ProtocolLog(Sink sink) {
        this.sink = sink;
    }

    /// Writes to the logger `org.tassis.net.protocol` at level INFO.
    public static ProtocolLog toLogger() {
        var logger = LoggerFactory.getLogger("org.tassis.net.protocol");
        return new ProtocolLog((id, direction, text) -> logger.info("{} {} {}", id, direction.arrow, text));
    }

    /// Logs those sessions from now on, and no others.
    public void enable(Predicate<Subject> subjects) {
        choice = new Choice(generations.incrementAndGet(), subjects);
    }

    public void disable() {
        enable(NOBODY);
    }

    public static Predicate<Subject> everybody() {
        return _ -> true;
    }

    public static Predicate<Subject> from(Cidr network) {
        return subject -> network.contains(subject.remote());
    }

    public static Predicate<Subject> loggedInAs(String login) {
        return subject -> subject.login().filter(login::equals).isPresent();
    }

    int generation() {
        return choice.generation;
    }

    boolean wants(Subject subject) {
        return choice.subjects.test(subject);
    }

    void subject(String connection, Subject subject) {
        sink.subject(connection, subject);
    }

    void line(String connection, Direction direction, String text) {
        sink.line(connection, direction, text);
    }
}
