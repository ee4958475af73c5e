package org.tassis.mailflow.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.tassis.core.Cidr;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;

/// Who is always let in, and who never: the nearest list that names the sender or the client decides, the
/// mailbox's before its domain's before the server's; within one list, allowing beats blocking. Lists in use
/// are kept in memory, bounded by their entries; a change by another process is seen within half a minute.
/// Any thread; methods throw {@link org.tassis.store.StoreException} when the database cannot be used.
public final class AccessLists {
    /// Entries of one list.
    public static final int MOST = 10_000;

    private static final int MOST_IN_MEMORY = 200_000;
    private static final Duration TRUSTED_FOR = Duration.ofSeconds(30);

    private final AccessRules rules;
    private final InstantSource clock;
    private final Map<Scope, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long inMemory; // likewise

    /// One list, ready to be asked.
    private record Loaded(
            Map<String, AccessRule> names,
            Map<Cidr, AccessRule> networks,
            List<Integer> ipv4Bits,
            List<Integer> ipv6Bits,
            Instant when) {
        /// With the place it takes; an empty list takes some as well.
        int weight() {
            return 1 + names.size() + networks.size();
        }
    }

    public AccessLists(AccessRules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /// The entry that decides, if any list names the sender or the client.
    public Optional<AccessRule> judge(InetAddress client, Optional<EmailAddress> sender, Recipient recipient) {
        Optional<Account> owner = recipient.owner(); // of several, none speaks for the others
        if (owner.isPresent()) {
            Optional<AccessRule> nearest = judge(new Scope.Mailbox(owner.get().id()), client, sender);
            if (nearest.isPresent()) {
                return nearest;
            }
        }
        return judge(new Scope.Domain(recipient.address().domain()), client, sender)
                .or(() -> judge(new Scope.Server(), client, sender));
    }

    /// All entries of one list, by their subjects' text.
    public List<AccessRule> of(Scope scope) {
        return rules.of(scope);
    }

    /// In place of one for the same subject.
    ///
    /// @throws DirectoryException the list is full
    public void put(Scope scope, Subject subject, Effect effect) {
        if (rules.of(scope).size() >= MOST) {
            throw new DirectoryException(new DirectoryFailure.BadValue(
                    "The list", "holds " + MOST + " entries already: remove some, or name a network or domain"));
        }
        rules.put(new AccessRule(scope, subject, effect, clock.instant()));
        forget(scope);
    }

    /// @return whether it was there with that effect
    public boolean remove(Scope scope, Subject subject, Effect effect) {
        boolean there = rules.of(scope).stream()
                .anyMatch(
                        rule -> rule.effect() == effect && rule.subject().text().equals(subject.text()));
        if (there) {
            rules.remove(scope, subject);
            forget(scope);
        }
        return there;
    }

    private Optional<AccessRule> judge(Scope scope, InetAddress client, Optional<EmailAddress> sender) {
        Loaded list = loaded(scope);
        if (list.weight() == 1) {
            return Optional.empty();
        }
        Optional<AccessRule> blocked = Optional.empty();
        if (sender.isPresent()) {
            String name = sender.get().key();
            while (!name.isEmpty()) {
                AccessRule rule = list.names().get(name);
                if (rule != null) {
                    if (rule.effect() == Effect.ALLOW) {
                        return Optional.of(rule);
                    }
                    blocked = Optional.of(rule);
                }
                name = above(name);
            }
        }
        for (int bits : client instanceof Inet4Address ? list.ipv4Bits() : list.ipv6Bits()) {
            AccessRule rule = list.networks().get(Cidr.around(client, bits, bits));
            if (rule != null) {
                if (rule.effect() == Effect.ALLOW) {
                    return Optional.of(rule);
                }
                blocked = Optional.of(rule);
            }
        }
        return blocked;
    }

    /// `b.example` of `a@b.example`, `example` of that, and nothing of that.
    private static String above(String name) {
        int at = name.lastIndexOf('@');
        int cut = at >= 0 ? at : name.indexOf('.');
        return cut < 0 ? "" : name.substring(cut + 1);
    }

    private Loaded loaded(Scope scope) {
        Instant now = clock.instant();
        synchronized (loaded) {
            Loaded known = loaded.get(scope);
            if (known != null && known.when().plus(TRUSTED_FOR).isAfter(now)) {
                return known;
            }
        }
        Loaded fresh = load(rules.of(scope), now);
        synchronized (loaded) {
            remember(scope, fresh);
        }
        return fresh;
    }

    private void remember(Scope scope, Loaded fresh) {
        Loaded before = loaded.put(scope, fresh);
        inMemory += fresh.weight() - (before == null ? 0 : before.weight());
        Iterator<Loaded> eldest = loaded.values().iterator();
        while (inMemory > MOST_IN_MEMORY && eldest.hasNext()) {
            Loaded gone = eldest.next();
            inMemory -= gone.weight();
            eldest.remove();
        }
    }

    private void forget(Scope scope) {
        synchronized (loaded) {
            Loaded gone = loaded.remove(scope);
            inMemory -= gone == null ? 0 : gone.weight();
        }
    }

    private static Loaded load(List<AccessRule> all, Instant now) {
        Map<String, AccessRule> names = new HashMap<>();
        Map<Cidr, AccessRule> networks = new HashMap<>();
        TreeSet<Integer> ipv4 = new TreeSet<>();
        TreeSet<Integer> ipv6 = new TreeSet<>();
        for (AccessRule rule : all) {
            switch (rule.subject()) {
                case Subject.Network(var network) -> {
                    networks.put(network, rule);
                    (network.isIpv4() ? ipv4 : ipv6).add(network.bits());
                }
                case Subject.Sender(var address) -> names.put(address.key(), rule);
                case Subject.SenderDomain(var name) -> names.put(name.ascii(), rule);
            }
        }
        return new Loaded(names, networks, List.copyOf(ipv4), List.copyOf(ipv6), now);
    }
}
