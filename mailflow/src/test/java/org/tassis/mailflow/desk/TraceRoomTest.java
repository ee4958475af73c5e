package org.tassis.mailflow.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceEvent.Accepted;
import org.tassis.mailflow.trace.TraceEvent.Delivered;
import org.tassis.mailflow.trace.TraceEvent.Refused;

class TraceRoomTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Set<String> OURS = Set.of("ours.example");
    private static final Peer STRANGER = new Peer("192.0.2.1", "mx.far.example", "smtp", "");

    private static Accepted accepted(Peer peer, String sender, String... to) {
        return new Accepted(NOW, "m1", peer, sender, List.of(to), "<1@far.example>", "Hello", 100, List.of());
    }

    private static List<TraceEvent> seen(TraceEvent... events) {
        return TraceRoom.visible(new Story("m1", List.of(events)), OURS)
                .map(Story::events)
                .orElse(List.of());
    }

    @Test
    void ofMailForSeveralOnlyTheOwnRecipientsAreSeen() {
        Delivered ours = new Delivered(NOW, "m1", "ann@OURS.example", "ann");
        List<TraceEvent> seen = seen(
                accepted(STRANGER, "x@far.example", "ann@OURS.example", "bob@theirs.example"),
                new Delivered(NOW, "m1", "bob@theirs.example", "bob"),
                ours);
        assertThat(seen).hasSize(2).contains(ours);
        assertThat(((Accepted) seen.getFirst()).recipients()).containsExactly("ann@OURS.example");
    }

    @Test
    void whoOnlyWritesTheOwnDomainAsSenderShowsNothing() {
        assertThat(seen(accepted(STRANGER, "forged@ours.example", "bob@theirs.example")))
                .isEmpty();
        Peer known = new Peer("192.0.2.2", "laptop", "submissions", "ann");
        assertThat(seen(accepted(known, "ann@ours.example", "bob@theirs.example")))
                .hasSize(1);
    }

    @Test
    void refusalsAreSeenOfOwnRecipientsOnly() {
        Refused whole =
                new Refused(NOW, "", STRANGER, TraceEvent.Stage.CONNECT, "", "", "Blocked", "list.example", true);
        Refused ours = new Refused(
                NOW, "", STRANGER, TraceEvent.Stage.RCPT, "x@far.example", "ann@ours.example", "Greylisted", "", true);
        assertThat(seen(whole)).isEmpty();
        assertThat(seen(ours)).containsExactly(ours);
    }
}
