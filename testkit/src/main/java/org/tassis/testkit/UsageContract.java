package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.directory.CustomerId;
import org.tassis.directory.UsageRecords;
import org.tassis.directory.UsageRecords.Growing;
import org.tassis.directory.UsageRecords.Total;

/// What every {@link UsageRecords} must do. Each test finds it empty.
public interface UsageContract {
    LocalDate TODAY = LocalDate.of(2026, 3, 1);

    UsageRecords usage();

    /// A mailbox of the house, customer 1.
    AccountId mailbox(String login, Quota quota, long used) throws Exception;

    void use(AccountId account, long used) throws Exception;

    void remove(AccountId account) throws Exception;

    private List<Growing> growing(int percent) {
        return usage().growing(Optional.empty(), percent, TODAY, 10);
    }

    @Test
    default void aDayIsWrittenDownOnce() throws Exception {
        AccountId one = mailbox("one", Quota.ofBytes(1000), 400);
        assertThat(usage().totals()).isEmpty();
        assertThat(usage().sample(TODAY)).isTrue();
        use(one, 900);
        assertThat(usage().sample(TODAY)).isFalse();
        assertThat(usage().totals()).containsExactly(new Total(TODAY, 400));
        assertThat(usage().sample(TODAY.plusDays(1))).isTrue();
        assertThat(usage().totals()).containsExactly(new Total(TODAY, 400), new Total(TODAY.plusDays(1), 900));
    }

    @Test
    default void withoutMailboxesThereIsNothing() {
        assertThat(usage().sample(TODAY)).isTrue();
        assertThat(usage().totals()).containsExactly(new Total(TODAY, 0));
        assertThat(growing(0)).isEmpty();
    }

    @Test
    default void whoGrowsIsFullOnADay() throws Exception {
        AccountId growing = mailbox("growing", Quota.ofBytes(1000), 400);
        AccountId idle = mailbox("idle", Quota.ofBytes(1000), 700);
        mailbox("endless", Quota.UNLIMITED, 1L << 40);
        usage().sample(TODAY.minusDays(10));
        use(growing, 600);
        usage().sample(TODAY);
        assertThat(growing(50)).extracting(Growing::account).containsExactly(idle, growing);
        Growing one = growing(50).get(1);
        assertThat(one.login()).isEqualTo("growing");
        assertThat(one.percent()).isEqualTo(60);
        assertThat(one.before()).isEqualTo(400);
        assertThat(one.since()).isEqualTo(TODAY.minusDays(10));
        assertThat(one.daysLeft(TODAY)).hasValue(20);
        assertThat(growing(50).getFirst().daysLeft(TODAY)).as("does not grow").isEmpty();
        assertThat(growing(65)).extracting(Growing::account).containsExactly(idle);
        assertThat(usage().totals().getLast().bytes()).isEqualTo(1300 + (1L << 40));
    }

    @Test
    default void onlyTheCustomersOwnAreSeenAndNoMoreThanWanted() throws Exception {
        AccountId one = mailbox("one", Quota.ofBytes(1000), 900);
        mailbox("two", Quota.ofBytes(1000), 800);
        assertThat(usage().growing(Optional.of(new CustomerId(1)), 50, TODAY, 10))
                .hasSize(2);
        assertThat(usage().growing(Optional.of(new CustomerId(2)), 50, TODAY, 10))
                .isEmpty();
        assertThat(usage().growing(Optional.empty(), 50, TODAY, 1))
                .extracting(Growing::account)
                .containsExactly(one);
    }

    @Test
    default void whoIsNewHasNoForecast() throws Exception {
        usage().sample(TODAY.minusDays(10));
        mailbox("fresh", Quota.ofBytes(1000), 600);
        Growing one = growing(50).getFirst();
        assertThat(one.since()).isEqualTo(TODAY);
        assertThat(one.before()).isEqualTo(600);
        assertThat(one.daysLeft(TODAY)).isEmpty();
    }

    @Test
    default void aFullMailboxHasNoDaysLeft() throws Exception {
        mailbox("full", Quota.ofBytes(1000), 1000);
        assertThat(growing(100).getFirst().daysLeft(TODAY)).hasValue(0);
    }

    @Test
    default void removedMailboxesAreNotWatched() throws Exception {
        AccountId one = mailbox("one", Quota.ofBytes(1000), 900);
        usage().sample(TODAY.minusDays(1));
        remove(one);
        assertThat(growing(0)).isEmpty();
    }

    @Test
    default void whatIsOldIsKeptSparselyAndThenForgotten() throws Exception {
        mailbox("one", Quota.ofBytes(1000), 700);
        for (int day = 100; day >= 0; day--) {
            usage().sample(TODAY.minusDays(day));
        }
        List<Total> totals = usage().totals();
        assertThat(totals).hasSizeBetween(13, 15);
        assertThat(totals.getFirst().day()).isAfterOrEqualTo(TODAY.minusDays(UsageRecords.KEPT_DAYS));
        assertThat(totals.subList(totals.size() - 8, totals.size()))
                .as("the last week day by day")
                .extracting(Total::day)
                .containsExactly(java.util.stream.LongStream.rangeClosed(0, 7)
                        .mapToObj(day -> TODAY.minusDays(7 - day))
                        .toArray(LocalDate[]::new));
    }
}
