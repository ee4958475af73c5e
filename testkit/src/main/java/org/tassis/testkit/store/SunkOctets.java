package org.tassis.testkit.store;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.tassis.core.OctetSink;

/// Keeps what is sent to it.
public final class SunkOctets implements OctetSink {
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    @Override
    public void write(byte[] octets, int offset, int length) {
        all.write(octets, offset, length);
    }

    @Override
    public void writeFile(FileChannel file, long position, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length));
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        all.writeBytes(buffer.array());
    }

    public byte[] octets() {
        return all.toByteArray();
    }
}
