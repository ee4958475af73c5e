package org.tassis.launcher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.choice.Choices;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Via;

/// Takes mail out of trash and junk after the days that the owner of the mailbox chose, counted from when
/// it came into the folder. It goes into the history, as if its owner had emptied the folder. Run by one
/// thread.
final class Retention implements Housekeeping.Task {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final ChoiceRecords choices;
    private final MailStore store;
    private final InstantSource clock;

    Retention(ChoiceRecords choices, MailStore store, InstantSource clock) {
        this.choices = choices;
        this.store = store;
        this.clock = clock;
    }

    /// @throws StoreException the first failure, when all that could be done is done
    @Override
    public void run() {
        @Nullable StoreException failure = null;
        for (Map.Entry<AccountId, Choices> one : choices.retaining().entrySet()) {
            try {
                leave(one.getKey(), SpecialUse.TRASH, one.getValue().trash());
                leave(one.getKey(), SpecialUse.JUNK, one.getValue().junk());
            } catch (StoreException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void leave(AccountId account, SpecialUse use, Optional<Integer> days) {
        if (days.isEmpty()) {
            return;
        }
        Instant before = clock.instant().minus(Duration.ofDays(days.get()));
        for (Mailbox mailbox : store.mailboxes(account)) {
            if (!mailbox.uses().contains(use)) {
                continue;
            }
            MailboxSnapshot snapshot = store.snapshot(mailbox.id());
            UidSet.Builder old = new UidSet.Builder();
            for (int index = 0; index < snapshot.count(); index++) {
                if (snapshot.saveDate(index) < before.getEpochSecond()) {
                    old.add(snapshot.uid(index));
                }
            }
            UidSet uids = old.build();
            if (!uids.isEmpty()) {
                long gone = Actor.SERVER
                        .as(Via.RETENTION)
                        .call(() -> store.expunge(mailbox.id(), uids).uids().size());
                LOG.debug("{} messages left {} of mailbox number {}", gone, mailbox.name(), account.value());
            }
        }
    }
}
