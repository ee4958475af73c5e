package org.tassis.store;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;

/// Copies and moves messages between mailboxes that may be of two owners, for somebody who has been found
/// to have the rights to do so (RFC 4314 §4): flags that this one may not set there do not come along. No
/// state; any thread.
public final class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final MailStore store;

    public Transfers(MailStore store) {
        this.store = store;
    }

    /// @param rights to the mailbox into which they go
    /// @throws StoreException as {@link MailStore#copy}
    public Copied copy(MailboxId from, UidSet uids, Mailbox to, Rights rights) {
        Copied copied = store.copy(from, uids, to.id());
        FlagRights.strip(store, to.id(), rights, copied.target());
        return copied;
    }

    /// @param rights to the mailbox into which they go
    /// @throws StoreException as {@link MailStore#move}
    public Copied move(Mailbox from, UidSet uids, Mailbox to, Rights rights) {
        Copied moved = from.account().equals(to.account())
                ? store.move(from.id(), uids, to.id())
                : give(from.id(), uids, to.id());
        FlagRights.strip(store, to.id(), rights, moved.target());
        return moved;
    }

    /// To another owner: what goes stays in the history of who had it, so that he can have it back. It is
    /// there before it goes, so that nothing is lost; should it not go, it is taken back.
    private Copied give(MailboxId from, UidSet uids, MailboxId to) {
        Copied copied = store.copy(from, uids, to);
        if (copied.source().isEmpty()) {
            return copied;
        }
        try {
            store.expunge(from, set(copied.source()));
        } catch (StoreException failed) {
            takeBack(to, copied);
            throw failed;
        }
        return copied;
    }

    private void takeBack(MailboxId mailbox, Copied copied) {
        try {
            store.expunge(mailbox, set(copied.target()));
        } catch (StoreException failed) {
            LOG.warn("{}: copies stay beside what was to be moved: {}", mailbox, failed.failure());
        }
    }

    private static UidSet set(List<Long> uids) {
        UidSet.Builder set = new UidSet.Builder();
        uids.forEach(set::add);
        return set.build();
    }
}
