package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.directory.setup.SetUpRecords;

/// What every {@link SetUpRecords} must do. Each test finds it empty.
public interface SetUpContract {
    Instant NOW = Instant.parse("2026-11-21T08:39:06.123Z");
    AccountId ANN = new AccountId(7);
    AccountId BOB = new AccountId(8);

    SetUpRecords setUp();

    private static String digest(String two) {
        return two.repeat(32);
    }

    @Test
    default void theLastDecisionHolds() {
        assertThat(setUp().decided("hostname")).isEmpty();
        setUp().decide("hostname", Optional.of("mail.example.org"));
        setUp().decide("certificates", Optional.of("true"));
        setUp().decide("hostname", Optional.of("mx.example.org"));
        assertThat(setUp().decided("hostname")).contains("mx.example.org");
        assertThat(setUp().decided("certificates")).contains("true");
    }

    @Test
    default void aDecisionIsOpenAgain() {
        setUp().decide("hostname", Optional.of("mail.example.org"));
        setUp().decide("hostname", Optional.empty());
        setUp().decide("never", Optional.empty());
        assertThat(setUp().decided("hostname")).isEmpty();
        setUp().decide("hostname", Optional.of("again.example.org"));
        assertThat(setUp().decided("hostname")).contains("again.example.org");
    }

    @Test
    default void namesAndTextsMayBeLong() {
        String name = "n".repeat(60);
        String text = "\u00e9'\"\\ ".repeat(400);
        setUp().decide(name, Optional.of(text));
        assertThat(setUp().decided(name)).contains(text);
    }

    @Test
    default void aLinkIsGoodUntilItsTimeIsOver() {
        setUp().addLink(digest("ab"), ANN, NOW, NOW.plusSeconds(60));
        setUp().addLink(digest("cd"), BOB, NOW, NOW.plusSeconds(600));
        assertThat(setUp().link(digest("ab"), NOW)).contains(ANN);
        assertThat(setUp().link(digest("ab"), NOW.plusMillis(59_999))).contains(ANN);
        assertThat(setUp().link(digest("ab"), NOW.plusSeconds(60))).isEmpty();
        assertThat(setUp().link(digest("cd"), NOW.plusSeconds(60))).contains(BOB);
        assertThat(setUp().link(digest("ef"), NOW)).isEmpty();
    }

    @Test
    default void linksWhoseTimeIsOverAreForgotten() {
        setUp().addLink(digest("ab"), ANN, NOW, NOW.plusSeconds(60));
        Instant later = NOW.plus(Duration.ofDays(1));
        setUp().addLink(digest("cd"), BOB, later, later.plusSeconds(60));
        assertThat(setUp().link(digest("ab"), NOW)).isEmpty();
        assertThat(setUp().link(digest("cd"), later)).contains(BOB);
    }
}
