package org.tassis.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.tassis.core.Cidr;

/// What one {@link Network} allows.
///
/// @param maxConnections   at once, on all listeners together
/// @param maxPerAddress    not yet authenticated, at once, from one IPv4 address or one IPv6 /64
/// @param maxPerNetwork    not yet authenticated, at once, from one IPv4 /24 or one IPv6 /48
/// @param unlimited        networks to which neither of the two applies
/// @param backlog          connections the system keeps waiting for each listener
/// @param writeTimeout     how long a client may keep the server waiting before it takes more of what it asked for
/// @param handshakeTimeout for TLS
/// @param proxyTimeout     for the PROXY header
/// @param trustedProxies   who may send a PROXY header; on a listener that wants one, nobody else may connect
/// @param protocolLog      whether the protocol log starts with every connection in it
/// @param eventLoops       threads that move octets; 0 for as many as the processors need
public record NetSettings(
        int maxConnections,
        int maxPerAddress,
        int maxPerNetwork,
        List<Cidr> unlimited,
        int backlog,
        Duration writeTimeout,
        Duration handshakeTimeout,
        Duration proxyTimeout,
        List<Cidr> trustedProxies,
        boolean protocolLog,
        int eventLoops) {
    private static final Cidr LOOPBACK_4 = Cidr.around(InetAddress.ofLiteral("127.0.0.0"), 8, 8);
    private static final Cidr LOOPBACK_6 = Cidr.around(InetAddress.ofLiteral("::1"), 128, 128);

    public NetSettings {
        unlimited = List.copyOf(unlimited);
        trustedProxies = List.copyOf(trustedProxies);
        atLeastOne(maxConnections, "connections");
        atLeastOne(maxPerAddress, "connections per address");
        atLeastOne(maxPerNetwork, "connections per network");
        atLeastOne(backlog, "backlog");
        positive(writeTimeout, "write timeout");
        positive(handshakeTimeout, "handshake timeout");
        positive(proxyTimeout, "PROXY header timeout");
        if (eventLoops < 0) {
            throw new IllegalArgumentException("event loops: " + eventLoops);
        }
    }

    public static NetSettings defaults() {
        return new NetSettings(
                10_000,
                50,
                200,
                List.of(LOOPBACK_4, LOOPBACK_6),
                1024,
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                List.of(),
                false,
                0);
    }

    private static void atLeastOne(int value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + ", at least 1");
        }
    }

    private static void positive(Duration value, String what) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(what + ": " + value + ", more than 0");
        }
    }
}
