package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.mailflow.snooze.Snooze;
import org.tassis.mailflow.snooze.SnoozeRecords;

/// What every {@link SnoozeRecords} must do, beginning with empty ones.
public interface SnoozeContract {
    AccountId ANN = new AccountId(1);
    AccountId BOB = new AccountId(2);
    Instant NOON = Instant.parse("2026-11-21T12:00:00.123Z");

    SnoozeRecords records();

    private static Snooze snooze(AccountId account, long message, int seconds) {
        return new Snooze(
                account, new MessageId(message), new MailboxId(7), new MailboxId(8), NOON.plusSeconds(seconds));
    }

    @Test
    default void theyAreThereByTheirTimeForTheirAccountAlone() {
        Snooze late = snooze(ANN, 1, 60);
        Snooze early = snooze(ANN, 2, 0);
        Snooze other = snooze(BOB, 1, 30);
        records().put(List.of(late, early, other));
        assertThat(records().of(ANN)).containsExactly(early, late);
        assertThat(records().of(BOB)).containsExactly(other);
        Snooze later = snooze(ANN, 2, 90);
        records().put(List.of(later));
        assertThat(records().of(ANN)).containsExactly(late, later);
    }

    @Test
    default void thoseWhoseTimeHasComeAreDue() {
        records().put(List.of(snooze(ANN, 1, 60), snooze(ANN, 2, 0), snooze(BOB, 1, 30)));
        assertThat(records().due(NOON.minusMillis(1), 10)).isEmpty();
        assertThat(records().due(NOON.plusSeconds(30), 10)).containsExactly(snooze(ANN, 2, 0), snooze(BOB, 1, 30));
        assertThat(records().due(NOON.plusSeconds(90), 1)).containsExactly(snooze(ANN, 2, 0));
        records().remove(ANN, List.of(new MessageId(2), new MessageId(99)));
        assertThat(records().due(NOON.plusSeconds(90), 10)).containsExactly(snooze(BOB, 1, 30), snooze(ANN, 1, 60));
        records().purge(ANN);
        assertThat(records().of(ANN)).isEmpty();
        assertThat(records().of(BOB)).hasSize(1);
    }
}
