package org.tassis.mailflow;

/// What a {@link Check} does.
public enum Mode {
    /// Nothing.
    OFF,
    /// It says what it would do, in the trace, and nothing is refused.
    OBSERVE,
    ENFORCE
}
