package org.tassis.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.tassis.core.OctetSink;
import org.tassis.message.MessageStructure;

/// A message whose octets are an array.
///
/// @param held finds them anew at each read, as they may have been forgotten meanwhile
record InMemoryMessage(long size, Supplier<Held> held) implements StoredMessage {
    record Held(byte[] octets, MessageStructure structure) {}

    @Override
    public MessageStructure structure() {
        return held.get().structure;
    }

    @Override
    public byte[] octets(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, size);
        return Arrays.copyOfRange(held.get().octets, (int) offset, (int) offset + length);
    }

    @Override
    public void send(OctetSink sink, long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size);
        sink.write(held.get().octets, (int) offset, (int) length);
    }

    @Override
    public InputStream open(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        return new ByteArrayInputStream(held.get().octets, (int) offset, (int) length);
    }
}
