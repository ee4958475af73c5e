package org.tassis.directory.access;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.tassis.core.AccountId;

/// Collects who logged in, in memory, until {@link #flush} writes it down: a login costs no write of its own. Any
/// thread. Beyond {@link #MOST} entries between two flushes, further ones are dropped.
public final class LoginLog {
    static final int MOST = 100_000;

    private final AccessRecords records;
    private final InstantSource clock;
    private final ConcurrentHashMap<Key, LoginRecord> logins = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, CredentialUse> uses = new ConcurrentHashMap<>();

    private record Key(AccountId account, String protocol, String from, LocalDate day) {}

    public LoginLog(AccessRecords records, InstantSource clock) {
        this.records = records;
        this.clock = clock;
    }

    /// @param client what the program says it is; may be empty
    public void loggedIn(AccountId account, String protocol, InetAddress from, String client) {
        Instant now = clock.instant();
        String address = from.getHostAddress();
        Key key = new Key(account, protocol, address, LocalDate.ofInstant(now, ZoneOffset.UTC));
        if (logins.size() < MOST || logins.containsKey(key)) {
            logins.merge(
                    key,
                    new LoginRecord(account, protocol, address, client, now, now, 1),
                    (before, added) -> new LoginRecord(
                            account,
                            protocol,
                            address,
                            added.client().isEmpty() ? before.client() : added.client(),
                            before.first(),
                            added.last(),
                            before.times() + 1));
        }
    }

    public void used(long credential, String protocol, InetAddress from) {
        if (uses.size() < MOST || uses.containsKey(credential)) {
            uses.put(credential, new CredentialUse(credential, clock.instant(), protocol, from.getHostAddress()));
        }
    }

    /// Writes down what was collected; what cannot be written is kept for the next time.
    public void flush() {
        List<LoginRecord> some = new ArrayList<>();
        for (Key key : List.copyOf(logins.keySet())) {
            LoginRecord taken = logins.remove(key);
            if (taken != null) {
                some.add(taken);
            }
        }
        List<CredentialUse> used = new ArrayList<>();
        for (Long credential : List.copyOf(uses.keySet())) {
            CredentialUse taken = uses.remove(credential);
            if (taken != null) {
                used.add(taken);
            }
        }
        boolean done = false;
        try {
            if (!some.isEmpty()) {
                records.remember(some);
                some.clear();
            }
            if (!used.isEmpty()) {
                records.used(used);
            }
            done = true;
        } finally {
            if (!done) {
                some.forEach(login -> logins.putIfAbsent(
                        new Key(
                                login.account(),
                                login.protocol(),
                                login.from(),
                                LocalDate.ofInstant(login.last(), ZoneOffset.UTC)),
                        login));
                used.forEach(use -> uses.putIfAbsent(use.credential(), use));
            }
        }
    }
}
