package org.tassis.migration.file;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Where files are written to, one after another: a directory, or a zip file. One thread.
public interface Shelf extends Closeable {
    /// A new file. Close it before the next.
    ///
    /// @param path levels separated by `/`, made by this package: none leads out
    OutputStream file(String path, Instant modified) throws IOException;

    /// A new directory, even if it stays empty.
    void directory(String path) throws IOException;

    /// Below a directory, which is made, readable by its owner alone, and must be empty.
    static Shelf directory(Path top) throws IOException {
        Files.createDirectories(top);
        try (var there = Files.list(top)) {
            if (there.findAny().isPresent()) {
                throw new NotMail(top + " is not empty. Name a directory that is empty or does not exist yet.");
            }
        }
        if (Files.getFileStore(top).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwx------"));
        }
        return new Shelf() {
            @Override
            public OutputStream file(String path, Instant modified) throws IOException {
                Path file = top.resolve(path);
                Path directory = file.getParent();
                if (directory != null) {
                    Files.createDirectories(directory);
                }
                return new FilterOutputStream(
                        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    @Override
                    public void write(byte[] octets, int offset, int length) throws IOException {
                        out.write(octets, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        super.close();
                        Files.setLastModifiedTime(file, FileTime.from(modified));
                    }
                };
            }

            @Override
            public void directory(String path) throws IOException {
                Files.createDirectories(top.resolve(path));
            }

            @Override
            public void close() {}
        };
    }

    /// As a zip file, written as it goes: nothing of it is kept. Closing it closes `out`.
    static Shelf zip(OutputStream out) {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        zip.setLevel(Deflater.BEST_SPEED);
        return new Shelf() {
            @Override
            public OutputStream file(String path, Instant modified) throws IOException {
                ZipEntry entry = new ZipEntry(path);
                entry.setLastModifiedTime(FileTime.from(modified));
                zip.putNextEntry(entry);
                return new FilterOutputStream(zip) {
                    @Override
                    public void write(byte[] octets, int offset, int length) throws IOException {
                        out.write(octets, offset, length);
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() throws IOException {
                        zip.closeEntry();
                    }
                };
            }

            @Override
            public void directory(String path) throws IOException {
                zip.putNextEntry(new ZipEntry(path + "/"));
                zip.closeEntry();
            }

            @Override
            public void close() throws IOException {
                zip.close();
            }
        };
    }
}
