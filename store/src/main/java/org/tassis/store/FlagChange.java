package org.tassis.store;

import org.tassis.core.Flags;

/// A change of flags: RFC 9051 §6.4.6.
public record FlagChange(Mode mode, Flags flags) {
    public enum Mode {
        ADD,
        REMOVE,
        REPLACE
    }
}
