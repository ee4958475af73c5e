package org.tassis.senderauth.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.tassis.core.DomainName;
import org.tassis.senderauth.dkim.DkimOutcome;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dns.Answer.Failed;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.spf.SpfOutcome;
import org.tassis.senderauth.spf.SpfResult;

/// Asks the domain of the From field what it wants, and compares: RFC 7489 §6.6, RFC 9091. Any number of
/// threads.
public final class Dmarc {
    /// What was found in the DNS for an author.
    public sealed interface Published {}

    /// @param at       the domain that has the record
    /// @param isBelow  the author's domain is below it
    /// @param isVoid   the author's domain does not exist; only known when the record asks (`np`)
    record Policy(DomainName from, DmarcRecord record, DomainName at, boolean isBelow, boolean isVoid)
            implements Published {}

    record NoPolicy(DomainName from) implements Published {}

    record Unknown(Optional<DomainName> from, DmarcOutcome outcome, DmarcReason reason) implements Published {}

    private final Dns dns;
    private final Supplier<PublicSuffixes> suffixes;
    private final IntSupplier percentile;

    /// @param percentile 0 to 99, each time anew: which messages `pct` leaves out
    public Dmarc(Dns dns, Supplier<PublicSuffixes> suffixes, IntSupplier percentile) {
        this.dns = dns;
        this.suffixes = suffixes;
        this.percentile = percentile;
    }

    /// Asks the DNS: RFC 7489 §6.6.3.
    public Published find(Author author) {
        return switch (author) {
            case Author.Unclear(var why) -> new Unknown(Optional.empty(), DmarcOutcome.PERMERROR, why);
            case Author.Of(var domain) -> find(domain);
        };
    }

    /// When the time was over before {@link #find} ended.
    public static Published outOfTime(Author author) {
        return new Unknown(
                author instanceof Author.Of(var domain) ? Optional.of(domain) : Optional.empty(),
                DmarcOutcome.TEMPERROR,
                new DmarcReason.OutOfTime());
    }

    private Published find(DomainName from) {
        var organisation = suffixes.get().organisational(from);
        var places = from.equals(organisation) ? List.of(from) : List.of(from, organisation);
        for (var place : places) {
            String name = "_dmarc." + place.ascii();
            var answer = dns.txt(name);
            if (answer instanceof Failed<String>(var failure)) {
                return new Unknown(Optional.of(from), DmarcOutcome.TEMPERROR, new DmarcReason.DnsFailed(name, failure));
            }
            var records =
                    answer.records().stream().filter(DmarcRecord::isRecord).toList();
            if (records.size() > 1) {
                return new NoPolicy(from); // RFC 7489 §6.6.3 step 5
            }
            if (records.size() == 1) {
                var record = DmarcRecord.parse(records.getFirst());
                return record.isEmpty() ? new NoPolicy(from) : policy(from, record.get(), place);
            }
        }
        return new NoPolicy(from);
    }

    private Published policy(DomainName from, DmarcRecord record, DomainName at) {
        boolean isBelow = !at.equals(from);
        if (!isBelow || record.nonexistent().isEmpty()) {
            return new Policy(from, record, at, isBelow, false);
        }
        // RFC 9091 §2.7: no such name, or none of these types.
        for (var answer : List.of(dns.ipv4(from.ascii()), dns.ipv6(from.ascii()), dns.mx(from.ascii()))) {
            if (answer instanceof Failed<?>(Failure failure)) {
                return new Unknown(
                        Optional.of(from), DmarcOutcome.TEMPERROR, new DmarcReason.DnsFailed(from.ascii(), failure));
            }
            if (!answer.isVoid()) {
                return new Policy(from, record, at, true, false);
            }
        }
        return new Policy(from, record, at, true, true);
    }

    /// Compares what passed with the author's domain. Asks nobody.
    public DmarcResult judge(Published published, SpfResult spf, List<DkimResult> dkim) {
        return switch (published) {
            case Unknown(var from, var outcome, var reason) -> DmarcResult.without(outcome, reason, from);
            case NoPolicy(var from) ->
                DmarcResult.without(DmarcOutcome.NONE, new DmarcReason.NoPolicy(from), Optional.of(from));
            case Policy policy -> judge(policy, spf, dkim);
        };
    }

    private DmarcResult judge(Policy policy, SpfResult spf, List<DkimResult> dkim) {
        var record = policy.record();
        boolean spfAligned = DomainName.parse(spf.domain())
                .filter(domain -> aligned(domain, policy.from(), record.strictSpf()))
                .isPresent();
        boolean unsure = spfAligned && spf.outcome() == SpfOutcome.TEMPERROR;
        List<DomainName> passed = new ArrayList<>();
        for (var result : dkim) {
            var domain = result.signature().map(DkimResult.Signed::domain);
            if (domain.isPresent() && aligned(domain.get(), policy.from(), record.strictDkim())) {
                unsure |= result.outcome() == DkimOutcome.TEMPERROR;
                if (result.passes() && !passed.contains(domain.get())) {
                    passed.add(domain.get());
                }
            }
        }
        boolean spfPassed = spfAligned && spf.passes();
        var requested = requested(policy);
        if (spfPassed || !passed.isEmpty()) {
            return result(
                    policy,
                    DmarcOutcome.PASS,
                    new DmarcReason.Aligned(spfPassed, List.copyOf(passed)),
                    requested,
                    DmarcPolicy.NONE);
        }
        if (unsure) {
            return result(policy, DmarcOutcome.TEMPERROR, new DmarcReason.Unsure(), requested, DmarcPolicy.NONE);
        }
        var disposition =
                record.percent() >= 100 || percentile.getAsInt() < record.percent() ? requested : requested.milder();
        return result(policy, DmarcOutcome.FAIL, new DmarcReason.NotAligned(), requested, disposition);
    }

    private static DmarcResult result(
            Policy policy, DmarcOutcome outcome, DmarcReason reason, DmarcPolicy requested, DmarcPolicy disposition) {
        return new DmarcResult(
                outcome,
                reason,
                Optional.of(policy.from()),
                Optional.of(policy.record()),
                Optional.of(policy.at()),
                requested,
                disposition);
    }

    private static DmarcPolicy requested(Policy policy) {
        var record = policy.record();
        if (!policy.isBelow()) {
            return record.policy();
        }
        var below = record.subdomains().orElse(record.policy());
        return policy.isVoid() ? record.nonexistent().orElse(below) : below;
    }

    /// RFC 7489 §3.1.
    private boolean aligned(DomainName domain, DomainName from, boolean strict) {
        return domain.equals(from)
                || !strict
                        && suffixes.get()
                                .organisational(domain)
                                .equals(suffixes.get().organisational(from));
    }
}
