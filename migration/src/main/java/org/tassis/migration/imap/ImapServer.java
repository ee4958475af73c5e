package org.tassis.migration.imap;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Another server, and how to speak to it.
///
/// @param port     1 to 65535
/// @param security how the connection is encrypted
/// @param pin      SHA-256 of the one certificate that is trusted, 64 hexadecimal digits; empty: what the
///     machine trusts
/// @param perSecond octets that may be read in a second; empty: as many as come
public record ImapServer(String host, int port, Security security, Optional<String> pin, OptionalLong perSecond) {
    /// How a connection is encrypted.
    public enum Security {
        /// TLS from the first octet: port 993.
        IMPLICIT,
        /// TLS after STARTTLS, or not at all: port 143.
        STARTTLS,
        /// None. The password is read by whoever is on the way.
        NONE;

        public int usualPort() {
            return this == IMPLICIT ? 993 : 143;
        }
    }

    public ImapServer {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a server: " + host + ":" + port);
        }
        pin = pin.map(text -> text.replace(":", "").strip().toLowerCase(Locale.ROOT));
        if (pin.filter(text -> !text.matches("[0-9a-f]{64}")).isPresent()) {
            throw new IllegalArgumentException("the fingerprint of a certificate is SHA-256 in 64 hexadecimal digits");
        }
        if (perSecond.isPresent() && perSecond.getAsLong() < 1024) {
            throw new IllegalArgumentException("at least 1024 octets a second");
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
