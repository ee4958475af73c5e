package org.tassis.core;

import java.util.Locale;
import java.util.Optional;

/// What a mailbox is for: RFC 6154 §2, RFC 8457 §3 (`\\Important` is not offered).
public enum SpecialUse {
    ALL("\\All"),
    ARCHIVE("\\Archive"),
    DRAFTS("\\Drafts"),
    FLAGGED("\\Flagged"),
    JUNK("\\Junk"),
    SENT("\\Sent"),
    TRASH("\\Trash");

    private final String attribute;

    SpecialUse(String attribute) {
        this.attribute = attribute;
    }

    /// The attribute with its backslash, as LIST shows it.
    public String attribute() {
        return attribute;
    }

    public static Optional<SpecialUse> named(String attribute) {
        for (SpecialUse use : values()) {
            if (use.attribute.toLowerCase(Locale.ROOT).equals(attribute.toLowerCase(Locale.ROOT))) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }
}
