package org.tassis.imap.search;

import org.tassis.core.UidSet;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;

/// What a search found: the messages that its return options need (of MIN alone, one is enough).
///
/// @param mailbox the messages are numbered in
/// @param all     every match was looked for, so that {@link #count} and {@link #messages} are complete
public record SearchResult(KnownMailbox mailbox, MessageRanges messages, boolean all) {
    public boolean isEmpty() {
        return messages.isEmpty();
    }

    public int count() {
        return messages.size();
    }

    /// Sequence number of the first message. Not to be asked of an empty result.
    public int min() {
        return messages.first(0);
    }

    /// Sequence number of the last message. Not to be asked of an empty result.
    public int max() {
        return messages.last(messages.rangeCount() - 1);
    }

    public UidSet uids() {
        return messages.uids(mailbox);
    }

    /// The highest modification sequence of the messages found, 0 when there are none. Since only what the return
    /// options need was kept, this is what RFC 7162 §3.1.5 and §3.1.10 want in each case.
    public long highestModSeq() {
        long highest = 0;
        for (int range = 0; range < messages.rangeCount(); range++) {
            for (int sequence = messages.first(range); sequence <= messages.last(range); sequence++) {
                highest = Math.max(highest, mailbox.snapshot(sequence).modSeq(mailbox.index(sequence)));
            }
        }
        return highest;
    }
}
