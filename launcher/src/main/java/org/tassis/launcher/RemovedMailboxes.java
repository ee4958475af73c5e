package org.tassis.launcher;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;

/// Forgets mailboxes that were removed so long ago that they cannot be restored any more. The mail goes
/// first, the directory's entry last: whatever happens in between, the mailbox is found again the next
/// time, and nobody gets its login or addresses with mail behind them. One that fails does not keep the
/// others.
final class RemovedMailboxes implements Housekeeping.Task {
    private static final Logger LOG = LoggerFactory.getLogger(RemovedMailboxes.class);
    private static final int PAGE = 100;

    private final Directory directory;
    private final MailStore store;
    private final Filters filters;
    private final SpamKnowledge spam;
    private final Consumer<AccountId> before;
    private final Consumer<AccountId> more;

    /// @param before hears of a mailbox whose mail is about to be forgotten
    /// @param more   forgets what else belongs to a mailbox
    RemovedMailboxes(
            Directory directory,
            MailStore store,
            Filters filters,
            SpamKnowledge spam,
            Consumer<AccountId> before,
            Consumer<AccountId> more) {
        this.before = before;
        this.more = more;
        this.directory = directory;
        this.store = store;
        this.filters = filters;
        this.spam = spam;
    }

    /// @throws StoreException     the first failure, when all that could be purged is
    /// @throws DirectoryException likewise
    /// @throws FilterException    likewise
    @Override
    public void run() {
        @Nullable RuntimeException failure = null;
        int purged;
        do {
            purged = 0;
            List<AccountId> page = directory.expired(PAGE);
            for (AccountId account : page) {
                try {
                    before.accept(account);
                    long messages = store.purge(account);
                    filters.purge(account);
                    spam.remove(account);
                    more.accept(account);
                    directory.purge(account);
                    purged++;
                    LOG.info("removed mailbox number {} is forgotten, with {} messages", account.value(), messages);
                } catch (StoreException | DirectoryException | FilterException e) {
                    failure = failure == null ? e : failure;
                }
            }
        } while (purged > 0);
        if (failure != null) {
            throw failure;
        }
    }
}
