package org.tassis.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// What a client sends compressed (RFC 4978: DEFLATE without header, RFC 1951). It is opened as it is read,
/// a block at a time: so whatever a client packs into little, it costs no more than its reader takes, and
/// the network waits meanwhile. Holds one block of plain octets while there is input, and the window of the
/// format (about 40 KB). Used by the session's thread.
final class Inflating implements Input {
    private static final int BLOCK = 8 * 1024;

    private final SocketConnection connection;
    private final Inbound inbound;
    private final Inflater inflater = new Inflater(true);
    private @Nullable ByteBuf plain;
    /// Octets of the buffer in hand that the inflater has been given and not used up.
    private int given;

    private boolean broken;

    Inflating(SocketConnection connection, Inbound inbound) {
        this.connection = connection;
        this.inbound = inbound;
    }

    @Override
    public int unread() {
        ByteBuf ready = peek();
        return ready == null ? 0 : ready.readableBytes();
    }

    @Override
    public boolean isEnded() {
        return inbound.isEnded() || broken;
    }

    @Override
    public @Nullable ByteBuf peek() {
        ByteBuf ready = plain;
        if (ready != null && ready.isReadable()) {
            return ready;
        }
        plain = null;
        if (broken) {
            return null;
        }
        byte[] block = new byte[0];
        while (true) {
            ByteBuf packed = inbound.peek();
            if (packed == null && given == 0) {
                return null;
            }
            try {
                if (given == 0 && packed != null) {
                    given = packed.readableBytes();
                    inflater.setInput(packed.nioBuffer());
                }
                if (block.length == 0) {
                    block = new byte[BLOCK];
                }
                int count = inflater.inflate(block);
                settle(packed);
                if (count > 0) {
                    ByteBuf opened = Unpooled.wrappedBuffer(block, 0, count);
                    plain = opened;
                    return opened;
                }
                if (inflater.finished() || inflater.needsDictionary()) {
                    return giveUp("the compressed stream has ended");
                }
            } catch (DataFormatException e) {
                return giveUp(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Lets go of what the inflater has used up.
    private void settle(@Nullable ByteBuf packed) {
        int used = given - inflater.getRemaining();
        if (packed != null && used > 0) {
            packed.skipBytes(used);
            given -= used;
            if (given == 0) {
                inflater.setInput(new byte[0]); // the buffer is about to be given back
            }
            inbound.consumed(used);
        }
    }

    /// There is no way on in a stream that cannot be read.
    private @Nullable ByteBuf giveUp(String why) {
        SocketConnection.LOG.debug("{}: not DEFLATE: {}", connection.id(), why);
        broken = true;
        inbound.discard();
        return null;
    }

    @Override
    public void consumed(int octets) {
        ByteBuf ready = plain;
        if (ready != null && !ready.isReadable()) {
            plain = null;
        }
    }

    @Override
    public void putBack(byte[] octets) {
        ByteBuf ready = plain;
        plain = ready == null || !ready.isReadable()
                ? Unpooled.wrappedBuffer(octets)
                : Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(octets), ready);
    }

    /// Whether octets were opened that nobody has read.
    boolean holdsMore() {
        ByteBuf ready = plain;
        return ready != null && ready.isReadable();
    }

    /// Gives the memory of the format back.
    void close() {
        broken = true;
        plain = null;
        inflater.end();
    }
}
