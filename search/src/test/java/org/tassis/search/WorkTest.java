package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.tassis.core.MailboxId;

class WorkTest {
    private static final MailboxId BOX = new MailboxId(1);
    private static final MailboxId OTHER = new MailboxId(2);
    private static final Duration LEAST = Duration.ofMillis(1);

    private final Work work = new Work();

    /// Since two minutes: more than usual, less than the most.
    private boolean gathers() {
        long begun = System.nanoTime() - Duration.ofMinutes(2).toNanos();
        return work.gather(begun, LEAST, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMillis(5));
    }

    private boolean gathersAtFirst() {
        return work.gather(System.nanoTime(), LEAST, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMillis(20));
    }

    @Test
    void changesComeTogetherForAWhile() {
        work.arrived(BOX, 1);
        assertThat(gathersAtFirst()).isTrue();
        assertThat(gathers()).isFalse();
    }

    @Test
    void itWaitsWhileManyMessagesCome() {
        work.arrived(BOX, 10_000);
        assertThat(gathers()).isTrue();
        work.want(OTHER, false); // nothing waits there
        assertThat(gathers()).isTrue();
        work.want(BOX, false);
        assertThat(gathersAtFirst()).isFalse();
        assertThat(work.isWanted()).isTrue();
        assertThat(work.isWanted()).isFalse();
        assertThat(gathersAtFirst()).isTrue();
        work.want(OTHER, true);
        assertThat(gathersAtFirst()).isFalse();
    }

    @Test
    void whatIsSearchedComesFirst() {
        work.arrived(BOX, 1);
        work.add(OTHER, true);
        work.want(OTHER, false);
        assertThat(work.poll()).contains(new Work.Task(OTHER, true));
        assertThat(work.poll()).contains(new Work.Task(BOX, false));
    }

    @Test
    void whatWasMissedDoesNotWait() {
        work.arrived(BOX, 10_000);
        work.missed(new long[] {7});
        assertThat(gathersAtFirst()).isFalse();
    }
}
