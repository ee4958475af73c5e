package org.tassis.directory.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a token may be limited to. Its name in lower case is its word in texts.
public enum Area {
    /// Customers, plans, and what is left of them.
    CUSTOMERS,
    /// Domains, with catch-alls and keys.
    DOMAINS,
    /// Mailboxes, with forwards, auto-replies and passwords.
    MAILBOXES,
    ALIASES,
    OPERATORS,
    AUDIT,
    QUEUE,
    TRACE,
    GREYLIST,
    /// Who is always let in, and who never.
    LISTS,
    TOKENS,
    /// Backups, and bringing mail back.
    BACKUPS,
    /// Who is connected, and certificates.
    SERVER;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Area> of(String word) {
        return Arrays.stream(values()).filter(area -> area.word().equals(word)).findFirst();
    }
}
