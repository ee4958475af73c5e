package org.tassis.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator.Outcome;
import org.tassis.net.Connection;
import org.tassis.net.LineTooLong;
import org.tassis.smtp.command.CommandParser;
import org.tassis.smtp.command.SmtpCommand;
import org.tassis.smtp.reply.SmtpReply;

/// AUTH: RFC 4954, with PLAIN (RFC 4616) and LOGIN, inside TLS only and on submission only.
record AuthHandler(Engine engine, Connection connection) {
    /// What a client gave; the password is wiped when it has been checked.
    private record Credentials(String identity, Secret password) {}

    /// An exchange that ended before there were credentials.
    private static final class Ended extends Exception {
        private final transient SmtpReply reply;

        Ended(SmtpReply reply) {
            super(reply.toString(), null, false, false);
            this.reply = reply;
        }
    }

    Step auth(SessionState state, SmtpCommand.Auth command) throws IOException {
        if (engine.settings().role() != SmtpSettings.Role.SUBMISSION) {
            return new Step(state, SmtpReply.NO_AUTH_HERE);
        }
        if (!connection.isConfidential()) {
            return new Step(state, SmtpReply.AUTH_NEEDS_TLS);
        }
        if (state.client().account().isPresent()) {
            return new Step(state, SmtpReply.AUTH_ALREADY);
        }
        return switch (state) {
            case SessionState.Connected _ -> new Step(state, SmtpReply.HELLO_FIRST);
            case SessionState.Mailing _ -> new Step(state, SmtpReply.NOT_DURING_MAIL);
            case SessionState.Greeted greeted -> exchange(greeted, command);
        };
    }

    private Step exchange(SessionState.Greeted state, SmtpCommand.Auth command) throws IOException {
        Credentials credentials;
        try (Secret initial = command.initial().orElseGet(() -> new Secret(""))) {
            credentials = switch (command.mechanism()) {
                case "PLAIN" -> plain(initial);
                case "LOGIN" -> login(initial);
                default -> throw new Ended(SmtpReply.MECHANISM_UNKNOWN);
            };
        } catch (Ended e) {
            return new Step(state, e.reply);
        }
        Outcome outcome;
        try (Secret password = credentials.password()) {
            outcome = engine.authenticator()
                    .authenticate(
                            credentials.identity(), password, state.client().address(), "smtp");
        }
        return switch (outcome) {
            case Outcome.Granted(Account account) -> {
                connection.authenticated(account.login().value());
                yield new Step(
                        new SessionState.Greeted(state.client().loggedIn(account), state.extended(), state.name()),
                        SmtpReply.AUTHENTICATED);
            }
            case Outcome.Refused _ -> new Step(state, SmtpReply.AUTH_FAILED);
            case Outcome.AppPasswordNeeded _ -> new Step(state, SmtpReply.APP_PASSWORD_NEEDED);
            case Outcome.Disabled _ -> new Step(state, SmtpReply.ACCOUNT_DISABLED);
            case Outcome.Unavailable _ -> new Step(state, SmtpReply.LOGIN_LATER);
        };
    }

    /// `[authzid] NUL authcid NUL passwd`: RFC 4616 §2. Acting for another is not offered.
    private Credentials plain(Secret initial) throws IOException, Ended {
        String message = initial.isEmpty() ? ask(SmtpReply.AUTH_GO_ON) : decode(initial.reveal());
        int first = message.indexOf('\0');
        int second = message.indexOf('\0', first + 1);
        if (first < 0 || second < 0 || message.indexOf('\0', second + 1) >= 0) {
            throw new Ended(SmtpReply.BAD_BASE64);
        }
        String actFor = message.substring(0, first);
        String identity = message.substring(first + 1, second);
        if (!actFor.isEmpty() && !actFor.equals(identity)) {
            throw new Ended(SmtpReply.AUTH_FAILED);
        }
        return credentials(identity, message.substring(second + 1));
    }

    private Credentials login(Secret initial) throws IOException, Ended {
        String identity = initial.isEmpty() ? ask(SmtpReply.AUTH_USERNAME) : decode(initial.reveal());
        return credentials(identity, ask(SmtpReply.AUTH_PASSWORD));
    }

    private static Credentials credentials(String identity, String password) throws Ended {
        if (identity.isEmpty() || password.isEmpty() || identity.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new Ended(SmtpReply.AUTH_FAILED);
        }
        return new Credentials(identity, new Secret(password));
    }

    private String ask(SmtpReply challenge) throws IOException, Ended {
        engine.meters().reply(challenge);
        connection.write(challenge.wire());
        connection.flush();
        connection.mask(true);
        byte[] line;
        try {
            line = connection.readLine(
                    CommandParser.MAX_AUTH_LINE, engine.settings().timeouts().command());
        } catch (LineTooLong e) {
            throw new Ended(SmtpReply.AUTH_LINE_TOO_LONG);
        } finally {
            connection.mask(false);
        }
        String response = new String(line, StandardCharsets.ISO_8859_1);
        if (response.equals("*")) {
            throw new Ended(SmtpReply.AUTH_CANCELLED);
        }
        return response.isEmpty() ? "" : decode(response);
    }

    /// Base64 of UTF-8; `=` alone is the empty text (RFC 4954 §4).
    private static String decode(String base64) throws Ended {
        if (base64.equals("=")) {
            return "";
        }
        try {
            byte[] octets = Base64.getDecoder().decode(base64);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new Ended(SmtpReply.BAD_BASE64);
        }
    }
}
