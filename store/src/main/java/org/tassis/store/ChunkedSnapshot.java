package org.tassis.store;

import java.util.ArrayList;
import java.util.List;
import org.tassis.core.ContentId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;

/// The snapshot that every store of this project hands out: messages in chunks that partition the UID
/// order, each chunk shared by all snapshots in which it is the same.
///
/// A change makes a new snapshot that copies the chunks it touches (once, however many messages of them
/// change) and the array of references to chunks; appending mostly copies neither the last chunk. {@link
/// #since} passes over the chunks that two snapshots share. A message costs about 60 octets.
///
/// Immutable and safe to read from any thread. A store that may fail to commit works out the next snapshot,
/// commits, and then shows it; a snapshot not shown is simply dropped.
public final class ChunkedSnapshot implements MailboxSnapshot {
    private static final Difference NO_DIFFERENCE = new Difference(UidSet.EMPTY, UidSet.EMPTY, UidSet.EMPTY);

    private final MailboxId mailbox;
    private final long uidValidity;
    private final long uidNext;
    private final long highestModSeq;
    private final KeywordTable keywords;
    private final Chunks chunks;

    private ChunkedSnapshot(
            MailboxId mailbox,
            long uidValidity,
            long uidNext,
            long highestModSeq,
            KeywordTable keywords,
            Chunks chunks) {
        this.mailbox = mailbox;
        this.uidValidity = uidValidity;
        this.uidNext = uidNext;
        this.highestModSeq = highestModSeq;
        this.keywords = keywords;
        this.chunks = chunks;
    }

    /// A new mailbox: no message, UIDNEXT 1, modification sequence 1.
    public static ChunkedSnapshot empty(MailboxId mailbox, long uidValidity) {
        return new ChunkedSnapshot(mailbox, uidValidity, 1, 1, KeywordTable.EMPTY, Chunks.NONE);
    }

    private ChunkedSnapshot with(Chunks after, long nextUid, long modSeq) {
        return new ChunkedSnapshot(mailbox, uidValidity, nextUid, Math.max(highestModSeq, modSeq), keywords, after);
    }

    // ---- loading ----

    /// Makes a snapshot from rows in ascending UID order. Not thread-safe.
    public static final class Builder {
        private final MailboxId mailbox;
        private final long uidValidity;
        private final List<Chunk> full = new ArrayList<>();
        private Chunk.Builder open = new Chunk.Builder(Chunk.CAPACITY);
        private KeywordTable keywords = KeywordTable.EMPTY;
        private long uidNext = 1;
        private long highestModSeq = 1;
        private long lastUid;

        public Builder(MailboxId mailbox, long uidValidity) {
            this.mailbox = mailbox;
            this.uidValidity = uidValidity;
        }

        public Builder keywords(KeywordTable table) {
            keywords = table;
            return this;
        }

        /// At least the UID after the last row, which is the default.
        public Builder uidNext(long next) {
            uidNext = Math.max(uidNext, next);
            return this;
        }

        /// At least the highest of the rows, which is the default.
        public Builder highestModSeq(long modSeq) {
            highestModSeq = Math.max(highestModSeq, modSeq);
            return this;
        }

        /// One message, see {@link MessageRow}; without making an object of it.
        public Builder add(
                long uid,
                long storedBits,
                long modSeq,
                long size,
                long internalDate,
                long saveDate,
                long id,
                long contentId,
                long locator) {
            if (uid <= lastUid || uid > UidSet.MAX_UID) {
                throw new IllegalArgumentException("UID out of order in mailbox " + mailbox.value() + ": " + uid);
            }
            if (open.count() == Chunk.CAPACITY) {
                full.add(open.build());
                open = new Chunk.Builder(Chunk.CAPACITY);
            }
            open.add(uid, storedBits, modSeq, size, internalDate, saveDate, id, contentId, locator);
            lastUid = uid;
            uidNext(uid + 1);
            return highestModSeq(modSeq);
        }

        public ChunkedSnapshot build() {
            if (open.count() > 0) {
                Chunk last = open.build();
                Chunk.Builder fitting = new Chunk.Builder(Chunk.capacityFor(last.count));
                fitting.add(last, 0, last.count);
                full.add(fitting.build());
            }
            return new ChunkedSnapshot(
                    mailbox, uidValidity, uidNext, highestModSeq, keywords, Chunks.of(full.toArray(Chunk[]::new)));
        }
    }

    // ---- the next snapshot ----

    /// The first messages from a UID on, as {@link MailStore#tail} wants them.
    public ChunkedSnapshot tail(long fromUid, int limit) {
        int found = indexOf(fromUid);
        int first = found >= 0 ? found : -found - 1;
        int end = (int) Math.min(count(), (long) first + limit);
        Builder tail = new Builder(mailbox, uidValidity)
                .keywords(keywordTable())
                .uidNext(uidNext)
                .highestModSeq(highestModSeq);
        for (int i = first; i < end; i++) {
            MessageRow row = row(i);
            tail.add(
                    row.uid(),
                    row.storedBits(),
                    row.modSeq(),
                    row.size(),
                    row.internalDate(),
                    row.saveDate(),
                    row.id(),
                    row.contentId(),
                    row.locator());
        }
        return tail.build();
    }

    /// With more messages; their UIDs ascend from {@link #uidNext} on. UIDNEXT and HIGHESTMODSEQ follow the
    /// rows.
    public ChunkedSnapshot appended(List<MessageRow> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        long next = uidNext;
        long modSeq = highestModSeq;
        for (MessageRow row : rows) {
            if (row.uid() < next || row.uid() > UidSet.MAX_UID) {
                throw new IllegalArgumentException("UID " + row.uid() + " is below UIDNEXT " + next);
            }
            next = row.uid() + 1;
            modSeq = Math.max(modSeq, row.modSeq());
        }
        return with(chunks.appended(rows), next, modSeq);
    }

    /// What {@link #reflagged} did.
    ///
    /// @param after    this same snapshot when nothing changed
    /// @param changed  messages that have other flags now
    /// @param modified messages left alone because their modification sequence is above the limit: RFC 7162
    ///     §3.1.3
    public record Reflagging(ChunkedSnapshot after, UidSet changed, UidSet modified) {}

    /// With the flags of some messages changed; UIDs that are not there are passed over.
    ///
    /// @param unchangedSince `Long.MAX_VALUE` for no limit
    /// @param modSeq         given to the messages that changed, and to the mailbox if there is one
    public Reflagging reflagged(UidSet uids, FlagMask mask, long unchangedSince, long modSeq) {
        return marked(uids, mask, unchangedSince, modSeq);
    }

    /// With messages hidden from POP3: no modification sequence changes.
    public Reflagging hiddenFromPop(UidSet uids) {
        return marked(uids, new FlagMask(-1L, KeywordTable.HIDDEN_FROM_POP), Long.MAX_VALUE, 0);
    }

    /// With messages shown to POP3 again: no modification sequence changes.
    public Reflagging shownToPop(UidSet uids) {
        return marked(uids, new FlagMask(~KeywordTable.HIDDEN_FROM_POP, 0), Long.MAX_VALUE, 0);
    }

    /// With what was found out about files: no modification sequence changes.
    public Reflagging filesNoted(UidSet uids, boolean hold) {
        return marked(uids, KeywordTable.notingFiles(hold), Long.MAX_VALUE, 0);
    }

    private Reflagging marked(UidSet uids, FlagMask mask, long unchangedSince, long modSeq) {
        Chunks.Marking marking = chunks.new Marking(mask, unchangedSince, modSeq);
        chunks.eachRun(uids, marking);
        Chunks after = marking.result();
        return new Reflagging(
                after == chunks ? this : with(after, uidNext, modSeq), marking.changed(), marking.modified());
    }

    /// What {@link #expunged} did.
    ///
    /// @param after   this same snapshot when nothing was removed
    /// @param removed what was there
    public record Removal(ChunkedSnapshot after, UidSet removed) {}

    /// Without some messages; UIDs that are not there are passed over. The mailbox gets `modSeq` if there
    /// was one.
    public Removal expunged(UidSet uids, long modSeq) {
        UidSet.Builder removed = new UidSet.Builder();
        Chunks after = chunks.without(uids, removed);
        return new Removal(after == chunks ? this : with(after, uidNext, modSeq), removed.build());
    }

    /// With a longer keyword table.
    public ChunkedSnapshot withKeywords(KeywordTable table) {
        return table == keywords
                ? this
                : new ChunkedSnapshot(mailbox, uidValidity, uidNext, highestModSeq, table, chunks);
    }

    // ---- selecting ----

    /// The indexes of those messages of `uids` that are here, ascending.
    public int[] indexes(UidSet uids) {
        int[] total = {0};
        chunks.eachRun(uids, (_, from, to) -> total[0] += to - from);
        int[] indexes = new int[total[0]];
        total[0] = 0;
        chunks.eachRun(uids, (number, from, to) -> {
            for (int i = from; i < to; i++) {
                indexes[total[0]++] = chunks.start(number) + i;
            }
        });
        return indexes;
    }

    /// Those of `uids` that are here.
    public UidSet present(UidSet uids) {
        UidSet.Builder present = new UidSet.Builder();
        chunks.eachRun(uids, (number, from, to) -> Chunks.addUids(chunks.chunk(number), from, to, present));
        return present.build();
    }

    /// Every UID below {@link #uidNext} that is not here.
    public UidSet absent() {
        UidSet present = uids();
        UidSet.Builder absent = new UidSet.Builder();
        long next = 1;
        for (int r = 0; r < present.rangeCount(); r++) {
            if (next < present.first(r)) {
                absent.add(next, present.first(r) - 1);
            }
            next = present.last(r) + 1;
        }
        if (next < uidNext) {
            absent.add(next, uidNext - 1);
        }
        return absent.build();
    }

    int chunkCount() {
        return chunks.chunkCount();
    }

    // ---- reading ----

    @Override
    public MailboxId mailbox() {
        return mailbox;
    }

    @Override
    public long uidValidity() {
        return uidValidity;
    }

    @Override
    public long uidNext() {
        return uidNext;
    }

    @Override
    public long highestModSeq() {
        return highestModSeq;
    }

    @Override
    public int count() {
        return chunks.count;
    }

    @Override
    public int unseen() {
        return chunks.unseen;
    }

    @Override
    public int deleted() {
        return chunks.deleted;
    }

    @Override
    public long bytes() {
        return chunks.bytes;
    }

    @Override
    public long uid(int index) {
        int c = chunks.chunkOf(index);
        return chunks.chunk(c).uid(index - chunks.start(c));
    }

    @Override
    public int indexOf(long uid) {
        int c = chunks.chunkAtOrAfter(uid);
        if (c == chunks.chunkCount()) {
            return -chunks.count - 1;
        }
        int place = chunks.chunk(c).placeOf(uid);
        int index = chunks.start(c) + place;
        return chunks.chunk(c).uid(place) == uid ? index : -index - 1;
    }

    @Override
    public long modSeq(int index) {
        int c = chunks.chunkOf(index);
        return chunks.chunk(c).modSeq(index - chunks.start(c));
    }

    @Override
    public long flagBits(int index) {
        return storedBits(index) & ~KeywordTable.RESERVED_BITS;
    }

    /// The flag word with its reserved bits, as it is stored.
    public long storedBits(int index) {
        int c = chunks.chunkOf(index);
        return chunks.chunk(c).storedBits(index - chunks.start(c));
    }

    @Override
    public List<String> keywords() {
        return keywords.names();
    }

    public KeywordTable keywordTable() {
        return keywords;
    }

    @Override
    public Flags flags(int index) {
        return keywords.flags(storedBits(index));
    }

    @Override
    public long size(int index) {
        int c = chunks.chunkOf(index);
        return chunks.chunk(c).columns.sizes[index - chunks.start(c)];
    }

    @Override
    public long internalDate(int index) {
        int c = chunks.chunkOf(index);
        return chunks.chunk(c).columns.internalDates[index - chunks.start(c)];
    }

    @Override
    public long saveDate(int index) {
        int c = chunks.chunkOf(index);
        return chunks.chunk(c).columns.saveDates[index - chunks.start(c)] & 0xFFFF_FFFFL;
    }

    @Override
    public MessageId id(int index) {
        int c = chunks.chunkOf(index);
        return new MessageId(chunks.chunk(c).columns.ids[index - chunks.start(c)]);
    }

    @Override
    public ContentId contentId(int index) {
        int c = chunks.chunkOf(index);
        return new ContentId(chunks.chunk(c).columns.contentIds[index - chunks.start(c)]);
    }

    /// Where the octets are, in the words of the store that keeps them.
    public long locator(int index) {
        int c = chunks.chunkOf(index);
        return chunks.chunk(c).columns.locators[index - chunks.start(c)];
    }

    @Override
    public boolean hiddenFromPop(int index) {
        return (storedBits(index) & KeywordTable.HIDDEN_FROM_POP) != 0;
    }

    @Override
    public Files files(int index) {
        return KeywordTable.files(storedBits(index));
    }

    /// Everything about one message, as an object.
    public MessageRow row(int index) {
        int c = chunks.chunkOf(index);
        return chunks.chunk(c).row(index - chunks.start(c));
    }

    @Override
    public UidSet uids() {
        UidSet.Builder uids = new UidSet.Builder();
        for (int c = 0; c < chunks.chunkCount(); c++) {
            Chunks.addUids(chunks.chunk(c), 0, chunks.chunk(c).count, uids);
        }
        return uids.build();
    }

    @Override
    public Difference since(MailboxSnapshot earlier) {
        if (earlier == this) {
            return NO_DIFFERENCE;
        }
        if (!(earlier instanceof ChunkedSnapshot old) || !old.mailbox.equals(mailbox)) {
            throw new IllegalArgumentException("not a snapshot of mailbox " + mailbox.value());
        }
        return chunks.since(old.chunks);
    }

    @Override
    public String toString() {
        return "mailbox " + mailbox.value() + ": " + chunks.count + " messages, UIDNEXT " + uidNext + ", HIGHESTMODSEQ "
                + highestModSeq;
    }
}
