package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.choice.Choices;

/// What every {@link ChoiceRecords} must do, beginning with an empty one.
public interface ChoiceContract {
    AccountId ANN = new AccountId(11);
    AccountId BOB = new AccountId(12);
    Choices ALL = new Choices(Optional.of(ZoneId.of("Europe/Brussels")), true, Optional.of(30), Optional.of(7));

    ChoiceRecords choices();

    @Test
    default void whatWasChosenIsKept() {
        assertThat(choices().of(ANN)).isEqualTo(Choices.NONE);
        choices().put(ANN, ALL);
        assertThat(choices().of(ANN)).isEqualTo(ALL);
        assertThat(choices().of(BOB)).isEqualTo(Choices.NONE);
        choices().put(ANN, Choices.NONE);
        assertThat(choices().of(ANN)).isEqualTo(Choices.NONE);
    }

    @Test
    default void whoseMailLeavesByItselfIsKnown() {
        Choices junkAlone = new Choices(Optional.empty(), false, Optional.empty(), Optional.of(3650));
        choices().put(BOB, junkAlone);
        choices().put(new AccountId(13), new Choices(Optional.empty(), true, Optional.empty(), Optional.empty()));
        choices().put(ANN, ALL);
        assertThat(choices().retaining()).containsOnlyKeys(ANN, BOB).containsEntry(BOB, junkAlone);
        choices().forget(ANN);
        choices().forget(ANN);
        assertThat(choices().retaining()).containsOnlyKeys(BOB);
        assertThat(choices().of(ANN)).isEqualTo(Choices.NONE);
    }

    @Test
    default void daysHaveBounds() {
        assertThatThrownBy(() -> new Choices(Optional.empty(), false, Optional.of(0), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Choices(Optional.empty(), false, Optional.empty(), Optional.of(3651)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
