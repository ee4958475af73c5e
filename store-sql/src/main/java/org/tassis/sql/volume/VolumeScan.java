package org.tassis.sql.volume;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Walks over the records of one volume in the order in which they were written.
public final class VolumeScan {
    /// Where the first record of a volume begins.
    public static final long START = Volumes.FILE_HEADER;

    private final Volumes volumes;
    private final long number;
    private final long end;
    private long offset = Volumes.FILE_HEADER;

    /// @param end where the last committed record ends
    public VolumeScan(Volumes volumes, long number, long end) {
        this.volumes = volumes;
        this.number = number;
        this.end = end;
    }

    /// Compares the head of the file with what it should be.
    public void checkFile() throws IOException {
        volumes.read(number, channel -> {
            ByteBuffer head = ByteBuffer.allocate(Volumes.FILE_HEADER);
            Volumes.fill(channel, head, 0);
            head.flip();
            if (head.remaining() < Volumes.FILE_HEADER
                    || head.getLong() != Volumes.FILE_MAGIC
                    || head.getLong() != number) {
                throw new DamagedRecord(Locator.of(number, 0), "the file is not volume " + number);
            }
            return true;
        });
    }

    public boolean hasNext() {
        return offset < end;
    }

    /// Where the next record begins.
    public long offset() {
        return offset;
    }

    /// Goes on at another place: behind a damaged record, where the database knows the next one.
    public void skipTo(long place) {
        offset = place;
    }

    /// The next record, its checksums not yet compared.
    /// @throws DamagedRecord when its header is damaged: the walk cannot go on by itself
    public StoredRecord next() throws IOException {
        long locator = Locator.of(number, offset);
        RecordHeader header = volumes.read(number, channel -> {
            ByteBuffer head = ByteBuffer.allocate(RecordHeader.SIZE);
            Volumes.fill(channel, head, offset);
            head.flip();
            return RecordHeader.decode(head, locator);
        });
        if (header.recordSize() > end - offset) {
            throw new DamagedRecord(locator, "the record is longer than its volume");
        }
        offset += header.recordSize();
        return new StoredRecord(volumes, locator, header, null);
    }
}
