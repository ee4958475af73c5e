package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.together;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Change;
import org.tassis.store.Copied;
import org.tassis.store.FlagChange;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Subscription;

/// The change feed.
interface FeedContract extends StoreFixture {
    private static Change next(BlockingQueue<Change> heard) throws InterruptedException {
        Change change = heard.poll(10, TimeUnit.SECONDS);
        assertThat(change).as("next change").isNotNull();
        return change;
    }

    @Test
    default void everyCommitIsHeardOnceInOrder() throws Exception {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId trash = mailbox(account, "Trash");
        BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
        try (Subscription _ = store().watch(account, heard::add)) {
            putMany(inbox, 3);
            assertThat(next(heard))
                    .isEqualTo(new Change.Arrived(
                            account, inbox, UidSet.of(1, 3), now(inbox).highestModSeq(), new Change.Origin.Appended()));
            put(inbox(newAccount()), "someone else's");
            FlagChange seen = new FlagChange(FlagChange.Mode.ADD, flags(SystemFlag.SEEN));
            long reflagged = store().changeFlags(inbox, UidSet.of(2, 9), seen, OptionalLong.empty())
                    .modSeq();
            store().changeFlags(inbox, UidSet.of(2, 9), seen, OptionalLong.empty()); // changes nothing
            assertThat(next(heard)).isEqualTo(new Change.Reflagged(account, inbox, uids(2, 3), reflagged));
            long expunged = store().expunge(inbox, uids(1)).modSeq();
            store().expunge(inbox, uids(1));
            assertThat(next(heard)).isEqualTo(new Change.Vanished(account, inbox, uids(1), expunged, false));
            store().hideFromPop(inbox, UidSet.ALL);
            store().noteFiles(inbox, UidSet.ALL, UidSet.EMPTY);
            Copied moved = store().move(inbox, uids(2), trash);
            Set<Change> both = Set.of(next(heard), next(heard));
            assertThat(both)
                    .isEqualTo(Set.of(
                            new Change.Vanished(
                                    account, inbox, uids(2), now(inbox).highestModSeq(), true),
                            new Change.Arrived(
                                    account,
                                    trash,
                                    uids(moved.target().getFirst()),
                                    now(trash).highestModSeq(),
                                    new Change.Origin.Copied(inbox))));
            store().create(account, new MailboxName("new"), Set.of());
            assertThat(next(heard)).isEqualTo(new Change.MailboxesChanged(account));
            store().subscribe(account, new MailboxName("new"), true);
            store().rename(account, new MailboxName("new"), new MailboxName("newer"));
            store().delete(account, new MailboxName("newer"));
            for (int i = 0; i < 3; i++) {
                assertThat(next(heard)).isEqualTo(new Change.MailboxesChanged(account));
            }
            put(inbox, "last");
            assertThat(next(heard)).isInstanceOf(Change.Arrived.class);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    default void whatWasHeardIsThere() throws Exception {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
        try (Subscription _ = store().watchAll(change -> {
            if (change.account().equals(account)) {
                heard.add(change);
            }
        })) {
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 30; i++) {
                    put(inbox, "m" + i);
                }
            });
            for (int i = 0; i < 30; i++) {
                Change.Arrived arrived = (Change.Arrived) next(heard);
                MailboxSnapshot snapshot = now(inbox);
                assertThat(snapshot.highestModSeq()).isGreaterThanOrEqualTo(arrived.modSeq());
                assertThat(snapshot.indexOf(arrived.uids().first(0))).isGreaterThanOrEqualTo(0);
            }
            writer.join();
        }
    }

    @Test
    default void orderHoldsUnderConcurrency() throws Exception {
        AccountId account = newAccount();
        List<MailboxId> boxes = List.of(inbox(account), mailbox(account, "Junk"));
        BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
        try (Subscription _ = store().watch(account, heard::add)) {
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                MailboxId box = boxes.get(i % 2);
                writers.add(() -> {
                    for (int n = 0; n < 15; n++) {
                        Appended put = put(box, "m" + n);
                        store().changeFlags(
                                        box,
                                        UidSet.of(put.uid()),
                                        new FlagChange(FlagChange.Mode.ADD, flags("x")),
                                        OptionalLong.empty());
                    }
                    return true;
                });
            }
            together(writers);
            Map<MailboxId, Long> last = new HashMap<>();
            for (int i = 0; i < 4 * 15 * 2; i++) {
                long modSeq;
                MailboxId mailbox;
                switch (next(heard)) {
                    case Change.Arrived change -> {
                        mailbox = change.mailbox();
                        modSeq = change.modSeq();
                    }
                    case Change.Reflagged change -> {
                        mailbox = change.mailbox();
                        modSeq = change.modSeq();
                    }
                    case Change other -> throw new AssertionError("unexpected " + other);
                }
                assertThat(modSeq).isGreaterThan(last.getOrDefault(mailbox, 0L));
                last.put(mailbox, modSeq);
            }
            assertThat(heard).isEmpty();
        }
    }

    @Test
    default void aClosedSubscriptionHearsNothingAndABadListenerSpoilsNothing() throws Exception {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        BlockingQueue<Change> closed = new LinkedBlockingQueue<>();
        BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
        Subscription first = store().watch(account, closed::add);
        first.close();
        first.close();
        try (Subscription _ = store().watch(account, _ -> {
                    throw new IllegalStateException("a bad listener, as the test wants it");
                });
                Subscription _ = store().watch(account, heard::add)) {
            put(inbox, new byte[2], Flags.NONE);
            put(inbox, new byte[3], Flags.NONE);
            assertThat(next(heard)).isInstanceOf(Change.Arrived.class);
            assertThat(next(heard)).isInstanceOf(Change.Arrived.class);
        }
        assertThat(closed).isEmpty();
    }
}
