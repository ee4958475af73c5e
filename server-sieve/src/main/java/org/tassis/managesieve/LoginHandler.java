package org.tassis.managesieve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.managesieve.command.Command;
import org.tassis.managesieve.command.CommandReader;
import org.tassis.managesieve.command.CommandRefused;
import org.tassis.managesieve.reply.Reply;
import org.tassis.net.Connection;

/// AUTHENTICATE: RFC 5804 §2.1 with PLAIN (RFC 4616). Passwords are taken where nobody listens, and nowhere
/// else.
final class LoginHandler {
    /// Name and password in base64: RFC 4616 allows 255 octets for each of three parts.
    private static final int MAX_RESPONSE = 1024;

    private final ManageSieveSettings settings;
    private final Authenticator authenticator;
    private final Connection connection;
    private final CommandReader reader;
    private final Answers answers;
    private int failed;

    LoginHandler(
            ManageSieveSettings settings,
            Authenticator authenticator,
            Connection connection,
            CommandReader reader,
            Answers answers) {
        this.settings = settings;
        this.authenticator = authenticator;
        this.connection = connection;
        this.reader = reader;
        this.answers = answers;
    }

    /// @param patience left for logging in
    SessionState authenticate(SessionState state, Command.Authenticate command, Duration patience) throws IOException {
        if (!connection.isConfidential()) {
            command.initial().ifPresent(Secret::close);
            return answers.stay(state, Reply.NOT_CONFIDENTIAL);
        }
        if (!command.mechanism().equals("PLAIN")) {
            command.initial().ifPresent(Secret::close);
            return answers.stay(state, Reply.UNKNOWN_MECHANISM);
        }
        try (Secret response = command.initial().isPresent() ? command.initial().get() : ask(patience)) {
            String text = response.reveal();
            return text.equals("*") ? answers.stay(state, Reply.CANCELLED) : plain(state, text);
        } catch (CommandRefused e) {
            return answers.stay(state, Reply.NOT_BASE64);
        }
    }

    private Secret ask(Duration patience) throws IOException, CommandRefused {
        connection.write("\"\"\r\n");
        connection.flush();
        return reader.secret(patience, MAX_RESPONSE);
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
            return answers.stay(state, Reply.NOT_BASE64);
        }
        String[] parts = text.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return answers.stay(state, Reply.NOT_BASE64);
        }
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
            return refuse(state, Reply.BAD_LOGIN); // nobody acts for another
        }
        try (Secret password = new Secret(parts[2])) {
            return login(state, parts[1], password);
        }
    }

    private SessionState login(SessionState state, String name, Secret password) throws IOException {
        connection.flush(); // checking takes its time; what was answered before need not wait for it
        return switch (authenticator.authenticate(
                name, password, connection.remote().getAddress(), "managesieve")) {
            case Authenticator.Outcome.Granted(Account account) -> {
                connection.authenticated(account.login().value());
                yield answers.stay(new SessionState.Authenticated(account), Reply.LOGGED_IN);
            }
            case Authenticator.Outcome.Refused _ -> refuse(state, Reply.BAD_LOGIN);
            case Authenticator.Outcome.AppPasswordNeeded _ -> refuse(state, Reply.APP_PASSWORD_NEEDED);
            case Authenticator.Outcome.Disabled _ -> refuse(state, Reply.ACCOUNT_DISABLED);
            case Authenticator.Outcome.Unavailable _ -> answers.stay(state, Reply.TRY_LATER);
        };
    }

    private SessionState refuse(SessionState state, Reply reply) throws IOException {
        return answers.stay(state, ++failed >= settings.maxFailedLogins() ? Reply.TOO_MANY_LOGINS : reply);
    }
}
