package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
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
}
