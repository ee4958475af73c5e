package org.tassis.senderauth.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/// RFC 7208 §5.
sealed interface Mechanism {
    record All() implements Mechanism {}

    record Include(MacroText domain) implements Mechanism {}

    /// @param domain empty for the domain that is judged
    record Address(Optional<MacroText> domain, Prefix prefix) implements Mechanism {}

    record MailHosts(Optional<MacroText> domain, Prefix prefix) implements Mechanism {}

    record ReverseName(Optional<MacroText> domain) implements Mechanism {}

    /// @param network 4 octets or 16
    record Network(byte[] network, int bits) implements Mechanism {
        boolean contains(InetAddress client) {
            return sameNetwork(network, client.getAddress(), bits);
        }
    }

    record Exists(MacroText domain) implements Mechanism {}

    /// How many bits of an address count: RFC 7208 §5.6.
    record Prefix(int ipv4, int ipv6) {
        boolean same(InetAddress a, InetAddress b) {
            return sameNetwork(a.getAddress(), b.getAddress(), a instanceof Inet4Address ? ipv4 : ipv6);
        }
    }

    private static boolean sameNetwork(byte[] a, byte[] b, int bits) {
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length && i * 8 < bits; i++) {
            int counted = Math.min(8, bits - i * 8);
            if (((a[i] ^ b[i]) & 0xff) >> (8 - counted) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether it asks the DNS, and so counts for the limit of RFC 7208 §4.6.4.
    default boolean asks() {
        return !(this instanceof All || this instanceof Network);
    }
}
