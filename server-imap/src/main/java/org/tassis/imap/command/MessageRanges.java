package org.tassis.imap.command;

import org.tassis.core.UidSet;

/// Messages of one {@link KnownMailbox} by sequence number, as ascending ranges that neither overlap nor
/// touch. Immutable.
public final class MessageRanges {
    public static final MessageRanges NONE = new MessageRanges(UidSet.EMPTY);

    /// Sequence numbers have the bounds of UIDs, so one kind of set does for both.
    private final UidSet sequences;

    private MessageRanges(UidSet sequences) {
        this.sequences = sequences;
    }

    public static MessageRanges all(KnownMailbox mailbox) {
        return mailbox.count() == 0 ? NONE : new MessageRanges(UidSet.of(1, mailbox.count()));
    }

    /// Those from a UID on.
    public static MessageRanges from(KnownMailbox mailbox, long uid) {
        int first = mailbox.sequenceFrom(uid);
        return first > mailbox.count() ? NONE : new MessageRanges(UidSet.of(first, mailbox.count()));
    }

    /// Those with UIDs from the one to the other; `first` is at most `last`.
    public static MessageRanges between(KnownMailbox mailbox, long first, long last) {
        int count = mailbox.count();
        if (count == 0) {
            return NONE;
        }
        int begin = mailbox.sequenceFrom(first);
        int end = last >= mailbox.uid(count) ? count : mailbox.sequenceFrom(last + 1) - 1;
        return begin > end ? NONE : new MessageRanges(UidSet.of(begin, end));
    }

    /// Those that are in both.
    public MessageRanges and(MessageRanges other) {
        Builder both = new Builder();
        int one = 0;
        int two = 0;
        while (one < rangeCount() && two < other.rangeCount()) {
            int first = Math.max(first(one), other.first(two));
            int last = Math.min(last(one), other.last(two));
            if (first <= last) {
                both.add(first, last);
            }
            if (last(one) < other.last(two)) {
                one++;
            } else {
                two++;
            }
        }
        return both.build();
    }

    public boolean isEmpty() {
        return sequences.isEmpty();
    }

    /// How many messages.
    public int size() {
        return (int) sequences.size();
    }

    public int rangeCount() {
        return sequences.rangeCount();
    }

    public int first(int range) {
        return (int) sequences.first(range);
    }

    public int last(int range) {
        return (int) sequences.last(range);
    }

    public boolean contains(int sequence) {
        return sequences.contains(sequence);
    }

    /// The messages from the place `from` to before the place `to`, places counted from 0.
    public MessageRanges window(int from, int to) {
        Builder window = new Builder();
        int place = 0;
        for (int range = 0; range < rangeCount() && place < to; range++) {
            int length = last(range) - first(range) + 1;
            int begin = Math.max(from - place, 0);
            int end = Math.min(to - place, length);
            if (begin < end) {
                window.add(first(range) + begin, first(range) + end - 1);
            }
            place += length;
        }
        return window.build();
    }

    /// The UIDs of the messages in the mailbox that these ranges were made for.
    public UidSet uids(KnownMailbox mailbox) {
        if (size() == mailbox.count()) {
            return mailbox.uids();
        }
        var uids = new UidSet.Builder();
        for (int range = 0; range < rangeCount(); range++) {
            for (int sequence = first(range); sequence <= last(range); sequence++) {
                uids.add(mailbox.uid(sequence));
            }
        }
        return uids.build();
    }

    /// The sequence numbers, to be written as IMAP writes sets.
    public UidSet sequenceNumbers() {
        return sequences;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageRanges that && sequences.equals(that.sequences);
    }

    @Override
    public int hashCode() {
        return sequences.hashCode();
    }

    @Override
    public String toString() {
        return sequences.toString();
    }

    /// Collects sequence numbers in any order; ascending order costs nothing extra. Not thread-safe.
    public static final class Builder {
        private final UidSet.Builder sequences = new UidSet.Builder();

        public Builder add(int sequence) {
            return add(sequence, sequence);
        }

        public Builder add(int first, int last) {
            sequences.add(first, last);
            return this;
        }

        public MessageRanges build() {
            UidSet set = sequences.build();
            return set.isEmpty() ? NONE : new MessageRanges(set);
        }
    }
}
