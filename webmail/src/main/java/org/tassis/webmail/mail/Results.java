package org.tassis.webmail.mail;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.mailflow.sender.OwnResults;
import org.tassis.message.HeaderFields;

/// What this server found out about who sent a message, from the Authentication-Results fields (RFC 8601
/// §2.2) that it wrote itself. Those of others say nothing.
///
/// @param dmarc,dkim,spf `pass`, `fail`, and the like; empty when not said
/// @param domain that vouches, or that does not
record Results(String dmarc, String dkim, String spf, String domain) {
    private static final Pattern METHOD = Pattern.compile("\\b(dmarc|dkim|spf)=([a-z]{1,12})");
    private static final Pattern FROM = Pattern.compile("\\bheader\\.(?:from|d)=([A-Za-z0-9.-]{1,253})");

    static Optional<Results> of(byte[] header, String hostname) {
        String dmarc = "";
        String dkim = "";
        String spf = "";
        String domain = "";
        boolean found = false;
        HeaderFields fields = new HeaderFields(header);
        while (fields.next()) {
            if (fields.isNamed("Authentication-Results")) {
                String value = fields.value(8_000);
                if (OwnResults.claimed(hostname, value)) {
                    found = true;
                    Matcher method = METHOD.matcher(value.toLowerCase(Locale.ROOT));
                    while (method.find()) {
                        switch (method.group(1)) {
                            case "dmarc" -> dmarc = method.group(2);
                            case "dkim" -> dkim = dkim.equals("pass") ? dkim : method.group(2);
                            default -> spf = method.group(2);
                        }
                    }
                    Matcher from = FROM.matcher(value);
                    if (from.find()) {
                        domain = from.group(1);
                    }
                }
            }
        }
        return found && !(dmarc + dkim + spf).isEmpty()
                ? Optional.of(new Results(dmarc, dkim, spf, domain))
                : Optional.empty();
    }

    /// Of the message that tells it.
    public String key() {
        if (dmarc.equals("pass")) {
            return "auth.pass";
        }
        if (dmarc.equals("fail")) {
            return "auth.fail";
        }
        if (dkim.equals("pass") || spf.equals("pass")) {
            return "auth.partly";
        }
        return "auth.unknown";
    }

    /// Of the style sheet's badges.
    public String look() {
        return switch (key()) {
            case "auth.pass" -> "good";
            case "auth.fail" -> "bad";
            default -> "";
        };
    }

    /// As the server found it, for who knows the words.
    public String details() {
        StringBuilder text = new StringBuilder();
        append(text, "DMARC", dmarc);
        append(text, "DKIM", dkim);
        append(text, "SPF", spf);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, String result) {
        if (!result.isEmpty()) {
            text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(result);
        }
    }
}
