package org.tassis.mailflow;

import java.util.OptionalLong;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.directory.Target;
import org.tassis.store.MailStore;
import org.tassis.store.Usage;

/// A full mailbox is refused while the sender is connected, at RCPT as soon as that is sure. Where it is
/// not sure yet, the recipient has a fate of its own, so that it cannot spoil the message for others. The
/// store has the last word when it writes.
final class FreeSpace implements Policy {
    /// For the trace fields that come on top of what a sender counts.
    private static final long HEADROOM = 4096;

    private final MailStore store;
    private final long maxMessageSize;

    FreeSpace(MailStore store, long maxMessageSize) {
        this.store = store;
        this.maxMessageSize = maxMessageSize;
    }

    /// One mailbox with space is enough: those beside it that are full are left out.
    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        if (!recipient.remotes().isEmpty()) {
            return Verdict.ACCEPT; // a copy that finds no space does not stop the forward
        }
        Verdict worst = Verdict.ACCEPT;
        for (Target.Mailbox mailbox : recipient.mailboxes()) {
            Verdict verdict = judge(reception, mailbox.account());
            if (verdict.equals(Verdict.ACCEPT)) {
                return verdict;
            }
            worst = worse(worst, verdict);
        }
        return worst;
    }

    /// Of several mailboxes without sure space: what may pass counts more than what is full, and full now
    /// more than full for ever. What may pass for several is one fate: only who shares all of it shares a
    /// transaction.
    private static Verdict worse(Verdict before, Verdict next) {
        if (before instanceof Verdict.Accept(var fate) && next instanceof Verdict.Accept(var other)) {
            return fate.isEmpty() ? next : Verdict.apart(fate.get() + ", " + other.orElseThrow());
        }
        if (before instanceof Verdict.Accept(var fate)) {
            return fate.isEmpty() ? next : before;
        }
        return next instanceof Verdict.Accept
                        || next instanceof Verdict.Refuse(var refusal, var _) && refusal instanceof Refusal.MailboxFull
                ? next
                : before;
    }

    private Verdict judge(Reception reception, Account account) {
        if (!account.quota().limitsBytes() && !account.quota().limitsMessages()) {
            return Verdict.ACCEPT;
        }
        AccountId id = account.id();
        OptionalLong announced = reception.parameters().size();
        Usage usage = store.usage(id);
        long least = Math.max(1, announced.orElse(1));
        if (least > usage.quota().bytes() || usage.quota().messages() == 0) {
            return new Verdict.Refuse(new Refusal.LargerThanMailbox(), "quota of " + account.login());
        }
        if (!usage.admits(least, 1)) {
            return new Verdict.Refuse(new Refusal.MailboxFull(), "quota of " + account.login());
        }
        boolean sure = usage.admits(announced.orElse(maxMessageSize) + HEADROOM, 1);
        return sure ? Verdict.ACCEPT : Verdict.apart("space of account " + id.value());
    }
}
