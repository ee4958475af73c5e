package org.tassis.mailflow.policy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.directory.Account;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.Verdict;

/// How many recipients in a time: from a network, from a sender, from an account. An account that somebody
/// else got hold of is braked, and its owner is told.
final class Rates implements Policy {
    private static final int MOST_KEYS = 100_000;
    private static final int IPV4_BITS = 24;
    private static final int IPV6_BITS = 64;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final List<Cidr> trusted;
    private final Correspondents correspondents;
    private final BrakeNotice notice;
    private final Optional<Buckets<Cidr>> networks;
    private final Optional<Buckets<String>> senders;
    private final List<Buckets<AccountId>> accounts = new ArrayList<>();
    private final Optional<Buckets<AccountId>> newcomers;

    Rates(
            RateSettings settings,
            List<Cidr> trusted,
            Correspondents correspondents,
            BrakeNotice notice,
            InstantSource clock) {
        this.trusted = List.copyOf(trusted);
        this.correspondents = correspondents;
        this.notice = notice;
        this.networks = buckets(settings.networkPerHour(), HOUR, clock);
        this.senders = buckets(settings.senderPerHour(), HOUR, clock);
        Rates.<AccountId>buckets(settings.accountPerHour(), HOUR, clock).ifPresent(accounts::add);
        Rates.<AccountId>buckets(settings.accountPerDay(), DAY, clock).ifPresent(accounts::add);
        this.newcomers = buckets(settings.accountNewPerHour(), HOUR, clock);
    }

    private static <K> Optional<Buckets<K>> buckets(int size, Duration period, InstantSource clock) {
        return size == 0 ? Optional.empty() : Optional.of(new Buckets<>(size, period, MOST_KEYS, clock));
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.RATES);
    }

    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        Client client = reception.client();
        return client.account().isPresent()
                ? ofAccount(client.account().get(), client, recipient)
                : ofStranger(reception);
    }

    private Verdict ofStranger(Reception reception) {
        Client client = reception.client();
        for (Cidr network : trusted) {
            if (network.contains(client.address())) {
                return Verdict.ACCEPT;
            }
        }
        Cidr network = Cidr.around(client.address(), IPV4_BITS, IPV6_BITS);
        Optional<String> sender = reception.sender().map(address -> address.key());
        Duration ofNetwork = networks.map(all -> all.left(network)).orElse(Duration.ZERO);
        if (ofNetwork.isPositive()) {
            return tooMuch(ofNetwork, "network " + network);
        }
        Duration ofSender =
                sender.flatMap(from -> senders.map(all -> all.left(from))).orElse(Duration.ZERO);
        if (ofSender.isPositive()) {
            return tooMuch(ofSender, "sender " + sender.orElse(""));
        }
        networks.ifPresent(all -> all.take(network));
        senders.ifPresent(all -> sender.ifPresent(all::take));
        return Verdict.ACCEPT;
    }

    private static Verdict tooMuch(Duration left, String who) {
        return new Verdict.Refuse(new Refusal.TooMuchAtOnce(left), who + ", more in " + Waiting.text(left));
    }

    private Verdict ofAccount(Account account, Client client, Recipient recipient) {
        AccountId id = account.id();
        boolean isNew = newcomers.isPresent() && !correspondents.knows(id, recipient.address());
        List<Buckets<AccountId>> concerned = new ArrayList<>(accounts);
        if (isNew) {
            concerned.add(newcomers.get());
        }
        for (Buckets<AccountId> bucket : concerned) {
            Duration left = bucket.left(id);
            if (left.isPositive()) {
                if (client.entrance().mode(Check.RATES) == Mode.ENFORCE) {
                    notice.braked(account, bucket.size(), bucket.period());
                }
                String what =
                        bucket.size() + " recipients in " + bucket.period().toHours() + " h"
                                + (isNew && bucket == newcomers.get() ? " to whom it never wrote" : "");
                return new Verdict.Refuse(
                        new Refusal.AccountBraked(left),
                        account.login() + ": " + what + ", more in " + Waiting.text(left));
            }
        }
        concerned.forEach(bucket -> bucket.take(id));
        return Verdict.ACCEPT;
    }
}
