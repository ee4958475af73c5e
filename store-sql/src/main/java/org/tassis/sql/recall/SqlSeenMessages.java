package org.tassis.sql.recall;

import java.time.Instant;
import java.util.OptionalLong;
import org.tassis.core.AccountId;
import org.tassis.mailflow.filter.SeenMessages;
import org.tassis.store.StoreException;

/// What filters have seen, in the database, with the time at which it expires; bounded: beyond ten million those go
/// that expire first. Methods throw {@link StoreException} when the database cannot be used.
public final class SqlSeenMessages implements SeenMessages {
    private static final long MOST = 10_000_000;

    private final Recall recall;

    public SqlSeenMessages(Recall recall) {
        this.recall = recall;
    }

    @Override
    public boolean seen(AccountId account, String id, Instant now) {
        OptionalLong expires = recall.at(key(account, id));
        return expires.isPresent() && expires.getAsLong() > now.toEpochMilli();
    }

    @Override
    public void remember(AccountId account, String id, Instant expires) {
        recall.set(key(account, id), expires.toEpochMilli());
    }

    @Override
    public long expire(Instant now) {
        return recall.forget(Key.Kind.FILTERED, now.toEpochMilli() + 1, MOST);
    }

    private static Key key(AccountId account, String id) {
        return Key.of(Key.Kind.FILTERED, Long.toString(account.value()), id);
    }
}
