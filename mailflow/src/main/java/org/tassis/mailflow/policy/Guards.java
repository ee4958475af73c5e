package org.tassis.mailflow.policy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.greylist.Greylist;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Policy;
import org.tassis.senderauth.dns.Dns;

/// Puts the checks in the order in which they are asked.
///
/// @param hostname of this server
/// @param trusted  networks whose clients are neither delayed nor counted nor marked
/// @param dns      for names of hosts; none to leave them alone
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
        InstantSource clock) {
    public Guards {
        trusted = List.copyOf(trusted);
    }

    public List<Policy> inOrder() {
        List<Policy> all = new ArrayList<>();
        all.add(new HeloMarks(hostname, trusted));
        all.add(new Lists(lists));
        all.add(new Rates(rates, trusted, correspondents, notice, clock));
        all.add(new Greylisting(greylist, lists, correspondents, trusted, spf));
        dns.ifPresent(asked -> all.add(new ReverseDnsMarks(asked, trusted)));
        return all;
    }
}
