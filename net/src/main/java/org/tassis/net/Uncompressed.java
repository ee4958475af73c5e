package org.tassis.net;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What comes behind a compressed stream: RFC 8437 §4.1. The octets by which the client's compressor flushed
/// or ended the stream (RFC 1951 §3.2.3, an empty block) may come later than the line that was the last in
/// it. None of them can begin a line of a client, so they are passed over. Used by the session's thread.
final class Uncompressed implements Input {
    /// An empty block that is stored, and another that is the last.
    private static final int LONGEST = 10;

    private final Inbound inbound;
    private int passedOver;
    private boolean begun;

    Uncompressed(Inbound inbound) {
        this.inbound = inbound;
    }

    @Override
    public int unread() {
        return peek() == null ? 0 : inbound.unread();
    }

    @Override
    public boolean isEnded() {
        return inbound.isEnded();
    }

    @Override
    public @Nullable ByteBuf peek() {
        ByteBuf next = inbound.peek();
        while (next != null && !begun) {
            if (passedOver < LONGEST && isOfEmptyBlock(next.getByte(next.readerIndex()))) {
                passedOver++;
                next.skipBytes(1);
                inbound.consumed(1);
                next = inbound.peek();
            } else {
                begun = true;
            }
        }
        return next;
    }

    /// Stored or not, last or not, its length and its length's complement.
    private static boolean isOfEmptyBlock(byte octet) {
        return octet >= -1 && octet <= 3;
    }

    @Override
    public void consumed(int octets) {
        inbound.consumed(octets);
    }

    @Override
    public void putBack(byte[] octets) {
        inbound.putBack(octets);
    }
}
