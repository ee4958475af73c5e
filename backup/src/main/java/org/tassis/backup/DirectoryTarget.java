package org.tassis.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A directory: on another disk, or a mount of another machine's. Objects are files, written beside their
/// place, synced, and renamed. What a killed process leaves beside is deleted by the next listing.
public final class DirectoryTarget implements Target {
    private static final String UNFINISHED = ".part";

    private final Path root;
    private final AtomicLong serial = new AtomicLong();

    /// @param root created when it is not there, for its owner alone
    public DirectoryTarget(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String describe() {
        return root.toString();
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new IOException("'" + name + "' is no name of an object");
        }
        return file;
    }

    @Override
    public void put(String name, byte[] octets) throws IOException {
        Path file = file(name);
        Path unfinished = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + "-" + serial.incrementAndGet() + UNFINISHED);
        try {
            makeDirectories(file);
            try (FileChannel channel =
                    FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(octets);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(parent(file));
        } catch (IOException e) {
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw explained(name, e);
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException(file + " is in no directory");
        }
        return parent;
    }

    private IOException explained(String name, IOException e) {
        String message = String.valueOf(e.getMessage());
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded")) {
            return new IOException(
                    "the backup directory " + root + " is full: free space there, or keep fewer backups"
                            + " (backup.keep-daily, backup.keep-weekly), or name a larger disk in backup.target",
                    e);
        }
        return new IOException("cannot write " + name + " to the backup directory " + root + ": " + message, e);
    }

    private void makeDirectories(Path file) throws IOException {
        Path parent = parent(file);
        if (Files.isDirectory(parent)) {
            return;
        }
        if (!Files.exists(root)) {
            Files.createDirectories(root);
            if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            }
        }
        Files.createDirectories(parent);
        sync(parent(parent));
    }

    /// Makes names durable, where the file system knows how.
    private static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // some file systems of other machines cannot; they have their own ways
        }
    }

    @Override
    public Optional<byte[]> get(String name, int atMost) throws IOException {
        Path file = file(name);
        try {
            if (Files.size(file) > atMost) {
                throw new IOException(name + " is larger than such an object can be");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) throws IOException {
        int slash = prefix.lastIndexOf('/');
        Path from = slash < 0 ? root : file(prefix.substring(0, slash));
        if (!Files.isDirectory(from)) {
            return;
        }
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = root.relativize(file).toString().replace('\\', '/');
                    if (attributes.isRegularFile() && name.startsWith(prefix) && !name.endsWith(UNFINISHED)) {
                        each.accept(new Listed(
                                name,
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // deleted meanwhile
                    }
                    throw e;
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Deletes what processes that were killed have left unfinished.
    void tidy() throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(UNFINISHED)) {
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    @Override
    public void close() {}
}
