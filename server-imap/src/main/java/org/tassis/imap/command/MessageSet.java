package org.tassis.imap.command;

import org.tassis.core.UidSet;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.NumberSet;
import org.tassis.store.MailboxSnapshot;

/// Which messages a command means: RFC 9051 §9, `sequence-set`. Resolved against the mailbox as the client knows it.
public sealed interface MessageSet {
    /// Numbers mean sequence numbers.
    record Sequence(NumberSet numbers) implements MessageSet {
        @Override
        public boolean byUid() {
            return false;
        }

        @Override
        public MessageRanges in(MailboxSnapshot mailbox, UidSet saved) {
            int count = mailbox.count();
            var ranges = new MessageRanges.Builder();
            for (int i = 0; i < numbers.rangeCount(); i++) {
                long first = numbers.first(i, count);
                long last = numbers.last(i, count);
                if (numbers.hasStar(i)) {
                    last = count; // 7:* of three messages is 3:7, and means the last
                    if (count == 0) {
                        continue;
                    }
                }
                if (first < 1 || last > count) {
                    throw new ImapSyntaxException("No message has that sequence number");
                }
                ranges.add((int) first - 1, (int) last - 1);
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
        public MessageRanges in(MailboxSnapshot mailbox, UidSet saved) {
            int count = mailbox.count();
            var ranges = new MessageRanges.Builder();
            if (count == 0) {
                return ranges.build();
            }
            long highest = mailbox.uid(count - 1);
            for (int i = 0; i < numbers.rangeCount(); i++) {
                addUids(mailbox, numbers.first(i, highest), numbers.last(i, highest), ranges);
            }
            return ranges.build();
        }
    }

    /// `$`: what the last SEARCH with SAVE found: RFC 5182 §2.1.
    record Saved(boolean byUid) implements MessageSet {
        @Override
        public MessageRanges in(MailboxSnapshot mailbox, UidSet saved) {
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
    /// @param mailbox as the client knows it, which decides about sequence numbers and `*`
    /// @param saved   the saved result of the session
    /// @throws ImapSyntaxException a sequence number is larger than the mailbox: RFC 9051 §6.4.4 allows BAD
    MessageRanges in(MailboxSnapshot mailbox, UidSet saved);

    private static void addUids(MailboxSnapshot mailbox, long first, long last, MessageRanges.Builder ranges) {
        int from = mailbox.indexOf(first);
        int to = mailbox.indexOf(last);
        int begin = from >= 0 ? from : -from - 1;
        int end = to >= 0 ? to : -to - 2;
        if (begin <= end) {
            ranges.add(begin, end);
        }
    }
}
