package org.tassis.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses what is written to a client (RFC 4978: DEFLATE without header, RFC 1951). What is flushed can
/// be read at once. The compressor's 270 KB are held while something is written; an idle connection holds
/// none, since a new compressor may go on where one has stopped: its blocks refer to nothing before them.
/// Used by the session's thread.
final class Deflating {
    /// Little is gained by more.
    private static final int LEVEL = 6;

    private volatile @Nullable Deflater deflater;

    /// The same, compressed and complete. Takes the octets over.
    ByteBuf compress(ByteBuf plain, ByteBufAllocator alloc) {
        Deflater packer = deflater;
        if (packer == null) {
            packer = new Deflater(LEVEL, true);
            deflater = packer;
        }
        ByteBuf packed = alloc.directBuffer(Math.max(64, plain.readableBytes() / 2));
        try {
            packer.setInput(plain.nioBuffer());
            int count;
            do {
                packed.ensureWritable(1024);
                var room = packed.nioBuffer(packed.writerIndex(), packed.writableBytes());
                int size = room.remaining();
                count = packer.deflate(room, Deflater.SYNC_FLUSH);
                packed.writerIndex(packed.writerIndex() + count);
                if (count < size) {
                    break;
                }
            } while (true);
            return packed;
        } finally {
            plain.release();
        }
    }

    boolean isAtWork() {
        return deflater != null;
    }

    /// Nothing will be written for a while.
    void rest() {
        Deflater packer = deflater;
        if (packer != null) {
            deflater = null;
            packer.end();
        }
    }
}
