package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.mailflow.spam.Lesson;
import org.tassis.mailflow.spam.Owner;
import org.tassis.mailflow.spam.SpamClass;
import org.tassis.mailflow.spam.SpamMemory;
import org.tassis.mailflow.spam.SpamMemory.Known;
import org.tassis.mailflow.spam.Standing;
import org.tassis.mailflow.spam.TokenCounts;

/// What every {@link SpamMemory} must do.
public interface SpamMemoryContract {
    AccountId ANN = new AccountId(11);
    AccountId BEN = new AccountId(12);
    int TODAY = 20_700;

    /// That has learnt nothing. The same for all calls in one test.
    SpamMemory memory();

    /// Another one on the same, after a restart; the same where it does not survive one.
    SpamMemory again();

    private Lesson lesson(AccountId who, long message, SpamClass as, boolean shared, long... tokens) {
        return new Lesson(Owner.of(who), new ContentId(message), as, shared, tokens, TODAY);
    }

    private List<Long> counts(Owner owner, long... tokens) {
        TokenCounts counts = memory().load(owner);
        return LongStream.concat(
                        LongStream.of(counts.spamMessages(), counts.hamMessages()),
                        LongStream.of(tokens)
                                .flatMap(token -> LongStream.of(counts.inSpam(token), counts.inHam(token))))
                .boxed()
                .toList();
    }

    @Test
    default void nothingIsKnownAtFirst() {
        assertThat(memory().load(Owner.BASE).size()).isZero();
        assertThat(counts(Owner.of(ANN), 5)).containsExactly(0L, 0L, 0L, 0L);
        assertThat(memory().known(Owner.of(ANN), new ContentId(1))).isEmpty();
        assertThat(memory().owners()).isZero();
    }

    @Test
    default void theKeyIsTheSameForEver() {
        byte[] key = memory().key();
        assertThat(key).hasSize(16).isNotEqualTo(new byte[16]);
        assertThat(memory().key()).isEqualTo(key);
        assertThat(again().key()).isEqualTo(key);
    }

    @Test
    default void mailboxAndBaseLearnOnceInEachClass() {
        assertThat(memory().learn(lesson(ANN, 1, SpamClass.SPAM, true, -9, 5, 7)))
                .isEmpty();
        assertThat(memory().learn(lesson(ANN, 1, SpamClass.SPAM, true, -9, 5, 7)))
                .contains(new Known(SpamClass.SPAM, true));
        memory().learn(lesson(ANN, 2, SpamClass.HAM, true, 7, 8));
        memory().learn(lesson(BEN, 1, SpamClass.HAM, true, 7));
        assertThat(counts(Owner.of(ANN), -9, 5, 7, 8)).containsExactly(1L, 1L, 1L, 0L, 1L, 0L, 1L, 1L, 0L, 1L);
        assertThat(counts(Owner.of(BEN), 5, 7)).containsExactly(0L, 1L, 0L, 0L, 0L, 1L);
        assertThat(counts(Owner.BASE, 7, 8)).containsExactly(1L, 2L, 1L, 2L, 0L, 1L);
        assertThat(memory().owners()).isEqualTo(2);
    }

    @Test
    default void inAnotherClassItIsUnlearntFirst() {
        memory().learn(lesson(ANN, 1, SpamClass.SPAM, true, 5, 7));
        assertThat(memory().learn(lesson(ANN, 1, SpamClass.HAM, true, 5, 7))).contains(new Known(SpamClass.SPAM, true));
        assertThat(counts(Owner.of(ANN), 5, 7)).containsExactly(0L, 1L, 0L, 1L, 0L, 1L);
        assertThat(counts(Owner.BASE, 5)).containsExactly(0L, 1L, 0L, 1L);
        assertThat(memory().known(Owner.of(ANN), new ContentId(1))).contains(new Known(SpamClass.HAM, true));
    }

    @Test
    default void whatIsNotSharedIsTheMailboxesAlone() {
        memory().learn(lesson(ANN, 1, SpamClass.SPAM, false, 5));
        assertThat(counts(Owner.BASE, 5)).containsExactly(0L, 0L, 0L, 0L);
        memory().learn(lesson(ANN, 1, SpamClass.HAM, true, 5));
        assertThat(counts(Owner.BASE, 5)).containsExactly(0L, 1L, 0L, 1L);
        memory().learn(lesson(ANN, 1, SpamClass.SPAM, false, 5));
        assertThat(counts(Owner.BASE, 5)).as("the base unlearns what it learnt").containsExactly(0L, 0L, 0L, 0L);
        assertThat(counts(Owner.of(ANN), 5)).containsExactly(1L, 0L, 1L, 0L);
    }

    @Test
    default void aRestartChangesNothing() {
        memory().learn(lesson(ANN, 1, SpamClass.SPAM, true, 5, 7));
        memory().keep(Map.of(-3L, new Standing(1.5, 2, TODAY)));
        SpamMemory other = again();
        assertThat(other.known(Owner.of(ANN), new ContentId(1))).contains(new Known(SpamClass.SPAM, true));
        assertThat(other.load(Owner.of(ANN)).inSpam(7)).isEqualTo(1);
        assertThat(other.learn(lesson(ANN, 1, SpamClass.SPAM, true, 5, 7))).isPresent();
        assertThat(other.load(Owner.BASE).spamMessages()).isEqualTo(1);
        assertThat(other.standings(List.of(-3L))).containsEntry(-3L, new Standing(1.5, 2, TODAY));
    }

    @Test
    default void aRemovedMailboxLeavesNothingButTheBase() {
        memory().learn(lesson(ANN, 1, SpamClass.SPAM, true, 5));
        memory().learn(lesson(BEN, 1, SpamClass.SPAM, true, 5));
        memory().remove(ANN);
        assertThat(counts(Owner.of(ANN), 5)).containsExactly(0L, 0L, 0L, 0L);
        assertThat(memory().known(Owner.of(ANN), new ContentId(1))).isEmpty();
        assertThat(counts(Owner.of(BEN), 5)).containsExactly(1L, 0L, 1L, 0L);
        assertThat(counts(Owner.BASE, 5)).containsExactly(2L, 0L, 2L, 0L);
    }

    @Test
    default void rareAndOldTokensAreForgottenFirst() {
        long[] old = LongStream.rangeClosed(1, SpamMemory.MOST_OWN - 100).toArray();
        long[] fresh = LongStream.rangeClosed(1_000_001, 1_000_000 + 600).toArray();
        long[] often = LongStream.rangeClosed(1, 300).toArray();
        memory().learn(new Lesson(Owner.of(ANN), new ContentId(1), SpamClass.SPAM, false, old, TODAY - 10));
        for (int i = 0; i < 3; i++) {
            memory().learn(new Lesson(Owner.of(ANN), new ContentId(2 + i), SpamClass.HAM, false, often, TODAY - 10));
        }
        assertThat(memory().forget(TODAY)).isEmpty();
        memory().learn(new Lesson(Owner.of(ANN), new ContentId(9), SpamClass.SPAM, false, fresh, TODAY));
        assertThat(memory().forget(TODAY)).containsExactly(Owner.of(ANN));
        TokenCounts left = memory().load(Owner.of(ANN));
        assertThat(left.size()).isLessThanOrEqualTo(SpamMemory.MOST_OWN).isGreaterThanOrEqualTo(900);
        assertThat(left.inHam(300)).isEqualTo(3);
        assertThat(left.inSpam(1_000_001)).isEqualTo(1);
        assertThat(left.inSpam(5_000)).isZero();
        assertThat(left.spamMessages()).isEqualTo(2);
    }

    @Test
    default void whatWasLearntOfMessagesIsForgottenAfterAYear() {
        memory().learn(new Lesson(Owner.of(ANN), new ContentId(1), SpamClass.SPAM, false, new long[] {5}, TODAY - 366));
        memory().learn(new Lesson(Owner.of(ANN), new ContentId(2), SpamClass.SPAM, false, new long[] {5}, TODAY - 300));
        memory().forget(TODAY);
        assertThat(memory().known(Owner.of(ANN), new ContentId(1))).isEmpty();
        assertThat(memory().known(Owner.of(ANN), new ContentId(2))).isPresent();
    }

    @Test
    default void standingsAreKeptReplacedAndForgotten() {
        memory().keep(Map.of(1L, new Standing(1, 0, TODAY), 2L, new Standing(0, 3.25, TODAY - 400)));
        memory().keep(Map.of(1L, new Standing(7.5, 1, TODAY)));
        assertThat(memory().standings(List.of(1L, 2L, 3L)))
                .isEqualTo(Map.of(1L, new Standing(7.5, 1, TODAY), 2L, new Standing(0, 3.25, TODAY - 400)));
        assertThat(memory().standings(List.of())).isEmpty();
        assertThat(memory().forgetStandings(TODAY - 300)).isEqualTo(1);
        assertThat(memory().standings(List.of(1L, 2L))).containsOnlyKeys(1L);
    }

    @Test
    default void whatIsNobodysIsTheBases() {
        memory().learn(new Lesson(Owner.BASE, new ContentId(1), SpamClass.SPAM, false, new long[] {5}, TODAY));
        memory().learn(new Lesson(Owner.BASE, new ContentId(1), SpamClass.SPAM, false, new long[] {5}, TODAY));
        assertThat(counts(Owner.BASE, 5)).containsExactly(1L, 0L, 1L, 0L);
        assertThat(memory().owners()).isZero();
        memory().learn(new Lesson(Owner.BASE, new ContentId(1), SpamClass.HAM, true, new long[] {5}, TODAY));
        assertThat(counts(Owner.BASE, 5)).containsExactly(0L, 1L, 0L, 1L);
        assertThat(memory().known(Owner.BASE, new ContentId(1))).contains(new Known(SpamClass.HAM, true));
    }
}
