package org.tassis.imap.session;

import java.util.Arrays;
import java.util.List;
import org.tassis.core.ContentId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;
import org.tassis.store.MailboxSnapshot;

/// A snapshot that is nothing but its UIDs and their modification sequences.
record ListSnapshot(long[] messages, long[] modSeqs, long highestModSeq) implements MailboxSnapshot {
    @Override
    public MailboxId mailbox() {
        return new MailboxId(1);
    }

    @Override
    public long uidValidity() {
        return 1;
    }

    @Override
    public long uidNext() {
        return 1_000_000;
    }

    @Override
    public int count() {
        return messages.length;
    }

    @Override
    public int unseen() {
        return messages.length;
    }

    @Override
    public int deleted() {
        return 0;
    }

    @Override
    public long bytes() {
        return messages.length;
    }

    @Override
    public long uid(int index) {
        return messages[index];
    }

    @Override
    public int indexOf(long uid) {
        return Arrays.binarySearch(messages, uid);
    }

    @Override
    public long modSeq(int index) {
        return modSeqs[index];
    }

    @Override
    public long flagBits(int index) {
        return 0;
    }

    @Override
    public List<String> keywords() {
        return List.of();
    }

    @Override
    public Flags flags(int index) {
        return Flags.NONE;
    }

    @Override
    public long size(int index) {
        return 1;
    }

    @Override
    public long internalDate(int index) {
        return 0;
    }

    @Override
    public long saveDate(int index) {
        return 0;
    }

    @Override
    public MessageId id(int index) {
        return new MessageId(messages[index]);
    }

    @Override
    public ContentId contentId(int index) {
        return new ContentId(messages[index]);
    }

    @Override
    public boolean hiddenFromPop(int index) {
        return false;
    }

    @Override
    public UidSet uids() {
        UidSet.Builder all = new UidSet.Builder();
        for (long uid : messages) {
            all.add(uid);
        }
        return all.build();
    }

    @Override
    public Difference since(MailboxSnapshot earlier) {
        UidSet.Builder expunged = new UidSet.Builder();
        UidSet.Builder changed = new UidSet.Builder();
        UidSet.Builder arrived = new UidSet.Builder();
        for (int i = 0; i < earlier.count(); i++) {
            int here = indexOf(earlier.uid(i));
            if (here < 0) {
                expunged.add(earlier.uid(i));
            } else if (modSeqs[here] != earlier.modSeq(i)) {
                changed.add(earlier.uid(i));
            }
        }
        for (long uid : messages) {
            if (earlier.indexOf(uid) < 0) {
                arrived.add(uid);
            }
        }
        return new Difference(expunged.build(), changed.build(), arrived.build());
    }
}
