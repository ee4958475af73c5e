package org.tassis.senderauth.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.tassis.core.Cidr;

/// @param resolvers    asked in this order; empty for those of the operating system
/// @param timeout      for one question to one resolver, over UDP and TCP together
/// @param attempts     rounds over all resolvers, at least 1
/// @param cacheEntries answers that are kept, 0 for none
/// @param cacheOctets  of the records in these answers
/// @param believed     networks of resolvers whose word counts that an answer is validated (DNSSEC):
///     whoever sits on the way from others could say the same (RFC 6698 §8.3)
public record DnsSettings(
        List<InetSocketAddress> resolvers,
        Duration timeout,
        int attempts,
        int cacheEntries,
        long cacheOctets,
        List<Cidr> believed) {
    /// Resolvers of this machine.
    public static final List<Cidr> LOOPBACK = List.of(
            Cidr.parse("127.0.0.0/8").orElseThrow(), Cidr.parse("::1/128").orElseThrow());

    public static final DnsSettings DEFAULT =
            new DnsSettings(List.of(), Duration.ofSeconds(2), 2, 20_000, 16L * 1024 * 1024, LOOPBACK);

    public DnsSettings {
        resolvers = List.copyOf(resolvers);
        believed = List.copyOf(believed);
        if (attempts < 1 || timeout.isNegative() || timeout.isZero() || cacheEntries < 0 || cacheOctets < 0) {
            throw new IllegalArgumentException("DNS: at least one attempt, a time limit above 0 and no negative cache");
        }
    }

    public DnsSettings withResolvers(List<InetSocketAddress> resolvers) {
        return new DnsSettings(resolvers, timeout, attempts, cacheEntries, cacheOctets, believed);
    }
}
