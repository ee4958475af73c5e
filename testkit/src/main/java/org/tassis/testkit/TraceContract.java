package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceEvent.Accepted;
import org.tassis.mailflow.trace.TraceEvent.Attempted;
import org.tassis.mailflow.trace.TraceEvent.Connected;
import org.tassis.mailflow.trace.TraceEvent.Deleted;
import org.tassis.mailflow.trace.TraceEvent.Delivered;
import org.tassis.mailflow.trace.TraceEvent.Filtered;
import org.tassis.mailflow.trace.TraceEvent.LeftOut;
import org.tassis.mailflow.trace.TraceEvent.Refused;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.mailflow.trace.TraceSearch;

/// What every trace must do, beginning with an empty one.
public interface TraceContract {
    Instant NOW = Instant.parse("2026-02-03T10:11:12.345Z");
    Peer PEER = new Peer("192.0.2.7", "Mail.B.example", "smtp", "");

    Trace trace();

    /// What was recorded, as another process sees it when there can be one.
    TraceSearch search();

    static TraceEvent accepted(int number, Instant at) {
        return new Accepted(
                at,
                "m" + number,
                PEER,
                "a" + number + "@b.example",
                List.of("ann@example.org", "bob@example.org"),
                "<Id." + number + "@b.example>",
                "Réunion n° " + number + ": budget",
                1000 + number,
                List.of("helo-is-short 2.0"));
    }

    private List<Story> find(String... words) {
        return search().find(new TraceQuery(List.of(words), NOW.minusSeconds(10), NOW.plus(Duration.ofDays(20)), 100));
    }

    private static List<String> messages(List<Story> stories) {
        return stories.stream().map(Story::message).toList();
    }

    @Test
    default void everyEventComesBackAsItWas() {
        List<TraceEvent> all = List.of(
                accepted(1, NOW),
                new Refused(
                        NOW.plusMillis(1),
                        "m1",
                        new Peer("2001:db8::7", "", "submission", "ann"),
                        TraceEvent.Stage.RCPT,
                        "",
                        "x@example.org",
                        "NoSuchUser",
                        "no \"such\" user\n",
                        false),
                new Delivered(NOW.plusMillis(2), "m1", "ann@example.org", "ann"),
                new Attempted(
                        NOW.plusMillis(3), "m1", "z@c.example", "mx.c.example", Attempted.Outcome.DEFERRED, "451 no"),
                new Filtered(NOW.plusMillis(4), "m1", "ann@example.org", "filed", "Shop"),
                new Deleted(NOW.plusMillis(5), "m1", "ann@example.org", "expiry"));
        all.forEach(trace()::record);
        assertThat(find("m1")).containsExactly(new Story("m1", all));
        trace().record(new Connected(NOW, PEER));
        trace().record(new LeftOut(NOW, 77));
        assertThat(find()).hasSize(3).contains(new Story("", List.of(new LeftOut(NOW, 77))));
    }

    @Test
    default void aMessageIsFoundByWhateverIsKnownOfIt() {
        trace().record(accepted(1, NOW));
        trace().record(accepted(2, NOW.plusSeconds(1)));
        trace().record(new Attempted(
                NOW.plus(Duration.ofDays(4)), "m1", "z@c.example", "mx.c.example", Attempted.Outcome.FAILED, "550"));
        for (String word : List.of(
                "a1@b.example", "A1@B.EXAMPLE", "Id.1@b.example", "<id.1@b.example>", "m1", "mx.c.example", "1")) {
            assertThat(messages(find(word))).as(word).containsExactly("m1");
        }
        for (String word : List.of(
                "ann@example.org",
                "bob@example.org",
                "b.example",
                "192.0.2.7",
                "mail.b.example",
                "réunion",
                "BUDGET")) {
            assertThat(messages(find(word))).as(word).containsExactly("m1", "m2"); // by what happened last
        }
        assertThat(messages(find("budget", "a2@b.example", "bob@example.org"))).containsExactly("m2");
        assertThat(find("budget", "a3@b.example")).isEmpty();
        assertThat(find("budge")).isEmpty();
        assertThat(find("mx.c.example").getFirst().events()).hasSize(2);
    }

    @Test
    default void refusalsAreFoundByTheirRecipientAndHost() {
        trace().record(new Refused(
                NOW, "m9", PEER, TraceEvent.Stage.RCPT, "s@b.example", "ann@example.org", "Greylisted", "15", true));
        trace().record(new Refused(NOW, "", PEER, TraceEvent.Stage.HELO, "", "", "Blocked", "", true));
        assertThat(find("ann@example.org")).hasSize(1);
        assertThat(find("192.0.2.7")).hasSize(2);
    }

    @Test
    default void onlyTheTimeAskedForIsLookedAtAndTheNewestComeFirst() {
        IntStream.range(0, 10).forEach(i -> trace().record(accepted(i, NOW.plusSeconds(i))));
        var query = new TraceQuery(List.of("budget"), NOW.plusSeconds(2), NOW.plusSeconds(6), 3);
        assertThat(messages(search().find(query))).containsExactly("m5", "m4", "m3");
    }

    @Test
    default void manyEventsAreAllKept() {
        IntStream.range(0, 6000).forEach(i -> trace().record(accepted(i, NOW.plusMillis(i))));
        for (int i = 0; i < 6000; i += 599) {
            assertThat(messages(find("a" + i + "@b.example"))).containsExactly("m" + i);
        }
        assertThat(find("budget")).hasSize(100).first().satisfies(story -> assertThat(story.message())
                .isEqualTo("m5999"));
    }
}
