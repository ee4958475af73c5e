package org.tassis.smtp.command;

import java.util.Locale;
import java.util.Optional;
import org.tassis.core.EmailAddress;

/// Reverse-path and forward-path: RFC 5321 §4.1.2, RFC 6531 §3.3. White space before the bracket and
/// missing brackets are borne, as old programs need (deviates: §4.1.1.2 has no such form).
///
/// @param path  empty when it is not well-formed
/// @param rest  what follows the path, without its leading space
/// @param nonAscii whether the path was written with more than ASCII
record PathParser(Optional<Path> path, String rest, boolean nonAscii) {
    static PathParser parse(String argument) {
        String text = argument.stripLeading();
        int end;
        String inner;
        if (text.startsWith("<")) {
            end = closing(text);
            if (end < 0) {
                return new PathParser(Optional.empty(), "", false);
            }
            inner = text.substring(1, end);
            end++;
            if (end < text.length() && text.charAt(end) != ' ') {
                return new PathParser(Optional.empty(), "", false);
            }
        } else {
            end = text.indexOf(' ');
            if (end < 0) {
                end = text.length();
            }
            inner = text.substring(0, end);
            if (inner.isEmpty() || inner.indexOf('>') >= 0) {
                return new PathParser(Optional.empty(), "", false);
            }
        }
        return new PathParser(
                path(inner), text.substring(end).strip(), inner.chars().anyMatch(c -> c > 0x7e));
    }

    /// The `>` that ends the path; those in a quoted string do not.
    private static int closing(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<Path> path(String inner) {
        if (inner.isEmpty()) {
            return Optional.of(new Path.Null());
        }
        if (inner.toLowerCase(Locale.ROOT).equals("postmaster")) {
            return Optional.of(new Path.Postmaster());
        }
        String mailbox = inner;
        if (mailbox.startsWith("@")) {
            int colon = mailbox.indexOf(':');
            if (colon < 0 || !isRoute(mailbox.substring(0, colon))) {
                return Optional.empty();
            }
            mailbox = mailbox.substring(colon + 1);
        }
        int at = atSign(mailbox);
        if (at <= 0) {
            return Optional.empty();
        }
        String local = mailbox.substring(0, at);
        String domain = mailbox.substring(at + 1);
        if (domain.startsWith("[")) {
            return HelloParser.isLiteral(domain)
                            && EmailAddress.of(local, "literal.invalid").isPresent()
                    ? Optional.of(new Path.AtLiteral())
                    : Optional.empty();
        }
        return EmailAddress.of(local, domain).map(Path.Mailbox::new);
    }

    /// The `@` between local part and domain: behind the quoted string when there is one.
    private static int atSign(String mailbox) {
        if (!mailbox.startsWith("\"")) {
            int at = mailbox.indexOf('@');
            return at == mailbox.lastIndexOf('@') ? at : -1;
        }
        for (int i = 1; i < mailbox.length(); i++) {
            char c = mailbox.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1 < mailbox.length() && mailbox.charAt(i + 1) == '@' ? i + 1 : -1;
            }
        }
        return -1;
    }

    /// `At-domain *( "," At-domain )`
    private static boolean isRoute(String route) {
        for (String hop : route.split(",", -1)) {
            if (hop.length() < 2 || hop.charAt(0) != '@' || hop.chars().skip(1).anyMatch(c -> c <= ' ' || c == '@')) {
                return false;
            }
        }
        return true;
    }
}
