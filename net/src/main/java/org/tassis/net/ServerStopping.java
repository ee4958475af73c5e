package org.tassis.net;

import java.io.IOException;

/// The server is stopping and this session should say goodbye.
public final class ServerStopping extends IOException {
    public ServerStopping(String message) {
        super(message);
    }
}
