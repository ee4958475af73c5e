package org.tassis.launcher.settings;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.net.Listener;

/// One entry of `listeners`.
///
/// @param address an IP address, or empty for all
/// @param port    0 for any free one
/// @param checks  what is checked there otherwise than everywhere: {@link CheckModes}
public record Listening(
        Service service, boolean enabled, String address, int port, Tls tls, boolean proxyProtocol, String checks) {
    /// A listener of one's own need not say all.
    public Listening {
        checks = isGiven(checks) ? checks : "";
    }

    public enum Service {
        SMTP,
        SUBMISSION,
        LMTP,
        IMAP,
        POP3,
        SIEVE,
        HTTPS,
        ADMIN,
        /// Pages in clear that only lead to those over TLS.
        HTTP;

        public boolean isWeb() {
            return this == HTTPS || this == ADMIN || this == HTTP;
        }

        /// Other servers do not log in, and neither does who brings mail by LMTP.
        public boolean takesPasswords() {
            return this != SMTP && this != LMTP && this != HTTP;
        }
    }

    public enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /// What depends on the rest of the file: a listener in clear needs an address that strangers cannot
    /// reach.
    void check(String key, List<Cidr> trusted) {
        Allowed.that(
                key + ".service", isGiven(service), "smtp, submission, lmtp, imap, pop3, sieve, http, https or admin");
        Allowed.that(key + ".tls", isGiven(tls), "none, starttls or implicit");
        Allowed.between(key + ".port", port, 0, 65535);
        Allowed.that(
                key + ".address",
                isGiven(address) && (address.isEmpty() || ip().isPresent()),
                "an IP address of this machine, or empty for all of them");
        Allowed.that(key + ".tls", !service.isWeb() || tls != Tls.STARTTLS, "implicit or none for pages");
        Allowed.that(key + ".proxy-protocol", !service.isWeb() || !proxyProtocol, "false for pages");
        Allowed.that(
                key + ".checks",
                CheckModes.parse(checks).isPresent(),
                "empty, or for example 'greylisting off, rates observe'");
        Allowed.that(key + ".tls", service != Service.HTTP || tls == Tls.NONE, "none for http");
        if (tls == Tls.NONE && service != Service.HTTP) {
            Allowed.that(
                    key + ".tls",
                    ip().filter(a -> a.isLoopbackAddress() || trusted.stream().anyMatch(n -> n.contains(a)))
                            .isPresent(),
                    "none only with an address that is loopback or inside trusted-networks, since "
                            + (service.takesPasswords() ? "passwords" : "mail") + " would travel in clear");
        }
    }

    /// Whether people who log in there send their passwords in clear.
    public boolean takesPasswordsInClear() {
        return enabled && tls == Tls.NONE && service.takesPasswords();
    }

    /// Binding leaves null what a file does not say for a listener of its own.
    private static boolean isGiven(@org.jspecify.annotations.Nullable Object value) {
        return value != null;
    }

    /// Literals only: no name is looked up.
    public Optional<InetAddress> ip() {
        try {
            return address.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public Listener toListener(String name) {
        return new Listener(
                name,
                ip(),
                port,
                switch (tls) {
                    case NONE -> Listener.TlsMode.NONE;
                    case STARTTLS -> Listener.TlsMode.STARTTLS;
                    case IMPLICIT -> Listener.TlsMode.IMPLICIT;
                },
                proxyProtocol);
    }
}
