package org.tassis.mailflow.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Verdict;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;

/// A stranger's address without a name, or with one that does not lead back, leaves a mark, and refuses nothing.
/// A DNS that fails leaves none.
final class ReverseDnsMarks implements Policy {
    private static final int MOST_NAMES = 5;

    private final Dns dns;
    private final List<Cidr> trusted;

    ReverseDnsMarks(Dns dns, List<Cidr> trusted) {
        this.dns = dns;
        this.trusted = List.copyOf(trusted);
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.REVERSE_DNS);
    }

    @Override
    public Verdict data(Reception reception, MessageContent content) {
        Client client = reception.client();
        if (client.account().isEmpty() && trusted.stream().noneMatch(network -> network.contains(client.address()))) {
            judge(reception, client.address());
        }
        return Verdict.ACCEPT;
    }

    private void judge(Reception reception, InetAddress address) {
        switch (dns.ptr(address)) {
            case Answer.Found<String> found -> {
                List<String> names = found.records();
                boolean back = false;
                for (int i = 0; i < Math.min(names.size(), MOST_NAMES) && !back; i++) {
                    back = leadsTo(names.get(i), address);
                }
                if (!back) {
                    mark(reception, 1, "host-name-leads-elsewhere", names.getFirst());
                }
            }
            case Answer.Failed<String> _ -> {}
            case Answer.NoSuchName<String> _, Answer.NoData<String> _ ->
                mark(reception, 2, "host-without-name", address.getHostAddress());
        }
    }

    private boolean leadsTo(String name, InetAddress address) {
        Answer<? extends InetAddress> answer = address instanceof Inet4Address ? dns.ipv4(name) : dns.ipv6(name);
        return switch (answer) {
            case Answer.Found<? extends InetAddress> found -> found.records().contains(address);
            case Answer.Failed<? extends InetAddress> _ -> true; // nothing is known
            case Answer.NoSuchName<? extends InetAddress> _, Answer.NoData<? extends InetAddress> _ -> false;
        };
    }

    private static void mark(Reception reception, double points, String code, String detail) {
        reception.mark(new Mark(Check.REVERSE_DNS, points, code, detail));
    }
}
