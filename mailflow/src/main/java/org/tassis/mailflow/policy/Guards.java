package org.tassis.mailflow.policy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.greylist.Greylist;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Policy;
import org.tassis.senderauth.dns.Dns;

/// Puts the checks in the order in which they are asked.
///
/// @param hostname of this server
/// @param trusted  networks whose clients are neither delayed nor counted nor marked
/// @param dns      for names of hosts and for lists; none to leave them alone
/// @param block    zones of the DNS that list whom to refuse: RFC 5782
/// @param allow    zones of the DNS that list whom neither to refuse nor to delay
public record Guards(
        String hostname,
        List<Cidr> trusted,
        AccessLists lists,
        Greylist greylist,
        Correspondents correspondents,
        RateSettings rates,
        BrakeNotice notice,
        SpfPass spf,
        Optional<Dns> dns,
        List<DomainName> block,
        List<DomainName> allow,
        InstantSource clock) {
    public Guards {
        trusted = List.copyOf(trusted);
        block = List.copyOf(block);
        allow = List.copyOf(allow);
    }

    public List<Policy> inOrder() {
        List<Policy> all = new ArrayList<>();
        all.add(new HeloMarks(hostname, trusted));
        all.add(new Lists(lists));
        Optional<DnsLists> published = dns.map(asked -> new DnsLists(asked, block, allow, trusted));
        published.ifPresent(zones -> all.add(new DnsBlocks(zones, lists)));
        all.add(new Rates(rates, trusted, correspondents, notice, clock));
        all.add(new Greylisting(greylist, lists, published, correspondents, trusted, spf));
        dns.ifPresent(asked -> all.add(new ReverseDnsMarks(asked, trusted)));
        return all;
    }
}
