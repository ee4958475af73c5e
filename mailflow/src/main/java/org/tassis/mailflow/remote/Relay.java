package org.tassis.mailflow.remote;

import java.util.Optional;
import org.tassis.core.Secret;

/// A server that takes mail for others: a smarthost, or the way to one domain.
///
/// @param host  name or address
/// @param login when it wants to know who sends
public record Relay(String host, int port, Encryption encryption, Optional<Login> login) {
    public enum Encryption {
        /// In clear: inside a machine or a closed network.
        NONE,
        /// STARTTLS when it is offered, with whatever certificate.
        OPPORTUNISTIC,
        /// STARTTLS, with a certificate that is valid for the name: RFC 3207.
        STARTTLS,
        /// From the first octet, with a certificate that is valid for the name: RFC 8314 §3.3.
        IMPLICIT
    }

    /// RFC 4954.
    public record Login(String user, Secret password) {}

    /// `host:port`, as a destination is written.
    public String place() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
