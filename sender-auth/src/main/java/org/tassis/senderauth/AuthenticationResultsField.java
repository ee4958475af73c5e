package org.tassis.senderauth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.tassis.core.DomainName;
import org.tassis.senderauth.dkim.ArcOutcome;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dmarc.DmarcResult;
import org.tassis.senderauth.header.MessageHeader;
import org.tassis.senderauth.spf.SpfResult;

/// Authentication-Results: RFC 8601. Written for what this host found, and removed where somebody else wrote
/// it in this host's name. Stateless.
public final class AuthenticationResultsField {
    private static final String NAME = "authentication-results";
    private static final int MAX_VALUE = 255;

    private AuthenticationResultsField() {}

    /// The field with its line end, to be put above all others of the header.
    public static String render(DomainName host, AuthenticationResult result) {
        var field = new StringBuilder("Authentication-Results: ").append(host.ascii());
        spf(field, result.spf());
        if (result.dkim().isEmpty()) {
            field.append(";\r\n\tdkim=none");
        }
        result.dkim().forEach(one -> dkim(field, one));
        dmarc(field, result.dmarc());
        if (result.arc().outcome() != ArcOutcome.NONE) {
            field.append(";\r\n\tarc=").append(result.arc().outcome().word());
            if (!result.arc().sets().isEmpty()) {
                var last = result.arc().sets().getLast();
                field.append(" (i=")
                        .append(last.instance())
                        .append(" d=")
                        .append(last.domain())
                        .append(')');
            }
        }
        return field.append("\r\n").toString();
    }

    private static void spf(StringBuilder field, SpfResult spf) {
        field.append(";\r\n\tspf=").append(spf.outcome().word());
        property(field, spf.identity() == SpfResult.Identity.HELO ? "smtp.helo" : "smtp.mailfrom", spf.domain());
    }

    private static void dkim(StringBuilder field, DkimResult dkim) {
        field.append(";\r\n\tdkim=").append(dkim.outcome().word());
        if (dkim.signature().isPresent()) {
            var signature = dkim.signature().get();
            if (signature.testing()) {
                field.append(" (test mode)");
            }
            property(field, "header.d", signature.domain().ascii());
            property(field, "header.s", signature.selector());
            property(field, "header.a", signature.algorithm().word());
            property(field, "header.b", signature.prefix());
        }
    }

    private static void dmarc(StringBuilder field, DmarcResult dmarc) {
        field.append(";\r\n\tdmarc=").append(dmarc.outcome().word());
        if (dmarc.published().isPresent()) {
            field.append(" (p=")
                    .append(dmarc.requested().word())
                    .append(" dis=")
                    .append(dmarc.disposition().word())
                    .append(')');
        }
        dmarc.from().ifPresent(from -> property(field, "header.from", from.ascii()));
    }

    /// RFC 8601 §2.2: a value that is no plain word is quoted.
    private static void property(StringBuilder field, String name, String value) {
        field.append(' ').append(name).append('=');
        String cut = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
        if (cut.matches("[A-Za-z0-9._-]+")) {
            field.append(cut);
            return;
        }
        field.append('"');
        for (char c : cut.toCharArray()) {
            if (c == '"' || c == '\\') {
                field.append('\\').append(c);
            } else {
                field.append(c >= ' ' && c <= '~' ? c : '?');
            }
        }
        field.append('"');
    }

    /// The Authentication-Results fields of a header that claim to be from one of these hosts, from top to
    /// bottom. On a message that comes from outside they are forged: RFC 8601 §5.
    ///
    /// @param hosts names under which results are reported here, now or before
    public static List<MessageHeader.Field> forged(MessageHeader header, List<DomainName> hosts) {
        return header.named(NAME).stream()
                .filter(field -> claims(
                        new String(
                                header.octets(),
                                field.valueStart(),
                                field.end() - field.valueStart(),
                                StandardCharsets.ISO_8859_1),
                        hosts))
                .toList();
    }

    /// The header section without these fields, octet for octet otherwise.
    public static byte[] without(MessageHeader header, List<MessageHeader.Field> fields) {
        var kept = new ByteArrayOutputStream(header.octets().length);
        int at = 0;
        for (var field : fields) {
            kept.write(header.octets(), at, field.start() - at);
            at = field.end();
        }
        kept.write(header.octets(), at, header.octets().length - at);
        return kept.toByteArray();
    }

    /// Whether the value of an Authentication-Results field is in the name of one of these hosts. What
    /// cannot be read but has such a name in it counts too.
    ///
    /// @param value with or without folding
    public static boolean claims(String value, List<DomainName> hosts) {
        var reader = new IdReader(value);
        String id = reader.read();
        if (reader.broken) {
            String lower = value.toLowerCase(Locale.ROOT);
            return hosts.stream().anyMatch(host -> lower.contains(host.ascii()));
        }
        var name = DomainName.parse(id.endsWith(".") ? id.substring(0, id.length() - 1) : id);
        return name.isPresent() && hosts.contains(name.get());
    }

    /// Reads `[CFWS] authserv-id`: RFC 8601 §2.2.
    private static final class IdReader {
        private final String value;
        private int at;
        private boolean broken;

        IdReader(String value) {
            this.value = value;
        }

        String read() {
            skip();
            var id = new StringBuilder();
            boolean quoted = at < value.length() && value.charAt(at) == '"';
            if (quoted) {
                at++;
            }
            for (; at < value.length(); at++) {
                char c = value.charAt(at);
                if (quoted ? c == '"' : c <= ' ' || c == ';' || c == '(') {
                    return id.toString();
                }
                if (quoted && c == '\\' && at + 1 < value.length()) {
                    at++;
                    c = value.charAt(at);
                }
                id.append(c);
            }
            broken |= quoted;
            return id.toString();
        }

        /// White space and comments, which nest.
        private void skip() {
            int depth = 0;
            for (; at < value.length(); at++) {
                char c = value.charAt(at);
                if (c == '(') {
                    depth++;
                } else if (depth > 0) {
                    if (c == ')') {
                        depth--;
                    } else if (c == '\\') {
                        at++;
                    }
                } else if (c > ' ') {
                    return;
                }
            }
            broken = depth > 0;
        }
    }
}
