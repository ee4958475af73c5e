package org.tassis.senderauth.spf;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.DnsName;

/// Asks a domain whether a host may send for it: RFC 7208. Blocks while the DNS is asked; the limits of
/// §4.6.4 bound how often. Any number of threads.
public final class Spf {
    private static final int MAX_SHOWN = 255;

    private final Dns dns;
    private final String receiver;
    private final InstantSource clock;

    /// @param receiver the name of this host, for domains that want to say it in an explanation
    public Spf(Dns dns, String receiver, InstantSource clock) {
        this.dns = dns;
        this.receiver = receiver;
        this.clock = clock;
    }

    /// Judges the domain of the envelope sender, or without one the HELO name: RFC 7208 §2.4.
    ///
    /// @param helo as the client said it; may be anything
    public SpfResult check(InetAddress client, String helo, Optional<EmailAddress> sender) {
        return sender.isPresent()
                ? check(
                        client,
                        helo,
                        sender.get().local(),
                        sender.get().domain().ascii())
                : checkHelo(client, helo);
    }

    /// Judges the HELO name alone: RFC 7208 §2.3.
    public SpfResult checkHelo(InetAddress client, String helo) {
        return judge(client, helo, "postmaster", helo, SpfResult.Identity.HELO);
    }

    /// @param local  may be empty: RFC 7208 §4.3 puts `postmaster` there
    /// @param domain as it was said; may be anything
    SpfResult check(InetAddress client, String helo, String local, String domain) {
        return judge(client, helo, local.isEmpty() ? "postmaster" : local, domain, SpfResult.Identity.MAIL_FROM);
    }

    private SpfResult judge(InetAddress client, String helo, String local, String domain, SpfResult.Identity as) {
        if (!isDomain(domain)) {
            String shown = domain.length() > MAX_SHOWN ? domain.substring(0, MAX_SHOWN) : domain;
            return new SpfResult(SpfOutcome.NONE, new SpfReason.NotADomain(shown), as, shown, Optional.empty(), 0);
        }
        var check = new SpfCheck(dns, client, helo, local, domain, receiver, clock.instant());
        var verdict = check.judge(domain);
        var explanation = verdict.outcome() == SpfOutcome.FAIL ? check.explanation(verdict) : Optional.<String>empty();
        return new SpfResult(
                verdict.outcome(), verdict.reason(), as, DnsName.normal(domain), explanation, check.lookups());
    }

    /// RFC 7208 §4.3: more than one label, none too long, no address literal.
    private static boolean isDomain(String text) {
        return DnsName.mayExist(text) && DnsName.normal(text).indexOf('.') > 0 && !text.startsWith("[");
    }
}
