package org.tassis.sql.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.tassis.core.OctetSink;

/// A record found in a volume whose header is whole. Each call opens the volume anew, so that nothing is
/// held between calls. Ranges are counted from the start of the message and must lie in it.
public final class StoredRecord {
    private static final int BLOCK = 128 << 10;

    private final Volumes volumes;
    private final long locator;
    private final RecordHeader header;
    private final byte @Nullable [] structure;

    StoredRecord(Volumes volumes, long locator, RecordHeader header, byte @Nullable [] structure) {
        this.volumes = volumes;
        this.locator = locator;
        this.header = header;
        this.structure = structure;
    }

    public RecordHeader header() {
        return header;
    }

    public long locator() {
        return locator;
    }

    /// The encoded structure.
    /// @throws DamagedRecord when it does not agree with its checksum
    public byte[] structure() throws IOException {
        byte[] octets = structure;
        if (octets == null) {
            octets = new byte[header.structureLength()];
            readFully(octets, 0, octets.length, Locator.offset(locator) + RecordHeader.SIZE);
        }
        if (crc(octets) != header.structureCrc()) {
            throw new DamagedRecord(locator, "the structure does not agree with its checksum");
        }
        return octets;
    }

    /// The whole message, compared with its checksum.
    public byte[] octets() throws IOException {
        byte[] octets = new byte[Math.toIntExact(header.length())];
        read(0, octets, 0, octets.length);
        if (crc(octets) != header.octetsCrc()) {
            throw damagedOctets();
        }
        return octets;
    }

    /// Compares the whole message with its checksum, in bounded memory.
    public void verify() throws IOException {
        byte[] block = new byte[(int) Math.min(BLOCK, header.length())];
        CRC32C crc = new CRC32C();
        for (long at = 0; at < header.length(); ) {
            int length = (int) Math.min(block.length, header.length() - at);
            read(at, block, 0, length);
            crc.update(block, 0, length);
            at += length;
        }
        if ((int) crc.getValue() != header.octetsCrc()) {
            throw damagedOctets();
        }
    }

    private DamagedRecord damagedOctets() {
        return new DamagedRecord(locator, "the message does not agree with its checksum");
    }

    /// A part of the message, not compared with anything.
    public void read(long offset, byte[] into, int at, int length) throws IOException {
        readFully(into, at, length, octetsAt() + offset);
    }

    /// Hands a part of the file to `sink`, in blocks so that a retired volume is not held for ever by a
    /// slow reader of many; within one call the file stays open.
    public void send(OctetSink sink, long offset, long length) throws IOException {
        volumes.readOnce(Locator.volume(locator), channel -> {
            if (channel.size() < octetsAt() + offset + length) {
                throw new DamagedRecord(locator, "the volume ends within the record");
            }
            sink.writeFile(channel, octetsAt() + offset, length);
            return true;
        });
    }

    private long octetsAt() {
        return Locator.offset(locator) + header.octetsAt();
    }

    private void readFully(byte[] into, int at, int length, long position) throws IOException {
        volumes.read(Locator.volume(locator), channel -> {
            ByteBuffer buffer = ByteBuffer.wrap(into, at, length);
            Volumes.fill(channel, buffer, position);
            if (buffer.hasRemaining()) {
                throw new DamagedRecord(locator, "the volume ends within the record");
            }
            return true;
        });
    }

    private static int crc(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }
}
