package org.tassis.sql.recall;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.OptionalLong;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Correspondents;

/// To whom mailboxes have written, in the database: for two years after the last message, ten million at most.
public final class SqlCorrespondents implements Correspondents {
    private static final Duration KNOWN_FOR = Duration.ofDays(730);
    private static final long MOST = 10_000_000;

    /// Writing again within a day changes nothing.
    private static final Duration REFRESH = Duration.ofDays(1);

    private final Recall recall;
    private final InstantSource clock;

    public SqlCorrespondents(Recall recall, InstantSource clock) {
        this.recall = recall;
        this.clock = clock;
    }

    @Override
    public void wrote(AccountId who, Collection<EmailAddress> to, Instant when) {
        long now = when.toEpochMilli();
        for (EmailAddress address : to) {
            Key key = key(who, address);
            OptionalLong before = recall.at(key);
            if (before.isEmpty() || before.getAsLong() < now - REFRESH.toMillis()) {
                recall.set(key, now);
            }
        }
    }

    @Override
    public boolean knows(AccountId who, EmailAddress other) {
        OptionalLong when = recall.at(key(who, other));
        return when.isPresent()
                && when.getAsLong() >= clock.instant().minus(KNOWN_FOR).toEpochMilli();
    }

    /// To be called now and then.
    ///
    /// @return how many were forgotten
    public long expire() {
        return recall.forget(
                Key.Kind.WRITTEN_TO, clock.instant().minus(KNOWN_FOR).toEpochMilli(), MOST);
    }

    private static Key key(AccountId who, EmailAddress other) {
        return Key.of(Key.Kind.WRITTEN_TO, Long.toString(who.value()), other.key());
    }
}
