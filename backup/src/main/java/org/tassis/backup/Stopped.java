package org.tassis.backup;

/// Somebody told the work to stop, and it did, between two objects.
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Stopped() {
        super("stopped, as it was told to", null, false, false);
    }
}
