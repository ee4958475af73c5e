package org.tassis.core;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An e-mail address `local@domain`: RFC 5321 §4.1.2, internationalised by RFC 6531 §3.3.
/// The local part keeps the case it was written in; addresses compare without it (this server's own rule for its
/// users, allowed by §2.4).
/// A quoted local part is kept without its quotes and written with them only where it must be.
public final class EmailAddress {
    /// RFC 5321 §4.5.3.1.1, in octets.
    public static final int MAX_LOCAL = 64;

    /// RFC 5321 §4.5.3.1.3 without the angle brackets, in octets.
    public static final int MAX_LENGTH = 254;

    /// Quotes, backslashes and decomposed accents make it longer than what it means.
    private static final int MAX_WRITTEN_LOCAL = 8 * MAX_LOCAL;

    private final String local;
    private final DomainName domain;
    private final String key;

    private EmailAddress(String local, DomainName domain) {
        this.local = local;
        this.domain = domain;
        this.key = folded(local) + "@" + domain.ascii();
    }

    /// Without case, character by character, so that neither the place in a word (Greek sigma) nor a language
    /// (Turkish i) makes two keys of one address.
    private static String folded(String local) {
        if (isAscii(local)) {
            return local.toLowerCase(Locale.ROOT);
        }
        StringBuilder out = new StringBuilder(local.length());
        local.codePoints().forEach(c -> out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(c))));
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /// A dot-string, quoted string or UTF-8 form of either, with a domain name; no address literal, no route.
    public static Optional<EmailAddress> parse(String text) {
        int at = text.lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1) {
            return Optional.empty();
        }
        return of(text.substring(0, at), text.substring(at + 1));
    }

    /// @throws IllegalArgumentException when it is no address
    public static EmailAddress valueOf(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not an e-mail address: " + text));
    }

    /// @param localPart as written: with quotes when it is a quoted string
    public static Optional<EmailAddress> of(String localPart, String domain) {
        if (localPart.length() > MAX_WRITTEN_LOCAL) {
            return Optional.empty();
        }
        String local = unquote(Normalizer.normalize(localPart, Normalizer.Form.NFC));
        if (local == null || local.isEmpty() || local.getBytes(StandardCharsets.UTF_8).length > MAX_LOCAL) {
            return Optional.empty();
        }
        Optional<DomainName> name = DomainName.parse(domain);
        if (name.isEmpty()
                || local.getBytes(StandardCharsets.UTF_8).length
                                + 1
                                + name.get().ascii().length()
                        > MAX_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(new EmailAddress(local, name.get()));
    }

    private static @Nullable String unquote(String written) {
        if (!written.startsWith("\"")) {
            return isDotString(written) ? written : null;
        }
        if (written.length() < 3 || !written.endsWith("\"")) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < written.length() - 1; i++) {
            char c = written.charAt(i);
            if (c == '\\') {
                i++;
                if (i == written.length() - 1) {
                    return null;
                }
                c = written.charAt(i);
            } else if (c == '"') {
                return null;
            }
            if (c != ' ' && isInvisible(written, i)) {
                return null;
            }
            out.append(c);
        }
        return out.toString();
    }

    private static boolean isDotString(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (i == 0 || i == text.length() - 1 || text.charAt(i - 1) == '.') {
                    return false;
                }
            } else if (isInvisible(text, i) || "()<>[]:;@\\,\"".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    /// A space, a control character, a line or paragraph separator, or half a surrogate pair.
    private static boolean isInvisible(String text, int place) {
        char c = text.charAt(place);
        if (Character.isSurrogate(c)) {
            return Character.isHighSurrogate(c)
                    ? place + 1 == text.length() || !Character.isLowSurrogate(text.charAt(place + 1))
                    : place == 0 || !Character.isHighSurrogate(text.charAt(place - 1));
        }
        return c <= ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
    }

    /// Without quotes; may hold any printable character.
    public String local() {
        return local;
    }

    public DomainName domain() {
        return domain;
    }

    /// The form under which two spellings of one address are the same: lower case, NFC, A-labels.
    public String key() {
        return key;
    }

    /// `info` of `info+shop`; the whole local part when there is no `+` behind the first character.
    public String base() {
        int plus = local.indexOf('+', 1);
        return plus < 0 ? local : local.substring(0, plus);
    }

    /// `shop` of `info+shop`: RFC 5233.
    public Optional<String> detail() {
        int plus = local.indexOf('+', 1);
        return plus < 0 || plus == local.length() - 1 ? Optional.empty() : Optional.of(local.substring(plus + 1));
    }

    /// Whether sending to it needs SMTPUTF8.
    public boolean needsUtf8() {
        return !isAscii(local);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmailAddress that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /// As SMTP writes it, quoted where it must be, without angle brackets.
    @Override
    public String toString() {
        if (isDotString(local)) {
            return local + "@" + domain;
        }
        return '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + "\"@" + domain;
    }
}
