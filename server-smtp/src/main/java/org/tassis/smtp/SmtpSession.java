package org.tassis.smtp;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.mailflow.Client;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionTimeout;
import org.tassis.net.LineTooLong;
import org.tassis.net.ServerStopping;
import org.tassis.smtp.command.CommandParser;
import org.tassis.smtp.command.CommandRefused;
import org.tassis.smtp.command.SmtpCommand;
import org.tassis.smtp.command.Verb;
import org.tassis.smtp.reply.Refusals;
import org.tassis.smtp.reply.SmtpReply;

/// One session from greeting to goodbye, on its own virtual thread: reads a command, lets the handler of
/// its family act, writes the reply. Replies to pipelined commands are sent together (RFC 2920 §3.2):
/// output is flushed when there is no more input.
final class SmtpSession {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    private final Engine engine;
    private final Connection connection;
    private final SessionLimits limits;
    private final GreetingHandler greeting;
    private final AuthHandler auth;
    private final EnvelopeHandler envelope;
    private final ContentHandler content;
    private SessionState state;

    SmtpSession(Engine engine, Connection connection) {
        this.engine = engine;
        this.connection = connection;
        this.limits = new SessionLimits(engine.settings());
        this.greeting = new GreetingHandler(engine, connection);
        this.auth = new AuthHandler(engine, connection);
        this.envelope = new EnvelopeHandler(engine, connection, limits);
        this.content = new ContentHandler(engine, connection, limits);
        this.state = new SessionState.Connected(Client.connected(
                connection.remote().getAddress(), engine.settings().entrance()));
    }

    void run() throws IOException {
        try {
            SmtpReply first = first();
            send(first);
            while (first.code() == 220 && !next().closes()) {
                // the session goes on
            }
        } catch (ConnectionTimeout e) {
            send(SmtpReply.TOO_SLOW);
        } catch (ServerStopping e) {
            send(SmtpReply.STOPPING);
        } catch (RuntimeException e) {
            LOG.error("{}: session ended by a bug", connection.id(), e);
            send(SmtpReply.BROKEN_SESSION);
        } finally {
            state.withoutMail();
        }
        connection.flush();
    }

    private SmtpReply first() {
        SmtpSettings settings = engine.settings();
        if (settings.excludes(state.client().address())) {
            return SmtpReply.NOT_FOR_YOU;
        }
        return engine.flow()
                .connect(state.client())
                .map(Refusals::reply)
                .orElseGet(() -> settings.role() == SmtpSettings.Role.LMTP
                        ? SmtpReply.lmtpGreeting(settings.hostname())
                        : SmtpReply.greeting(settings.hostname()));
    }

    /// One command.
    private SmtpReply next() throws IOException {
        if (connection.available() == 0) {
            connection.flush();
        }
        Verb verb = Verb.OTHER;
        SmtpReply reply;
        long start;
        try {
            byte[] line = connection.readLine(
                    CommandParser.MAX_AUTH_LINE, engine.settings().timeouts().command());
            start = System.nanoTime();
            try {
                SmtpCommand command = CommandParser.parse(line);
                verb = command.verb();
                Step step = handle(command);
                state = step.next();
                for (SmtpReply one : step.before()) {
                    send(one);
                }
                reply = step.reply();
            } catch (CommandRefused e) {
                verb = e.verb();
                reply = verb == Verb.OTHER && CommandParser.isHttp(line) ? SmtpReply.NOT_HTTP : e.reply();
            }
        } catch (LineTooLong e) {
            start = System.nanoTime();
            reply = SmtpReply.LINE_TOO_LONG;
        }
        Optional<SmtpReply> enough = limits.after(verb, reply);
        SmtpReply said = enough.orElse(reply);
        send(said);
        if (said.equals(SmtpReply.STARTTLS_READY)) {
            connection.startTls(); // what was sent before the handshake ends the session here
        }
        engine.meters().command(verb, System.nanoTime() - Math.max(start, content.lastOctet()));
        return said;
    }

    private Step handle(SmtpCommand command) throws IOException {
        return switch (command) {
            case SmtpCommand.Hello c -> greeting.hello(state, c);
            case SmtpCommand.StartTls _ -> greeting.startTls(state);
            case SmtpCommand.Auth c -> auth.auth(state, c);
            case SmtpCommand.Mail c -> envelope.mail(state, c);
            case SmtpCommand.Rcpt c -> envelope.rcpt(state, c);
            case SmtpCommand.Data _ -> content.data(state);
            case SmtpCommand.Bdat c -> content.bdat(state, c);
            case SmtpCommand.Burl c -> content.burl(state, c);
            case SmtpCommand.Rset _ -> new Step(state.withoutMail(), SmtpReply.OK);
            case SmtpCommand.Noop _ -> new Step(state, SmtpReply.OK);
            case SmtpCommand.Vrfy _ -> new Step(state, SmtpReply.CANNOT_VERIFY);
            case SmtpCommand.Expn _ -> new Step(state, SmtpReply.NO_EXPN);
            case SmtpCommand.Help _ -> new Step(state, SmtpReply.HELP);
            case SmtpCommand.Quit _ -> new Step(state.withoutMail(), SmtpReply.GOODBYE);
        };
    }

    private void send(SmtpReply reply) throws IOException {
        engine.meters().reply(reply);
        connection.write(reply.wire());
    }
}
