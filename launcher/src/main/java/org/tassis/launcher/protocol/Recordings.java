package org.tassis.launcher.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files in `protocol/` of a data directory, named by the time at which they were begun (UTC).
///
/// @param directory need not exist
public record Recordings(Path directory) {
    /// Files kept; the oldest goes when another is begun.
    public static final int KEPT = 20;

    private static final String SUFFIX = ".log";
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /// One of them.
    ///
    /// @param size octets
    public record Recording(String name, Path file, long size) {}

    /// Newest first.
    public List<Recording> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .map(Recordings::of)
                    .sorted(Comparator.comparing(Recording::name).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// By its name as {@link #all} tells it: nothing else of the disk can be named.
    public Optional<Recording> named(String name) {
        return all().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    private static Recording of(Path file) {
        String name = file.getFileName().toString();
        return new Recording(
                name.substring(0, name.length() - SUFFIX.length()),
                file,
                file.toFile().length());
    }

    /// A new empty file, readable by its owner alone.
    Path begin(Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        List<Recording> old = all();
        for (Recording one : old.subList(Math.min(KEPT - 1, old.size()), old.size())) {
            Files.deleteIfExists(one.file());
        }
        Path file = directory.resolve(NAME.format(now) + SUFFIX);
        for (int number = 2; Files.exists(file); number++) {
            file = directory.resolve(NAME.format(now) + "-" + number + SUFFIX);
        }
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
