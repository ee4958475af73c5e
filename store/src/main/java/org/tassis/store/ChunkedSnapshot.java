package org.tassis.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tassis.core.ContentId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;

/// The snapshot that every store of this project hands out: messages in chunks that partition the UID order, each
/// chunk shared by all snapshots in which it is the same.
///
/// A change makes a new snapshot that copies the chunks it touches (once, however many messages of them change) and
/// the array of references to chunks; appending mostly copies neither the last chunk. {@link #since} passes over the
/// chunks that two snapshots share. A message costs about 60 octets.
///
/// Immutable and safe to read from any thread. A store that may fail to commit works out the next snapshot, commits,
/// and then shows it; a snapshot not shown is simply dropped.
public final class ChunkedSnapshot implements MailboxSnapshot {
    private static final Difference NO_DIFFERENCE = new Difference(UidSet.EMPTY, UidSet.EMPTY, UidSet.EMPTY);

    private final MailboxId mailbox;
    private final long uidValidity;
    private final long uidNext;
    private final long highestModSeq;
    private final KeywordTable keywords;
    private final Chunk[] chunks;

    /// Of each chunk, the index of its first message.
    private final int[] starts;

    private final int count;
    private final int unseen;
    private final int deleted;
    private final long bytes;

    private ChunkedSnapshot(
            MailboxId mailbox,
            long uidValidity,
            long uidNext,
            long highestModSeq,
            KeywordTable keywords,
            Chunk[] chunks,
            int[] starts,
            int count,
            int unseen,
            int deleted,
            long bytes) {
        this.mailbox = mailbox;
        this.uidValidity = uidValidity;
        this.uidNext = uidNext;
        this.highestModSeq = highestModSeq;
        this.keywords = keywords;
        this.chunks = chunks;
        this.starts = starts;
        this.count = count;
        this.unseen = unseen;
        this.deleted = deleted;
        this.bytes = bytes;
    }

    /// A new mailbox: no message, UIDNEXT 1, modification sequence 1.
    public static ChunkedSnapshot empty(MailboxId mailbox, long uidValidity) {
        return new Builder(mailbox, uidValidity).build();
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
            return of(mailbox, uidValidity, uidNext, highestModSeq, keywords, full.toArray(Chunk[]::new));
        }
    }

    private static ChunkedSnapshot of(
            MailboxId mailbox,
            long uidValidity,
            long uidNext,
            long highestModSeq,
            KeywordTable keywords,
            Chunk[] chunks) {
        int[] starts = new int[chunks.length];
        int count = 0;
        int unseen = 0;
        int deleted = 0;
        long bytes = 0;
        for (int i = 0; i < chunks.length; i++) {
            starts[i] = count;
            count += chunks[i].count;
            unseen += chunks[i].unseen;
            deleted += chunks[i].deleted;
            bytes += chunks[i].bytes;
        }
        return new ChunkedSnapshot(
                mailbox, uidValidity, uidNext, highestModSeq, keywords, chunks, starts, count, unseen, deleted, bytes);
    }

    // ---- the next snapshot ----

    /// With more messages; their UIDs ascend from {@link #uidNext} on. UIDNEXT and HIGHESTMODSEQ follow the rows.
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
        boolean room = chunks.length > 0 && chunks[chunks.length - 1].count < Chunk.CAPACITY;
        int inLast = room ? Math.min(rows.size(), Chunk.CAPACITY - chunks[chunks.length - 1].count) : 0;
        int fresh = (rows.size() - inLast + Chunk.CAPACITY - 1) / Chunk.CAPACITY;
        Chunk[] after = Arrays.copyOf(chunks, chunks.length + fresh);
        int at = 0;
        for (int c = chunks.length - (room ? 1 : 0); c < after.length; c++) {
            boolean old = c < chunks.length;
            int here = old ? inLast : Math.min(Chunk.CAPACITY, rows.size() - at);
            Chunk.Builder builder = old ? chunks[c].continued(here) : new Chunk.Builder(Chunk.capacityFor(here));
            for (int end = at + here; at < end; at++) {
                builder.add(rows.get(at));
            }
            after[c] = builder.build();
        }
        return of(mailbox, uidValidity, next, modSeq, keywords, after);
    }

    /// What {@link #reflagged} did.
    ///
    /// @param after    this same snapshot when nothing changed
    /// @param changed  messages that have other flags now
    /// @param modified messages left alone because their modification sequence is above the limit: RFC 7162 §3.1.3
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

    private Reflagging marked(UidSet uids, FlagMask mask, long unchangedSince, long modSeq) {
        Marking marking = new Marking(mask, unchangedSince, modSeq);
        eachRun(uids, marking);
        return marking.result();
    }

    /// Changes flag words chunk by chunk; copies a chunk at its first real change.
    private final class Marking implements RunVisitor {
        private final FlagMask mask;
        private final long unchangedSince;
        private final long newModSeq;
        private final UidSet.Builder changed = new UidSet.Builder();
        private final UidSet.Builder modified = new UidSet.Builder();
        private Chunk @org.jspecify.annotations.Nullable [] after;
        private int open = -1;
        private long @org.jspecify.annotations.Nullable [] flags;
        private long @org.jspecify.annotations.Nullable [] modSeqs;
        private int unseenNow = unseen;
        private int deletedNow = deleted;

        /// @param newModSeq 0 to leave modification sequences alone
        private Marking(FlagMask mask, long unchangedSince, long newModSeq) {
            this.mask = mask;
            this.unchangedSince = unchangedSince;
            this.newModSeq = newModSeq;
        }

        @Override
        public void run(int number, int from, int to) {
            if (number != open) {
                finishChunk();
                open = number;
            }
            Chunk chunk = chunks[number];
            for (int i = from; i < to; i++) {
                if (chunk.modSeq(i) > unchangedSince) {
                    modified.add(chunk.uid(i));
                    continue;
                }
                long now = mask.apply(chunk.storedBits(i));
                if (now == chunk.storedBits(i)) {
                    continue;
                }
                if (flags == null || modSeqs == null) {
                    flags = chunk.copyOfFlags();
                    modSeqs = chunk.copyOfModSeqs();
                }
                flags[i] = now;
                if (newModSeq != 0) {
                    modSeqs[i] = newModSeq;
                }
                changed.add(chunk.uid(i));
            }
        }

        private void finishChunk() {
            if (flags != null && modSeqs != null) {
                if (after == null) {
                    after = chunks.clone();
                }
                Chunk before = chunks[open];
                Chunk now = before.marked(flags, modSeqs);
                after[open] = now;
                unseenNow += now.unseen - before.unseen;
                deletedNow += now.deleted - before.deleted;
            }
            flags = null;
            modSeqs = null;
        }

        private Reflagging result() {
            finishChunk();
            ChunkedSnapshot result = after == null
                    ? ChunkedSnapshot.this
                    : new ChunkedSnapshot(
                            mailbox,
                            uidValidity,
                            uidNext,
                            Math.max(highestModSeq, newModSeq),
                            keywords,
                            after,
                            starts,
                            count,
                            unseenNow,
                            deletedNow,
                            bytes);
            return new Reflagging(result, changed.build(), modified.build());
        }
    }

    /// What {@link #expunged} did.
    ///
    /// @param after   this same snapshot when nothing was removed
    /// @param removed what was there
    public record Removal(ChunkedSnapshot after, UidSet removed) {}

    /// Without some messages; UIDs that are not there are passed over. The mailbox gets `modSeq` if there was one.
    public Removal expunged(UidSet uids, long modSeq) {
        UidSet.Builder removed = new UidSet.Builder();
        Chunk.Builder[] kept = new Chunk.Builder[chunks.length];
        int[] done = new int[chunks.length];
        eachRun(uids, (number, from, to) -> {
            Chunk chunk = chunks[number];
            if (kept[number] == null) {
                kept[number] = new Chunk.Builder(Math.max(1, chunk.count));
            }
            kept[number].add(chunk, done[number], from);
            done[number] = to;
            for (int i = from; i < to; i++) {
                removed.add(chunk.uid(i));
            }
        });
        UidSet gone = removed.build();
        if (gone.isEmpty()) {
            return new Removal(this, gone);
        }
        List<Chunk> after = new ArrayList<>(chunks.length);
        boolean lastIsNew = false;
        for (int c = 0; c < chunks.length; c++) {
            Chunk chunk = chunks[c];
            boolean isNew = kept[c] != null;
            if (isNew) {
                kept[c].add(chunk, done[c], chunk.count);
                chunk = kept[c].build();
                if (chunk.count == 0) {
                    continue;
                }
            }
            // A chunk made small by expunging joins its neighbour, so that chunks stay a quarter full at the least.
            Chunk last = after.isEmpty() ? null : after.getLast();
            if (last != null
                    && (isNew && chunk.count < Chunk.CAPACITY / 4 || lastIsNew && last.count < Chunk.CAPACITY / 4)
                    && last.count + chunk.count <= Chunk.CAPACITY * 3 / 4) {
                Chunk.Builder joined = new Chunk.Builder(Chunk.capacityFor(last.count + chunk.count));
                joined.add(last, 0, last.count);
                joined.add(chunk, 0, chunk.count);
                after.set(after.size() - 1, joined.build());
                lastIsNew = true;
            } else {
                after.add(chunk);
                lastIsNew = isNew;
            }
        }
        ChunkedSnapshot next = of(
                mailbox, uidValidity, uidNext, Math.max(highestModSeq, modSeq), keywords, after.toArray(Chunk[]::new));
        return new Removal(next, gone);
    }

    /// With a longer keyword table.
    public ChunkedSnapshot withKeywords(KeywordTable table) {
        return table == keywords
                ? this
                : new ChunkedSnapshot(
                        mailbox,
                        uidValidity,
                        uidNext,
                        highestModSeq,
                        table,
                        chunks,
                        starts,
                        count,
                        unseen,
                        deleted,
                        bytes);
    }

    // ---- selecting ----

    @FunctionalInterface
    private interface RunVisitor {
        /// The messages at `[from, to)` of chunk `number` are in the set. Runs come in ascending order.
        void run(int number, int from, int to);
    }

    private void eachRun(UidSet uids, RunVisitor visitor) {
        for (int r = 0; r < uids.rangeCount(); r++) {
            long first = uids.first(r);
            long last = uids.last(r);
            for (int c = chunkAtOrAfter(first); c < chunks.length && chunks[c].firstUid() <= last; c++) {
                int from = chunks[c].placeOf(first);
                int to = chunks[c].lastUid() <= last ? chunks[c].count : chunks[c].placeOf(last + 1);
                if (from < to) {
                    visitor.run(c, from, to);
                }
            }
        }
    }

    /// The indexes of those messages of `uids` that are here, ascending.
    public int[] indexes(UidSet uids) {
        int[] total = {0};
        eachRun(uids, (_, from, to) -> total[0] += to - from);
        int[] indexes = new int[total[0]];
        total[0] = 0;
        eachRun(uids, (number, from, to) -> {
            for (int i = from; i < to; i++) {
                indexes[total[0]++] = starts[number] + i;
            }
        });
        return indexes;
    }

    /// Those of `uids` that are here.
    public UidSet present(UidSet uids) {
        UidSet.Builder present = new UidSet.Builder();
        eachRun(uids, (number, from, to) -> addUids(chunks[number], from, to, present));
        return present.build();
    }

    private static void addUids(Chunk chunk, int from, int to, UidSet.Builder out) {
        if (from == to) {
            return;
        }
        if (chunk.uid(to - 1) - chunk.uid(from) == to - 1 - from) {
            out.add(chunk.uid(from), chunk.uid(to - 1)); // no gaps: the common case, in one step
            return;
        }
        for (int i = from; i < to; i++) {
            out.add(chunk.uid(i));
        }
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

    /// The first chunk that may hold `uid` or one above it.
    private int chunkAtOrAfter(long uid) {
        int low = 0;
        int high = chunks.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle].lastUid() < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int chunkOf(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("message " + index + " of " + count);
        }
        // No chunk holds more than CAPACITY, so the right one is this or a later one; after loading it is this one.
        int low = Math.min(index / Chunk.CAPACITY, chunks.length - 1);
        int high = chunks.length - 1;
        if (low == high || starts[low + 1] > index) {
            return low;
        }
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    int chunkCount() {
        return chunks.length;
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
        return count;
    }

    @Override
    public int unseen() {
        return unseen;
    }

    @Override
    public int deleted() {
        return deleted;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long uid(int index) {
        int c = chunkOf(index);
        return chunks[c].uid(index - starts[c]);
    }

    @Override
    public int indexOf(long uid) {
        int c = chunkAtOrAfter(uid);
        if (c == chunks.length) {
            return -count - 1;
        }
        int place = chunks[c].placeOf(uid);
        int index = starts[c] + place;
        return chunks[c].uid(place) == uid ? index : -index - 1;
    }

    @Override
    public long modSeq(int index) {
        int c = chunkOf(index);
        return chunks[c].modSeq(index - starts[c]);
    }

    @Override
    public long flagBits(int index) {
        return storedBits(index) & ~KeywordTable.RESERVED_BITS;
    }

    /// The flag word with its reserved bits, as it is stored.
    public long storedBits(int index) {
        int c = chunkOf(index);
        return chunks[c].storedBits(index - starts[c]);
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
        int c = chunkOf(index);
        return chunks[c].columns.sizes[index - starts[c]];
    }

    @Override
    public long internalDate(int index) {
        int c = chunkOf(index);
        return chunks[c].columns.internalDates[index - starts[c]];
    }

    @Override
    public long saveDate(int index) {
        int c = chunkOf(index);
        return chunks[c].columns.saveDates[index - starts[c]] & 0xFFFF_FFFFL;
    }

    @Override
    public MessageId id(int index) {
        int c = chunkOf(index);
        return new MessageId(chunks[c].columns.ids[index - starts[c]]);
    }

    @Override
    public ContentId contentId(int index) {
        int c = chunkOf(index);
        return new ContentId(chunks[c].columns.contentIds[index - starts[c]]);
    }

    /// Where the octets are, in the words of the store that keeps them.
    public long locator(int index) {
        int c = chunkOf(index);
        return chunks[c].columns.locators[index - starts[c]];
    }

    @Override
    public boolean hiddenFromPop(int index) {
        return (storedBits(index) & KeywordTable.HIDDEN_FROM_POP) != 0;
    }

    /// Everything about one message, as an object.
    public MessageRow row(int index) {
        int c = chunkOf(index);
        return chunks[c].row(index - starts[c]);
    }

    @Override
    public UidSet uids() {
        UidSet.Builder uids = new UidSet.Builder();
        for (Chunk chunk : chunks) {
            addUids(chunk, 0, chunk.count, uids);
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
        UidSet.Builder expunged = new UidSet.Builder();
        UidSet.Builder changed = new UidSet.Builder();
        UidSet.Builder arrived = new UidSet.Builder();
        int a = 0; // chunk and place in the earlier snapshot
        int i = 0;
        int b = 0; // chunk and place in this one
        int j = 0;
        while (a < old.chunks.length && b < chunks.length) {
            Chunk was = old.chunks[a];
            Chunk is = chunks[b];
            if (was == is && i == 0 && j == 0) {
                a++;
                b++;
                continue;
            }
            long uidWas = was.uid(i);
            long uidIs = is.uid(j);
            if (uidWas == uidIs) {
                if (was.modSeq(i) != is.modSeq(j)) {
                    changed.add(uidIs);
                }
                i++;
                j++;
            } else if (uidWas < uidIs) {
                expunged.add(uidWas);
                i++;
            } else {
                arrived.add(uidIs);
                j++;
            }
            if (i == was.count) {
                a++;
                i = 0;
            }
            if (j == is.count) {
                b++;
                j = 0;
            }
        }
        for (; a < old.chunks.length; a++, i = 0) {
            addUids(old.chunks[a], i, old.chunks[a].count, expunged);
        }
        for (; b < chunks.length; b++, j = 0) {
            addUids(chunks[b], j, chunks[b].count, arrived);
        }
        return new Difference(expunged.build(), changed.build(), arrived.build());
    }

    @Override
    public String toString() {
        return "mailbox " + mailbox.value() + ": " + count + " messages, UIDNEXT " + uidNext + ", HIGHESTMODSEQ "
                + highestModSeq;
    }
}
