package org.tassis.mailflow.report.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// Where a domain wants its reports: an entry of `rua`, RFC 7489 §6.2, RFC 8460 §3.
public sealed interface ReportAddress {
    /// @param most octets of a report; `Long.MAX_VALUE` when nothing is said
    record Mail(EmailAddress address, long most) implements ReportAddress {}

    record Web(URI uri) implements ReportAddress {}

    int MOST = 5;

    /// The host that takes the report.
    default Optional<DomainName> host() {
        return switch (this) {
            case Mail mail -> Optional.of(mail.address().domain());
            case Web web -> Optional.ofNullable(web.uri().getHost()).flatMap(DomainName::parse);
        };
    }

    /// Entries that cannot be understood are left out, and so are those beyond {@link #MOST}.
    ///
    /// @param uris as published
    static List<ReportAddress> parse(List<String> uris) {
        List<ReportAddress> found = new ArrayList<>();
        for (String uri : uris) {
            if (found.size() < MOST) {
                parse(uri.strip()).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<ReportAddress> parse(String uri) {
        String lower = uri.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mailto:")) {
            return mail(uri.substring("mailto:".length()));
        }
        if (!lower.startsWith("https://")) {
            return Optional.empty();
        }
        try {
            URI parsed = new URI(uri);
            return parsed.getHost() == null || parsed.getUserInfo() != null
                    ? Optional.empty()
                    : Optional.of(new Web(parsed));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<ReportAddress> mail(String text) {
        Matcher matcher = Sizes.MAIL.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long most = matcher.group(2) == null
                ? Long.MAX_VALUE
                : Long.parseLong(matcher.group(2)) << Sizes.shift(matcher.group(3));
        String address;
        try {
            address = URLDecoder.decode(matcher.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return EmailAddress.parse(address).map(parsed -> new Mail(parsed, most));
    }

    /// An interface has no private fields.
    final class Sizes {
        private static final Pattern MAIL =
                Pattern.compile("([^!?]{1,400})(?:!([0-9]{1,9})([kmgt]?))?(?:\\?.*)?", Pattern.CASE_INSENSITIVE);

        private Sizes() {}

        private static int shift(String unit) {
            return switch (unit.toLowerCase(Locale.ROOT)) {
                case "k" -> 10;
                case "m" -> 20;
                case "g" -> 30;
                case "t" -> 30; // more than anybody sends
                default -> 0;
            };
        }
    }
}
