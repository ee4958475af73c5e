package org.tassis.search;

import java.nio.file.Path;
import java.time.Duration;

/// How the index is kept.
///
/// @param directory    of the index alone; made when it is not there
/// @param memory       octets in which documents are collected before they are written, 1 MB to 1 GB
/// @param refresh      after this time at the latest what was indexed is used
/// @param commitAfter  after this time at the latest what was indexed is durable
/// @param commitEvery  after so many messages too
/// @param keepFree     octets on the disk that the index does not take
/// @param nice         of the thread on Linux, 0 (as everybody) to 19 (after everybody)
/// @param retry        how long to wait after a failure, and for space
public record SearchSettings(
        Path directory,
        long memory,
        Duration refresh,
        Duration commitAfter,
        int commitEvery,
        long keepFree,
        int nice,
        Duration retry) {
    /// The defaults.
    public static SearchSettings in(Path directory) {
        return new SearchSettings(
                directory,
                16L << 20,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                20_000,
                256L << 20,
                19,
                Duration.ofSeconds(30));
    }
}
