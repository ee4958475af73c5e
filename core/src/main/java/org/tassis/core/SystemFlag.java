package org.tassis.core;

import java.util.Locale;
import java.util.Optional;

/// The flags that mean something to the server: RFC 9051 §2.3.2. `\\Recent` is no flag of a message but of a session.
public enum SystemFlag {
    SEEN("\\Seen"),
    ANSWERED("\\Answered"),
    FLAGGED("\\Flagged"),
    DELETED("\\Deleted"),
    DRAFT("\\Draft");

    private final String imapName;

    SystemFlag(String imapName) {
        this.imapName = imapName;
    }

    /// The name with its backslash, as IMAP spells it.
    public String imapName() {
        return imapName;
    }

    /// One bit, the same in every store and for ever: bit 0 is `\\Seen`, bit 4 `\\Draft`.
    public long bit() {
        return 1L << ordinal();
    }

    /// Case-insensitive, with the backslash.
    public static Optional<SystemFlag> named(String imapName) {
        String lower = imapName.toLowerCase(Locale.ROOT);
        for (SystemFlag flag : values()) {
            if (flag.imapName.toLowerCase(Locale.ROOT).equals(lower)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }
}
