package org.tassis.net;

import java.io.IOException;

/// The client took longer than it may.
public final class ConnectionTimeout extends IOException {
    public ConnectionTimeout(String message) {
        super(message);
    }
}
