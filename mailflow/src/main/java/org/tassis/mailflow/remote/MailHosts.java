package org.tassis.mailflow.remote;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.Mx;

/// Finds the servers of a domain: RFC 5321 §5.1. Any thread; blocks on the DNS.
final class MailHosts {
    private static final int MAX_HOSTS = 20;

    private final Dns dns;
    private final RemoteSettings settings;
    private final RandomGenerator random;

    MailHosts(Dns dns, RemoteSettings settings, RandomGenerator random) {
        this.dns = dns;
        this.settings = settings;
        this.random = random;
    }

    sealed interface Found {
        /// In the order in which they are to be tried.
        ///
        /// @param validated whether DNSSEC vouches for the names
        record Hosts(List<String> names, boolean validated) implements Found {}

        /// Nothing can be sent there, now or ever.
        record Nowhere(DeliveryStatus status) implements Found {}
    }

    sealed interface Addresses {
        record Some(List<InetAddress> addresses, boolean validated) implements Addresses {}

        record None(DeliveryStatus status) implements Addresses {}
    }

    Found of(String domain) {
        return switch (dns.mx(domain)) {
            case Answer.Found<Mx>(var records, var validated) -> hosts(domain, records, validated);
            case Answer.NoData<Mx>(var validated) -> // the domain itself is its server
                own(domain) ? loop(domain) : new Found.Hosts(List.of(domain), validated);
            case Answer.NoSuchName<Mx> _ ->
                new Found.Nowhere(DeliveryStatus.here(5, 1, 2, "The domain " + domain + " does not exist"));
            case Answer.Failed<Mx>(var failure) ->
                new Found.Nowhere(DeliveryStatus.here(
                        4, 4, 3, "The servers of " + domain + " cannot be looked up now (" + failure + ")"));
        };
    }

    private Found hosts(String domain, List<Mx> records, boolean validated) {
        if (records.stream().allMatch(mx -> mx.host().isEmpty())) { // RFC 7505 §3
            return new Found.Nowhere(DeliveryStatus.here(5, 1, 10, "The domain " + domain + " takes no mail"));
        }
        List<String> names = new ArrayList<>();
        for (int from = 0; from < records.size() && names.size() < MAX_HOSTS; ) {
            int preference = records.get(from).preference();
            int to = from;
            List<String> equal = new ArrayList<>();
            while (to < records.size() && records.get(to).preference() == preference) {
                equal.add(records.get(to++).host());
            }
            if (equal.stream().anyMatch(this::own)) { // those behind would send it here again
                return names.isEmpty() ? loop(domain) : new Found.Hosts(names, validated);
            }
            equal.removeIf(String::isEmpty);
            Collections.shuffle(equal, random);
            names.addAll(equal);
            from = to;
        }
        return new Found.Hosts(names.subList(0, Math.min(names.size(), MAX_HOSTS)), validated);
    }

    private boolean own(String host) {
        if (host.equals(settings.hostname().ascii())) {
            return true;
        }
        return !settings.ownAddresses().isEmpty()
                && lookUp(host).stream()
                        .flatMap(answer -> answer.records().stream())
                        .anyMatch(settings.ownAddresses()::contains);
    }

    private static Found loop(String domain) {
        return new Found.Nowhere(DeliveryStatus.here(
                5, 4, 6, "Mail for " + domain + " would come back here: it is not a domain of this server"));
    }

    private List<Answer<? extends InetAddress>> lookUp(String host) {
        return switch (settings.families()) {
            case BOTH -> List.of(dns.ipv6(host), dns.ipv4(host));
            case IPV4 -> List.of(dns.ipv4(host));
            case IPV6 -> List.of(dns.ipv6(host));
        };
    }

    /// Of a server, by name or as a literal: the families take turns, so that one that leads nowhere costs little.
    Addresses addresses(String host) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return new Addresses.Some(List.of(literal.get()), false);
        }
        List<Answer<? extends InetAddress>> answers = lookUp(host);
        List<InetAddress> all = new ArrayList<>();
        int most = answers.stream()
                .mapToInt(answer -> answer.records().size())
                .max()
                .orElse(0);
        for (int i = 0; i < most; i++) {
            for (Answer<? extends InetAddress> answer : answers) {
                if (i < answer.records().size()) {
                    all.add(answer.records().get(i));
                }
            }
        }
        if (!all.isEmpty()) {
            return new Addresses.Some(
                    all,
                    answers.stream()
                            .filter(answer -> !answer.records().isEmpty())
                            .allMatch(Answer::validated));
        }
        return new Addresses.None(
                answers.stream().anyMatch(answer -> !answer.isVoid())
                        ? DeliveryStatus.here(4, 4, 3, "The address of " + host + " cannot be looked up now")
                        : DeliveryStatus.here(5, 4, 4, "The server " + host + " has no address"));
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
