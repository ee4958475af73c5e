package org.tassis.launcher.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What became of backups and drills, in a file of the data directory; the newest few hundred. Any thread.
public final class BackupLog {
    private static final int KEPT = 400;

    private final Path file;

    /// @param file read at each question
    public BackupLog(Path file) {
        this.file = file;
    }

    public enum Kind {
        /// The first time that the program ran with backups switched on.
        BEGAN,
        BACKUP,
        VERIFICATION,
        DRILL,
        RESTORE
    }

    /// One of them.
    ///
    /// @param at     when it ended
    /// @param good   whether all was well
    /// @param backup id; empty when there is none
    /// @param octets of everything in it
    /// @param written octets that had to be written
    /// @param text   what there is to say, on one line
    public record Entry(
            Kind kind,
            Instant at,
            boolean good,
            String backup,
            Duration took,
            long octets,
            long written,
            String text) {}

    /// The oldest first.
    public synchronized List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                parse(line).ifPresent(entries::add);
            }
        } catch (NoSuchFileException e) {
            // nothing yet
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private static Optional<Entry> parse(String line) {
        String[] words = line.split("\t", -1);
        try {
            return Optional.of(new Entry(
                    Kind.valueOf(words[0]),
                    Instant.parse(words[1]),
                    words[2].equals("good"),
                    words[3],
                    Duration.ofMillis(Long.parseLong(words[4])),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    words[7]));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // of another version, or cut off
        }
    }

    /// The newest of a kind; when `good`, of those that went well.
    public Optional<Entry> last(Kind kind, boolean good) {
        return entries().reversed().stream()
                .filter(entry -> entry.kind() == kind && (entry.good() || !good))
                .findFirst();
    }

    synchronized void add(Entry entry) {
        List<Entry> entries = entries();
        entries.add(entry);
        StringBuilder text = new StringBuilder();
        for (Entry one : entries.subList(Math.max(0, entries.size() - KEPT), entries.size())) {
            text.append(String.join(
                            "\t",
                            one.kind().name(),
                            one.at().toString(),
                            one.good() ? "good" : "bad",
                            one.backup(),
                            Long.toString(one.took().toMillis()),
                            Long.toString(one.octets()),
                            Long.toString(one.written()),
                            one.text().replaceAll("\\s+", " ")))
                    .append('\n');
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
