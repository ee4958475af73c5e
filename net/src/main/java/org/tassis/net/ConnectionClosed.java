package org.tassis.net;

import java.io.IOException;

/// The client has gone, or the connection broke.
public final class ConnectionClosed extends IOException {
    public ConnectionClosed(String message) {
        super(message);
    }
}
