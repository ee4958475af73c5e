package org.tassis.mailflow.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Decision;
import org.tassis.greylist.Greylist;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.Verdict;
import org.tassis.mailflow.policy.AccessRule.Effect;

/// Strangers must come again: programs that send spam mostly do not. Not delayed are who logged in, trusted
/// networks, whom a list allows, this server's own or a published one, and to whom the mailbox's owner has
/// written.
final class Greylisting implements Policy {
    private final Greylist greylist;
    private final AccessLists lists;
    private final Optional<DnsLists> published;
    private final Correspondents correspondents;
    private final List<Cidr> trusted;
    private final SpfPass spf;

    /// Whether the client may send for the sender's domain, found out once for a message.
    private record Standing(boolean passes) {}

    Greylisting(
            Greylist greylist,
            AccessLists lists,
            Optional<DnsLists> published,
            Correspondents correspondents,
            List<Cidr> trusted,
            SpfPass spf) {
        this.greylist = greylist;
        this.lists = lists;
        this.published = published;
        this.correspondents = correspondents;
        this.trusted = List.copyOf(trusted);
        this.spf = spf;
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.GREYLISTING);
    }

    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        Client client = reception.client();
        if (client.account().isPresent() || isTrusted(client) || isExpected(reception, recipient)) {
            return Verdict.ACCEPT;
        }
        Optional<EmailAddress> sender = reception.sender();
        boolean passes = sender.isPresent()
                && reception
                        .once(Standing.class, () -> new Standing(spf.passes(client, sender.get())))
                        .passes();
        Decision decision = greylist.decide(new Attempt(
                client.address(),
                sender,
                recipient.address(),
                passes,
                recipient.owner().map(Account::id)));
        return switch (decision) {
            case Decision.Accept _ -> Verdict.ACCEPT;
            case Decision.Wait(Duration left) -> new Verdict.Refuse(new Refusal.Greylisted(left), Waiting.brief(left));
        };
    }

    private boolean isTrusted(Client client) {
        for (Cidr network : trusted) {
            if (network.contains(client.address())) {
                return true;
            }
        }
        return false;
    }

    private boolean isExpected(Reception reception, Recipient recipient) {
        Optional<AccessRule> rule = lists.judge(reception.client().address(), reception.sender(), recipient);
        if (rule.isPresent() && rule.get().effect() == Effect.ALLOW) {
            return true;
        }
        if (published.map(zones -> zones.of(reception).allowedBy().isPresent()).orElse(false)) {
            return true;
        }
        return reception.sender().isPresent()
                && recipient.accounts().stream()
                        .anyMatch(account -> correspondents.knows(
                                account.id(), reception.sender().get()));
    }
}
