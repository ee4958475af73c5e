package org.tassis.imap.command;

import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.store.MailboxSnapshot;

/// The selected mailbox as one client knows it, which decides what sequence numbers and `*` mean: RFC 9051
/// §2.3.1.2. Immutable. Sequence numbers run from 1 to {@link #count}; UIDs ascend with them.
public interface KnownMailbox {
    int count();

    MailboxId id();

    /// @param sequence from 1 to {@link #count}
    long uid(int sequence);

    /// The sequence number of the first message whose UID is `uid` or higher; `count() + 1` when there is
    /// none.
    int sequenceFrom(long uid);

    /// The snapshot that holds the message.
    MailboxSnapshot snapshot(int sequence);

    /// The message's index in {@link #snapshot}.
    int index(int sequence);

    /// All of them.
    UidSet uids();

    /// A client that knows exactly this snapshot.
    static KnownMailbox of(MailboxSnapshot snapshot) {
        record Known(MailboxSnapshot whole) implements KnownMailbox {
            @Override
            public MailboxId id() {
                return whole.mailbox();
            }

            @Override
            public int count() {
                return whole.count();
            }

            @Override
            public long uid(int sequence) {
                return whole.uid(sequence - 1);
            }

            @Override
            public int sequenceFrom(long uid) {
                int index = whole.indexOf(uid);
                return index >= 0 ? index + 1 : -index;
            }

            @Override
            public MailboxSnapshot snapshot(int sequence) {
                return whole;
            }

            @Override
            public int index(int sequence) {
                return sequence - 1;
            }

            @Override
            public UidSet uids() {
                return whole.uids();
            }
        }
        return new Known(snapshot);
    }
}
