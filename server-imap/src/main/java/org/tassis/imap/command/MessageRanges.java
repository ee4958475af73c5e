package org.tassis.imap.command;

import java.util.Arrays;
import org.tassis.core.UidSet;
import org.tassis.store.MailboxSnapshot;

/// Messages of one snapshot by index (0 to `count() - 1`), as ascending ranges that neither overlap nor touch.
/// Immutable.
public final class MessageRanges {
    public static final MessageRanges NONE = new MessageRanges(new int[0]);

    /// first0, last0, first1, last1, ...
    private final int[] bounds;

    private MessageRanges(int[] bounds) {
        this.bounds = bounds;
    }

    public static MessageRanges all(MailboxSnapshot mailbox) {
        return mailbox.count() == 0 ? NONE : new MessageRanges(new int[] {0, mailbox.count() - 1});
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /// How many messages.
    public int size() {
        int size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    public int rangeCount() {
        return bounds.length / 2;
    }

    /// Index of the range's first message.
    public int first(int range) {
        return bounds[2 * range];
    }

    /// Index of the range's last message.
    public int last(int range) {
        return bounds[2 * range + 1];
    }

    public boolean contains(int index) {
        int low = 0;
        int high = rangeCount() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (index < first(middle)) {
                high = middle - 1;
            } else if (index > last(middle)) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /// The UIDs of the messages in the snapshot that these ranges were made for.
    public UidSet uids(MailboxSnapshot mailbox) {
        if (rangeCount() == 1 && first(0) == 0 && last(0) == mailbox.count() - 1) {
            return mailbox.uids();
        }
        var uids = new UidSet.Builder();
        for (int range = 0; range < rangeCount(); range++) {
            for (int index = first(range); index <= last(range); index++) {
                uids.add(mailbox.uid(index));
            }
        }
        return uids.build();
    }

    /// The sequence numbers, as IMAP writes them: `1:3,7`.
    public UidSet sequenceNumbers() {
        var numbers = new UidSet.Builder();
        for (int range = 0; range < rangeCount(); range++) {
            numbers.add(first(range) + 1L, last(range) + 1L);
        }
        return numbers.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageRanges that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return sequenceNumbers().toString();
    }

    /// Collects indexes in any order; ascending order costs nothing extra. Not thread-safe.
    public static final class Builder {
        private final UidSet.Builder numbers = new UidSet.Builder();

        public Builder add(int index) {
            return add(index, index);
        }

        public Builder add(int first, int last) {
            numbers.add(first + 1L, last + 1L);
            return this;
        }

        public MessageRanges build() {
            UidSet set = numbers.build();
            if (set.isEmpty()) {
                return NONE;
            }
            int[] bounds = new int[set.rangeCount() * 2];
            for (int i = 0; i < set.rangeCount(); i++) {
                bounds[2 * i] = (int) (set.first(i) - 1);
                bounds[2 * i + 1] = (int) (set.last(i) - 1);
            }
            return new MessageRanges(bounds);
        }
    }
}
