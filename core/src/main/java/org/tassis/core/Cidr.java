package org.tassis.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/// A network: an address and how many of its bits count, RFC 4632 §3.1, RFC 4291 §2.3. IPv4 addresses inside IPv6
/// (`::ffff:192.0.2.1`) are IPv4, as Java reads them.
public final class Cidr {
    private final byte[] network;
    private final int bits;

    private Cidr(byte[] address, int bits) {
        this.network = masked(address, bits);
        this.bits = bits;
    }

    /// `192.0.2.0/24`, `2001:db8::/32`, or an address alone for itself only. Bits beyond the prefix are cleared.
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        try {
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > address.length * 8 ? Optional.empty() : Optional.of(new Cidr(address, bits));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The network of an address under which its neighbours are counted with it.
    ///
    /// @param ipv4Bits 0 to 32
    /// @param ipv6Bits 0 to 128
    public static Cidr around(InetAddress address, int ipv4Bits, int ipv6Bits) {
        return new Cidr(address.getAddress(), address instanceof Inet4Address ? ipv4Bits : ipv6Bits);
    }

    /// How many of the address's bits count: 0 to 32, for IPv6 to 128.
    public int bits() {
        return bits;
    }

    public boolean isIpv4() {
        return network.length == 4;
    }

    public boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length == network.length && Arrays.equals(masked(octets, bits), network);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            masked[i] &= (byte) (0xff << (8 - kept));
        }
        return masked;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that && bits == that.bits && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + bits;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e); // the length is 4 or 16
        }
    }
}
