package org.tassis.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tassis.core.UidSet;

/// The messages of a snapshot: chunks that partition the UID order, where each begins, and totals. Immutable; every
/// change gives new ones, which share the chunks that stay the same.
final class Chunks {
    static final Chunks NONE = new Chunks(new Chunk[0], new int[0], 0, 0, 0, 0);

    private final Chunk[] chunks;

    /// Of each chunk, the index of its first message.
    private final int[] starts;

    final int count;
    final int unseen;
    final int deleted;
    final long bytes;

    private Chunks(Chunk[] chunks, int[] starts, int count, int unseen, int deleted, long bytes) {
        this.chunks = chunks;
        this.starts = starts;
        this.count = count;
        this.unseen = unseen;
        this.deleted = deleted;
        this.bytes = bytes;
    }

    /// Takes the array over.
    static Chunks of(Chunk[] chunks) {
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
        return new Chunks(chunks, starts, count, unseen, deleted, bytes);
    }

    int chunkCount() {
        return chunks.length;
    }

    Chunk chunk(int number) {
        return chunks[number];
    }

    int start(int number) {
        return starts[number];
    }

    // ---- changes ----

    /// With more rows behind the last; their UIDs were checked.
    Chunks appended(List<MessageRow> rows) {
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
        return of(after);
    }

    /// Changes flag words chunk by chunk; copies a chunk at its first real change.
    final class Marking implements RunVisitor {
        private final FlagMask mask;
        private final long unchangedSince;
        private final long newModSeq;
        private final UidSet.Builder changed = new UidSet.Builder();
        private final UidSet.Builder modified = new UidSet.Builder();
        private Chunk @Nullable [] after;
        private int open = -1;
        private long @Nullable [] flags;
        private long @Nullable [] modSeqs;
        private int unseenNow = unseen;
        private int deletedNow = deleted;

        /// @param newModSeq 0 to leave modification sequences alone
        Marking(FlagMask mask, long unchangedSince, long newModSeq) {
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

        /// These same chunks when nothing changed.
        Chunks result() {
            finishChunk();
            return after == null ? Chunks.this : new Chunks(after, starts, count, unseenNow, deletedNow, bytes);
        }

        UidSet changed() {
            return changed.build();
        }

        UidSet modified() {
            return modified.build();
        }
    }

    /// Without those of `uids` that are here, which are added to `removed`; these same chunks when there are none.
    Chunks without(UidSet uids, UidSet.Builder removed) {
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
        if (Arrays.stream(kept).allMatch(Objects::isNull)) {
            return this;
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
        return of(after.toArray(Chunk[]::new));
    }

    // ---- selecting ----

    @FunctionalInterface
    interface RunVisitor {
        /// The messages at `[from, to)` of chunk `number` are in the set. Runs come in ascending order.
        void run(int number, int from, int to);
    }

    void eachRun(UidSet uids, RunVisitor visitor) {
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

    static void addUids(Chunk chunk, int from, int to, UidSet.Builder out) {
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

    /// The first chunk that may hold `uid` or one above it.
    int chunkAtOrAfter(long uid) {
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

    int chunkOf(int index) {
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

    // ---- comparing ----

    MailboxSnapshot.Difference since(Chunks old) {
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
        return new MailboxSnapshot.Difference(expunged.build(), changed.build(), arrived.build());
    }
}
