package org.tassis.imap.command;

import java.io.IOException;
import org.tassis.message.MessageContent;

/// Collects the octets of one appended message in bounded memory. Used by one thread.
public interface MessageSink extends AutoCloseable {
    void write(byte[] octets, int offset, int length) throws IOException;

    /// All octets are there: scans them.
    MessageContent finish() throws IOException;

    /// Gives memory and files back; the content cannot be read any more. Idempotent.
    @Override
    void close();
}
