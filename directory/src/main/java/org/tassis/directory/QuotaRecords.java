package org.tassis.directory;

import java.util.List;
import org.tassis.core.AccountId;

/// Which mailboxes are filling up, and what their owners have been told. Any thread; a database that fails is
/// {@link DirectoryFailure.Unavailable}.
public interface QuotaRecords {
    /// @param used   octets of all messages
    /// @param quota  octets
    /// @param warned the last step told of; 0 when none
    record Filling(AccountId account, long used, long quota, int warned) {
        /// Of the quota, without what is behind the point.
        public int percent() {
            return quota == 0 ? 100 : (int) Math.min(1000, (long) (100.0 * used / quota));
        }
    }

    /// Mailboxes that exist and are that full, or that were told of a step before.
    ///
    /// @param percent of their quota
    List<Filling> filling(int percent);

    /// @param step 0: none
    void warned(AccountId account, int step);
}
