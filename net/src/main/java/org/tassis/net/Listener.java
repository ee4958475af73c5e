package org.tassis.net;

import java.net.InetAddress;
import java.util.Optional;

/// Where and how to listen.
///
/// @param name          e.g. `submission`, for logs and metrics
/// @param address       empty for every address of both families
/// @param port          0 for any free one
/// @param tls           how TLS is had
/// @param proxyProtocol whether a PROXY protocol header (v1 or v2) must come first; only then is one looked for
public record Listener(String name, Optional<InetAddress> address, int port, TlsMode tls, boolean proxyProtocol) {
    public enum TlsMode {
        /// In clear, with passwords taken: only on loopback or a trusted network (checked by who configures it).
        NONE,
        STARTTLS,
        IMPLICIT
    }

    public Listener {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
    }
}
