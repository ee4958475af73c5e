package org.tassis.managesieve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.tassis.managesieve.reply.Reply;
import org.tassis.net.Connection;

/// Where replies go out, and are counted. Used by the session's thread.
final class Answers {
    private final Connection connection;
    private final MeterRegistry registry;

    Answers(Connection connection, MeterRegistry registry) {
        this.connection = connection;
        this.registry = registry;
    }

    void write(Reply reply) throws IOException {
        Counter.builder("tassis.managesieve.replies")
                .description("replies by class")
                .tag("class", reply.kind().name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
        connection.write(reply.line());
    }

    /// Data before a reply.
    void data(String text) throws IOException {
        connection.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes a reply and gives back the state to be in.
    SessionState stay(SessionState state, Reply reply) throws IOException {
        write(reply);
        return reply.closes() ? new SessionState.Ended() : state;
    }
}
