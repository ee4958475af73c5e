package org.tassis.sql.volume;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;

/// A message of which only the octets matter.
record Octets(byte[] octets) implements MessageContent {
    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public MessageStructure structure() {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
