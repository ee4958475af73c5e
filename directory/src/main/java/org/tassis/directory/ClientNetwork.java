package org.tassis.directory;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/// Whom failures are counted for: an IPv4 address, or the first 64 bits of an IPv6 address (one subscriber has them
/// all).
record ClientNetwork(String name) {
    static ClientNetwork of(InetAddress client) {
        return client instanceof Inet6Address
                ? new ClientNetwork(HexFormat.of().formatHex(client.getAddress(), 0, 8))
                : new ClientNetwork(client.getHostAddress());
    }
}
