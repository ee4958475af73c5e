package org.tassis.mailflow.policy;

import java.net.InetAddress;
import java.util.List;
import org.tassis.core.DomainName;
import org.tassis.senderauth.dns.Dns;

/// Whether an address of this server itself stands on lists of those whose mail is refused: RFC 5782. Any
/// thread; blocks.
public final class BlockLists {
    private final DnsLists lists;

    public BlockLists(Dns dns, List<DomainName> zones) {
        this.lists = new DnsLists(dns, zones, List.of(), List.of());
    }

    /// Zones that have it; a DNS that fails lists nobody.
    public List<DomainName> on(InetAddress address) {
        return lists.blocking(address);
    }
}
