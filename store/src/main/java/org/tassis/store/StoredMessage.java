package org.tassis.store;

import java.io.IOException;
import java.io.InputStream;
import org.tassis.core.OctetSink;
import org.tassis.message.MessageStructure;

/// A stored message's octets and structure. Reading one that was forgotten meanwhile fails with
/// {@link StoreFailure.Gone}, a damaged one with {@link StoreFailure.Damaged}; never is another's octets served.
/// Used by one thread at a time.
public interface StoredMessage {
    /// In octets.
    long size();

    /// From beside the octets, without parsing.
    MessageStructure structure();

    /// `[offset, offset + length)` of the message, held in memory: for headers and small parts.
    byte[] octets(long offset, int length);

    /// Sends a range, of any length, in bounded memory and without copying where the sink can.
    /// @throws IOException what the sink throws
    void send(OctetSink sink, long offset, long length) throws IOException;

    /// A range as a stream, for decoding. Close it.
    InputStream open(long offset, long length);
}
