package org.tassis.mailflow.sieve;

/// Stops the compiling of a command, or a run.
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Position position;
    private final boolean aboutExtension;

    private Fault(Position position, boolean aboutExtension, String message) {
        super(message, null, false, false);
        this.position = position;
        this.aboutExtension = aboutExtension;
    }

    static Fault at(Position position, String message) {
        return new Fault(position, false, message);
    }

    /// Something that some extension might know, which `ihave` puts off to the run: RFC 5463 §4.
    static Fault unknown(Position position, String message) {
        return new Fault(position, true, message);
    }

    Position position() {
        return position;
    }

    boolean isAboutExtension() {
        return aboutExtension;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    SieveError error() {
        return new SieveError(position.line(), position.column(), text());
    }
}
