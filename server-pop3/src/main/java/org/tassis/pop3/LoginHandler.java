package org.tassis.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxName;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.net.Connection;
import org.tassis.net.LineTooLong;
import org.tassis.pop3.command.Pop3Command;
import org.tassis.pop3.reply.Pop3Reply;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;
import org.tassis.store.StoreException;

/// USER, PASS, AUTH, STLS, UTF8: RFC 1939 §7, RFC 5034, RFC 2595 §4, RFC 6856 §2. Passwords are taken where
/// nobody listens, and nowhere else. A login takes the snapshot that the session will see.
final class LoginHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LoginHandler.class);

    /// Name and password in base64: RFC 4616 allows 255 octets for each of three parts.
    private static final int MAX_RESPONSE = 1024;

    private final Pop3Settings settings;
    private final MailStore store;
    private final PopIds ids;
    private final Authenticator authenticator;
    private final Connection connection;
    private final Answers answers;
    private int failed;

    LoginHandler(
            Pop3Settings settings,
            MailStore store,
            PopIds ids,
            Authenticator authenticator,
            Connection connection,
            Answers answers) {
        this.settings = settings;
        this.store = store;
        this.ids = ids;
        this.authenticator = authenticator;
        this.connection = connection;
        this.answers = answers;
    }

    /// @param patience left for logging in
    SessionState handle(SessionState.Authorization state, Pop3Command.Authorization command, Duration patience)
            throws IOException {
        return switch (command) {
            case Pop3Command.Stls _ -> startTls(state);
            case Pop3Command.Utf8 _ -> answers.stay(state, Pop3Reply.UTF8);
            case Pop3Command.User(String name) ->
                connection.isConfidential()
                        ? answers.stay(new SessionState.Authorization(Optional.of(name)), Pop3Reply.GIVE_PASSWORD)
                        : answers.stay(state, Pop3Reply.NOT_CONFIDENTIAL);
            case Pop3Command.Pass(Secret password) -> pass(state, password);
            case Pop3Command.Auth auth -> auth(state, auth, patience);
        };
    }

    private SessionState startTls(SessionState state) throws IOException {
        if (!connection.mayStartTls()) {
            return answers.stay(state, Pop3Reply.NO_TLS);
        }
        answers.write(Pop3Reply.BEGIN_TLS);
        connection.startTls(); // fails when commands were sent before the handshake
        return SessionState.Authorization.START; // RFC 2595 §4: nothing said in clear counts
    }

    private SessionState pass(SessionState.Authorization state, Secret password) throws IOException {
        try (password) {
            if (!connection.isConfidential()) {
                return answers.stay(state, Pop3Reply.NOT_CONFIDENTIAL);
            }
            if (state.user().isEmpty()) {
                return answers.stay(state, Pop3Reply.USER_FIRST);
            }
            return login(state.user().get(), password);
        }
    }

    private SessionState auth(SessionState state, Pop3Command.Auth auth, Duration patience) throws IOException {
        if (!connection.isConfidential()) {
            auth.initial().ifPresent(Secret::close);
            return answers.stay(state, Pop3Reply.NOT_CONFIDENTIAL);
        }
        if (auth.mechanism().isEmpty()) {
            answers.write(Pop3Reply.MECHANISMS);
            connection.write("PLAIN\r\n.\r\n");
            return state;
        }
        if (!auth.mechanism().equals("PLAIN")) {
            auth.initial().ifPresent(Secret::close);
            return answers.stay(state, Pop3Reply.UNKNOWN_MECHANISM);
        }
        String response;
        if (auth.initial().isPresent()) {
            try (var initial = auth.initial().get()) {
                response = initial.reveal();
            }
            if (response.equals("=")) { // RFC 5034 §4: an empty one
                response = "";
            }
        } else {
            try {
                response = response(patience);
            } catch (LineTooLong _) {
                return answers.stay(state, Pop3Reply.LINE_TOO_LONG);
            }
            if (response.equals("*")) {
                return answers.stay(state, Pop3Reply.CANCELLED);
            }
        }
        return plain(state, response);
    }

    private String response(Duration patience) throws IOException {
        connection.mask(true);
        try {
            connection.write("+ \r\n");
            connection.flush();
            return new String(connection.readLine(MAX_RESPONSE, patience), StandardCharsets.ISO_8859_1);
        } finally {
            connection.mask(false);
        }
    }

    /// RFC 4616 §2: `[authorization] NUL authentication NUL password`.
    private SessionState plain(SessionState state, String response) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(response)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return answers.stay(state, Pop3Reply.NOT_BASE64);
        }
        var parts = text.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return answers.stay(state, Pop3Reply.NOT_BASE64);
        }
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
            return refuse(Pop3Reply.BAD_LOGIN); // nobody acts for another
        }
        try (var password = new Secret(parts[2])) {
            return login(parts[1], password);
        }
    }

    private SessionState login(String name, Secret password) throws IOException {
        connection.flush(); // checking takes its time; what was answered before need not wait for it
        return switch (authenticator.authenticate(
                name, password, connection.remote().getAddress(), "pop3")) {
            case Authenticator.Outcome.Granted(Account account) -> open(account);
            case Authenticator.Outcome.Refused _ -> refuse(Pop3Reply.BAD_LOGIN);
            case Authenticator.Outcome.AppPasswordNeeded _ -> refuse(Pop3Reply.APP_PASSWORD_NEEDED);
            case Authenticator.Outcome.Disabled _ -> refuse(Pop3Reply.ACCOUNT_DISABLED);
            case Authenticator.Outcome.Unavailable _ ->
                answers.stay(SessionState.Authorization.START, Pop3Reply.TRY_LATER);
        };
    }

    private SessionState open(Account account) throws IOException {
        Maildrop maildrop;
        try {
            var inbox = store.mailbox(account.id(), MailboxName.INBOX)
                    .or(() -> store.mailboxes(account.id()).stream() // creates it for a new account
                            .filter(mailbox -> mailbox.name().equals(MailboxName.INBOX))
                            .findFirst());
            if (inbox.isEmpty()) {
                return answers.stay(SessionState.Authorization.START, Pop3Reply.TRY_LATER);
            }
            maildrop = new Maildrop(store.snapshot(inbox.get().id()), () -> ids.of(account.id()));
        } catch (StoreException e) {
            LOG.warn("{}: INBOX of {} cannot be opened", connection.id(), account.login(), e);
            return answers.stay(SessionState.Authorization.START, Pop3Reply.forFailure(e.failure()));
        }
        connection.authenticated(account.login().value());
        return answers.stay(
                new SessionState.Transaction(account, maildrop),
                Pop3Reply.welcome(maildrop.count(), maildrop.octets()));
    }

    private SessionState refuse(Pop3Reply reply) throws IOException {
        if (++failed >= settings.maxFailedLogins()) {
            return answers.stay(new SessionState.Ended(), Pop3Reply.TOO_MANY_LOGINS);
        }
        return answers.stay(SessionState.Authorization.START, reply);
    }
}
