package org.tassis.webmail.mail;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.tassis.core.Cidr;

/// Addresses that anybody on the Internet may have: what is in this house, on this machine, or reserved is
/// not among them, nor are ways to such an address through another (IPv4 in IPv6, NAT64, 6to4, Teredo).
final class PublicAddresses {
    private static final List<Cidr> RESERVED = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(text -> Cidr.parse(text).orElseThrow())
            .toList();

    /// What is given out of IPv6 to be reached from everywhere.
    private static final Cidr GLOBAL = Cidr.parse("2000::/3").orElseThrow();

    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        if (!(address instanceof Inet4Address) && !GLOBAL.contains(address)) {
            return false;
        }
        return RESERVED.stream().noneMatch(network -> network.contains(address));
    }
}
