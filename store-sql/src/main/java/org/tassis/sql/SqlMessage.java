package org.tassis.sql;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tassis.core.OctetSink;
import org.tassis.message.DamagedStructure;
import org.tassis.message.MessageStructure;
import org.tassis.message.StructureCodec;
import org.tassis.sql.volume.DamagedRecord;
import org.tassis.sql.volume.NoSuchVolume;
import org.tassis.sql.volume.StoredRecord;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;

/// A message in a volume. Its record is found at the first use, and found again when compaction moved it
/// meanwhile.
final class SqlMessage implements StoredMessage {
    /// Smaller messages are read at once and handed on from memory when they have to be compared with their
    /// checksum.
    private static final int SMALL = 128 << 10;

    /// A part of a larger message than this is served without reading all of it first.
    private static final int VERIFIED_FOR_A_PART = 1 << 20;

    /// Where the octets are by now; 0 when they were forgotten.
    interface Whereabouts {
        /// @param locator where they were
        long place(long locator);

        /// They are not there, since compaction took away the volume.
        long afterCompaction();
    }

    private final Records records;
    private final Whereabouts whereabouts;
    private final long contentId;
    private final long size;
    private long locator;
    private @Nullable StoredRecord record;
    private @Nullable MessageStructure structure;
    /// All octets, when they had to be read and are few: who looks through a message asks for its parts.
    private byte @Nullable [] all;

    SqlMessage(Records records, Whereabouts whereabouts, long contentId, long size, long locator) {
        this.records = records;
        this.whereabouts = whereabouts;
        this.contentId = contentId;
        this.size = size;
        this.locator = locator;
    }

    @FunctionalInterface
    private interface Use<T extends @Nullable Object> {
        T of(StoredRecord record) throws IOException;
    }

    /// Runs `use` with the record, once more when it is at another place by now.
    private <T extends @Nullable Object> T with(Use<T> use) throws IOException {
        try {
            return use.of(found());
        } catch (NoSuchVolume e) {
            follow(e);
            return use.of(found());
        }
    }

    /// Compaction moved the record; the database knows where to.
    private void follow(NoSuchVolume e) throws NoSuchVolume {
        long now = existing(whereabouts.afterCompaction());
        if (now == locator) {
            throw e;
        }
        locator = now;
        record = null;
    }

    private static long existing(long locator) {
        if (locator == 0) {
            throw new StoreException(new StoreFailure.Gone());
        }
        return locator;
    }

    private StoredRecord found() throws IOException {
        StoredRecord known = record;
        if (known == null) {
            locator = existing(whereabouts.place(locator));
            known = records.find(locator, contentId);
            if (known.header().length() != size) {
                throw records.damaged(locator, "has " + known.header().length() + " octets, not " + size, contentId);
            }
            record = known;
        }
        return known;
    }

    /// The same for callers that cannot pass on an {@link IOException}.
    private <T extends @Nullable Object> T reading(Use<T> use) {
        try {
            return with(use);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private StoreException failure(IOException e) {
        if (e instanceof DamagedRecord || e instanceof NoSuchVolume) {
            return records.damaged(locator, String.valueOf(e.getMessage()), contentId);
        }
        return new StoreException(new StoreFailure.Unavailable(), e);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public MessageStructure structure() {
        MessageStructure known = structure;
        if (known == null) {
            byte[] encoded = reading(StoredRecord::structure);
            try {
                known = StructureCodec.decode(encoded);
            } catch (DamagedStructure e) {
                throw records.damaged(locator, String.valueOf(e.getMessage()), contentId);
            }
            structure = known;
        }
        return known;
    }

    @Override
    public byte[] octets(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, size);
        byte[] known = all;
        if (known != null) {
            return java.util.Arrays.copyOfRange(known, (int) offset, (int) offset + length);
        }
        return reading(found -> {
            boolean whole = length == size;
            if (whole || size <= VERIFIED_FOR_A_PART && !records.isVerified(locator)) {
                byte[] octets = found.octets();
                records.verified(locator);
                if (!whole && size <= SMALL) {
                    all = octets;
                }
                return whole ? octets : java.util.Arrays.copyOfRange(octets, (int) offset, (int) offset + length);
            }
            byte[] part = new byte[length];
            found.read(offset, part, 0, length);
            return part;
        });
    }

    @Override
    public void send(OctetSink sink, long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size);
        byte @Nullable [] small = reading(found -> verify(found));
        if (small != null) {
            sink.write(small, (int) offset, (int) length);
            return;
        }
        try {
            with(
                    found -> { // a volume that is gone is noticed before anything is sent
                        found.send(sink, offset, length);
                        return true;
                    });
        } catch (DamagedRecord | NoSuchVolume e) {
            throw failure(e);
        }
    }

    /// Compares the message with its checksum unless that was done before.
    /// @return its octets when they had to be read and are few
    private byte @Nullable [] verify(StoredRecord found) throws IOException {
        byte[] known = all;
        if (known != null) {
            return known;
        }
        if (records.isVerified(locator)) {
            return null;
        }
        byte @Nullable [] octets = null;
        if (size <= SMALL) {
            octets = found.octets();
            all = octets;
        } else {
            found.verify();
        }
        records.verified(locator);
        return octets;
    }

    @Override
    public InputStream open(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        byte @Nullable [] small = reading(found -> verify(found));
        return small == null
                ? new Stream(offset, length)
                : new java.io.ByteArrayInputStream(small, (int) offset, (int) length);
    }

    /// Reads in blocks; nothing is held open between them.
    private final class Stream extends InputStream {
        private final byte[] block;
        private long next;
        private long left;
        private int at;
        private int filled;

        Stream(long offset, long length) {
            next = offset;
            left = length;
            block = new byte[(int) Math.min(SMALL, length)];
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (at == filled) {
                if (left == 0) {
                    return -1;
                }
                int now = (int) Math.min(block.length, left);
                long from = next;
                reading(found -> {
                    found.read(from, block, 0, now);
                    return true;
                });
                next += now;
                left -= now;
                filled = now;
                at = 0;
            }
            int count = Math.min(length, filled - at);
            System.arraycopy(block, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public int available() {
            return filled - at;
        }
    }
}
