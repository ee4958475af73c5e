package org.tassis.mailflow.remote;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.tassis.core.DomainName;

/// How other servers are spoken to. Time limits are those of RFC 5321 §4.5.3.2, or may be.
///
/// @param hostname       of this server, said in EHLO
/// @param port           where mail servers listen: 25
/// @param families       of addresses that are tried
/// @param connectLimit   for one address
/// @param commandLimit   for a reply, and for a TLS handshake
/// @param blockLimit     for 64 KB of content to be taken
/// @param endLimit       for the reply to the end of the content
/// @param maxAddresses   tried for one destination
/// @param maxMessages    over one connection
/// @param bindAddresses  from which connections are made, one of each family at most; empty for the system's choice
/// @param ownAddresses   of this server: mail for a host there would come back
public record RemoteSettings(
        DomainName hostname,
        int port,
        Families families,
        Duration connectLimit,
        Duration commandLimit,
        Duration blockLimit,
        Duration endLimit,
        int maxAddresses,
        int maxMessages,
        List<InetAddress> bindAddresses,
        Set<InetAddress> ownAddresses) {
    public RemoteSettings {
        bindAddresses = List.copyOf(bindAddresses);
        ownAddresses = Set.copyOf(ownAddresses);
    }

    public enum Families {
        BOTH,
        IPV4,
        IPV6;

        boolean admits(InetAddress address) {
            return switch (this) {
                case BOTH -> true;
                case IPV4 -> address instanceof java.net.Inet4Address;
                case IPV6 -> address instanceof java.net.Inet6Address;
            };
        }
    }

    public static RemoteSettings of(DomainName hostname) {
        return new RemoteSettings(
                hostname,
                25,
                Families.BOTH,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(3),
                Duration.ofMinutes(10),
                8,
                100,
                List.of(),
                Set.of());
    }

    public RemoteSettings withPort(int other) {
        return new RemoteSettings(
                hostname,
                other,
                families,
                connectLimit,
                commandLimit,
                blockLimit,
                endLimit,
                maxAddresses,
                maxMessages,
                bindAddresses,
                ownAddresses);
    }

    public RemoteSettings withLimits(Duration connect, Duration command, Duration block, Duration end) {
        return new RemoteSettings(
                hostname,
                port,
                families,
                connect,
                command,
                block,
                end,
                maxAddresses,
                maxMessages,
                bindAddresses,
                ownAddresses);
    }

    public RemoteSettings withOwnAddresses(Set<InetAddress> own) {
        return new RemoteSettings(
                hostname,
                port,
                families,
                connectLimit,
                commandLimit,
                blockLimit,
                endLimit,
                maxAddresses,
                maxMessages,
                bindAddresses,
                own);
    }
}
