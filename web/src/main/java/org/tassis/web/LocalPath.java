package org.tassis.web;

import java.util.Optional;

/// A place on this site to go to, as a browser sent it: never another site.
public final class LocalPath {
    private static final int MAX_LENGTH = 2_000;

    private LocalPath() {}

    /// The path with its query, when it cannot lead elsewhere.
    public static Optional<String> of(String value) {
        boolean local = value.length() <= MAX_LENGTH
                && value.startsWith("/")
                && !value.startsWith("//")
                && value.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '\\');
        return local ? Optional.of(value) : Optional.empty();
    }
}
