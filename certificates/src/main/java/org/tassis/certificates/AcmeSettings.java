package org.tassis.certificates;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Which authority, and how it is shown that names lead here.
///
/// @param directory of the authority, `https:`
/// @param contact   an e-mail address that the authority may write to
/// @param trusted   a PEM file with the issuers of the authority's own certificate; empty: those Java knows
/// @param ways      to prove, tried in this order; at least one
/// @param patience  how long one order may take in all
public record AcmeSettings(
        URI directory, Optional<String> contact, Optional<Path> trusted, List<Way> ways, Duration patience) {
    public enum Way {
        /// A file over HTTP on port 80: RFC 8555 §8.3.
        HTTP_01,
        /// A certificate of its own over TLS on port 443: RFC 8737.
        TLS_ALPN_01
    }

    public AcmeSettings {
        ways = List.copyOf(ways);
        if (ways.isEmpty() || !patience.isPositive() || !"https".equals(directory.getScheme())) {
            throw new IllegalArgumentException("ACME settings out of range");
        }
    }
}
