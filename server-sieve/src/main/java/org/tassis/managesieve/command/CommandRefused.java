package org.tassis.managesieve.command;

/// What came is no command.
public final class CommandRefused extends Exception {
    /// Why, as far as the answers differ.
    public enum Why {
        UNKNOWN,
        ARGUMENTS,
        LINE_TOO_LONG,
        /// A literal was larger than a script may be, and was passed over.
        TOO_LARGE,
        /// A literal so large that nobody waits for its end.
        FAR_TOO_LARGE,
        NOT_TEXT,
        /// HTTP is spoken to this port: whoever is behind it did not mean us.
        HTTP
    }

    private final Why why;

    CommandRefused(Why why) {
        super(why.name(), null, false, false); // expected: no stack trace
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
