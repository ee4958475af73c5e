package org.tassis.net;

import java.io.IOException;

/// A line was longer than allowed; it has been read to its end.
public final class LineTooLong extends IOException {
    public LineTooLong(String message) {
        super(message);
    }
}
