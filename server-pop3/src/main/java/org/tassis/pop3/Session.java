package org.tassis.pop3;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.directory.Authenticator;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionTimeout;
import org.tassis.net.LineTooLong;
import org.tassis.net.ServerStopping;
import org.tassis.pop3.command.CommandParser;
import org.tassis.pop3.command.CommandRefused;
import org.tassis.pop3.command.Pop3Command;
import org.tassis.pop3.reply.Pop3Reply;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Via;

/// One client's session: a line, a command, an answer, until the end. Runs on the connection's virtual
/// thread.
///
/// Pipelined commands (RFC 2449 §6.6) are answered in order, and sent together when no more are waiting. A
/// session that ends in any way but QUIT deletes nothing.
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /// RFC 2449 §4 allows 255 octets; passwords and addresses may need more.
    private static final int MAX_LINE = 512;

    private final Pop3Settings settings;
    private final Connection connection;
    private final Pop3Meters meters;
    private final Answers answers;
    private final LoginHandler login;
    private final MaildropHandler maildrop;
    private final long loginDeadline;
    private SessionState state = SessionState.Authorization.START;
    private int badCommands;

    Session(
            Pop3Settings settings,
            MailStore store,
            PopIds ids,
            Authenticator authenticator,
            Pop3Meters meters,
            Connection connection) {
        this.settings = settings;
        this.connection = connection;
        this.meters = meters;
        this.answers = new Answers(connection, meters);
        this.login = new LoginHandler(settings, store, ids, authenticator, connection, answers);
        this.maildrop = new MaildropHandler(store, connection, answers);
        this.loginDeadline = System.nanoTime() + settings.loginTimeout().toNanos();
    }

    void run() throws IOException {
        try {
            answers.write(Pop3Reply.GREETING);
            while (!(state instanceof SessionState.Ended)) {
                if (connection.available() == 0) {
                    connection.flush();
                }
                step();
            }
        } catch (ConnectionTimeout _) {
            // RFC 1939 §3: the connection is closed without a word, and nothing is deleted
        } catch (ServerStopping _) {
            answers.write(Pop3Reply.STOPPING);
        } catch (RuntimeException e) {
            LOG.error("{}: session ended by a bug", connection.id(), e);
            answers.write(Pop3Reply.BROKEN);
        }
        connection.flush();
    }

    private void step() throws IOException {
        Pop3Command command;
        try {
            var line = connection.readLine(MAX_LINE, patience());
            long start = System.nanoTime();
            try {
                command = CommandParser.parse(line);
            } catch (CommandRefused e) {
                refuse(e.why());
                meters.command("unknown", System.nanoTime() - start);
                return;
            }
            handle(command);
            meters.command(command.word(), System.nanoTime() - start);
        } catch (LineTooLong _) {
            bad(Pop3Reply.LINE_TOO_LONG);
        }
    }

    private void handle(Pop3Command command) throws IOException {
        switch (command) {
            case Pop3Command.AnyState any -> general(any);
            case Pop3Command.Authorization c
            when state instanceof SessionState.Authorization before -> state = login.handle(before, c, patience());
            case Pop3Command.Transaction c
            when state instanceof SessionState.Transaction in -> maildrop.handle(in.maildrop(), c);
            case Pop3Command.Authorization _ -> bad(Pop3Reply.ALREADY_IN);
            case Pop3Command.Transaction _ -> bad(Pop3Reply.LOG_IN_FIRST);
        }
    }

    private void general(Pop3Command.AnyState command) throws IOException {
        switch (command) {
            case Pop3Command.Capa _ -> capabilities();
            case Pop3Command.Lang lang -> {
                if (lang.tag().isEmpty()) {
                    answers.write(Pop3Reply.LANGUAGES);
                    connection.write("en English\r\n.\r\n");
                } else if (isEnglish(lang.tag().get())) {
                    answers.write(Pop3Reply.LANGUAGE);
                } else {
                    answers.write(Pop3Reply.UNKNOWN_LANGUAGE);
                }
            }
            case Pop3Command.Quit _ -> {
                if (state instanceof SessionState.Transaction in) {
                    Actor.of(
                                    Via.POP3,
                                    "",
                                    connection.remote().getAddress().getHostAddress(),
                                    in.account().login().value())
                            .call(() -> {
                                maildrop.quit(in);
                                return true;
                            });
                } else {
                    answers.write(Pop3Reply.GOODBYE);
                }
                state = new SessionState.Ended();
            }
        }
    }

    /// RFC 2449 §5, §6. `UTF8` without `USER` (RFC 6856 §2.2): names are plain, and AUTH PLAIN takes UTF-8.
    /// deviates: RFC 6856 §2.1 wants messages with UTF-8 headers changed for clients that did not ask for
    /// UTF-8; they go out as they are stored, so that sizes are true and signatures stay whole.
    private void capabilities() throws IOException {
        answers.write(Pop3Reply.CAPABILITIES);
        var lines = new StringBuilder("TOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\n"
                + "EXPIRE NEVER\r\nLOGIN-DELAY 0\r\nUTF8\r\nLANG\r\n");
        if (connection.isConfidential()) {
            lines.append("USER\r\nSASL PLAIN\r\n");
        }
        if (state instanceof SessionState.Authorization && connection.mayStartTls()) {
            lines.append("STLS\r\n");
        }
        connection.write(lines.append("IMPLEMENTATION Tassis\r\n.\r\n").toString());
    }

    private static boolean isEnglish(String tag) {
        return tag.equals("*") || tag.regionMatches(true, 0, "en", 0, 2) && (tag.length() == 2 || tag.charAt(2) == '-');
    }

    private void refuse(CommandRefused.Why why) throws IOException {
        switch (why) {
            case UNKNOWN -> bad(Pop3Reply.UNKNOWN_COMMAND);
            case ARGUMENTS -> bad(Pop3Reply.BAD_ARGUMENTS);
            case UNREADABLE -> bad(Pop3Reply.UNREADABLE);
            case NO_SUCH_MESSAGE -> answers.write(Pop3Reply.NO_SUCH_MESSAGE);
            case HTTP -> state = answers.stay(new SessionState.Ended(), Pop3Reply.NOT_HTTP);
        }
    }

    private void bad(Pop3Reply reply) throws IOException {
        if (++badCommands >= settings.maxBadCommands()) {
            state = answers.stay(new SessionState.Ended(), Pop3Reply.TOO_MANY_ERRORS);
        } else {
            answers.write(reply);
        }
    }

    /// How long the next line may take.
    private Duration patience() {
        if (state instanceof SessionState.Transaction) {
            return settings.idleTimeout();
        }
        return Duration.ofNanos(Math.max(1, loginDeadline - System.nanoTime()));
    }
}
