package org.tassis.mailflow;

import java.util.OptionalLong;
import org.tassis.core.AccountId;
import org.tassis.directory.Route;
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

    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        if (!(recipient.route() instanceof Route.Local(var account, var _))
                || !account.quota().limitsBytes() && !account.quota().limitsMessages()) {
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
