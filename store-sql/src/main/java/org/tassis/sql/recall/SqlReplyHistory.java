package org.tassis.sql.recall;

import java.time.Duration;
import java.time.Instant;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.autoreply.ReplyHistory;
import org.tassis.store.StoreException;

/// Whom mailboxes answered by themselves, in the database; beyond ten million entries the oldest go. Two
/// processes on one database may both answer a sender who writes to both within a second. Methods throw
/// {@link StoreException} when the database cannot be used.
public final class SqlReplyHistory implements ReplyHistory {
    private static final long MOST = 10_000_000;

    private final Recall recall;

    public SqlReplyHistory(Recall recall) {
        this.recall = recall;
    }

    @Override
    public boolean begin(AccountId account, String handle, EmailAddress sender, Instant now, Duration interval) {
        Key key = Key.of(Key.Kind.ANSWERED, Long.toString(account.value()), handle, sender.key());
        return recall.renew(key, now.toEpochMilli(), now.minus(interval).toEpochMilli());
    }

    @Override
    public long expire(Instant now) {
        return recall.forget(Key.Kind.ANSWERED, now.minus(LONGEST).toEpochMilli(), MOST);
    }
}
