package org.tassis.webmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SealTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
    private final Seal seal = new Seal(now::get);

    @Test
    void opensForItsPurposeForAWhile() {
        String token = seal.seal("one", "text \u20ac", Duration.ofHours(1));
        assertThat(token).matches("[A-Za-z0-9_-]+");
        assertThat(seal.open("one", token)).hasValue("text \u20ac");
        assertThat(seal.open("other", token)).isEmpty();
        assertThat(new Seal(now::get).open("one", token)).isEmpty();
        now.set(now.get().plus(Duration.ofHours(2)).plusSeconds(1));
        assertThat(seal.open("one", token)).isEmpty();
    }

    @Test
    void isBrokenByAnyChange() {
        String token = seal.seal("one", "text", Duration.ofHours(1));
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            if (i < token.length() - 1) { // the last letter may hold bits that say nothing
                assertThat(seal.open("one", changed)).isEmpty();
            }
        }
        assertThat(seal.open("one", "")).isEmpty();
        assertThat(seal.open("one", "A")).isEmpty();
    }
}
