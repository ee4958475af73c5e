package org.tassis.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;

/// The octets of a whole message together with what the scan found in them. Readable any number of times until it is
/// closed, by one thread at a time; beside it others may each read a stream of their own.
public interface MessageContent {
    /// In octets.
    long size();

    MessageStructure structure();

    InputStream open() throws IOException;

    /// Writes all octets in as few calls as the channel takes.
    void writeTo(WritableByteChannel channel) throws IOException;
}
