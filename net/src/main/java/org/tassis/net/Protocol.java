package org.tassis.net;

import java.io.IOException;

/// An engine: what a listener runs for each connection.
public interface Protocol {
    /// Lower case, e.g. `imap`: names connections, metrics and logs.
    String name();

    /// Serves one connection to its end on its own virtual thread. {@link ConnectionClosed} and
    /// {@link ConnectionTimeout} may be thrown and end it quietly; anything else is logged as a bug. The connection
    /// is closed when this returns.
    void serve(Connection connection) throws IOException;

    /// The line, with CRLF, for a client that is turned away at once.
    String refusal(Refusal why);

    enum Refusal {
        TOO_MANY_CONNECTIONS,
        TOO_MANY_FROM_YOUR_ADDRESS,
        STOPPING
    }
}
