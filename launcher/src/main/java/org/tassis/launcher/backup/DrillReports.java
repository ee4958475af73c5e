package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What drills had to say, the newest forty, each in a file of a directory. Any thread.
final class DrillReports {
    private static final Logger LOG = LoggerFactory.getLogger(DrillReports.class);
    private static final int MOST = 40;

    private final Path directory;

    DrillReports(Path directory) {
        this.directory = directory;
    }

    private Path of(Instant at) {
        return directory.resolve(at.toString().replace(':', '-') + ".txt");
    }

    void keep(Instant at, String text) {
        try {
            Files.createDirectories(directory);
            Files.writeString(of(at), text, StandardCharsets.UTF_8);
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> all = files.sorted().toList();
                for (Path old : all.subList(0, Math.max(0, all.size() - MOST))) {
                    Files.deleteIfExists(old);
                }
            }
        } catch (IOException e) {
            LOG.warn("the report of a drill cannot be written down", e);
        }
    }

    /// What a drill that ended then had to say.
    Optional<String> find(Instant at) {
        try {
            Path file = of(at);
            return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
