package org.tassis.managesieve;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.directory.Authenticator;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.FilterFailure;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.sieve.SieveExtension;
import org.tassis.managesieve.command.Command;
import org.tassis.managesieve.command.CommandReader;
import org.tassis.managesieve.command.CommandRefused;
import org.tassis.managesieve.reply.Reply;
import org.tassis.managesieve.reply.Strings;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionTimeout;
import org.tassis.net.ServerStopping;

/// One client's session: a command, an answer, until the end. Runs on the connection's virtual thread. Pipelined
/// commands are answered in order, and sent together when no more are waiting.
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /// Octets of a literal before login: a name and a password.
    private static final int MAX_STRANGERS_LITERAL = 4096;

    private final ManageSieveSettings settings;
    private final Filters filters;
    private final Connection connection;
    private final MeterRegistry registry;
    private final Answers answers;
    private final CommandReader reader;
    private final LoginHandler login;
    private final ScriptHandler scripts;
    private long loginDeadline;
    private SessionState state = new SessionState.NotAuthenticated();
    private int badCommands;

    Session(
            ManageSieveSettings settings,
            Filters filters,
            Authenticator authenticator,
            MeterRegistry registry,
            Connection connection) {
        this.settings = settings;
        this.filters = filters;
        this.connection = connection;
        this.registry = registry;
        this.answers = new Answers(connection, registry);
        this.reader = new CommandReader(connection);
        this.login = new LoginHandler(settings, authenticator, connection, reader, answers);
        this.scripts = new ScriptHandler(filters, answers);
        restartLogin();
    }

    void run() throws IOException {
        try {
            capabilities(Reply.READY);
            while (!(state instanceof SessionState.Ended)) {
                if (connection.available() == 0) {
                    connection.flush();
                }
                step();
            }
        } catch (ConnectionTimeout _) {
            answers.write(Reply.TOO_SLOW);
        } catch (ServerStopping _) {
            answers.write(Reply.STOPPING);
        } catch (RuntimeException e) {
            LOG.error("{}: session ended by a bug", connection.id(), e);
            answers.write(Reply.BROKEN);
        }
        connection.flush();
    }

    private void step() throws IOException {
        Command command;
        try {
            command = reader.read(
                    patience(),
                    state instanceof SessionState.Authenticated
                            ? filters.settings().maxOctets()
                            : MAX_STRANGERS_LITERAL);
        } catch (CommandRefused e) {
            refuse(e.why());
            return;
        }
        long start = System.nanoTime();
        try {
            handle(command);
        } catch (FilterException e) {
            if (e.failure() instanceof FilterFailure.Unavailable) {
                LOG.warn("{}: filters cannot be used", connection.id(), e);
            }
            answers.write(Reply.forFailure(e.failure()));
        }
        registry.timer("tassis.managesieve.commands", "command", command.word())
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private void handle(Command command) throws IOException {
        switch (command) {
            case Command.Capability _ -> capabilities(Reply.DONE);
            case Command.Noop noop -> answers.write(noop.tag().map(Reply::tag).orElse(Reply.DONE));
            case Command.Logout _ -> {
                answers.write(Reply.GOODBYE);
                state = new SessionState.Ended();
            }
            case Command.StartTls _ when state instanceof SessionState.NotAuthenticated -> startTls();
            case Command.Authenticate auth
            when state instanceof SessionState.NotAuthenticated before ->
                state = login.authenticate(before, auth, patience());
            case Command.Unauthenticate _
            when state instanceof SessionState.Authenticated -> {
                state = answers.stay(new SessionState.NotAuthenticated(), Reply.LOGGED_OUT);
                restartLogin();
            }
            case Command.AfterLogin c
            when state instanceof SessionState.Authenticated in ->
                scripts.handle(in.account().id(), c);
            case Command.Authenticate auth -> {
                auth.initial().ifPresent(org.tassis.core.Secret::close);
                bad(Reply.ALREADY_IN);
            }
            case Command.BeforeLogin _ -> bad(Reply.ALREADY_IN);
            case Command.AfterLogin _ -> bad(Reply.LOG_IN_FIRST);
        }
    }

    /// RFC 5804 §2.2: what is offered is said again, as it may differ now.
    private void startTls() throws IOException {
        if (!connection.mayStartTls()) {
            answers.write(Reply.NO_TLS);
            return;
        }
        answers.write(Reply.BEGIN_TLS);
        connection.startTls(); // fails when commands were sent before the handshake
        capabilities(Reply.READY);
    }

    /// RFC 5804 §1.7.
    private void capabilities(Reply last) throws IOException {
        StringBuilder lines = new StringBuilder("\"IMPLEMENTATION\" \"Tassis\"\r\n\"VERSION\" \"1.0\"\r\n");
        lines.append("\"SASL\" \"")
                .append(connection.isConfidential() ? "PLAIN" : "")
                .append("\"\r\n");
        String offered = filters.settings().sieve().offered().stream()
                .sorted()
                .map(SieveExtension::capability)
                .collect(Collectors.joining(" "));
        lines.append("\"SIEVE\" \"").append(offered).append("\"\r\n");
        lines.append("\"MAXREDIRECTS\" \"")
                .append(filters.settings().sieve().limits().redirects())
                .append("\"\r\n\"LANGUAGE\" \"en\"\r\n");
        if (state instanceof SessionState.Authenticated in) {
            lines.append("\"OWNER\" ")
                    .append(Strings.of(in.account().login().value()))
                    .append("\r\n");
        } else if (connection.mayStartTls()) {
            lines.append("\"STARTTLS\"\r\n");
        }
        answers.data(lines.append("\"UNAUTHENTICATE\"\r\n").toString());
        answers.write(last);
    }

    private void refuse(CommandRefused.Why why) throws IOException {
        switch (why) {
            case UNKNOWN -> bad(Reply.UNKNOWN_COMMAND);
            case ARGUMENTS -> bad(Reply.BAD_ARGUMENTS);
            case LINE_TOO_LONG -> bad(Reply.LINE_TOO_LONG);
            case NOT_TEXT -> bad(Reply.NOT_TEXT);
            case TOO_LARGE -> bad(Reply.TOO_LARGE);
            case FAR_TOO_LARGE -> state = answers.stay(state, Reply.FAR_TOO_LARGE);
            case HTTP -> state = answers.stay(state, Reply.NOT_HTTP);
        }
    }

    private void bad(Reply reply) throws IOException {
        if (++badCommands >= settings.maxBadCommands()) {
            state = answers.stay(state, Reply.TOO_MANY_ERRORS);
        } else {
            answers.write(reply);
        }
    }

    private void restartLogin() {
        loginDeadline = System.nanoTime() + settings.loginTimeout().toNanos();
    }

    /// How long the next line may take.
    private Duration patience() {
        if (state instanceof SessionState.Authenticated) {
            return settings.idleTimeout();
        }
        return Duration.ofNanos(Math.max(1, loginDeadline - System.nanoTime()));
    }
}
