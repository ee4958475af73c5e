package org.tassis.imap.command;

import org.tassis.core.UidSet;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.NumberSet;

/// Which messages a command means: RFC 9051 §9, `sequence-set`. Resolved against the mailbox as the client
/// knows it.
public sealed interface MessageSet {
    /// Numbers mean sequence numbers.
    record Sequence(NumberSet numbers) implements MessageSet {
        @Override
        public boolean byUid() {
            return false;
        }

        @Override
        public MessageRanges in(KnownMailbox mailbox, UidSet saved) {
            return in(mailbox, true);
        }

        @Override
        public MessageRanges existing(KnownMailbox mailbox, UidSet saved) {
            return in(mailbox, false);
        }

        private MessageRanges in(KnownMailbox mailbox, boolean strict) {
            int count = mailbox.count();
            var ranges = new MessageRanges.Builder();
            for (int i = 0; i < numbers.rangeCount(); i++) {
                long first = numbers.first(i, count);
                long last = numbers.last(i, count);
                if (numbers.hasStar(i)) {
                    last = count; // 7:* of three messages is 3:7, and means the last
                } else if (strict && last > count) {
                    throw new ImapSyntaxException("No message has that sequence number");
                }
                if (first <= count && count > 0) {
                    ranges.add((int) first, (int) Math.min(last, count));
                }
            }
            return ranges.build();
        }
    }

    /// Numbers mean UIDs; those that are not there are ignored.
    record Uids(NumberSet numbers) implements MessageSet {
        @Override
        public boolean byUid() {
            return true;
        }

        @Override
        public MessageRanges in(KnownMailbox mailbox, UidSet saved) {
            int count = mailbox.count();
            var ranges = new MessageRanges.Builder();
            if (count > 0) {
                long highest = mailbox.uid(count);
                for (int i = 0; i < numbers.rangeCount(); i++) {
                    addUids(mailbox, numbers.first(i, highest), numbers.last(i, highest), ranges);
                }
            }
            return ranges.build();
        }
    }

    /// `$`: what the last SEARCH with SAVE found: RFC 5182 §2.1.
    record Saved(boolean byUid) implements MessageSet {
        @Override
        public MessageRanges in(KnownMailbox mailbox, UidSet saved) {
            var ranges = new MessageRanges.Builder();
            for (int i = 0; i < saved.rangeCount(); i++) {
                addUids(mailbox, saved.first(i), saved.last(i), ranges);
            }
            return ranges.build();
        }
    }

    /// Whether the command is a `UID` one.
    boolean byUid();

    /// The messages meant.
    ///
    /// @param saved UIDs of the session's saved result
    /// @throws ImapSyntaxException there is no message of a sequence number
    MessageRanges in(KnownMailbox mailbox, UidSet saved);

    /// As {@link #in}, but sequence numbers that no message has are passed over.
    default MessageRanges existing(KnownMailbox mailbox, UidSet saved) {
        return in(mailbox, saved);
    }

    private static void addUids(KnownMailbox mailbox, long first, long last, MessageRanges.Builder ranges) {
        MessageRanges some = MessageRanges.between(mailbox, first, last);
        if (!some.isEmpty()) {
            ranges.add(some.first(0), some.last(0));
        }
    }
}
