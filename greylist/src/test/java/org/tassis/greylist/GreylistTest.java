package org.tassis.greylist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Decision.Accept;
import org.tassis.greylist.Decision.Reason;
import org.tassis.greylist.Decision.Wait;

class GreylistTest {
    private static final Decision WAITED = new Accept(Reason.WAITED);
    private static final Decision TRUSTED = new Accept(Reason.TRUSTED_PAIR);

    private Instant now = Instant.parse("2026-02-03T10:11:12Z");
    private final InMemoryGreylistHistory history = new InMemoryGreylistHistory(1000, 1000);
    private final Greylist greylist = new Greylist(history, GreylistSettings.DEFAULT, () -> now);

    private Decision attempt(String client, String sender, String recipient) {
        return attempt(client, sender, recipient, false);
    }

    private Decision attempt(String client, String sender, String recipient, boolean spf) {
        Optional<EmailAddress> from = sender.isEmpty() ? Optional.empty() : EmailAddress.parse(sender);
        return greylist.decide(new Attempt(InetAddress.ofLiteral(client), from, EmailAddress.valueOf(recipient), spf));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static Decision waiting(Duration left) {
        return new Wait(left);
    }

    @Test
    void aFirstAttemptWaitsAndARetryAfterTheDelayIsAccepted() {
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(waiting(Duration.ofMinutes(15)));
        pass(Duration.ofMinutes(10));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(waiting(Duration.ofMinutes(5)));
        pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(waiting(Duration.ofMillis(1)));
        pass(Duration.ofMillis(1));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(WAITED);
    }

    @Test
    void whoHasWaitedOnceIsTrustedWithEveryRecipient() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        pass(Duration.ofMinutes(15));
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(TRUSTED);
        assertThat(attempt("192.0.2.1", "A@B.example", "bob@example.org")).isEqualTo(TRUSTED);
        assertThat(attempt("192.0.2.1", "other@b.example", "ann@example.org")).isInstanceOf(Wait.class);
        assertThat(attempt("198.51.100.1", "a@b.example", "ann@example.org")).isInstanceOf(Wait.class);
    }

    @Test
    void eachTripletWaitsForItself() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        pass(Duration.ofMinutes(15));
        assertThat(attempt("192.0.2.1", "a@b.example", "bob@example.org")).isEqualTo(waiting(Duration.ofMinutes(15)));
        assertThat(attempt("192.0.2.1", "", "ann@example.org")).isEqualTo(waiting(Duration.ofMinutes(15)));
    }

    @Test
    void aRetryMayComeFromANeighbour() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        attempt("2001:db8::1", "a@b.example", "ann@example.org");
        pass(Duration.ofMinutes(15));
        assertThat(attempt("192.0.2.254", "a@b.example", "ann@example.org")).isEqualTo(WAITED);
        assertThat(attempt("2001:db8::ffff", "a@b.example", "ann@example.org")).isEqualTo(WAITED);
        assertThat(attempt("192.0.3.1", "a@b.example", "ann@example.org")).isInstanceOf(Wait.class);
    }

    @Test
    void whatIsNeverRetriedIsForgotten() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        pass(Duration.ofDays(2).plusMillis(1));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(waiting(Duration.ofMinutes(15)));
        pass(Duration.ofDays(3));
        assertThat(greylist.expire()).isEqualTo(1);
        assertThat(greylist.expire()).isZero();
    }

    @Test
    void trustLastsAsLongAsItIsUsed() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        pass(Duration.ofMinutes(15));
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofDays(30));
            assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(TRUSTED);
            greylist.expire();
        }
        pass(Duration.ofDays(36).plusMillis(1));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isInstanceOf(Wait.class);
        assertThat(greylist.expire()).isEqualTo(1);
    }

    @Test
    void aDomainThatHasWaitedIsTrustedFromWhereverItsSpfSays() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org", true);
        pass(Duration.ofMinutes(15));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org", true)).isEqualTo(WAITED);
        assertThat(attempt("203.0.113.9", "other@b.example", "bob@example.org", true))
                .isEqualTo(new Accept(Reason.TRUSTED_DOMAIN));
        assertThat(attempt("203.0.113.9", "other@b.example", "bob@example.org", false))
                .isInstanceOf(Wait.class);
        assertThat(attempt("203.0.113.9", "x@sub.b.example", "bob@example.org", true))
                .isInstanceOf(Wait.class);
    }

    @Test
    void waitingWithoutSpfMakesNoDomainTrusted() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org", false);
        pass(Duration.ofMinutes(15));
        attempt("192.0.2.1", "a@b.example", "ann@example.org", false);
        assertThat(attempt("203.0.113.9", "a@b.example", "ann@example.org", true))
                .isInstanceOf(Wait.class);
        // Its own later mail with SPF does.
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org", true)).isEqualTo(TRUSTED);
        assertThat(attempt("203.0.113.9", "a@b.example", "ann@example.org", true))
                .isEqualTo(new Accept(Reason.TRUSTED_DOMAIN));
    }

    @ParameterizedTest
    @CsvSource({
        "Ann@B.example, ann@b.example",
        "bounce-4711@lists.example, bounce-#@lists.example",
        "bounce-4711+ann=example.org@lists.example, bounce-#@lists.example",
        "+x@b.example, +x@b.example",
        "\"a@1\"@b.example, a@#@b.example",
        "'', ''"
    })
    void sendersAreMadeAlike(String sender, String key) {
        assertThat(Triplet.senderKey(sender.isEmpty() ? Optional.empty() : EmailAddress.parse(sender)))
                .isEqualTo(key);
    }

    @Test
    void aClockSetBackProlongsNothingBeyondTheDelay() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        pass(Duration.ofHours(-5));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(waiting(Duration.ofMinutes(15)));
    }

    @Test
    void aFloodOfStrangersTakesNoMoreRoomThanGiven() {
        GreylistSettings settings = GreylistSettings.DEFAULT;
        Greylist small = new Greylist(new InMemoryGreylistHistory(100, 10), settings, () -> now);
        EmailAddress ann = EmailAddress.valueOf("ann@example.org");
        for (int i = 0; i < 10_000; i++) {
            InetAddress client = InetAddress.ofLiteral("10." + i / 250 + "." + i % 250 + ".1");
            small.decide(new Attempt(client, Optional.empty(), ann, false));
        }
        pass(Duration.ofDays(3));
        assertThat(small.expire()).isEqualTo(100);
    }

    @Test
    void manyAtOnceSeeOneFirstTime() throws Exception {
        var seen = ConcurrentHashMap.<Decision>newKeySet();
        List<Future<?>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                all.add(threads.submit(() -> seen.add(attempt("192.0.2.1", "a@b.example", "ann@example.org"))));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(seen).containsExactly(waiting(Duration.ofMinutes(15)));
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> new GreylistSettings(Duration.ofDays(3), Duration.ofDays(2), Duration.ZERO, 24, 64))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GreylistSettings(Duration.ZERO, Duration.ofDays(2), Duration.ZERO, 33, 64))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
