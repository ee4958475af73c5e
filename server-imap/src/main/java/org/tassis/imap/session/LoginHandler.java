package org.tassis.imap.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Secret;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.imap.command.Authenticate;
import org.tassis.imap.command.Enable;
import org.tassis.imap.command.ImapCommand;
import org.tassis.imap.command.Login;
import org.tassis.imap.command.StartTls;
import org.tassis.imap.reply.Capabilities;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.Authenticated;
import org.tassis.imap.session.SessionState.Enabled;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.NotAuthenticated;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.session.SessionState.User;
import org.tassis.net.LineTooLong;

/// STARTTLS, LOGIN, AUTHENTICATE, ENABLE, ID: RFC 9051 §6.2, §6.3.1, RFC 2971. Passwords are taken where the
/// connection is confidential, masked in the protocol log, and wiped after use. No state; any thread.
final class LoginHandler {
    /// A SASL response: name, password and, for PLAIN, another name, in base64.
    private static final int MAX_RESPONSE = 4096;

    private final Authenticator authenticator;
    private final ImapSettings settings;

    LoginHandler(Authenticator authenticator, ImapSettings settings) {
        this.authenticator = authenticator;
        this.settings = settings;
    }

    Step handle(NotAuthenticated state, ImapCommand.BeforeLogin command, Client client) throws IOException {
        return switch (command) {
            case StartTls _ ->
                client.connection().mayStartTls()
                        ? new Step(state, Completion.BEGIN_TLS, Step.After.START_TLS)
                        : new Step(state, Completion.NO_TLS_HERE);
            case Login(String user, Secret password) -> {
                try (password) {
                    yield client.connection().isConfidential()
                            ? check(state, user, password, client)
                            : new Step(state, Completion.TLS_FIRST);
                }
            }
            case Authenticate authenticate -> authenticate(state, authenticate, client);
        };
    }

    private Step authenticate(NotAuthenticated state, Authenticate command, Client client) throws IOException {
        if (!client.connection().isConfidential()) {
            command.initialResponse().ifPresent(Secret::close);
            return new Step(state, Completion.TLS_FIRST);
        }
        client.connection().mask(true);
        try {
            return switch (command.mechanism()) {
                case "PLAIN" -> plain(state, command.initialResponse(), client);
                case "LOGIN" -> login(state, command.initialResponse(), client);
                default -> new Step(state, Completion.UNKNOWN_MECHANISM);
            };
        } catch (Cancelled cancelled) {
            return new Step(state, cancelled.completion);
        } finally {
            client.connection().mask(false);
        }
    }

    /// `authorization-id NUL name NUL password`: RFC 4616.
    private Step plain(NotAuthenticated state, Optional<Secret> initial, Client client) throws IOException, Cancelled {
        char[] message = decode(initial.isPresent() ? take(initial.get()) : ask("", client));
        try {
            int first = indexOf(message, 0);
            int second = first < 0 ? -1 : indexOf(message, first + 1);
            if (second < 0 || indexOf(message, second + 1) >= 0 || second == first + 1) {
                return new Step(state, Completion.BAD_SASL);
            }
            String other = new String(message, 0, first);
            String name = new String(message, first + 1, second - first - 1);
            if (!other.isEmpty() && !other.equalsIgnoreCase(name)) {
                return new Step(state, Completion.NO_OTHER_IDENTITY);
            }
            try (Secret password = new Secret(CharBuffer.wrap(message, second + 1, message.length - second - 1))) {
                return check(state, name, password, client);
            }
        } finally {
            Arrays.fill(message, '\0');
        }
    }

    /// Name and password, each asked for: draft-murchison-sasl-login.
    private Step login(NotAuthenticated state, Optional<Secret> initial, Client client) throws IOException, Cancelled {
        char[] name = decode(initial.isPresent() ? take(initial.get()) : ask("VXNlcm5hbWU6", client));
        char[] word = decode(ask("UGFzc3dvcmQ6", client));
        try (Secret password = new Secret(CharBuffer.wrap(word))) {
            return check(state, new String(name), password, client);
        } finally {
            Arrays.fill(word, '\0');
        }
    }

    private static byte[] take(Secret secret) {
        try (secret) {
            return secret.utf8();
        }
    }

    private byte[] ask(String challenge, Client client) throws IOException, Cancelled {
        client.untagged().goOn(challenge);
        client.flush();
        byte[] line;
        try {
            line = client.connection().readLine(MAX_RESPONSE, settings.loginTimeout());
        } catch (LineTooLong tooLong) {
            throw new Cancelled(Completion.BAD_SASL);
        }
        if (line.length == 1 && line[0] == '*') {
            throw new Cancelled(Completion.CANCELLED);
        }
        return line;
    }

    private static char[] decode(byte[] base64) throws Cancelled {
        byte[] octets = {};
        try {
            octets = Base64.getDecoder().decode(base64);
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            char[] characters = new char[text.remaining()];
            text.get(characters);
            Arrays.fill(text.array(), '\0');
            return characters;
        } catch (IllegalArgumentException | CharacterCodingException notValid) {
            throw new Cancelled(Completion.BAD_SASL);
        } finally {
            Arrays.fill(octets, (byte) 0);
            Arrays.fill(base64, (byte) 0);
        }
    }

    private static int indexOf(char[] message, int from) {
        for (int i = from; i < message.length; i++) {
            if (message[i] == '\0') {
                return i;
            }
        }
        return -1;
    }

    private Step check(NotAuthenticated state, String name, Secret password, Client client) {
        if (name.isEmpty() || password.isEmpty()) {
            return new Step(state, Completion.LOGIN_REFUSED);
        }
        return switch (authenticator.authenticate(
                name, password, client.connection().remote().getAddress(), "imap")) {
            case Authenticator.Outcome.Granted(Account account) -> {
                client.connection().authenticated(account.login().value());
                Capabilities capabilities =
                        new Capabilities(settings.appendLimit(), settings.messageLimit(), account.hiddenCapabilities());
                User user = new User(account, capabilities, Enabled.NOTHING);
                yield new Step(
                        new Authenticated(user),
                        Completion.ok(ResponseCode.capability(capabilities.afterLogin()), "Logged in"));
            }
            case Authenticator.Outcome.Refused() -> new Step(state, Completion.LOGIN_REFUSED);
            case Authenticator.Outcome.AppPasswordNeeded() -> new Step(state, Completion.APP_PASSWORD_NEEDED);
            case Authenticator.Outcome.Disabled() -> new Step(state, Completion.ACCOUNT_DISABLED);
            case Authenticator.Outcome.Unavailable() -> new Step(state, Completion.LOGIN_UNAVAILABLE);
        };
    }

    /// Names the capabilities that this command enabled: RFC 9051 §6.3.1. Unknown ones are passed over.
    Step enable(LoggedIn state, Enable command, Client client) throws IOException {
        Capabilities offered = state.user().capabilities();
        Enabled before = state.user().enabled();
        Enabled enabled = before;
        List<String> names = new ArrayList<>();
        if (command.names("CONDSTORE") && offered.offers("CONDSTORE")) {
            enabled = enabled.withCondstore();
            names.add("CONDSTORE");
        }
        if (command.names("QRESYNC") && offered.offers("QRESYNC")) {
            enabled = enabled.withQresync();
            names.add("QRESYNC");
        }
        if (command.names("UTF8=ACCEPT") && offered.offers("UTF8=ACCEPT")) {
            enabled = enabled.withUtf8();
            names.add("UTF8=ACCEPT");
        }
        if (command.names("IMAP4REV2") && offered.offers("IMAP4REV2")) {
            enabled = enabled.withRev2();
            names.add("IMAP4REV2");
        }
        if (command.names("METADATA") && offered.offers("METADATA")) { // RFC 5464 §4.1: what follows of it is done
            names.add("METADATA");
        }
        if (command.names("UIDONLY") && offered.offers("UIDONLY")) {
            enabled = enabled.withUidOnly();
            names.add("UIDONLY");
            client.out().useUidOnly();
        }
        if (enabled.utf8Names()) {
            client.out().useUtf8();
        }
        client.untagged().enabled(names);
        User user = state.user().withEnabled(enabled);
        SessionState after =
                switch (state) {
                    case Authenticated _ -> new Authenticated(user);
                    case Selected selected -> {
                        if (enabled.condstore() && !before.condstore()) {
                            tellModSeq(selected, client.untagged());
                        }
                        Selected next = selected.withUser(user);
                        yield enabled.rev2() ? next.withRecent(UidSet.EMPTY) : next;
                    }
                };
        return new Step(after, Completion.ok("Enabled"));
    }

    /// Everything but TLS is as it was at the beginning; the mailbox is left without expunging: RFC 8437
    /// §3. The completion is the last that goes compressed.
    static Step unauthenticate() {
        return new Step(new NotAuthenticated(), Completion.ok("Not logged in any more"), Step.After.START_OVER);
    }

    /// The completion goes as it is, all behind it compressed: RFC 4978 §3.
    Step compress(LoggedIn state, Client client) {
        return client.connection().isCompressed()
                ? new Step(state, Completion.COMPRESSED_ALREADY)
                : new Step(state, Completion.ok("DEFLATE begins"), Step.After.COMPRESS);
    }

    /// A client that turns to modification sequences in the middle learns where it stands: RFC 7162 §3.1.
    static void tellModSeq(Selected selected, Untagged out) throws IOException {
        out.ok(
                ResponseCode.highestModSeq(selected.view().current().highestModSeq()),
                "Modification sequences are followed");
    }

    /// A SASL exchange that ends before there is a name and a password.
    private static final class Cancelled extends Exception {
        private final transient Completion completion;

        Cancelled(Completion completion) {
            super(completion.text(), null, false, false);
            this.completion = completion;
        }
    }
}
