package org.tassis.sql.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;
import org.tassis.message.MessageContent;

/// A message ready to be appended: everything that costs time per octet was done before, by the thread that
/// brought it.
///
/// @param length of the message
public record NewRecord(MessageContent content, long length, byte[] structure, int structureCrc, int octetsCrc) {

    /// Reads the message once, for its checksum.
    public static NewRecord of(MessageContent content, byte[] structure) throws IOException {
        CRC32C crc = new CRC32C();
        Checksum sum = new Checksum(crc);
        content.writeTo(sum);
        if (sum.length != content.size()) {
            throw new IOException("a message of " + content.size() + " octets wrote " + sum.length);
        }
        int octetsCrc = (int) crc.getValue();
        crc.reset();
        crc.update(structure);
        return new NewRecord(content, sum.length, structure, (int) crc.getValue(), octetsCrc);
    }

    RecordHeader header(long contentId) {
        return new RecordHeader(contentId, length, structure.length, structureCrc, octetsCrc);
    }

    public long recordSize() {
        return RecordHeader.aligned((long) RecordHeader.SIZE + structure.length + length);
    }

    private static final class Checksum implements WritableByteChannel {
        private final CRC32C crc;
        private long length;

        Checksum(CRC32C crc) {
            this.crc = crc;
        }

        @Override
        public int write(ByteBuffer octets) {
            int size = octets.remaining();
            crc.update(octets);
            length += size;
            return size;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
