package org.tassis.mailflow.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Reception;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.DnsName;

/// Lists of client addresses that others publish in the DNS: RFC 5782. An address that a zone of the
/// allowing ones has is not looked for in the blocking ones. A DNS that fails lists nobody. Any thread.
///
/// @param block zones whose addresses are refused
/// @param allow zones whose addresses are neither refused nor delayed
record DnsLists(Dns dns, List<DomainName> block, List<DomainName> allow, List<Cidr> trusted) {
    /// What zones say with an address outside 127.0.0.0/8, or here, is about the asking resolver, not
    /// about the client.
    private static final Cidr LISTED = Cidr.parse("127.0.0.0/8").orElseThrow();

    private static final Cidr TROUBLE = Cidr.parse("127.255.255.0/24").orElseThrow();

    /// What was found of a client, once for a message.
    ///
    /// @param zone that has it
    record Standing(Optional<DomainName> allowedBy, Optional<DomainName> blockedBy) {
        static final Standing UNKNOWN = new Standing(Optional.empty(), Optional.empty());
    }

    DnsLists {
        block = List.copyOf(block);
        allow = List.copyOf(allow);
        trusted = List.copyOf(trusted);
    }

    Standing of(Reception reception) {
        Client client = reception.client();
        if (block.isEmpty() && allow.isEmpty()
                || client.account().isPresent()
                || client.entrance().mode(Check.DNS_LISTS) == Mode.OFF
                || trusted.stream().anyMatch(network -> network.contains(client.address()))) {
            return Standing.UNKNOWN;
        }
        return reception.once(Standing.class, () -> {
            Standing standing = look(client.address());
            standing.allowedBy().ifPresent(zone -> mark(reception, -3, "listed-good", zone));
            standing.blockedBy().ifPresent(zone -> mark(reception, 4, "listed-bad", zone));
            return standing;
        });
    }

    /// For the sum of scores, where nothing is refused for it.
    private static void mark(Reception reception, double points, String code, DomainName zone) {
        reception.mark(new Mark(Check.DNS_LISTS, points, code, zone.ascii()));
    }

    /// All blocking zones that have it.
    List<DomainName> blocking(InetAddress address) {
        String labels = labels(address);
        return block.stream().filter(zone -> has(zone, labels)).toList();
    }

    private static String labels(InetAddress address) {
        String name = DnsName.reverse(address);
        return name.substring(
                0, name.length() - (address instanceof Inet4Address ? "in-addr.arpa" : "ip6.arpa").length());
    }

    private Standing look(InetAddress address) {
        String labels = labels(address);
        Optional<DomainName> allowed = first(allow, labels);
        return allowed.isPresent()
                ? new Standing(allowed, Optional.empty())
                : new Standing(Optional.empty(), first(block, labels));
    }

    private Optional<DomainName> first(List<DomainName> zones, String labels) {
        return zones.stream().filter(zone -> has(zone, labels)).findFirst();
    }

    private boolean has(DomainName zone, String labels) {
        return dns.ipv4(labels + zone.ascii()) instanceof Answer.Found<Inet4Address> found
                && found.records().stream().anyMatch(answer -> LISTED.contains(answer) && !TROUBLE.contains(answer));
    }
}
