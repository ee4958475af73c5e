package org.tassis.imap.search;

import java.io.IOException;
import org.tassis.core.UidSet;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.wire.ResponseWriter;

/// What a search found: the messages that its return options need (of MIN alone, one is enough).
///
/// @param mailbox the messages are numbered in
/// @param all     every match was looked for, so that {@link #count} and {@link #messages} are complete
public record SearchResult(KnownMailbox mailbox, MessageRanges messages, boolean all) implements Results {
    @Override
    public boolean isEmpty() {
        return messages.isEmpty();
    }

    @Override
    public int count() {
        return messages.size();
    }

    /// Sequence number of the first message. Not to be asked of an empty result.
    @Override
    public int min() {
        return messages.first(0);
    }

    /// Sequence number of the last message. Not to be asked of an empty result.
    @Override
    public int max() {
        return messages.last(messages.rangeCount() - 1);
    }

    @Override
    public UidSet uids() {
        return messages.uids(mailbox);
    }

    @Override
    public long[] ordered(int from, int to) {
        return uids(from, to).stream().toArray();
    }

    /// The highest modification sequence of the messages found, 0 when there are none. Since only what the
    /// return options need was kept, this is what RFC 7162 §3.1.5 and §3.1.10 want in each case.
    @Override
    public long highestModSeq() {
        long highest = 0;
        for (int range = 0; range < messages.rangeCount(); range++) {
            for (int sequence = messages.first(range); sequence <= messages.last(range); sequence++) {
                highest = Math.max(highest, mailbox.snapshot(sequence).modSeq(mailbox.index(sequence)));
            }
        }
        return highest;
    }

    @Override
    public void write(int from, int to, boolean byUid, ResponseWriter out) throws IOException {
        if (from == 0 && to == count()) {
            out.set(byUid ? uids() : messages.sequenceNumbers());
            return;
        }
        MessageRanges window = messages.window(from, to);
        out.set(byUid ? window.uids(mailbox) : window.sequenceNumbers());
    }

    @Override
    public UidSet uids(int from, int to) {
        return messages.window(from, to).uids(mailbox);
    }
}
