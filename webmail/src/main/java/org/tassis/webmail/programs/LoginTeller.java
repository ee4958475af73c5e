package org.tassis.webmail.programs;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.Directory;

/// Tells a mail program the login that belongs to an address, for a few addresses an hour to each network.
/// For more, and for addresses that are not there, it tells nothing, and the program is given the address
/// itself, with which one can log in as well: so a stranger learns no more addresses than SMTP would tell.
/// Any thread.
final class LoginTeller {
    static final int AN_HOUR = 20;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int NETWORKS = 10_000;

    private final Directory directory;
    private final InstantSource clock;
    private final Map<String, Asked> asked = new LinkedHashMap<>(64, 0.75f, true); // guarded by itself

    private record Asked(Instant since, int times) {}

    LoginTeller(Directory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    Optional<Login> login(String address, InetAddress client) {
        if (!mayAsk(network(client))) {
            return Optional.empty();
        }
        return directory.identify(address).filter(Account::enabled).map(Account::login);
    }

    private boolean mayAsk(String network) {
        Instant now = clock.instant();
        synchronized (asked) {
            Asked before = asked.getOrDefault(network, new Asked(now, 0));
            Asked after = before.since().plus(HOUR).isAfter(now)
                    ? new Asked(before.since(), before.times() + 1)
                    : new Asked(now, 1);
            asked.put(network, after);
            if (asked.size() > NETWORKS) {
                var oldest = asked.entrySet().iterator();
                oldest.next();
                oldest.remove();
            }
            return after.times() <= AN_HOUR;
        }
    }

    /// An IPv4 /24, an IPv6 /64.
    private static String network(InetAddress client) {
        byte[] octets = client.getAddress();
        return HexFormat.of().formatHex(octets, 0, client instanceof Inet6Address ? 8 : 3);
    }
}
