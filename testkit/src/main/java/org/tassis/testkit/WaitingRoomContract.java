package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Trust;
import org.tassis.greylist.Trusted;
import org.tassis.greylist.Visitor;
import org.tassis.greylist.Visitor.State;
import org.tassis.greylist.WaitingRoom;

/// What every {@link WaitingRoom} must do, beginning with an empty one.
public interface WaitingRoomContract {
    Instant NOW = Instant.parse("2026-02-03T10:11:12.345Z");
    Duration DAY = Duration.ofDays(1);
    AccountId ANN = new AccountId(1);
    AccountId BOB = new AccountId(2);

    WaitingRoom room();

    /// The same, opened anew by another process when it can be; itself when it ends with the process.
    WaitingRoom again();

    static Visitor visitor(long id, State state, Optional<AccountId> owner, Instant when) {
        return new Visitor(
                id,
                state,
                owner,
                InetAddress.ofLiteral("192.0.2." + id),
                EmailAddress.parse("zoë@far.example"),
                EmailAddress.valueOf("ann@example.org"),
                when,
                when,
                1);
    }

    private static List<Long> ids(List<Visitor> visitors) {
        return visitors.stream().map(Visitor::id).toList();
    }

    @Test
    default void whoWaitsIsShownNewestFirst() {
        room().note(visitor(1, State.WAITING, Optional.of(ANN), NOW));
        room().note(visitor(2, State.WAITING, Optional.of(BOB), NOW.plusSeconds(1)));
        room().note(visitor(3, State.WAITING, Optional.empty(), NOW.plusSeconds(2)));
        room().note(visitor(4, State.LET_IN, Optional.of(ANN), NOW.plusSeconds(3)));
        room().note(visitor(5, State.WAITING, Optional.of(ANN), NOW.plusSeconds(4)));
        assertThat(ids(room().list(State.WAITING, Optional.empty(), 10))).containsExactly(5L, 3L, 2L, 1L);
        assertThat(ids(room().list(State.WAITING, Optional.empty(), 2))).containsExactly(5L, 3L);
        assertThat(ids(room().list(State.WAITING, Optional.of(ANN), 10))).containsExactly(5L, 1L);
        assertThat(ids(again().list(State.LET_IN, Optional.of(ANN), 10))).containsExactly(4L);
        assertThat(again().find(2)).contains(visitor(2, State.WAITING, Optional.of(BOB), NOW.plusSeconds(1)));
        assertThat(again().find(9)).isEmpty();
    }

    @Test
    default void whoComesAgainIsOne() {
        room().note(visitor(1, State.WAITING, Optional.of(ANN), NOW));
        room().note(visitor(1, State.WAITING, Optional.of(ANN), NOW.plusSeconds(5)));
        again().note(visitor(1, State.LET_IN, Optional.of(ANN), NOW.plusSeconds(9)));
        WaitingRoom later = again();
        assertThat(later.list(State.WAITING, Optional.empty(), 10)).isEmpty();
        assertThat(later.find(1)).hasValueSatisfying(visitor -> {
            assertThat(visitor.first()).isEqualTo(NOW);
            assertThat(visitor.last()).isEqualTo(NOW.plusSeconds(9));
            assertThat(visitor.attempts()).isEqualTo(3);
        });
    }

    @Test
    default void oneIsRemoved() {
        room().note(visitor(1, State.WAITING, Optional.of(ANN), NOW));
        assertThat(room().remove(1)).isTrue();
        assertThat(room().remove(1)).isFalse();
        assertThat(again().find(1)).isEmpty();
    }

    @Test
    default void theNullSenderIsShownToo() {
        Visitor bounce = new Visitor(
                7,
                State.WAITING,
                Optional.empty(),
                InetAddress.ofLiteral("2001:db8::1"),
                Optional.empty(),
                EmailAddress.valueOf("ann@example.org"),
                NOW,
                NOW,
                1);
        room().note(bounce);
        assertThat(again().find(7)).contains(bounce);
    }

    @Test
    default void whatIsOldIsForgotten() {
        room().note(visitor(1, State.WAITING, Optional.of(ANN), NOW.minus(DAY.multipliedBy(3))));
        room().note(visitor(2, State.LET_IN, Optional.of(ANN), NOW.minus(DAY.multipliedBy(3))));
        room().note(visitor(3, State.WAITING, Optional.of(ANN), NOW));
        assertThat(room().expire(NOW.minus(DAY.multipliedBy(2)), NOW.minus(DAY.multipliedBy(36))))
                .isEqualTo(1);
        assertThat(ids(again().list(State.WAITING, Optional.empty(), 10))).containsExactly(3L);
        assertThat(again().find(2)).isPresent();
    }

    @Test
    default void aMailboxIsOpenForAWhile() {
        assertThat(room().openUntil(ANN, NOW)).isEmpty();
        room().open(ANN, NOW.plusSeconds(600));
        assertThat(room().openUntil(ANN, NOW.plusSeconds(599))).contains(NOW.plusSeconds(600));
        assertThat(room().openUntil(ANN, NOW.plusSeconds(600))).isEmpty();
        assertThat(room().openUntil(BOB, NOW)).isEmpty();
        assertThat(again().openUntil(ANN, NOW)).contains(NOW.plusSeconds(600));
        room().open(ANN, NOW);
        assertThat(room().openUntil(ANN, NOW)).isEmpty();
    }

    private static Trust trust(String network, String sender, Instant when) {
        return new Trust(new Trusted.Pair(Cidr.parse(network).orElseThrow(), sender), when, when);
    }

    @Test
    default void whoIsTrustedIsFoundPageByPage() {
        Trust domain = new Trust(new Trusted.Domain(new DomainName("far.example")), NOW, NOW.plusSeconds(9));
        room().noteTrust(domain);
        for (int i = 0; i < 5; i++) {
            room().noteTrust(trust("192.0.2.0/24", "Lamoral" + i + "@far_away.example", NOW.plusSeconds(i / 2)));
        }
        room().noteTrust(trust("2001:db8::/56", "", NOW.minusSeconds(1)));
        List<Trust> all = again().trusted("", Optional.empty(), 100);
        assertThat(all).hasSize(7).isSortedAccordingTo(Trust.ORDER).startsWith(domain);
        List<Trust> pages = new ArrayList<>();
        Optional<Trust.Place> after = Optional.empty();
        for (List<Trust> page = room().trusted("", after, 2); !page.isEmpty(); ) {
            pages.addAll(page);
            after = Optional.of(page.getLast().place());
            page = room().trusted("", after, 2);
        }
        assertThat(pages).isEqualTo(all);
        assertThat(room().trusted("FAR_A", Optional.empty(), 9)).hasSize(5);
        assertThat(room().trusted("far%", Optional.empty(), 9)).isEmpty();
        assertThat(room().trusted("2001:db8", Optional.empty(), 9)).hasSize(1);
        assertThat(room().trusted("lamoral3@", Optional.empty(), 9)).hasSize(1);
    }

    @Test
    default void trustIsKeptFromTheFirstTimeToTheLast() {
        Trust first = trust("192.0.2.0/24", "a@b.example", NOW);
        room().noteTrust(first);
        again().noteTrust(trust("192.0.2.0/24", "a@b.example", NOW.plus(DAY)));
        Trust now = again().findTrust(first.id()).orElseThrow();
        assertThat(now.since()).isEqualTo(NOW);
        assertThat(now.last()).isEqualTo(NOW.plus(DAY));
        assertThat(room().removeTrust(first.id())).isTrue();
        assertThat(room().removeTrust(first.id())).isFalse();
        assertThat(again().findTrust(first.id())).isEmpty();
    }

    @Test
    default void trustThatIsOldIsForgotten() {
        room().noteTrust(trust("192.0.2.0/24", "old@b.example", NOW.minus(DAY.multipliedBy(40))));
        room().noteTrust(trust("192.0.2.0/24", "new@b.example", NOW));
        room().expire(NOW.minus(DAY), NOW.minus(DAY.multipliedBy(36)));
        assertThat(again().trusted("", Optional.empty(), 9))
                .extracting(Trust::text)
                .containsExactly("new@b.example 192.0.2.0/24");
    }
}
