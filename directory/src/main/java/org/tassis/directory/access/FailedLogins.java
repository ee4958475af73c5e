package org.tassis.directory.access;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;

/// Lets in whom another one lets in, and counts whom it does not, by client address, for people to see. The
/// last {@link #KEPT} are known; at most {@link #MOST} addresses. Any thread.
public final class FailedLogins implements Authenticator {
    public static final Duration KEPT = Duration.ofHours(1);
    private static final int MOST = 10_000;

    private final Authenticator behind;
    private final InstantSource clock;
    private final Map<String, Entry> byAddress = new LinkedHashMap<>(); // guarded by itself; who failed last is last

    /// @param from     address of the client
    /// @param times    how often, since `since`
    /// @param identity that was tried last; a stranger wrote it
    public record Entry(String from, long times, String identity, String protocol, Instant since, Instant last) {}

    public FailedLogins(Authenticator behind, InstantSource clock) {
        this.behind = behind;
        this.clock = clock;
    }

    @Override
    public Outcome authenticate(String identity, Secret password, InetAddress client, String protocol) {
        Outcome outcome = behind.authenticate(identity, password, client, protocol);
        if (outcome instanceof Outcome.Refused) {
            failed(identity, client.getHostAddress(), protocol);
        }
        return outcome;
    }

    @Override
    public void letIn(Account account, InetAddress client, String protocol) {
        behind.letIn(account, client, protocol);
    }

    @Override
    public void turnedAway(Account account, InetAddress client, String protocol) {
        behind.turnedAway(account, client, protocol);
        failed(account.login().value(), client.getHostAddress(), protocol);
    }

    private void failed(String identity, String from, String protocol) {
        Instant now = clock.instant();
        String name = identity.length() > 100 ? identity.substring(0, 100) : identity;
        synchronized (byAddress) {
            Entry before = byAddress.remove(from);
            boolean lately = before != null && before.last().isAfter(now.minus(KEPT));
            byAddress.put(
                    from,
                    lately
                            ? new Entry(from, before.times() + 1, name, protocol, before.since(), now)
                            : new Entry(from, 1, name, protocol, now, now));
            if (byAddress.size() > MOST) {
                byAddress.remove(byAddress.keySet().iterator().next());
            }
        }
    }

    /// Who failed within {@link #KEPT}, the most frequent first.
    public List<Entry> lately() {
        Instant since = clock.instant().minus(KEPT);
        synchronized (byAddress) {
            byAddress.values().removeIf(entry -> entry.last().isBefore(since));
            return byAddress.values().stream()
                    .sorted(Comparator.comparingLong(Entry::times).reversed())
                    .toList();
        }
    }
}
