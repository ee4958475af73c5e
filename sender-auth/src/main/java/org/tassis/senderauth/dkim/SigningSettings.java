package org.tassis.senderauth.dkim;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What signatures cover.
///
/// @param fields   header fields that are signed as often as they are there (ten times at most), lower case
/// @param once     those of `fields` of which nobody may add another one: named once more than there are,
///                 RFC 6376 §8.15
/// @param validity how long signatures hold (`x=`), for ever if empty
public record SigningSettings(List<String> fields, List<String> once, Optional<Duration> validity) {
    /// What a reader sees or is led by, RFC 6376 §5.4.1; lists add their own List-* fields, so those are not
    /// kept from being added.
    public static final SigningSettings DEFAULT = new SigningSettings(
            List.of(
                    "from",
                    "sender",
                    "reply-to",
                    "subject",
                    "date",
                    "message-id",
                    "to",
                    "cc",
                    "mime-version",
                    "content-type",
                    "content-transfer-encoding",
                    "content-id",
                    "content-description",
                    "in-reply-to",
                    "references",
                    "resent-from",
                    "resent-to",
                    "resent-date",
                    "list-id",
                    "list-unsubscribe",
                    "list-unsubscribe-post",
                    "auto-submitted",
                    "tls-report-domain",
                    "tls-report-submitter"),
            List.of(
                    "from",
                    "reply-to",
                    "subject",
                    "date",
                    "message-id",
                    "to",
                    "cc",
                    "mime-version",
                    "content-type",
                    "content-transfer-encoding"),
            Optional.empty());

    public SigningSettings {
        fields = List.copyOf(fields);
        once = List.copyOf(once);
        if (!fields.contains("from") || !fields.containsAll(once)) {
            throw new IllegalArgumentException("DKIM signs From, and only signed fields may be kept from being added");
        }
        for (String field : fields) {
            if (!field.equals(field.toLowerCase(Locale.ROOT)) || !field.matches("[!-9;-~]+")) {
                throw new IllegalArgumentException("not a header field in lower case: " + field);
            }
        }
        if (validity.isPresent() && !validity.get().isPositive()) {
            throw new IllegalArgumentException("the validity of signatures must be above zero");
        }
    }
}
