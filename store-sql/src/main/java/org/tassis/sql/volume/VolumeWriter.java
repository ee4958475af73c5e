package org.tassis.sql.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Appends records to the active volume. Used by one thread, except for {@link #sync}, which may run beside
/// it.
///
/// A batch is {@link #begin}, any number of appends, {@link #sync}; then either what was appended is made
/// known by the database, or {@link #rollBack} takes it away again. A volume whose rolling back failed is
/// never appended to again.
public final class VolumeWriter implements AutoCloseable {
    private static final byte[] PADDING = new byte[Locator.ALIGNMENT];

    private final Volumes volumes;
    private @Nullable Active active;
    private long batchStart;

    private static final class Active {
        final long number;
        final FileChannel channel;
        long position;

        Active(long number, FileChannel channel, long position) {
            this.number = number;
            this.channel = channel;
            this.position = position;
        }
    }

    public VolumeWriter(Volumes volumes) {
        this.volumes = volumes;
    }

    /// Goes on with a volume of an earlier run: what is behind `used` was never acknowledged and is cut
    /// off.
    ///
    /// @return false when the file is missing or shorter than that: it must be sealed, and another begun
    public boolean resume(long number, long used) throws IOException {
        if (!Files.exists(volumes.file(number)) || volumes.fileSize(number) < used || used < Volumes.FILE_HEADER) {
            return false;
        }
        FileChannel channel = volumes.opener().open(volumes.file(number), StandardOpenOption.WRITE);
        try {
            channel.truncate(used);
            channel.force(true);
            channel.position(used);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        active = new Active(number, channel, used);
        return true;
    }

    /// Whether there is no volume to append to, or it is large enough to be sealed: then {@link #create}
    /// comes before {@link #begin}.
    public boolean needsVolume() {
        return active == null || active.position >= volumes.settings().sealAt();
    }

    /// Begins a volume; the one before it is finished.
    ///
    /// @param number higher than every other, never used before
    public void create(long number) throws IOException {
        FileChannel channel =
                volumes.opener().open(volumes.file(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            ByteBuffer header = ByteBuffer.allocate(Volumes.FILE_HEADER);
            header.putLong(Volumes.FILE_MAGIC).putLong(number).flip();
            writeFully(channel, header);
            channel.force(true);
            volumes.syncDirectory();
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(volumes.file(number));
            throw e;
        }
        close();
        active = new Active(number, channel, Volumes.FILE_HEADER);
    }

    /// The volume being written; 0 for none.
    public long number() {
        return active == null ? 0 : active.number;
    }

    /// Where the next record goes.
    public long position() {
        return active().position;
    }

    public void begin() {
        batchStart = active().position;
    }

    /// Appends a record.
    /// @return its locator
    /// @throws IOException when it could not be written: roll back
    public long append(long contentId, NewRecord record) throws IOException {
        Active to = active();
        long start = to.position;
        ByteBuffer head = ByteBuffer.allocate(RecordHeader.SIZE + record.structure().length);
        record.header(contentId).encode(head);
        head.put(record.structure()).flip();
        writeFully(to.channel, head);
        record.content().writeTo(to.channel);
        long end = start + RecordHeader.SIZE + record.structure().length + record.length();
        if (to.channel.position() != end) {
            throw new IOException("a message of " + record.length() + " octets wrote "
                    + (to.channel.position() - end + record.length()));
        }
        pad(to, end);
        return Locator.of(to.number, start);
    }

    /// Appends a record of another volume as it is, checksums and all.
    /// @return its new locator
    public long append(StoredRecord record) throws IOException {
        Active to = active();
        long start = to.position;
        RecordHeader header = record.header();
        ByteBuffer head = ByteBuffer.allocate(RecordHeader.SIZE + header.structureLength());
        header.encode(head);
        head.put(record.structure()).flip();
        writeFully(to.channel, head);
        byte[] block = new byte[(int) Math.min(1 << 20, header.length())];
        for (long at = 0; at < header.length(); ) {
            int length = (int) Math.min(block.length, header.length() - at);
            record.read(at, block, 0, length);
            writeFully(to.channel, ByteBuffer.wrap(block, 0, length));
            at += length;
        }
        pad(to, start + header.octetsAt() + header.length());
        return Locator.of(to.number, start);
    }

    private static void pad(Active to, long end) throws IOException {
        int padding = (int) (RecordHeader.aligned(end) - end);
        if (padding > 0) {
            writeFully(to.channel, ByteBuffer.wrap(PADDING, 0, padding));
        }
        to.position = end + padding;
    }

    private static void writeFully(FileChannel channel, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    /// What was appended is on the disk afterwards.
    public void sync() throws IOException {
        active().channel.force(false);
    }

    /// Takes away what was appended since {@link #begin}.
    /// @return false when that failed: the volume is given up, and must be sealed where {@link #begin}
    ///     found it
    public boolean rollBack() {
        Active of = active();
        try {
            of.channel.truncate(batchStart);
            of.channel.position(batchStart);
            of.position = batchStart;
            return true;
        } catch (IOException e) {
            abandon();
            return false;
        }
    }

    /// Never appends to the active volume again: what became of its end is not known.
    public void abandon() {
        try {
            close();
        } catch (IOException e) {
            // The file is given up anyhow; the next start cuts off what is behind its last committed record.
        }
    }

    private Active active() {
        if (active == null) {
            throw new IllegalStateException("no volume is open");
        }
        return active;
    }

    @Override
    public void close() throws IOException {
        Active last = active;
        active = null;
        if (last != null) {
            last.channel.close();
        }
    }
}
