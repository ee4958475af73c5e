package org.tassis.mailflow.sieve;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tassis.core.EmailAddress;

/// `vacation`: whether the message may be answered, and with what. RFC 5230 §4, RFC 3834 §2.
final class Vacations {
    private static final List<String> LIST_FIELDS = List.of(
            "list-id",
            "list-help",
            "list-subscribe",
            "list-unsubscribe",
            "list-post",
            "list-owner",
            "list-archive",
            "mailing-list");
    private static final List<String> RECIPIENTS = List.of("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc");
    /// Whoever writes from these is no person. No repetition stands inside another.
    private static final Pattern MACHINE = Pattern.compile(
            "mailer-daemon|listserv|listproc|majordomo|(no|do-?not|dont)[-_.]?reply.*|owner-.*|bounces?([-+_=.].*)?"
                    + "|.*-(request|owner|bounces?|relay)|uucp|daemon|postmaster-noreply");

    private static final int MAX_SUBJECT = 500;

    private Vacations() {}

    static void reply(Run run, Command.Vacation vacation, int line) {
        run.outcome.vacation(vacation.position());
        var refusal = refusal(run, vacation);
        if (refusal.isPresent()) {
            run.outcome.unanswered(refusal.get());
            return;
        }
        var limits = run.limits;
        var interval = Duration.ofSeconds(
                Math.min(vacation.seconds(), limits.longestVacation().toSeconds()));
        run.outcome.reply(new SieveAction.Vacation(
                line,
                run.envelope.from().orElseThrow(),
                vacation.named()
                        .map(name -> Digests.of("handle", run.expand(name)))
                        .orElse(vacation.handle()),
                interval.compareTo(limits.shortestVacation()) < 0 ? limits.shortestVacation() : interval,
                subject(run, vacation),
                from(run, vacation),
                vacation.mime(),
                run.expand(vacation.reason())));
    }

    /// Why not; empty when a reply is right.
    private static Optional<Unanswered> refusal(Run run, Command.Vacation vacation) {
        if (run.envelope.from().isEmpty()) {
            return Optional.of(Unanswered.NULL_SENDER);
        }
        var sender = run.envelope.from().get();
        if (MACHINE.matcher(sender.local().toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(Unanswered.MACHINE);
        }
        var mine = own(run, vacation);
        if (mine.contains(sender) || mine.contains(base(sender))) {
            return Optional.of(Unanswered.OWNER);
        }
        for (var field : run.headers.named("auto-submitted")) {
            if (!field.value().toLowerCase(Locale.ROOT).matches("no\\b.*")) {
                return Optional.of(Unanswered.AUTOMATIC);
            }
        }
        for (var name : LIST_FIELDS) {
            if (!run.headers.named(name).isEmpty()) {
                return Optional.of(Unanswered.LIST);
            }
        }
        for (var field : run.headers.named("precedence")) {
            if (List.of("bulk", "list", "junk").contains(field.value().toLowerCase(Locale.ROOT))) {
                return Optional.of(Unanswered.BULK);
            }
        }
        return isAddressed(run, mine) ? Optional.empty() : Optional.of(Unanswered.NOT_ADDRESSED);
    }

    /// RFC 5230 §4.5.
    private static Set<EmailAddress> own(Run run, Command.Vacation vacation) {
        var own = new HashSet<EmailAddress>(run.context.ownAddresses());
        own.add(run.envelope.to());
        own.add(base(run.envelope.to()));
        for (var address : run.expand(vacation.addresses())) {
            Addresses.outbound(address).ifPresent(own::add);
        }
        return own;
    }

    /// Without its plus-detail.
    private static EmailAddress base(EmailAddress address) {
        return EmailAddress.of(address.base(), address.domain().ascii()).orElse(address);
    }

    private static boolean isAddressed(Run run, Set<EmailAddress> own) {
        for (var name : RECIPIENTS) {
            for (var field : run.headers.named(name)) {
                run.spend(200L * field.addresses().size());
                for (var found : field.addresses()) {
                    var address = EmailAddress.of(
                            found.local().orElse(""), found.domain().orElse(""));
                    if (address.isPresent() && (own.contains(address.get()) || own.contains(base(address.get())))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// RFC 5230 §5.3.
    private static String subject(Run run, Command.Vacation vacation) {
        var subject = vacation.subject().map(run::expand).orElseGet(() -> {
            var original = run.headers.named("subject");
            return original.isEmpty()
                    ? "Automated reply"
                    : "Auto: " + original.getFirst().value();
        });
        var clean = new StringBuilder();
        subject.codePoints()
                .limit(MAX_SUBJECT)
                .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return clean.toString().strip();
    }

    /// RFC 5230 §4.3: what is no address is passed over.
    private static Optional<String> from(Run run, Command.Vacation vacation) {
        return vacation.from().map(run::expand).filter(written -> Addresses.outbound(written)
                .isPresent());
    }
}
