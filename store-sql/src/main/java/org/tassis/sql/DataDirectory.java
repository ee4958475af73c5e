package org.tassis.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The directory with everything a server keeps, held by one process at a time: the lock ends with the
/// process, however that ends. Inside: `lock` (with the holder's process id), `volumes/`, `derby/`.
public final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /// Another process, or this one, holds the directory.
    public static final class InUse extends IllegalStateException {
        private final long pid;

        InUse(Path path, long pid) {
            super("the data directory " + path + " is in use by "
                    + (pid > 0 ? "process " + pid : "another process")
                    + ": stop that one, or name another directory");
            this.pid = pid;
        }

        /// Of the holder; 0 when it could not be learnt.
        public long pid() {
            return pid;
        }
    }

    /// Creates the directory when it is not there, readable by its owner only.
    /// @throws InUse when another process holds it
    /// @throws UncheckedIOException when it cannot be used
    public static DataDirectory open(Path path) {
        Path directory = path.toAbsolutePath().normalize();
        Path file = directory.resolve("lock");
        @Nullable FileChannel channel = null;
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(
                            directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
                }
            }
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                long pid = holder(channel);
                channel.close();
                throw new InUse(directory, pid);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            return new DataDirectory(directory, channel, lock);
        } catch (IOException e) {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException again) {
                    e.addSuppressed(again);
                }
            }
            throw new UncheckedIOException("cannot use the data directory " + directory + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static long holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        try {
            return Long.parseLong(new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    public Path path() {
        return path;
    }

    /// Where message volumes are.
    public Path volumes() {
        return path.resolve("volumes");
    }

    /// Where the embedded database is.
    public Path database() {
        return path.resolve("derby");
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
