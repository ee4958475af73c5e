package org.tassis.mailflow.report.dmarc;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.report.Tally;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dmarc.DmarcPolicy;
import org.tassis.senderauth.dmarc.DmarcReason;
import org.tassis.senderauth.dmarc.DmarcRecord;
import org.tassis.senderauth.spf.SpfResult;

/// What a {@link Tally} of messages says: those that were the same in everything that a report names.
///
/// @param policy      that was applied: p, sp, np, adkim, aspf and pct, with blanks between
/// @param source      the client's address
/// @param disposition none, quarantine or reject
/// @param dkim        pass or fail, as DMARC sees it
/// @param spf         likewise
/// @param override    why the policy was not applied; empty when it was
/// @param headerFrom  domain
/// @param envelopeFrom domain; empty for the null sender
/// @param spfDomain   that SPF judged, with its scope and result
/// @param signatures  domain, selector and result of each
public record DmarcFacts(
        String policy,
        String source,
        String disposition,
        String dkim,
        String spf,
        String override,
        String headerFrom,
        String envelopeFrom,
        Checked spfDomain,
        List<Checked> signatures) {
    private static final int FIXED = 11;
    private static final int MOST_SIGNATURES = 10;

    /// @param detail the selector, or where the domain is from
    public record Checked(String domain, String detail, String result) {}

    public DmarcFacts {
        signatures = List.copyOf(signatures);
    }

    /// @param applied what was done
    /// @return empty when there is nothing to report: no policy, or no verdict
    static Optional<DmarcFacts> of(
            InetAddress client, Optional<EmailAddress> sender, AuthenticationResult result, DmarcPolicy applied) {
        var dmarc = result.dmarc();
        if (dmarc.published().isEmpty() || dmarc.from().isEmpty()) {
            return Optional.empty();
        }
        boolean spf = false;
        boolean dkim = false;
        switch (dmarc.reason()) {
            case DmarcReason.Aligned(boolean bySpf, List<DomainName> bySignature) -> {
                spf = bySpf;
                dkim = !bySignature.isEmpty();
            }
            case DmarcReason.NotAligned _ -> {}
            default -> {
                return Optional.empty(); // to be judged when it comes again
            }
        }
        String override = applied != dmarc.disposition()
                ? "local_policy"
                : !dmarc.passes() && dmarc.disposition() != dmarc.requested() ? "sampled_out" : "";
        return Optional.of(new DmarcFacts(
                policy(dmarc.published().get()),
                client.getHostAddress(),
                applied.word(),
                word(dkim),
                word(spf),
                override,
                dmarc.from().get().ascii(),
                sender.map(address -> address.domain().ascii()).orElse(""),
                new Checked(
                        result.spf().domain(),
                        result.spf().identity() == SpfResult.Identity.HELO ? "helo" : "mfrom",
                        result.spf().outcome().word()),
                result.dkim().stream()
                        .filter(one -> one.signature().isPresent())
                        .limit(MOST_SIGNATURES)
                        .map(DmarcFacts::checked)
                        .toList()));
    }

    private static Checked checked(DkimResult one) {
        return new Checked(
                one.signature().map(signed -> signed.domain().ascii()).orElse(""),
                one.signature().map(DkimResult.Signed::selector).orElse(""),
                one.outcome().word());
    }

    private static String word(boolean passes) {
        return passes ? "pass" : "fail";
    }

    private static String policy(DmarcRecord record) {
        return "p=" + record.policy().word()
                + " sp=" + record.subdomains().orElse(record.policy()).word()
                + record.nonexistent().map(np -> " np=" + np.word()).orElse("")
                + " adkim=" + (record.strictDkim() ? "s" : "r")
                + " aspf=" + (record.strictSpf() ? "s" : "r")
                + " pct=" + record.percent();
    }

    public List<String> written() {
        List<String> facts = new ArrayList<>();
        facts.addAll(List.of(
                policy,
                source,
                disposition,
                dkim,
                spf,
                override,
                headerFrom,
                envelopeFrom,
                cut(spfDomain.domain()),
                spfDomain.detail(),
                spfDomain.result()));
        for (Checked signature : signatures) {
            facts.addAll(List.of(cut(signature.domain()), cut(signature.detail()), signature.result()));
        }
        return facts;
    }

    /// HELO may be anything.
    private static String cut(String text) {
        return text.substring(0, Math.min(253, text.length()));
    }

    public static DmarcFacts read(Tally tally) {
        List<Checked> signatures = new ArrayList<>();
        for (int i = FIXED; i + 2 < tally.facts().size(); i += 3) {
            signatures.add(new Checked(tally.fact(i), tally.fact(i + 1), tally.fact(i + 2)));
        }
        return new DmarcFacts(
                tally.fact(0),
                tally.fact(1),
                tally.fact(2),
                tally.fact(3),
                tally.fact(4),
                tally.fact(5),
                tally.fact(6),
                tally.fact(7),
                new Checked(tally.fact(8), tally.fact(9), tally.fact(10)),
                signatures);
    }

    /// Whether it is from whom it says.
    public boolean passes() {
        return dkim.equals("pass") || spf.equals("pass");
    }
}
