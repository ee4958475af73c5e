package org.tassis.sql;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.tassis.core.ContentId;
import org.tassis.store.OrderKeys;

/// The keys of messages whose UIDs lie in one block of {@link #UIDS}, as one row keeps them: a version, of
/// each message its place in the block, the length of its keys and the keys, and a checksum of all. One
/// thread.
final class OrderBlock {
    static final int UIDS = 256;

    private static final int HEAD = 1 + Short.BYTES;
    private static final int CHECKSUM = Integer.BYTES;

    private final Optional<OrderKeys>[] keys = none();
    private int count;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Optional<OrderKeys>[] none() {
        Optional[] none = new Optional[UIDS];
        Arrays.fill(none, Optional.empty());
        return none;
    }

    /// In which block a UID is.
    static long of(long uid) {
        return uid / UIDS;
    }

    /// What a row holds; nothing, when it is damaged or of another version.
    static OrderBlock read(byte[] row) {
        OrderBlock block = new OrderBlock();
        int end = row.length - CHECKSUM;
        if (end < 1 || row[0] != OrderKeys.VERSION || ByteBuffer.wrap(row).getInt(end) != checksum(row, end)) {
            return block;
        }
        for (int at = 1; at + HEAD < end; ) {
            int place = row[at] & 0xff;
            int length = (row[at + 1] & 0xff) << 8 | row[at + 2] & 0xff;
            block.put(place, OrderKeys.unpacked(row, at + HEAD, length));
            at += HEAD + length;
        }
        return block;
    }

    private static int checksum(byte[] octets, int end) {
        CRC32C sum = new CRC32C();
        sum.update(octets, 0, end);
        return (int) sum.getValue();
    }

    private void put(int place, OrderKeys of) {
        count += keys[place].isEmpty() ? 1 : 0;
        keys[place] = Optional.of(of);
    }

    /// How many messages it has keys of.
    int count() {
        return count;
    }

    /// @param content what the message's octets are: keys of others, of a store that was put back to an
    ///     earlier state, are not its
    Optional<OrderKeys> get(long uid, ContentId content) {
        return keys[(int) (uid % UIDS)].filter(known -> known.content().equals(content));
    }

    void put(long uid, OrderKeys of) {
        put((int) (uid % UIDS), of);
    }

    /// Forgets messages.
    ///
    /// @param block the number of this one
    /// @param there whether a UID is still there
    /// @return whether any was forgotten
    boolean keep(long block, LongPredicate there) {
        int before = count;
        for (int place = 0; place < UIDS; place++) {
            if (keys[place].isPresent() && !there.test(block * UIDS + place)) {
                keys[place] = Optional.empty();
                count--;
            }
        }
        return count < before;
    }

    byte[] row() {
        int size = 1 + CHECKSUM;
        for (Optional<OrderKeys> one : keys) {
            size += one.map(of -> HEAD + of.packed().remaining()).orElse(0);
        }
        ByteBuffer row = ByteBuffer.allocate(size).put((byte) OrderKeys.VERSION);
        for (int place = 0; place < UIDS; place++) {
            if (keys[place].isPresent()) {
                ByteBuffer packed = keys[place].get().packed();
                row.put((byte) place).putShort((short) packed.remaining()).put(packed);
            }
        }
        return row.putInt(checksum(row.array(), row.position())).array();
    }
}
