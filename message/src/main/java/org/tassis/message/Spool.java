package org.tassis.message;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message on its way in: what comes first is held in memory, the rest in a file, and its structure is found as it
/// passes. The file is readable by the owner alone and loses its name as soon as it is open (on POSIX systems), so
/// that neither a full disk nor a killed process leaves one behind.
///
/// {@link #write}, {@link #finish}, then read as {@link MessageContent}; {@link #close} in any case. A failed write
/// leaves nothing to use but `close`. Used by one thread at a time; once it is finished, others may each
/// read a stream of their own. A thread that is interrupted while it reads the file closes it for all.
public final class Spool implements MessageContent, Closeable {
    /// What is held in memory by default, in octets.
    public static final int DEFAULT_MEMORY = 256 * 1024;

    private static final int FIRST_CHUNK = 8 * 1024;
    private static final int MAX_CHUNK = 64 * 1024;
    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];

    private final Path directory;
    private final int memoryLimit;
    private @Nullable StructureScanner scanner = new StructureScanner();
    private @Nullable MessageStructure structure;

    /// All full but the last; together never more than `memoryLimit`.
    private final List<byte[]> chunks = new ArrayList<>();

    private int lastChunkLength;
    private int inMemory;

    private @Nullable FileChannel file;
    /// Octets in the file.
    private long inFile;
    /// Octets to be added to the file; held to write it in blocks.
    private byte[] block = {};

    private int blockLength;

    /// Creates no file yet.
    ///
    /// @param directory   must exist when a message is larger than `memoryLimit`
    /// @param memoryLimit octets
    public Spool(Path directory, int memoryLimit) {
        this.directory = directory;
        this.memoryLimit = memoryLimit;
    }

    public Spool(Path directory) {
        this(directory, DEFAULT_MEMORY);
    }

    /// @throws IOException the disk is full or broken
    public void write(byte[] octets, int offset, int length) throws IOException {
        var open = scanner;
        if (open == null) {
            throw new IllegalStateException("finished or closed");
        }
        Objects.checkFromIndexSize(offset, length, octets.length);
        int at = offset;
        int end = offset + length;
        while (at < end && inMemory < memoryLimit) {
            at += keep(octets, at, end - at);
        }
        if (at < end) {
            spill(octets, at, end - at);
        }
        open.feed(octets, offset, length);
    }

    /// No more will be written.
    public void finish() throws IOException {
        var open = scanner;
        if (open == null) {
            throw new IllegalStateException("finished or closed");
        }
        flushBlock();
        block = new byte[0];
        structure = open.finish();
        scanner = null;
    }

    private int keep(byte[] octets, int offset, int length) {
        if (chunks.isEmpty() || lastChunkLength == chunks.getLast().length) {
            int wanted = Math.min(MAX_CHUNK, chunks.isEmpty() ? FIRST_CHUNK : chunks.getLast().length * 2);
            chunks.add(new byte[Math.min(wanted, memoryLimit - inMemory)]);
            lastChunkLength = 0;
        }
        var chunk = chunks.getLast();
        int n = Math.min(length, chunk.length - lastChunkLength);
        System.arraycopy(octets, offset, chunk, lastChunkLength, n);
        lastChunkLength += n;
        inMemory += n;
        return n;
    }

    private void spill(byte[] octets, int offset, int length) throws IOException {
        if (file == null) {
            var path = directory.resolve(UUID.randomUUID() + ".spool");
            file = FileChannel.open(
                    path,
                    Set.of(
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE),
                    OWNER_ONLY);
            block = new byte[MAX_CHUNK];
        }
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int n = Math.min(end - at, block.length - blockLength);
            System.arraycopy(octets, at, block, blockLength, n);
            blockLength += n;
            at += n;
            if (blockLength == block.length) {
                flushBlock();
            }
        }
    }

    private void flushBlock() throws IOException {
        if (file != null && blockLength > 0) {
            var rest = ByteBuffer.wrap(block, 0, blockLength);
            while (rest.hasRemaining()) {
                inFile += file.write(rest, inFile);
            }
            blockLength = 0;
        }
    }

    @Override
    public long size() {
        return inMemory + inFile + blockLength;
    }

    /// @throws IllegalStateException before {@link #finish}
    @Override
    public MessageStructure structure() {
        if (structure == null) {
            throw new IllegalStateException("not finished");
        }
        return structure;
    }

    @Override
    public InputStream open() {
        structure();
        return new Stream();
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        structure();
        var buffers = new ByteBuffer[chunks.size()];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] =
                    ByteBuffer.wrap(chunks.get(i), 0, i == buffers.length - 1 ? lastChunkLength : chunks.get(i).length);
        }
        if (channel instanceof GatheringByteChannel gathering) {
            long left = inMemory;
            while (left > 0) {
                left -= gathering.write(buffers);
            }
        } else {
            for (var buffer : buffers) {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
        long sent = 0;
        while (file != null && sent < inFile) {
            sent += file.transferTo(sent, inFile - sent, channel);
        }
    }

    /// Frees memory and file. Idempotent.
    @Override
    public void close() throws IOException {
        chunks.clear();
        block = new byte[0];
        scanner = null;
        structure = null;
        if (file != null) {
            file.close();
        }
    }

    private final class Stream extends InputStream {
        private long position;
        private int chunk;
        private int inChunk;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            structure(); // fails when closed
            if (length == 0) {
                return 0;
            }
            int n = position < inMemory ? fromMemory(into, offset, length) : fromFile(into, offset, length);
            if (n > 0) {
                position += n;
            }
            return n;
        }

        private int fromMemory(byte[] into, int offset, int length) {
            var octets = chunks.get(chunk);
            int held = chunk == chunks.size() - 1 ? lastChunkLength : octets.length;
            int n = Math.min(length, held - inChunk);
            System.arraycopy(octets, inChunk, into, offset, n);
            inChunk += n;
            if (inChunk == held) {
                chunk++;
                inChunk = 0;
            }
            return n;
        }

        private int fromFile(byte[] into, int offset, int length) throws IOException {
            long at = position - inMemory;
            if (file == null || at >= inFile) {
                return -1;
            }
            return file.read(
                    ByteBuffer.wrap(into, offset, (int) Math.min(length, Math.min(inFile - at, MAX_CHUNK))), at);
        }
    }
}
