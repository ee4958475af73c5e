package org.tassis.net;

import java.io.IOException;

/// TLS could not be started; the connection is of no more use.
public final class TlsFailed extends IOException {
    public TlsFailed(String message) {
        super(message);
    }
}
