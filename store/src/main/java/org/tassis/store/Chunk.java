package org.tassis.store;

import org.tassis.core.SystemFlag;

/// Up to {@link #CAPACITY} neighbouring messages of a snapshot, as columns of primitives: 60 octets a message.
///
/// Immutable as seen from outside. Inside, a chunk that still has room is continued in place: the new row goes behind
/// the last one that this chunk counts, and a new chunk object counts one more. {@link Columns#claim} lets only one
/// successor do so; any other copies. What a chunk shows is written before its final fields are, so that it may be
/// read by any thread that got hold of it.
final class Chunk {
    static final int CAPACITY = 256;
    private static final int FIRST_CAPACITY = 8;

    final Columns columns;
    private final long[] flags;
    private final long[] modSeqs;
    final int count;
    final int unseen;
    final int deleted;
    final long bytes;

    private Chunk(Columns columns, long[] flags, long[] modSeqs, int count, int unseen, int deleted, long bytes) {
        this.columns = columns;
        this.flags = flags;
        this.modSeqs = modSeqs;
        this.count = count;
        this.unseen = unseen;
        this.deleted = deleted;
        this.bytes = bytes;
    }

    /// What never changes in a message.
    static final class Columns {
        final int[] uids;
        final int[] sizes;
        final int[] saveDates;
        final long[] internalDates;
        final long[] ids;
        final long[] contentIds;
        final long[] locators;
        private int filled;

        private Columns(int capacity) {
            uids = new int[capacity];
            sizes = new int[capacity];
            saveDates = new int[capacity];
            internalDates = new long[capacity];
            ids = new long[capacity];
            contentIds = new long[capacity];
            locators = new long[capacity];
        }

        /// The right to write the rows `[from, to)`, given once.
        private synchronized boolean claim(int from, int to) {
            if (filled != from || to > uids.length) {
                return false;
            }
            filled = to;
            return true;
        }

        private void copy(Columns source, int from, int to, int at) {
            int length = to - from;
            System.arraycopy(source.uids, from, uids, at, length);
            System.arraycopy(source.sizes, from, sizes, at, length);
            System.arraycopy(source.saveDates, from, saveDates, at, length);
            System.arraycopy(source.internalDates, from, internalDates, at, length);
            System.arraycopy(source.ids, from, ids, at, length);
            System.arraycopy(source.contentIds, from, contentIds, at, length);
            System.arraycopy(source.locators, from, locators, at, length);
        }
    }

    /// Gathers the rows of a new chunk; not thread-safe, and of no use any more after {@link #build}.
    static final class Builder {
        private final Columns columns;
        private final long[] flags;
        private final long[] modSeqs;
        private int count;
        private int unseen;
        private int deleted;
        private long bytes;

        Builder(int capacity) {
            this(new Columns(capacity), new long[capacity], new long[capacity]);
        }

        private Builder(Columns columns, long[] flags, long[] modSeqs) {
            this.columns = columns;
            this.flags = flags;
            this.modSeqs = modSeqs;
        }

        int count() {
            return count;
        }

        void add(
                long uid,
                long storedBits,
                long modSeq,
                long size,
                long internalDate,
                long saveDate,
                long id,
                long contentId,
                long locator) {
            columns.uids[count] = (int) uid;
            columns.sizes[count] = Math.toIntExact(size);
            columns.saveDates[count] = (int) Math.clamp(saveDate, 0, 0xFFFF_FFFFL);
            columns.internalDates[count] = internalDate;
            columns.ids[count] = id;
            columns.contentIds[count] = contentId;
            columns.locators[count] = locator;
            flags[count] = storedBits;
            modSeqs[count] = modSeq;
            count++;
            bytes += size;
            tally(storedBits);
        }

        void add(MessageRow row) {
            add(
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

        /// Rows `[from, to)` of another chunk.
        void add(Chunk source, int from, int to) {
            columns.copy(source.columns, from, to, count);
            System.arraycopy(source.flags, from, flags, count, to - from);
            System.arraycopy(source.modSeqs, from, modSeqs, count, to - from);
            count += to - from;
            for (int i = from; i < to; i++) {
                bytes += source.columns.sizes[i];
                tally(source.flags[i]);
            }
        }

        private void tally(long storedBits) {
            unseen += isUnseen(storedBits);
            deleted += isDeleted(storedBits);
        }

        Chunk build() {
            columns.claim(columns.filled, count);
            return new Chunk(columns, flags, modSeqs, count, unseen, deleted, bytes);
        }
    }

    /// A builder that goes on behind this chunk's rows: in place when nobody did so before, else on a copy.
    Builder continued(int more) {
        Builder next;
        if (columns.claim(count, count + more)) {
            next = new Builder(columns, flags, modSeqs);
            next.count = count;
            next.unseen = unseen;
            next.deleted = deleted;
            next.bytes = bytes;
        } else {
            next = new Builder(capacityFor(count + more));
            next.add(this, 0, count);
        }
        return next;
    }

    /// Room for `count` and some growth.
    static int capacityFor(int count) {
        return Math.min(CAPACITY, Math.max(FIRST_CAPACITY, Integer.highestOneBit(Math.max(1, count)) * 2));
    }

    /// The same messages with other flags and modification sequences; takes the arrays over.
    Chunk marked(long[] newFlags, long[] newModSeqs) {
        int nowUnseen = 0;
        int nowDeleted = 0;
        for (int i = 0; i < count; i++) {
            nowUnseen += isUnseen(newFlags[i]);
            nowDeleted += isDeleted(newFlags[i]);
        }
        return new Chunk(columns, newFlags, newModSeqs, count, nowUnseen, nowDeleted, bytes);
    }

    /// A copy, with the room of the original.
    long[] copyOfFlags() {
        return copy(flags);
    }

    long[] copyOfModSeqs() {
        return copy(modSeqs);
    }

    private long[] copy(long[] source) {
        long[] copy = new long[source.length];
        System.arraycopy(source, 0, copy, 0, count);
        return copy;
    }

    private static int isUnseen(long bits) {
        return (bits & SystemFlag.SEEN.bit()) == 0 ? 1 : 0;
    }

    private static int isDeleted(long bits) {
        return (bits & SystemFlag.DELETED.bit()) != 0 ? 1 : 0;
    }

    long uid(int at) {
        return columns.uids[at] & 0xFFFF_FFFFL;
    }

    long firstUid() {
        return uid(0);
    }

    long lastUid() {
        return uid(count - 1);
    }

    long storedBits(int at) {
        return flags[at];
    }

    long modSeq(int at) {
        return modSeqs[at];
    }

    MessageRow row(int at) {
        return new MessageRow(
                uid(at),
                flags[at],
                modSeqs[at],
                columns.sizes[at],
                columns.internalDates[at],
                columns.saveDates[at] & 0xFFFF_FFFFL,
                columns.ids[at],
                columns.contentIds[at],
                columns.locators[at]);
    }

    /// The place of the first message whose UID is `uid` or above; `count` when there is none.
    int placeOf(long uid) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (uid(middle) < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
