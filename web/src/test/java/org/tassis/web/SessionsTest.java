package org.tassis.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.directory.access.InMemoryAccess;

class SessionsTest {
    private static final AccountId ANN = new AccountId(1);
    private static final AccountId BOB = new AccountId(2);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InMemoryAccess records = new InMemoryAccess(_ -> Optional.empty());
    private final Sessions sessions = sessions();

    private Sessions sessions() {
        WebSettings settings = new WebSettings(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(2), 3);
        return new Sessions(settings, records, () -> now);
    }

    @Test
    void aTokenOpensItsSessionAndNoOther() {
        Sessions.Opened ann = sessions.open(ANN, "127.0.0.1", "browser", false);
        assertThat(sessions.use(ann.token()).map(WebSession::account)).contains(ANN);
        assertThat(sessions.use(ann.token() + "x")).isEmpty();
        assertThat(sessions.use(ann.session().id())).isEmpty();
    }

    @Test
    void aSessionEndsWhenItIsNotUsed() {
        Sessions.Opened brief = sessions.open(ANN, "127.0.0.1", "", false);
        Sessions.Opened kept = sessions.open(ANN, "127.0.0.1", "", true);
        now = now.plus(Duration.ofMinutes(59));
        assertThat(sessions.use(brief.token())).isPresent();
        now = now.plus(Duration.ofMinutes(59));
        assertThat(sessions.use(brief.token())).isPresent();
        now = now.plus(Duration.ofHours(1));
        assertThat(sessions.use(brief.token())).isEmpty();
        assertThat(sessions.use(kept.token())).isPresent();
    }

    @Test
    void aSessionEndsHoweverMuchItIsUsed() {
        Sessions.Opened kept = sessions.open(ANN, "127.0.0.1", "", true);
        for (int hour = 1; hour < 48; hour++) {
            now = now.plus(Duration.ofHours(1));
            assertThat(sessions.use(kept.token())).isPresent();
        }
        now = now.plus(Duration.ofHours(1));
        assertThat(sessions.use(kept.token())).isEmpty();
    }

    @Test
    void oneCanBeEndedFromElsewhereByItsOwnerAlone() {
        Sessions.Opened ann = sessions.open(ANN, "127.0.0.1", "", false);
        assertThat(sessions.end(BOB, ann.session().id())).isFalse();
        assertThat(sessions.use(ann.token())).isPresent();
        assertThat(sessions.end(ANN, ann.session().id())).isTrue();
        assertThat(sessions.use(ann.token())).isEmpty();
        assertThat(sessions.of(ANN)).isEmpty();
    }

    @Test
    void allOthersEndWhenAPasswordChanges() {
        Sessions.Opened here = sessions.open(ANN, "127.0.0.1", "", false);
        Sessions.Opened there = sessions.open(ANN, "127.0.0.2", "", true);
        Sessions.Opened bob = sessions.open(BOB, "127.0.0.3", "", true);
        sessions.endAll(ANN, Optional.of(here.session().id()));
        assertThat(sessions.use(here.token())).isPresent();
        assertThat(sessions.use(there.token())).isEmpty();
        assertThat(sessions.use(bob.token())).isPresent();
    }

    @Test
    void theOneUnusedForLongestGivesWay() {
        Sessions.Opened first = sessions.open(ANN, "127.0.0.1", "", false);
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1);
            sessions.open(ANN, "127.0.0.1", "", false);
        }
        assertThat(sessions.use(first.token())).isEmpty();
        assertThat(sessions.of(ANN)).hasSize(3);
    }

    @Test
    void sessionsOutliveTheProcess() {
        Sessions.Opened kept = sessions.open(ANN, "127.0.0.1", "browser", true);
        assertThat(sessions().use(kept.token())).contains(kept.session());
    }

    @Test
    void whatADeskEndsIsOverAtOnceAndStaysOver() {
        Sessions.Opened ann = sessions.open(ANN, "127.0.0.1", "", false);
        records.endAll(ANN, Optional.empty());
        now = now.plus(Duration.ofMinutes(5));
        assertThat(sessions.use(ann.token())).isEmpty();
        assertThat(sessions.of(ANN)).isEmpty();
    }
}
