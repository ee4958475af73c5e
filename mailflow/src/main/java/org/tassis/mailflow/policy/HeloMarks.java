package org.tassis.mailflow.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Verdict;

/// What a stranger calls itself leaves a mark, and refuses nothing: RFC 5321 §4.1.4 forbids to refuse mail for it,
/// and honest servers are named badly too.
final class HeloMarks implements Policy {
    private final String hostname;
    private final List<Cidr> trusted;

    /// @param hostname of this server
    HeloMarks(String hostname, List<Cidr> trusted) {
        this.hostname = hostname.toLowerCase(Locale.ROOT);
        this.trusted = List.copyOf(trusted);
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.HELO);
    }

    @Override
    public Verdict mail(Reception reception) {
        Client client = reception.client();
        if (client.account().isEmpty() && trusted.stream().noneMatch(network -> network.contains(client.address()))) {
            client.helo().ifPresent(name -> judge(reception, name, client.address()));
        }
        return Verdict.ACCEPT;
    }

    private void judge(Reception reception, String said, InetAddress address) {
        String name = said.toLowerCase(Locale.ROOT);
        if (name.equals(hostname)) {
            mark(reception, 5, "helo-is-this-server", said);
        } else if (name.startsWith("[")) {
            boolean own = name.equals("[" + address.getHostAddress() + "]")
                    || name.equals("[ipv6:" + address.getHostAddress() + "]");
            mark(reception, own ? 1 : 3, own ? "helo-is-address" : "helo-is-other-address", said);
        } else if (DomainName.parse(name).isEmpty()) {
            mark(reception, 3, "helo-is-no-name", said);
        } else if (name.indexOf('.') < 0) {
            mark(reception, 2, "helo-is-short", said);
        }
    }

    private static void mark(Reception reception, double points, String code, String said) {
        reception.mark(new Mark(Check.HELO, points, code, said));
    }
}
