package org.tassis.mailflow.spam;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.store.StoredMessage;

/// A message as far as tokens are looked for in it. For one thread; close it.
interface Octets extends Closeable {
    MessageStructure structure();

    /// `[offset, offset + length)`, shorter where the message ends. Offsets ascend from call to call, and ranges do
    /// not overlap.
    byte[] slice(long offset, int length) throws IOException;

    @Override
    default void close() throws IOException {}

    static Octets of(StoredMessage message) {
        return new Octets() {
            @Override
            public MessageStructure structure() {
                return message.structure();
            }

            @Override
            public byte[] slice(long offset, int length) {
                return message.octets(offset, (int) Math.max(0, Math.min(length, message.size() - offset)));
            }
        };
    }

    static Octets of(MessageContent content) throws IOException {
        MessageStructure structure = content.structure();
        InputStream in = content.open();
        return new Octets() {
            private long position;

            @Override
            public MessageStructure structure() {
                return structure;
            }

            @Override
            public byte[] slice(long offset, int length) throws IOException {
                while (position < offset) {
                    long skipped = in.skip(offset - position);
                    if (skipped <= 0) {
                        if (in.read() < 0) {
                            return new byte[0];
                        }
                        skipped = 1;
                    }
                    position += skipped;
                }
                byte[] found = in.readNBytes(length);
                position += found.length;
                return found;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }
}
