package org.tassis.senderauth.dmarc;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a domain publishes: RFC 7489 §6.3, RFC 9091 §3.1.
///
/// @param subdomains  `sp`: for domains below
/// @param nonexistent `np`: for domains below that do not exist
/// @param strictDkim  `adkim=s`: DKIM domains must be equal
/// @param strictSpf   `aspf=s`
/// @param percent     `pct`, 0 to 100
/// @param reports     `rua`: URIs for aggregate reports, as written, ten at most
/// @param failures    `ruf`: URIs for failure reports
public record DmarcRecord(
        DmarcPolicy policy,
        Optional<DmarcPolicy> subdomains,
        Optional<DmarcPolicy> nonexistent,
        boolean strictDkim,
        boolean strictSpf,
        int percent,
        List<String> reports,
        List<String> failures) {
    private static final Pattern VERSION = Pattern.compile("\\s*v\\s*=\\s*DMARC1\\s*(;.*)?", Pattern.DOTALL);
    private static final int MAX_TAGS = 64;
    private static final int MAX_URIS = 10;
    private static final int MAX_URI = 500;

    /// That of a name with these TXT records; empty when there is none, more than one, or none to be understood.
    public static Optional<DmarcRecord> only(List<String> texts) {
        List<String> records = texts.stream().filter(DmarcRecord::isRecord).toList();
        return records.size() == 1 ? parse(records.getFirst()) : Optional.empty();
    }

    static boolean isRecord(String text) {
        return VERSION.matcher(text).matches();
    }

    /// Unknown tags and broken values count as absent: RFC 7489 §6.3. Empty when there is no policy to
    /// apply: §6.6.3.
    static Optional<DmarcRecord> parse(String text) {
        Map<String, String> tags = new HashMap<>();
        for (String piece : text.split(";", MAX_TAGS)) {
            int equals = piece.indexOf('=');
            if (equals > 0) {
                tags.putIfAbsent(
                        piece.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        piece.substring(equals + 1).strip());
            }
        }
        var reports = uris(tags.getOrDefault("rua", ""));
        var policy = policy(tags, "p");
        var subdomains = policy(tags, "sp");
        if (policy.isEmpty() || tags.containsKey("sp") && subdomains.isEmpty()) {
            if (reports.isEmpty()) {
                return Optional.empty();
            }
            policy = Optional.of(DmarcPolicy.NONE);
            subdomains = Optional.empty();
        }
        String percent = tags.getOrDefault("pct", "100");
        return Optional.of(new DmarcRecord(
                policy.get(),
                subdomains,
                policy(tags, "np"),
                tags.getOrDefault("adkim", "r").equalsIgnoreCase("s"),
                tags.getOrDefault("aspf", "r").equalsIgnoreCase("s"),
                percent.matches("[0-9]{1,3}") ? Math.min(100, Integer.parseInt(percent)) : 100,
                reports,
                uris(tags.getOrDefault("ruf", ""))));
    }

    private static Optional<DmarcPolicy> policy(Map<String, String> tags, String tag) {
        return Optional.ofNullable(tags.get(tag)).flatMap(DmarcPolicy::parse);
    }

    private static List<String> uris(String text) {
        return Arrays.stream(text.split(",", MAX_URIS + 1))
                .map(String::strip)
                .filter(uri -> uri.length() <= MAX_URI && uri.matches("[A-Za-z][A-Za-z0-9+.-]*:[!-~]+"))
                .limit(MAX_URIS)
                .toList();
    }
}
