package org.tassis.senderauth.dmarc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A public suffix list in a file that may be replaced while the program runs: looked at once a minute at
/// most. While there is no file the shipped list counts; when a new one is broken, the one before. Any
/// number of threads.
public final class SuffixFile implements Supplier<PublicSuffixes> {
    private static final Logger LOG = LoggerFactory.getLogger(SuffixFile.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Path file;
    private final InstantSource clock;
    private PublicSuffixes list = PublicSuffixes.shipped();
    private Instant next = Instant.MIN;
    private Instant read = Instant.MIN;

    public SuffixFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public synchronized PublicSuffixes get() {
        var now = clock.instant();
        if (now.isBefore(next)) {
            return list;
        }
        next = now.plus(INTERVAL);
        try {
            if (!Files.exists(file)) {
                list = PublicSuffixes.shipped();
                read = Instant.MIN;
                return list;
            }
            var changed = Files.getLastModifiedTime(file).toInstant();
            if (!changed.equals(read)) {
                read = changed;
                list = PublicSuffixes.read(file);
                LOG.info("public suffix list {} is in use", file);
            }
        } catch (IOException e) {
            LOG.warn("public suffix list {}: {}. The list before stays in use.", file, e.getMessage());
        }
        return list;
    }
}
