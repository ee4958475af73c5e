package org.tassis.migration.virtualmin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tassis.migration.file.NotMail;

/// A tar file, packed by gzip, by bzip2 or not at all, read from its beginning to its end. Links and devices
/// are passed over; names are only looked at, nothing is written by them.
final class Archive {
    private static final long MAX_ENTRIES = 20_000_000;
    private static final int MAX_PATH = 2000;

    private Archive() {}

    /// Gets each file.
    @FunctionalInterface
    interface Visitor {
        /// @param path    without `./` before it
        /// @param seconds since 1970, when it was written
        /// @param in      may be read to its end; not to be closed
        void file(String path, long size, long seconds, InputStream in) throws IOException;
    }

    /// @throws NotMail it is no tar file, or means no good
    static void read(Path file, Visitor visitor) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            read(in, visitor);
        } catch (IllegalArgumentException e) { // how that library says that a header is damaged
            throw new NotMail("The archive is damaged: " + e.getMessage());
        }
    }

    /// An archive in an archive, too.
    static void read(InputStream packed, Visitor visitor) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked(packed));
        long count = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (++count > MAX_ENTRIES) {
                throw new NotMail("The archive has more than " + MAX_ENTRIES + " files.");
            }
            if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
                visitor.file(
                        path(entry.getName()),
                        entry.getSize(),
                        entry.getLastModifiedTime().toInstant().getEpochSecond(),
                        tar);
            }
        }
        if (count == 0) {
            throw new NotMail("It is no tar file, or an empty one.");
        }
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        InputStream packed = in.markSupported() ? in : new BufferedInputStream(in, 1 << 16);
        packed.mark(4);
        byte[] start = packed.readNBytes(3);
        packed.reset();
        if (start.length == 3 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b) {
            return GzipCompressorInputStream.builder()
                    .setInputStream(packed)
                    .setDecompressConcatenated(true)
                    .get();
        }
        if (start.length == 3 && start[0] == 'B' && start[1] == 'Z' && start[2] == 'h') {
            return new BZip2CompressorInputStream(packed, true);
        }
        return packed;
    }

    private static String path(String name) {
        String path = name;
        while (path.startsWith("./") || path.startsWith("/")) {
            path = path.substring(path.startsWith("/") ? 1 : 2);
        }
        if (path.length() > MAX_PATH || ("/" + path + "/").contains("/../")) {
            throw new NotMail("The archive has a name in it that leads out of it. Nothing was taken from it.");
        }
        return path;
    }
}
