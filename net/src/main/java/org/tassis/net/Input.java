package org.tassis.net;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Where the session's thread takes octets from: what the network brought, or what is inside that.
sealed interface Input permits Inbound, Inflating, Uncompressed {
    /// Octets that can be read now.
    int unread();

    /// Whether nothing more will come.
    boolean isEnded();

    /// The buffer to read next, with at least one octet; null when nothing is there. It stays here until
    /// {@link #consumed} has been told of all its octets.
    @Nullable
    ByteBuf peek();

    /// The reader index of the first buffer has been moved on by so many octets.
    void consumed(int octets);

    /// Makes these octets, which become this object's, the next ones.
    void putBack(byte[] octets);
}
