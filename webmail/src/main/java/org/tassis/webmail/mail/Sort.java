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

    /// Messages of a folder that is sorted by what has to be read first.
    static final int MOST_READ = 10_000;

    boolean reads() {
        return this == SENDER || this == SUBJECT;
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
