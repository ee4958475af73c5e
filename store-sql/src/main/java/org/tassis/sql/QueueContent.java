package org.tassis.sql;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.message.DamagedStructure;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.message.StructureCodec;
import org.tassis.sql.volume.DamagedRecord;
import org.tassis.sql.volume.NoSuchVolume;
import org.tassis.sql.volume.StoredRecord;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// The octets of a queued message. Its record is found at the first use, and found again when compaction moved it
/// meanwhile. Used by one thread at a time.
final class QueueContent implements MessageContent {
    private static final int BLOCK = 64 << 10;

    private final Reader reader;
    private final Records records;
    private final long message;
    private @Nullable StoredRecord found;
    private long contentId;
    private @Nullable MessageStructure structure;

    QueueContent(Reader reader, Records records, long message) {
        this.reader = reader;
        this.records = records;
        this.message = message;
    }

    private record Place(long locator, long content) {}

    private Optional<Place> read(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT locator, content FROM queue_message WHERE id = ?")) {
            select.setLong(1, message);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Place(row.getLong(1), row.getLong(2))) : Optional.empty();
            }
        }
    }

    /// Compared with its checksum, once.
    private StoredRecord record() throws IOException {
        StoredRecord known = found;
        if (known == null) {
            Place place = reader.readInTurn(this::read).orElseThrow(() -> new StoreException(new StoreFailure.Gone()));
            contentId = place.content;
            known = records.find(place.locator, place.content);
            if (!records.isVerified(place.locator)) {
                known.verify();
                records.verified(place.locator);
            }
            found = known;
        }
        return known;
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(StoredRecord record) throws IOException;
    }

    /// Runs `use` with the record, once more when it is at another place by now.
    private <T> T with(Use<T> use) {
        try {
            try {
                return use.of(record());
            } catch (NoSuchVolume e) {
                found = null;
                return use.of(record());
            }
        } catch (DamagedRecord | NoSuchVolume e) {
            throw records.damaged(0, String.valueOf(e.getMessage()), Math.max(1, contentId));
        } catch (IOException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    @Override
    public long size() {
        return with(record -> record.header().length());
    }

    @Override
    public MessageStructure structure() {
        MessageStructure known = structure;
        if (known == null) {
            known = with(record -> {
                try {
                    return StructureCodec.decode(record.structure());
                } catch (DamagedStructure e) {
                    throw records.damaged(record.locator(), String.valueOf(e.getMessage()), Math.max(1, contentId));
                }
            });
            structure = known;
        }
        return known;
    }

    @Override
    public InputStream open() {
        return new BufferedInputStream(new Octets(size()), BLOCK);
    }

    /// @throws IOException what the channel throws
    /// @throws StoreException the octets cannot be read
    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        long size = size();
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(1, size)));
        for (long at = 0; at < size; ) {
            int length = (int) Math.min(block.capacity(), size - at);
            read(at, block.array(), 0, length);
            block.position(0).limit(length);
            while (block.hasRemaining()) {
                channel.write(block);
            }
            at += length;
        }
    }

    private void read(long at, byte[] into, int offset, int length) {
        with(record -> {
            record.read(at, into, offset, length);
            return true;
        });
    }

    /// Reads in blocks; nothing is held open between them.
    private final class Octets extends InputStream {
        private final long size;
        private long next;

        Octets(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (next == size) {
                return -1;
            }
            int count = (int) Math.min(length, size - next);
            QueueContent.this.read(next, into, offset, count);
            next += count;
            return count;
        }
    }
}
