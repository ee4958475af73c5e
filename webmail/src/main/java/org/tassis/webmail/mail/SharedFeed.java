package org.tassis.webmail.mail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.store.Change;
import org.tassis.store.Subscription;
import org.tassis.webmail.Reach.Reached;

/// The change feeds of those who share something with an account, as far as it may read what changed. For
/// one thread; the listener is called on others.
final class SharedFeed implements AutoCloseable {
    private final Mail mail;
    private final AccountId account;
    private final Consumer<Change> listener;
    private final Map<AccountId, Subscription> owners = new HashMap<>();
    private volatile Map<MailboxId, Reached> reached = Map.of();

    SharedFeed(Mail mail, AccountId account, Consumer<Change> listener) {
        this.mail = mail;
        this.account = account;
        this.listener = listener;
    }

    /// Follows those who share something now, and nobody else.
    ///
    /// @return whether the account reaches other mailboxes than before, or has other rights to them
    boolean renew() {
        List<Reached> others = mail.reach().others(account);
        Set<AccountId> wanted = new HashSet<>();
        Map<MailboxId, Reached> now = new HashMap<>();
        for (Reached one : others) {
            wanted.add(one.owner());
            now.put(one.id(), one);
        }
        owners.entrySet().removeIf(owner -> {
            boolean gone = !wanted.contains(owner.getKey());
            if (gone) {
                owner.getValue().close();
            }
            return gone;
        });
        boolean changed = !now.equals(reached);
        reached = now;
        for (AccountId owner : wanted) {
            owners.computeIfAbsent(owner, id -> mail.store().watch(id, this::hear));
        }
        return changed;
    }

    private void hear(Change change) {
        boolean heard =
                switch (change) {
                    case Change.Arrived arrived -> isReadable(arrived.mailbox());
                    case Change.Reflagged reflagged -> isReadable(reflagged.mailbox());
                    case Change.Vanished vanished -> isReadable(vanished.mailbox());
                    case Change.MailboxesChanged _ -> true; // names may have changed
                };
        if (heard) {
            listener.accept(change);
        }
    }

    /// As of the last {@link #renew}.
    boolean isReadable(MailboxId mailbox) {
        Reached one = reached.get(mailbox);
        return one != null && one.isShown();
    }

    @Override
    public void close() {
        owners.values().forEach(Subscription::close);
        owners.clear();
    }
}
