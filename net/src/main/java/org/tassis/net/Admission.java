package org.tassis.net;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.tassis.core.Cidr;

/// Who may connect. Everybody counts towards the total; strangers, who have not authenticated, count towards their
/// address and network as well: an IPv6 customer commonly has a /64 or more of his own. Thread-safe; memory is
/// bounded by the total.
final class Admission {
    private final NetSettings settings;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentHashMap<Cidr, Integer> strangers = new ConcurrentHashMap<>();

    Admission(NetSettings settings) {
        this.settings = settings;
    }

    boolean enter() {
        if (total.incrementAndGet() <= settings.maxConnections()) {
            return true;
        }
        total.decrementAndGet();
        return false;
    }

    void leave() {
        total.decrementAndGet();
    }

    /// Counts a stranger, or says why he may not come in.
    Optional<Protocol.Refusal> enterStrangers(InetAddress from) {
        if (isUnlimited(from)) {
            return Optional.empty();
        }
        var address = Cidr.around(from, 32, 64);
        var network = Cidr.around(from, 24, 48);
        if (!add(address, settings.maxPerAddress())) {
            return Optional.of(Protocol.Refusal.TOO_MANY_FROM_YOUR_ADDRESS);
        }
        if (!add(network, settings.maxPerNetwork())) {
            remove(address);
            return Optional.of(Protocol.Refusal.TOO_MANY_FROM_YOUR_ADDRESS);
        }
        return Optional.empty();
    }

    void leaveStrangers(InetAddress from) {
        if (!isUnlimited(from)) {
            remove(Cidr.around(from, 32, 64));
            remove(Cidr.around(from, 24, 48));
        }
    }

    int total() {
        return total.get();
    }

    /// Addresses and networks that are counted now.
    int counted() {
        return strangers.size();
    }

    private boolean isUnlimited(InetAddress from) {
        for (var network : settings.unlimited()) {
            if (network.contains(from)) {
                return true;
            }
        }
        return false;
    }

    private boolean add(Cidr key, int limit) {
        int count = strangers.merge(key, 1, Integer::sum);
        if (count > limit) {
            remove(key);
            return false;
        }
        return true;
    }

    private void remove(Cidr key) {
        strangers.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }
}
