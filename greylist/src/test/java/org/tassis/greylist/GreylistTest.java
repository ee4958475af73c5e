package org.tassis.greylist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Decision.Accept;
import org.tassis.greylist.Decision.Reason;
import org.tassis.greylist.Decision.Wait;

class GreylistTest {
    private static final Decision WAITED = new Accept(Reason.WAITED);
    private static final Decision TRUSTED = new Accept(Reason.TRUSTED_PAIR);

    private Instant now = Instant.parse("2026-02-03T10:11:12Z");
    private final InMemoryGreylistHistory history = new InMemoryGreylistHistory(1000, 1000);
    private final Greylist greylist =
            new Greylist(history, GreylistSettings.DEFAULT, () -> now, new InMemoryWaitingRoom(1000));

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
    void whoIsNamedByHandIsKnownAgain() {
        Trusted pair = greylist.whom(Optional.of("192.0.2.77"), "Bounce-4711+ann=x@B.example")
                .orElseThrow();
        assertThat(pair).isEqualTo(new Trusted.Pair(Cidr.parse("192.0.2.0/24").orElseThrow(), "bounce-#@b.example"));
        greylist.trust(pair);
        assertThat(attempt("192.0.2.1", "bounce-4712+bob=y@b.example", "bob@example.org"))
                .isEqualTo(TRUSTED);
        assertThat(greylist.whom(Optional.of("192.0.2.0/24"), "bounce-#@b.example"))
                .as("as a list says it")
                .contains(pair);
        assertThat(greylist.whom(Optional.of("2001:db8:1:2:3::4"), ""))
                .hasValueSatisfying(who -> assertThat(who).isInstanceOf(Trusted.Pair.class));
        assertThat(greylist.whom(Optional.empty(), "B.example"))
                .contains(new Trusted.Domain(DomainName.parse("b.example").orElseThrow()));
        assertThat(greylist.whom(Optional.empty(), "a@b.example")).isEmpty();
        assertThat(greylist.whom(Optional.of("192.0.0.0/16"), "a@b.example"))
                .as("larger than neighbours")
                .isEmpty();
        assertThat(greylist.whom(Optional.of("mx.b.example"), "a@b.example")).isEmpty();
        assertThat(greylist.whom(Optional.of("192.0.2.1"), "b.example")).isEmpty();
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
        "'', ''",
        // VERP: the recipient is in the sender
        "list-return-4711-ann=example.org@lists.example, list-return-#@lists.example",
        "list-return-4711-bob=example.org@lists.example, list-return-#-bob=example.org@lists.example",
        "ann=example.org@lists.example, #@lists.example",
        // serial numbers of large senders
        "0102018f3c4a5b6c-7d8e9f00-1234-4abc-9def-0123456789ab-000000@ses.example, #@ses.example",
        "prvs=1234abcdef=info@b.example, prvs=#=info@b.example",
        "msprvs1=19800xyzabcdefghijklmnop=bounces-12@b.example, msprvs#=bounces-#@b.example",
        // names of people stay
        "ann1985@b.example, ann#@b.example",
        "christopher198505@b.example, christopher#@b.example",
        "deadbeef@b.example, deadbeef@b.example",
        // SRS: hash and day change
        "SRS0=HHHH=TT=origin.example=info@forward.example, srs0=origin.example=info@forward.example",
        "SRS0+h1k2=Q7=origin.example=info.x=y@forward.example, srs0=origin.example=info.x=y@forward.example",
        "SRS1=aBcD=one.example==HHHH=TT=origin.example=info@two.example, srs1=one.example==origin.example=info@two.example",
        "srs0=short@b.example, srs#=short@b.example"
    })
    void sendersAreMadeAlike(String sender, String key) {
        Optional<EmailAddress> from = sender.isEmpty() ? Optional.empty() : EmailAddress.parse(sender);
        assertThat(Triplet.senderKey(from, EmailAddress.valueOf("Ann@example.org")))
                .isEqualTo(key);
    }

    /// One line for each way through time: attempts as `minute client sender [spf]`, and what each is told:
    /// `wait MINUTES`, `waited`, `pair` or `domain`. All are for ann@example.org.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "never retried, then much later | 0 A a@b, 2881 A a@b | wait 15, wait 15",
                "too early again and again | 0 A a@b, 1 A a@b, 7 A a@b, 14 A a@b | wait 15, wait 14, wait 8, wait 1",
                "early retries do not lengthen the wait | 0 A a@b, 14 A a@b, 15 A a@b | wait 15, wait 1, waited",
                "at once in the window | 0 A a@b, 15 A a@b | wait 15, waited",
                "at the end of the window | 0 A a@b, 2880 A a@b | wait 15, waited",
                "too late, then in the new window | 0 A a@b, 2881 A a@b, 2896 A a@b | wait 15, wait 15, waited",
                "pool within a network | 0 A a@b, 5 A2 a@b, 20 A3 a@b | wait 15, wait 10, waited",
                "pool over networks, no SPF | 0 A a@b, 5 B a@b, 20 C a@b | wait 15, wait 15, wait 15",
                "pool over networks, SPF | 0 A a@b spf, 5 B a@b spf, 20 C a@b spf | wait 15, wait 10, waited",
                "SPF fails meanwhile | 0 A a@b spf, 20 C a@b | wait 15, wait 15",
                "SPF of DNS down once | 0 A a@b spf, 20 A a@b, 21 A a@b spf | wait 15, waited, pair",
                "pool of a trusted domain | 0 A a@b spf, 20 B a@b spf, 30 C z@b spf | wait 15, waited, domain",
                "IPv6 pool within /64 | 0 X a@b, 16 X2 a@b | wait 15, waited",
                "IPv6 neighbours beyond /64 | 0 X a@b, 16 Y a@b | wait 15, wait 15",
                "null sender | 0 A <>, 15 A <>, 16 A <> | wait 15, waited, pair",
                "null sender elsewhere | 0 A <>, 15 A <>, 16 B <> | wait 15, waited, wait 15",
                "null sender does not trust senders | 0 A <>, 15 A <>, 16 A a@b | wait 15, waited, wait 15",
                "VERP, another serial | 0 A l-1-ann=example.org@b, 15 A l-2-ann=example.org@b | wait 15, waited",
                "SRS, another day | 0 A SRS0=aa=A1=o.example=i@b, 1440 A SRS0=bb=A2=o.example=i@b | wait 15, waited",
                "SRS, another origin | 0 A SRS0=aa=A1=o.example=i@b, 15 A SRS0=bb=A1=p.example=i@b | wait 15, wait 15",
                "trusted until 36 days unused | 0 A a@b, 15 A a@b, 51855 A a@b | wait 15, waited, pair",
                "trust ends unused | 0 A a@b, 15 A a@b, 51856 A a@b | wait 15, waited, wait 15",
                "trust is kept by use | 0 A a@b, 15 A a@b, 30000 A a@b, 80000 A a@b | wait 15, waited, pair, pair",
            })
    void timetable(String name, String attempts, String answers) {
        Instant start = now;
        List<String> told = new ArrayList<>();
        for (String one : attempts.split(", ")) {
            String[] words = one.strip().split(" ");
            now = start.plus(Duration.ofMinutes(Long.parseLong(words[0])));
            String sender = words[2].equals("<>") ? "" : words[2] + ".example";
            greylist.expire(); // what is left of trust and triplets does not depend on when they are swept
            told.add(
                    switch (attempt(HOSTS.get(words[1]), sender, "ann@example.org", words.length > 3)) {
                        case Wait(Duration left) -> "wait " + left.toMinutes();
                        case Accept(Reason reason) ->
                            switch (reason) {
                                case EXPECTED -> "expected";
                                case WAITED -> "waited";
                                case TRUSTED_PAIR -> "pair";
                                case TRUSTED_DOMAIN -> "domain";
                            };
                    });
        }
        assertThat(String.join(", ", told)).isEqualTo(answers);
    }

    private static final Map<String, String> HOSTS = Map.of(
            "A", "192.0.2.1",
            "A2", "192.0.2.77",
            "A3", "192.0.2.254",
            "B", "198.51.100.1",
            "C", "203.0.113.1",
            "X", "2001:db8::1",
            "X2", "2001:db8::ffff:ffff:ffff:ffff",
            "Y", "2001:db8:0:1::1");

    @Test
    void aListIsDelayedOnceForAllItsReaders() {
        attempt("192.0.2.1", "l-1-ann=example.org@b.example", "ann@example.org");
        pass(Duration.ofMinutes(15));
        assertThat(attempt("192.0.2.1", "l-1-ann=example.org@b.example", "ann@example.org"))
                .isEqualTo(WAITED);
        assertThat(attempt("192.0.2.1", "l-2-bob=example.org@b.example", "bob@example.org"))
                .isEqualTo(TRUSTED);
    }

    @Test
    void whoIsLetInDoesNotWait() {
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isInstanceOf(Wait.class);
        greylist.letIn(new Attempt(
                InetAddress.ofLiteral("192.0.2.1"),
                EmailAddress.parse("a@b.example"),
                EmailAddress.valueOf("ann@example.org"),
                false));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(TRUSTED);
    }

    private List<Visitor> visitors(Visitor.State state) {
        return greylist.visitors(state, Optional.empty(), 100);
    }

    @Test
    void whoWaitsIsSeenAndLetInByHand() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        pass(Duration.ofMinutes(1));
        attempt("192.0.2.9", "a@b.example", "ann@example.org"); // a neighbour: the same one
        assertThat(visitors(Visitor.State.WAITING)).singleElement().satisfies(visitor -> {
            assertThat(visitor.attempts()).isEqualTo(2);
            assertThat(visitor.client()).isEqualTo(InetAddress.ofLiteral("192.0.2.9"));
            assertThat(greylist.opens(visitor)).isEqualTo(now.plus(Duration.ofMinutes(14)));
            greylist.letIn(visitor);
        });
        assertThat(visitors(Visitor.State.WAITING)).isEmpty();
        assertThat(visitors(Visitor.State.LET_IN)).hasSize(1);
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(TRUSTED);
    }

    @Test
    void whoIsForgottenWaitsAnew() {
        attempt("192.0.2.1", "a@b.example", "ann@example.org");
        pass(Duration.ofMinutes(10));
        greylist.forget(visitors(Visitor.State.WAITING).getFirst());
        assertThat(visitors(Visitor.State.WAITING)).isEmpty();
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(waiting(Duration.ofMinutes(15)));
        pass(Duration.ofMinutes(15));
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(WAITED);
        greylist.forget(visitors(Visitor.State.LET_IN).getFirst());
        assertThat(attempt("192.0.2.1", "a@b.example", "ann@example.org")).isEqualTo(waiting(Duration.ofMinutes(15)));
    }

    @Test
    void aMailboxThatExpectsACodeLetsEverybodyInForAWhile() {
        AccountId ann = new AccountId(1);
        Attempt code = new Attempt(
                InetAddress.ofLiteral("192.0.2.1"),
                EmailAddress.parse("code@shop.example"),
                EmailAddress.valueOf("ann@example.org"),
                false,
                Optional.of(ann));
        greylist.open(ann, Duration.ofMinutes(10));
        assertThat(greylist.decide(code)).isEqualTo(new Accept(Reason.EXPECTED));
        assertThat(attempt("192.0.2.1", "code@shop.example", "bob@example.org")).isInstanceOf(Wait.class);
        pass(Duration.ofMinutes(10));
        assertThat(greylist.openUntil(ann)).isEmpty();
        assertThat(greylist.decide(code)).isInstanceOf(Wait.class);
        assertThatThrownBy(() -> greylist.open(ann, Duration.ofDays(2))).isInstanceOf(IllegalArgumentException.class);
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
