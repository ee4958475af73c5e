package org.tassis.migration.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Files to be read: one file, those below a directory, or those in a zip file. Symbolic links are not
/// followed. Used by one thread; close it.
public interface FileTree extends Closeable {
    /// More files than that are refused.
    int MAX_FILES = 5_000_000;

    int MAX_PATH = 2000;

    /// A file.
    ///
    /// @param path     its levels separated by `/`, below the directory or in the zip file
    /// @param size     octets, as its holder says
    /// @param modified when it was last written
    /// @param opener   opens it
    record Node(String path, long size, Instant modified, Opener opener) {
        InputStream open() throws IOException {
            return opener.open();
        }

        /// Its path without the last level; empty at the top.
        String directory() {
            int cut = path.lastIndexOf('/');
            return cut < 0 ? "" : path.substring(0, cut);
        }

        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    /// Opens a file.
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    /// In order of their paths.
    List<Node> files();

    /// A zip file when it begins like one, a directory, or the one file.
    ///
    /// @throws NotMail it holds what it must not
    static FileTree open(Path path) throws IOException {
        Path name = path.getFileName();
        return open(path, name == null ? "mail" : name.toString());
    }

    /// Likewise.
    ///
    /// @param name what the one file is called, whatever its path says
    static FileTree open(Path path, String name) throws IOException {
        if (Files.isDirectory(path)) {
            return directory(path);
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(4);
        }
        boolean zip = start.length == 4 && start[0] == 'P' && start[1] == 'K' && (start[2] == 3 || start[2] == 5);
        if (zip) {
            return new Zip(path);
        }
        Node node = new Node(
                name, Files.size(path), Files.getLastModifiedTime(path).toInstant(), () -> Files.newInputStream(path));
        return of(List.of(node));
    }

    private static FileTree of(List<Node> nodes) {
        return new FileTree() {
            @Override
            public List<Node> files() {
                return nodes;
            }

            @Override
            public void close() {}
        };
    }

    private static FileTree directory(Path top) throws IOException {
        List<Node> nodes = new ArrayList<>();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    String path = top.relativize(file)
                            .toString()
                            .replace(file.getFileSystem().getSeparator(), "/");
                    bounded(nodes.size());
                    nodes.add(new Node(
                            path,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant(),
                            () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        nodes.sort(Comparator.comparing(Node::path));
        return of(Collections.unmodifiableList(nodes));
    }

    private static void bounded(int count) {
        if (count >= MAX_FILES) {
            throw new NotMail("There are more than " + MAX_FILES + " files. Take it in parts.");
        }
    }

    /// A zip file. Each entry may grow by {@link #MAX_RATIO} at most, and all together to {@link #MAX_BYTES}.
    final class Zip implements FileTree {
        /// What deflating can do at most to text that repeats itself is about a thousand; mail does not.
        static final long MAX_RATIO = 200;

        /// What may grow by more than that.
        private static final long SMALL = 16 << 20;

        static final long MAX_BYTES = 1L << 40;

        /// The table of names, which is in memory.
        static final long MAX_TABLE = 32 << 20;

        private final ZipFile zip;
        private final List<Node> nodes;
        private long budget = MAX_BYTES;

        Zip(Path path) throws IOException {
            if (ZipEnd.tableSize(path) > MAX_TABLE) {
                throw new NotMail("There are too many files in the zip file. Take it in parts.");
            }
            zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8);
            try {
                nodes = nodes();
            } catch (RuntimeException e) {
                zip.close();
                throw e;
            }
        }

        private List<Node> nodes() {
            List<Node> found = new ArrayList<>();
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    bounded(found.size());
                    found.add(new Node(
                            checked(entry.getName()),
                            Math.max(0, entry.getSize()),
                            Instant.ofEpochMilli(Math.max(0, entry.getTime())),
                            () -> new Bounded(zip.getInputStream(entry), most(entry), entry.getName())));
                }
            }
            found.sort(Comparator.comparing(Node::path));
            return Collections.unmodifiableList(found);
        }

        private static long most(ZipEntry entry) {
            long packed = Math.max(0, entry.getCompressedSize());
            return Math.max(SMALL, Math.min(Long.MAX_VALUE / MAX_RATIO, packed) * MAX_RATIO);
        }

        /// Nothing is written by these names, and yet: who puts such a name into a zip file means no good.
        private static String checked(String name) {
            String path = name.replace('\\', '/');
            boolean bad = path.isEmpty() || path.length() > MAX_PATH || path.startsWith("/") || path.indexOf('\0') >= 0;
            for (String level : path.split("/", -1)) {
                bad |= level.equals("..");
            }
            if (bad) {
                throw new NotMail("The zip file has a name in it that leads out of it: "
                        + path.substring(0, Math.min(100, path.length())) + ". Nothing was taken from it.");
            }
            return path;
        }

        @Override
        public List<Node> files() {
            return nodes;
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }

        /// Ends when more comes out than may.
        private final class Bounded extends InputStream {
            private final InputStream in;
            private final String name;
            private long left;

            Bounded(InputStream in, long most, String name) {
                this.in = in;
                this.left = most;
                this.name = name;
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = in.read(into, offset, length);
                if (count > 0) {
                    left -= count;
                    budget -= count;
                    if (left < 0 || budget < 0) {
                        throw new NotMail("In the zip file, " + name + " grows to far more than mail would ("
                                + "more than " + MAX_RATIO + " times its packed size). It was given up.");
                    }
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        }
    }
}
