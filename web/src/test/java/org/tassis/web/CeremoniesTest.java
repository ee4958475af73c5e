package org.tassis.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;

class CeremoniesTest {
    private static final Site SITE = new Site("mail.example.org", "https://mail.example.org");
    private static final AccountId ANN = new AccountId(1);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Ceremonies ceremonies = new Ceremonies(() -> now);

    private Ceremonies.Begun alone(String browser, String from) {
        return ceremonies.begin(Ceremonies.Kind.ALONE, browser, SITE, Optional.empty(), from);
    }

    @Test
    void aChallengeIsAnsweredOnceByItsBrowserForItsPurpose() {
        Ceremonies.Begun begun = ceremonies.begin(Ceremonies.Kind.ADD, "a", SITE, Optional.of(ANN), "192.0.2.1");
        assertThat(begun.challenge())
                .hasSize(32)
                .isNotEqualTo(alone("b", "192.0.2.1").challenge());
        assertThat(ceremonies.take(Ceremonies.Kind.ADD, "b")).isEmpty();
        assertThat(ceremonies.take(Ceremonies.Kind.BESIDE, "a")).isEmpty();
        assertThat(ceremonies.take(Ceremonies.Kind.ADD, "a")).contains(begun);
        assertThat(ceremonies.take(Ceremonies.Kind.ADD, "a")).isEmpty();
    }

    @Test
    void aNewChallengeEndsTheOneBefore() {
        alone("a", "192.0.2.1");
        Ceremonies.Begun second = alone("a", "192.0.2.1");
        assertThat(ceremonies.take(Ceremonies.Kind.ALONE, "a")).contains(second);
    }

    @Test
    void aChallengeEndsByItself() {
        alone("a", "192.0.2.1");
        now = now.plus(Ceremonies.PATIENCE);
        assertThat(ceremonies.take(Ceremonies.Kind.ALONE, "a")).isEmpty();
    }

    @Test
    void whoeverAsksForManyEndsTheOwnOnes() {
        alone("other", "192.0.2.2");
        ceremonies.begin(Ceremonies.Kind.BESIDE, "known", SITE, Optional.of(ANN), "192.0.2.1");
        for (int i = 0; i <= Ceremonies.OF_ONE_ADDRESS; i++) {
            alone("many" + i, "192.0.2.1");
        }
        assertThat(ceremonies.take(Ceremonies.Kind.ALONE, "many0")).isEmpty();
        assertThat(ceremonies.take(Ceremonies.Kind.ALONE, "many1")).isPresent();
        assertThat(ceremonies.take(Ceremonies.Kind.ALONE, "other")).isPresent();
        assertThat(ceremonies.take(Ceremonies.Kind.BESIDE, "known")).isPresent();
    }
}
