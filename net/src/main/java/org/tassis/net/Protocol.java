package org.tassis.net;

import java.io.IOException;

/// An engine: what a listener runs for each connection.
public interface Protocol {
    /// Lower case, e.g. `imap`: names connections, metrics and logs.
    String name();

    /// Serves one connection to its end on its own virtual thread, which is never interrupted. The exceptions that
    /// {@link Connection} throws, as every IOException, may be thrown and end it quietly; anything else is logged
    /// as a bug. What was written is flushed and the connection closed when this returns or throws. On a listener
    /// with implicit TLS this is called after the handshake.
    void serve(Connection connection) throws IOException;

    /// The line, with CRLF, for a client that is turned away at once.
    String refusal(Refusal why);

    enum Refusal {
        TOO_MANY_CONNECTIONS,
        TOO_MANY_FROM_YOUR_ADDRESS,
        STOPPING
    }
}
