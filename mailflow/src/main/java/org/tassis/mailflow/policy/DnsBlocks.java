package org.tassis.mailflow.policy;

import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.Verdict;
import org.tassis.mailflow.policy.AccessRule.Effect;

/// Refuses clients that a DNS list blocks, unless a list of this server's own allows them.
final class DnsBlocks implements Policy {
    private final DnsLists dns;
    private final AccessLists own;

    DnsBlocks(DnsLists dns, AccessLists own) {
        this.dns = dns;
        this.own = own;
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.DNS_LISTS);
    }

    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        Optional<DomainName> zone = dns.of(reception).blockedBy();
        if (zone.isEmpty()
                || own.judge(reception.client().address(), reception.sender(), recipient)
                        .filter(rule -> rule.effect() == Effect.ALLOW)
                        .isPresent()) {
            return Verdict.ACCEPT;
        }
        return new Verdict.Refuse(
                new Refusal.Blocked(), reception.client().address().getHostAddress() + " in the list of " + zone.get());
    }
}
