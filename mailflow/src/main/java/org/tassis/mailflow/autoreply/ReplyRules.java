package org.tassis.mailflow.autoreply;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tassis.core.EmailAddress;

/// Whether a message may be answered by a machine: RFC 3834 §2, and what mail on the internet taught beyond
/// it. Looks at headers and envelope alone; the same question always has the same answer.
public final class ReplyRules {
    /// Only mailing lists set these: RFC 2369, RFC 2919, and what list managers use besides. List-Unsubscribe
    /// is in newsletters too, which expect no answer either.
    private static final List<String> LIST_FIELDS = List.of(
            "list-id",
            "list-help",
            "list-subscribe",
            "list-unsubscribe",
            "list-post",
            "list-owner",
            "list-archive",
            "list-unsubscribe-post",
            "mailing-list",
            "x-mailing-list",
            "x-listname",
            "x-list",
            "x-been-there",
            "x-beenthere");

    /// Set by programs that answer, watch or report.
    private static final List<String> MACHINE_FIELDS = List.of(
            "x-autoreply",
            "x-autorespond",
            "x-autoresponder",
            "x-auto-reply-from",
            "x-mail-autoreply",
            "x-cron-env",
            "x-failed-recipients");

    /// Senders of bulk mail set these for those who count complaints.
    private static final List<String> BULK_FIELDS =
            List.of("feedback-id", "x-campaign", "x-campaignid", "x-mailgun-tag", "x-sg-eid", "x-csa-complaints");

    /// Whoever writes from these is no person, or does not read answers: RFC 3834 §2, RFC 5230 §4.6. No
    /// repetition stands inside another.
    private static final Pattern MACHINE =
            Pattern.compile("mailer-?daemon|listserv|listproc|majordomo|uucp|daemon|root|nobody|bounces?([-+_=.].*)?"
                    + "|(.*[-_.+])?(no|do-?not|dont|never)[-_.]?reply([-_.+].*)?|owner-.*"
                    + "|.*-(request|owner|bounces?|relay|confirm|errors)");

    /// Reports about other mail, receipts and notices of delivery: RFC 6522 §3, RFC 8098 §3.
    private static final Pattern REPORT = Pattern.compile(
            "multipart/report\\b.*|message/(delivery-status"
                    + "|disposition-notification|feedback-report|global-delivery-status)\\b.*",
            Pattern.DOTALL);

    private ReplyRules() {}

    /// @param sender  of the envelope; empty for the null sender
    /// @param own     the addresses of the mailbox, and that by which the message reached it, when it leads to
    ///                this mailbox alone
    /// @param headers of the message
    /// @param spam    whether it was found to be
    /// @return why there must be no reply; empty: there may be one, to the envelope's sender (RFC 3834 §4)
    public static Optional<Silence> silence(
            Optional<EmailAddress> sender, Set<EmailAddress> own, ReplyHeaders headers, boolean spam) {
        if (sender.isEmpty()) {
            return Optional.of(Silence.NULL_SENDER);
        }
        if (MACHINE.matcher(sender.get().local().toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(Silence.NO_REPLY_SENDER);
        }
        Set<EmailAddress> mine = new HashSet<>(own);
        own.forEach(address -> mine.add(base(address)));
        if (isAmong(sender.get(), mine)) {
            return Optional.of(Silence.OWN_ADDRESS);
        }
        if (spam || says(headers, "x-spam-flag", "yes") || says(headers, "x-spam", "yes", "true")) {
            return Optional.of(Silence.SPAM);
        }
        if (isAutomatic(headers)) {
            return Optional.of(Silence.AUTOMATIC);
        }
        if (hasAny(headers, LIST_FIELDS)) {
            return Optional.of(Silence.LIST);
        }
        if (says(headers, "precedence", "bulk", "list", "junk", "auto_reply", "auto-reply")
                || hasAny(headers, BULK_FIELDS)) {
            return Optional.of(Silence.BULK);
        }
        if (headers.words("content-type").stream()
                .anyMatch(type -> REPORT.matcher(type).matches())) {
            return Optional.of(Silence.REPORT);
        }
        if (isSuppressed(headers)) {
            return Optional.of(Silence.SUPPRESSED);
        }
        return headers.recipients().stream().anyMatch(address -> isAmong(address, mine))
                ? Optional.empty()
                : Optional.of(Silence.NOT_ADDRESSED);
    }

    /// Any Auto-Submitted but `no` (RFC 3834 §5), also with parameters or a comment behind it.
    private static boolean isAutomatic(ReplyHeaders headers) {
        return headers.words("auto-submitted").stream()
                        .anyMatch(value -> !value.equals("no") && !value.matches("(?s)no[\\s;(].*"))
                || hasAny(headers, MACHINE_FIELDS);
    }

    /// What Exchange sets on its own notices, and programs of others that want to be left in peace.
    private static boolean isSuppressed(ReplyHeaders headers) {
        return headers.words("x-auto-response-suppress").stream()
                .anyMatch(value -> List.of(value.split("[,;\\s]+", 20)).stream()
                        .anyMatch(Set.of("all", "oof", "autoreply")::contains));
    }

    private static boolean says(ReplyHeaders headers, String name, String... words) {
        return headers.words(name).stream()
                .map(value -> value.split("[\\s;(,]", 2)[0])
                .anyMatch(Set.of(words)::contains);
    }

    private static boolean hasAny(ReplyHeaders headers, List<String> names) {
        return names.stream().anyMatch(headers::has);
    }

    private static boolean isAmong(EmailAddress address, Set<EmailAddress> own) {
        return own.contains(address) || own.contains(base(address));
    }

    /// Without its plus-detail.
    private static EmailAddress base(EmailAddress address) {
        return EmailAddress.of(address.base(), address.domain().ascii()).orElse(address);
    }
}
