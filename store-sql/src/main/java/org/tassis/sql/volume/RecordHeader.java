package org.tassis.sql.volume;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// What stands before every record: 40 octets, big-endian.
///
/// ```
///  0  magic "TSR1"      4  CRC32C of octets 8 to 39
///  8  content id       16  octets of the message
/// 24  octets of the structure, which comes first
/// 28  CRC32C of the structure      32  CRC32C of the message      36  zero
/// ```
///
/// @param length of the message
public record RecordHeader(long contentId, long length, int structureLength, int structureCrc, int octetsCrc) {
    public static final int SIZE = 40;
    private static final int MAGIC = 0x54535231;
    private static final int CHECKED_FROM = 8;

    /// A structure is bounded by the scan; more than this in a header is damage.
    static final int MAX_STRUCTURE = 64 << 20;

    void encode(ByteBuffer out) {
        int start = out.position();
        out.putInt(MAGIC).putInt(0);
        out.putLong(contentId).putLong(length);
        out.putInt(structureLength).putInt(structureCrc).putInt(octetsCrc).putInt(0);
        out.putInt(start + 4, crc(out, start));
    }

    /// Takes {@link #SIZE} octets from `in`.
    /// @throws DamagedRecord when they are no record's header
    static RecordHeader decode(ByteBuffer in, long locator) throws DamagedRecord {
        int start = in.position();
        if (in.remaining() < SIZE) {
            throw new DamagedRecord(locator, "the volume ends within a record's header");
        }
        if (in.getInt() != MAGIC) {
            throw new DamagedRecord(locator, "there is no record");
        }
        if (in.getInt() != crc(in, start)) {
            throw new DamagedRecord(locator, "the record's header does not agree with its checksum");
        }
        RecordHeader header = new RecordHeader(in.getLong(), in.getLong(), in.getInt(), in.getInt(), in.getInt());
        in.getInt();
        if (header.contentId < 1
                || header.length < 0
                || header.structureLength < 0
                || header.structureLength > MAX_STRUCTURE) {
            throw new DamagedRecord(locator, "the record's header makes no sense");
        }
        return header;
    }

    private static int crc(ByteBuffer buffer, int start) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(start + SIZE).position(start + CHECKED_FROM));
        return (int) crc.getValue();
    }

    /// Where the message begins, counted from the record's start.
    long octetsAt() {
        return (long) SIZE + structureLength;
    }

    /// Of the whole record with its padding.
    public long recordSize() {
        return aligned(octetsAt() + length);
    }

    static long aligned(long size) {
        return size + Locator.ALIGNMENT - 1 & -Locator.ALIGNMENT;
    }
}
