package org.tassis.pop3.command;

/// A line that is no command.
public final class CommandRefused extends Exception {
    /// Why, as far as the answers differ.
    public enum Why {
        UNKNOWN,
        ARGUMENTS,
        /// A number that no message has.
        NO_SUCH_MESSAGE,
        UNREADABLE,
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
