package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.GreylistHistory;
import org.tassis.greylist.Triplet;
import org.tassis.greylist.Trusted;

/// What every {@link GreylistHistory} must do, beginning with an empty one.
public interface GreylistHistoryContract {
    Instant NOW = Instant.parse("2026-02-03T10:11:12.345Z");
    Instant LONG_AGO = NOW.minus(Duration.ofDays(2));

    GreylistHistory history();

    /// The same, opened anew by another process when it can be; itself when it ends with the process.
    GreylistHistory again();

    static Triplet triplet(String network, String sender, String recipient) {
        return new Triplet(new Triplet.Origin.Network(cidr(network)), sender, EmailAddress.valueOf(recipient));
    }

    static Trusted pair(String network, String sender) {
        return new Trusted.Pair(cidr(network), sender);
    }

    static Trusted domain(String name) {
        return new Trusted.Domain(new DomainName(name));
    }

    private static Cidr cidr(String network) {
        return Cidr.parse(network).orElseThrow();
    }

    @Test
    default void theFirstTimeIsKept() {
        Triplet one = triplet("192.0.2.0/24", "a@b.example", "ann@example.org");
        assertThat(history().firstSeen(one, NOW, LONG_AGO)).isEqualTo(NOW);
        assertThat(history().firstSeen(one, NOW.plusSeconds(60), LONG_AGO)).isEqualTo(NOW);
        assertThat(again().firstSeen(one, NOW.plusSeconds(90), LONG_AGO)).isEqualTo(NOW);
    }

    @Test
    default void aFirstTimeTooLongAgoIsNone() {
        Triplet one = triplet("192.0.2.0/24", "a@b.example", "ann@example.org");
        history().firstSeen(one, NOW, LONG_AGO);
        assertThat(history().firstSeen(one, NOW.plusSeconds(9), NOW)).isEqualTo(NOW);
        Instant later = NOW.plusSeconds(10);
        assertThat(history().firstSeen(one, later, NOW.plusMillis(1))).isEqualTo(later);
        assertThat(again().firstSeen(one, later.plusSeconds(1), LONG_AGO)).isEqualTo(later);
    }

    @Test
    default void tripletsDifferInEachPart() {
        Instant later = NOW.plusSeconds(5);
        history().firstSeen(triplet("192.0.2.0/24", "a@b.example", "ann@example.org"), NOW, LONG_AGO);
        for (Triplet other : List.of(
                triplet("192.0.3.0/24", "a@b.example", "ann@example.org"),
                triplet("192.0.2.0/25", "a@b.example", "ann@example.org"),
                triplet("192.0.2.0/24", "", "ann@example.org"),
                triplet("192.0.2.0/24", "a@b.example", "bob@example.org"),
                new Triplet(
                        new Triplet.Origin.Hosts(new DomainName("b.example")),
                        "a@b.example",
                        EmailAddress.valueOf("ann@example.org")))) {
            assertThat(history().firstSeen(other, later, LONG_AGO)).isEqualTo(later);
        }
        assertThat(history().firstSeen(triplet("192.0.2.0/24", "a@b.example", "Ann@example.org"), later, LONG_AGO))
                .isEqualTo(NOW);
    }

    @Test
    default void whatIsForgottenIsSeenAnew() {
        Triplet one = triplet("192.0.2.0/24", "a@b.example", "ann@example.org");
        history().firstSeen(one, NOW, LONG_AGO);
        history().forget(one);
        again().forget(one); // twice is no failure
        Instant later = NOW.plusSeconds(7);
        assertThat(again().firstSeen(one, later, LONG_AGO)).isEqualTo(later);
    }

    @Test
    default void trustIsKeptWithItsLastUse() {
        Trusted one = pair("2001:db8::/64", "a@b.example");
        assertThat(history().lastSent(one)).isEmpty();
        history().trust(one, NOW);
        assertThat(history().lastSent(one)).contains(NOW);
        assertThat(again().lastSent(one)).contains(NOW);
        history().trust(one, NOW.plusSeconds(3));
        assertThat(again().lastSent(one)).contains(NOW.plusSeconds(3));
        assertThat(history().lastSent(pair("2001:db8::/64", "b@b.example"))).isEmpty();
        assertThat(history().lastSent(pair("2001:db8:0:1::/64", "a@b.example"))).isEmpty();
        assertThat(history().lastSent(domain("b.example"))).isEmpty();
        history().trust(domain("b.example"), NOW);
        assertThat(again().lastSent(domain("b.example"))).contains(NOW);
        assertThat(history().lastSent(domain("sub.b.example"))).isEmpty();
    }

    @Test
    default void theOldGoesAndTheNewStays() {
        Triplet old = triplet("192.0.2.0/24", "a@b.example", "ann@example.org");
        Triplet young = triplet("192.0.2.0/24", "a@b.example", "bob@example.org");
        history().firstSeen(old, NOW, LONG_AGO);
        history().firstSeen(young, NOW.plusSeconds(1), LONG_AGO);
        history().trust(domain("old.example"), NOW.plusSeconds(2));
        history().trust(domain("young.example"), NOW.plusSeconds(3));
        assertThat(history().expire(NOW.plusSeconds(1), NOW.plusSeconds(3))).isEqualTo(2);
        assertThat(history().expire(NOW.plusSeconds(1), NOW.plusSeconds(3))).isZero();
        Instant later = NOW.plusSeconds(60);
        assertThat(again().firstSeen(old, later, LONG_AGO)).isEqualTo(later);
        assertThat(again().firstSeen(young, later, LONG_AGO)).isEqualTo(NOW.plusSeconds(1));
        assertThat(again().lastSent(domain("old.example"))).isEmpty();
        assertThat(again().lastSent(domain("young.example"))).contains(NOW.plusSeconds(3));
    }

    @Test
    default void manyAtOnceSeeOneFirstTime() throws Exception {
        GreylistHistory shared = history();
        Set<Instant> seen = ConcurrentHashMap.newKeySet();
        Triplet one = triplet("192.0.2.0/24", "a@b.example", "ann@example.org");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, 100)
                    .<Future<?>>mapToObj(
                            i -> threads.submit(() -> seen.add(shared.firstSeen(one, NOW.plusMillis(i), LONG_AGO))))
                    .toList();
            for (Future<?> future : all) {
                future.get();
            }
        }
        assertThat(seen).hasSize(1);
        assertThat(again().firstSeen(one, NOW.plusSeconds(9), LONG_AGO)).isIn(seen);
    }
}
