package org.tassis.core;

import java.io.IOException;
import java.nio.channels.FileChannel;

/// Where octets are sent without being held: a connection, a hash, a buffer. Calls block while the far side is slow.
/// Used by one thread at a time.
public interface OctetSink {
    /// Takes a copy or has finished with `octets` before it returns.
    void write(byte[] octets, int offset, int length) throws IOException;

    /// Sends part of a file, without copying it through memory where the sink can. The channel stays open and its
    /// position is not used; the octets of the range must not change until this returns.
    void writeFile(FileChannel file, long position, long length) throws IOException;
}
