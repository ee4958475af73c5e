package org.tassis.webmail.mail;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// In which order a list is.
enum Sort {
    NEWEST,
    OLDEST,
    LARGEST,
    SENDER,
    SUBJECT;

    /// Messages of a folder that is sorted by what has to be read first: some thirty megabytes.
    static final int MOST_READ = 250_000;

    boolean reads() {
        return this == SENDER || this == SUBJECT;
    }

    /// Whether what changes about a message may change its place: it may have come back from being snoozed.
    boolean looksAtFlags() {
        return this == NEWEST || this == OLDEST;
    }

    /// As addresses of pages say it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Those that are offered for a folder of so many messages.
    static List<Sort> offered(int count) {
        return Stream.of(values())
                .filter(one -> !one.reads() || count <= MOST_READ)
                .toList();
    }

    /// The newest first for what is not offered.
    static Sort of(String word, int count) {
        return offered(count).stream()
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElse(NEWEST);
    }
}
