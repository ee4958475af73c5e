package org.tassis.imap.url;

import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.FetchItem.Partial;
import org.tassis.imap.command.FetchItem.Section;
import org.tassis.imap.url.ImapUrl.Access;
import org.tassis.imap.url.ImapUrl.Authority;
import org.tassis.imap.url.ImapUrl.Server;
import org.tassis.imap.url.ImapUrl.Token;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// Takes a URL to pieces: RFC 5092 §11, RFC 4467 §9. Names of parameters are taken in any case. For one text.
final class UrlParser {
    private static final int MIN_TOKEN = 32;
    private static final long MOST = 0xFFFF_FFFFL;

    private final String text;
    private int at;

    UrlParser(String text) {
        this.text = text;
    }

    /// Not a URL of a message.
    private static final class NotOne extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotOne() {
            super("not the URL of a message", null, false, false);
        }
    }

    Optional<ImapUrl> parse() {
        if (text.length() > ImapUrl.MAX_LENGTH || !text.chars().allMatch(UrlParser::isAllowed)) {
            return Optional.empty();
        }
        try {
            return Optional.of(url());
        } catch (NotOne | ImapSyntaxException no) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(int c) {
        return c > ' ' && c < 0x7f && "\"<>\\^`{|}#?".indexOf(c) < 0;
    }

    private ImapUrl url() {
        Optional<Server> server = skip("imap://") ? Optional.of(server()) : Optional.empty();
        if (!skip("/") && server.isPresent() || text.startsWith("/", at)) {
            throw new NotOne();
        }
        String name = upTo(';');
        OptionalLong validity = OptionalLong.empty();
        if (skip(";UIDVALIDITY=")) {
            validity = OptionalLong.of(positive());
            take("/");
        } else if (name.endsWith("/")) {
            name = name.substring(0, name.length() - 1);
        } else if (!name.isEmpty()) {
            throw new NotOne();
        }
        if (name.isEmpty() && (server.isPresent() || validity.isPresent())) {
            throw new NotOne();
        }
        Optional<MailboxName> mailbox = name.isEmpty()
                ? Optional.empty()
                : Optional.of(MailboxName.parse(decoded(name)).orElseThrow(NotOne::new));
        take(";UID=");
        long uid = positive();
        Section section = skip("/;SECTION=") ? section() : Section.WHOLE;
        Optional<Partial> partial = skip("/;PARTIAL=") ? Optional.of(partial()) : Optional.empty();
        Optional<Authority> authority = at < text.length() ? Optional.of(authority()) : Optional.empty();
        return new ImapUrl(server, mailbox, validity, uid, section, partial, authority);
    }

    private Server server() {
        String all = upTo('/');
        int behindUser = all.lastIndexOf('@');
        String host = all.substring(behindUser + 1);
        if (host.isEmpty()) {
            throw new NotOne();
        }
        String user = behindUser < 0 ? "" : all.substring(0, behindUser);
        int login = user.toUpperCase(Locale.ROOT).indexOf(";AUTH=");
        user = decoded(login < 0 ? user : user.substring(0, login));
        return new Server(user.isEmpty() ? Optional.empty() : Optional.of(user), host);
    }

    /// A slash at its end belongs to what follows.
    private Section section() {
        String value = upTo(';');
        if (text.regionMatches(true, at, ";PARTIAL=", 0, 9)) {
            if (!value.endsWith("/")) {
                throw new NotOne();
            }
            value = value.substring(0, value.length() - 1);
            at--;
        }
        return Section.of(decoded(value));
    }

    private Partial partial() {
        long offset = number();
        return new Partial(offset, skip(".") ? positive() : Long.MAX_VALUE);
    }

    private Authority authority() {
        Optional<Instant> expires = Optional.empty();
        if (skip(";EXPIRE=")) {
            try {
                expires = Optional.of(OffsetDateTime.parse(decoded(upTo(';'))).toInstant());
            } catch (DateTimeException e) {
                throw new NotOne();
            }
        }
        take(";URLAUTH=");
        Access access = access(decoded(upTo(':')));
        String rump = text.substring(0, at);
        return new Authority(expires, access, rump, skip(":") ? Optional.of(token()) : Optional.empty());
    }

    private static Access access(String identifier) {
        String word = identifier.toLowerCase(Locale.ROOT);
        if (word.startsWith("submit+") && word.length() > 7) {
            return new Access.Submission(identifier.substring(7));
        }
        if (word.startsWith("user+") && word.length() > 5) {
            return new Access.OneUser(identifier.substring(5));
        }
        return switch (word) {
            case "authuser" -> new Access.AnyUser();
            case "anonymous" -> new Access.Anonymous();
            default -> throw new NotOne();
        };
    }

    private Token token() {
        String mechanism = upTo(':').toUpperCase(Locale.ROOT);
        take(":");
        String digits = text.substring(at).toLowerCase(Locale.ROOT);
        if (mechanism.isEmpty()
                || digits.length() < MIN_TOKEN
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new NotOne();
        }
        at = text.length();
        return new Token(mechanism, digits);
    }

    private boolean skip(String word) {
        if (text.regionMatches(true, at, word, 0, word.length())) {
            at += word.length();
            return true;
        }
        return false;
    }

    private void take(String word) {
        if (!skip(word)) {
            throw new NotOne();
        }
    }

    private String upTo(char end) {
        int from = at;
        int found = text.indexOf(end, from);
        at = found < 0 ? text.length() : found;
        return text.substring(from, at);
    }

    private long positive() {
        long number = number();
        if (number == 0) {
            throw new NotOne();
        }
        return number;
    }

    private long number() {
        int from = at;
        long number = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            number = number * 10 + text.charAt(at++) - '0';
            if (number > MOST) {
                throw new NotOne();
            }
        }
        if (from == at) {
            throw new NotOne();
        }
        return number;
    }

    /// `%41` is `A`; what comes out is UTF-8: RFC 5092 §4.
    private static String decoded(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), 16);
                if (low < 0) {
                    throw new NotOne();
                }
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.write(c);
            }
        }
        return Tokens.utf8(octets.toByteArray());
    }
}
