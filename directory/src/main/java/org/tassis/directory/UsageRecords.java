package org.tassis.directory;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.core.AccountId;

/// How mailboxes grow: their sizes, written down once a day and kept for some weeks, the older ones more
/// sparsely. Any thread; a database that fails is {@link DirectoryFailure.Unavailable}.
public interface UsageRecords {
    /// Days that sizes are kept.
    int KEPT_DAYS = 42;

    /// A mailbox with a limit, as it is now and as it was.
    ///
    /// @param used   octets of all messages
    /// @param quota  octets
    /// @param before what it had at `since`; as much as now when nothing older is known
    /// @param since  the oldest day that is known; today when there is none
    record Growing(
            AccountId account, String login, CustomerId customer, long used, long quota, long before, LocalDate since) {
        /// Of the quota, without what is behind the point.
        public int percent() {
            return quota == 0 ? 100 : (int) Math.min(1000, (long) (100.0 * used / quota));
        }

        /// Octets a day; not positive when it does not grow, or nothing is known.
        public double daily(LocalDate today) {
            long days = today.toEpochDay() - since.toEpochDay();
            return days <= 0 ? 0 : (used - before) / (double) days;
        }

        /// Days until it is full if it goes on so; empty when it does not grow. 0: it is full.
        public OptionalLong daysLeft(LocalDate today) {
            if (used >= quota) {
                return OptionalLong.of(0);
            }
            double daily = daily(today);
            return daily <= 0 ? OptionalLong.empty() : OptionalLong.of((long) Math.ceil((quota - used) / daily));
        }
    }

    /// Octets of all messages of all mailboxes on a day.
    record Total(LocalDate day, long bytes) {}

    /// Writes down what mailboxes have today, once a day, and forgets what is old.
    ///
    /// @return whether it was not done today before
    boolean sample(LocalDate today);

    /// Mailboxes with a limit that are that full or fuller, the fullest first.
    ///
    /// @param customer only those of one
    /// @param percent  of their quota
    List<Growing> growing(Optional<CustomerId> customer, int percent, LocalDate today, int limit);

    /// What was written down of all together, the oldest first.
    List<Total> totals();
}
