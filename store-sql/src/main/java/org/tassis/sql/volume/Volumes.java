package org.tassis.sql.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory of volumes, for reading. Thread-safe. A bounded number of files is held open; one that is
/// in use stays open until its last reader has finished, also when it is evicted or deleted meanwhile.
public final class Volumes implements AutoCloseable {
    static final long FILE_MAGIC = 0x5441_5353_4953_5631L; // "TASSISV1"
    static final int FILE_HEADER = 16;
    private static final int RETRIES = 3;

    private final Path directory;
    private final VolumeSettings settings;
    private final FileOpener opener;
    private final FileStore disk;
    private final ConcurrentHashMap<Long, OpenVolume> open = new ConcurrentHashMap<>();
    private final AtomicLong clock = new AtomicLong();
    private volatile boolean closed;

    /// Creates the directory when it is not there.
    public Volumes(Path directory, VolumeSettings settings, FileOpener opener) throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.opener = opener;
        Files.createDirectories(directory);
        this.disk = Files.getFileStore(directory);
    }

    /// An open file with the number of its users; the cache of open files is one of them.
    private static final class OpenVolume {
        final FileChannel channel;
        final AtomicInteger users = new AtomicInteger(1);
        volatile long lastUsed;

        OpenVolume(FileChannel channel) {
            this.channel = channel;
        }

        boolean acquire() {
            for (int now = users.get(); now > 0; now = users.get()) {
                if (users.compareAndSet(now, now + 1)) {
                    return true;
                }
            }
            return false;
        }

        void release() {
            if (users.decrementAndGet() == 0) {
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /// Work on an open volume.
    @FunctionalInterface
    interface Reading<T> {
        T read(FileChannel channel) throws IOException;
    }

    /// Runs `reading` with the volume open. A file channel is closed under all its readers when one of them
    /// is interrupted: the interrupt is put off until the reading is done, and what another's interrupt
    /// closed is opened again.
    /// @throws NoSuchVolume when there is no such file
    <T> T read(long number, Reading<T> reading) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int attempt = 1; ; attempt++) {
                OpenVolume volume = acquire(number);
                try {
                    return reading.read(volume.channel);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    drop(number, volume);
                    if (attempt == RETRIES || closed) {
                        throw e;
                    }
                } finally {
                    volume.release();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Runs `reading` once with the volume open, for work that cannot be repeated.
    <T> T readOnce(long number, Reading<T> reading) throws IOException {
        OpenVolume volume = acquireOpen(number);
        try {
            return reading.read(volume.channel);
        } finally {
            volume.release();
        }
    }

    private OpenVolume acquireOpen(long number) throws IOException {
        while (true) {
            OpenVolume volume = acquire(number);
            if (volume.channel.isOpen()) {
                return volume;
            }
            drop(number, volume); // an interrupted reader closed it
            volume.release();
        }
    }

    private OpenVolume acquire(long number) throws IOException {
        while (true) {
            OpenVolume volume = open.get(number);
            if (volume == null) {
                volume = opened(number);
            }
            if (volume.acquire()) {
                volume.lastUsed = clock.incrementAndGet();
                return volume;
            }
            open.remove(number, volume);
        }
    }

    private OpenVolume opened(long number) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        try {
            OpenVolume volume = open.computeIfAbsent(number, n -> {
                try {
                    return new OpenVolume(opener.open(file(n), StandardOpenOption.READ));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            if (open.size() > settings.maxOpen()) {
                evictOldest(number);
            }
            return volume;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                throw new NoSuchVolume(number);
            }
            throw e.getCause();
        }
    }

    private void evictOldest(long except) {
        long oldest = 0;
        @Nullable OpenVolume victim = null;
        for (var entry : open.entrySet()) {
            if (entry.getKey() != except && (victim == null || entry.getValue().lastUsed < victim.lastUsed)) {
                oldest = entry.getKey();
                victim = entry.getValue();
            }
        }
        if (victim != null) {
            drop(oldest, victim);
        }
    }

    private void drop(long number, OpenVolume volume) {
        if (open.remove(number, volume)) {
            volume.release();
        }
    }

    /// How many files are open now, apart from those of the writer.
    int openCount() {
        return open.size();
    }

    // ---- records ----

    private static final int FIRST_READ = 4096;

    /// The beginning of a record.
    ///
    /// @param structure the encoded structure, not yet compared with its checksum
    private record Beginning(RecordHeader header, byte @Nullable [] structure) {}

    /// Finds a record.
    /// @throws DamagedRecord when what is there is no record, or one of another content
    public StoredRecord find(long locator, long contentId) throws IOException {
        Beginning beginning = read(Locator.volume(locator), channel -> beginning(channel, locator));
        if (beginning.header.contentId() != contentId) {
            throw new DamagedRecord(
                    locator, "the record is content " + beginning.header.contentId() + ", not " + contentId);
        }
        return new StoredRecord(this, locator, beginning.header, beginning.structure);
    }

    /// One read brings the header and, nearly always, the structure.
    private static Beginning beginning(FileChannel channel, long locator) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(FIRST_READ);
        fill(channel, buffer, Locator.offset(locator));
        buffer.flip();
        RecordHeader header = RecordHeader.decode(buffer, locator);
        if (header.structureLength() > buffer.remaining()) {
            return new Beginning(header, null);
        }
        byte[] structure = new byte[header.structureLength()];
        buffer.get(structure);
        return new Beginning(header, structure);
    }

    /// Reads until the buffer is full or the file ends.
    static void fill(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                return;
            }
            at += read;
        }
    }

    // ---- files ----

    /// Where a volume is, or would be.
    public Path file(long number) {
        return directory.resolve(String.format(Locale.ROOT, "%010d.vol", number));
    }

    public Path directory() {
        return directory;
    }

    FileOpener opener() {
        return opener;
    }

    VolumeSettings settings() {
        return settings;
    }

    /// Numbers of the volumes that are there as files, ascending.
    public List<Long> numbers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Volumes::number).flatMap(Optional::stream).sorted().toList();
        }
    }

    private static Optional<Long> number(Path file) {
        String name = file.getFileName().toString();
        return name.matches("[0-9]{10}\\.vol") ? Optional.of(Long.parseLong(name.substring(0, 10))) : Optional.empty();
    }

    public boolean exists(long number) {
        return Files.exists(file(number));
    }

    public long fileSize(long number) throws IOException {
        try {
            return Files.size(file(number));
        } catch (NoSuchFileException e) {
            throw new NoSuchVolume(number);
        }
    }

    /// Deletes a volume's file. Those who read it finish undisturbed; later readers meet {@link
    /// NoSuchVolume}.
    public void delete(long number) throws IOException {
        Files.deleteIfExists(file(number));
        OpenVolume volume = open.get(number);
        if (volume != null) {
            drop(number, volume);
        }
    }

    /// Makes creations and deletions of files durable.
    void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Space that is free where the volumes are, in octets.
    public long usableSpace() throws IOException {
        return disk.getUsableSpace();
    }

    /// Whether a write failed because the disk, or the quota on it, is full: how platforms word ENOSPC and
    /// EDQUOT.
    public static boolean isFullDisk(IOException failure) {
        String message = failure.getMessage();
        if (message == null) {
            return false;
        }
        String text = message.toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded");
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(this::drop);
    }
}
