package org.tassis.mailflow.sieve;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.EmailAddress;

/// `vacation`: what to reply with. RFC 5230 §4.
final class Vacations {
    private static final int MAX_SUBJECT = 500;

    private Vacations() {}

    static void reply(Run run, Command.Vacation vacation, int line) {
        run.outcome.vacation(vacation.position());
        var limits = run.limits;
        var interval = Duration.ofSeconds(
                Math.min(vacation.seconds(), limits.longestVacation().toSeconds()));
        run.outcome.reply(new SieveAction.Vacation(
                line,
                vacation.named()
                        .map(name -> Digests.of("handle", run.expand(name)))
                        .orElse(vacation.handle()),
                interval.compareTo(limits.shortestVacation()) < 0 ? limits.shortestVacation() : interval,
                subject(run, vacation),
                from(run, vacation),
                addresses(run, vacation),
                vacation.mime(),
                run.expand(vacation.reason())));
    }

    /// RFC 5230 §4.5: what is no address is passed over.
    private static Set<EmailAddress> addresses(Run run, Command.Vacation vacation) {
        var addresses = new HashSet<EmailAddress>();
        for (var address : run.expand(vacation.addresses())) {
            Addresses.outbound(address).ifPresent(addresses::add);
        }
        return addresses;
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
    private static Optional<SieveAction.Vacation.From> from(Run run, Command.Vacation vacation) {
        return vacation.from().map(run::expand).flatMap(written -> Addresses.outbound(written)
                .map(address -> new SieveAction.Vacation.From(Addresses.name(written), address)));
    }
}
