package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.mailflow.snooze.InMemorySnoozes;
import org.tassis.mailflow.snooze.Snooze;
import org.tassis.mailflow.snooze.SnoozeRecords;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;

class SnoozesTest {
    private static final AccountId ANN = new AccountId(1);
    private static final AccountId BOB = new AccountId(2);
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, now::get);
    private final SnoozeRecords records = new InMemorySnoozes();
    private final Snoozes snoozes = new Snoozes(records, store, now::get);
    private long uid;

    @BeforeEach
    void oneReadMessage() {
        uid = put();
    }

    private long put() {
        return store.append(
                        box("INBOX").orElseThrow().id(),
                        List.of(new NewMessage(
                                TestMessages.content("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8)),
                                Flags.of(SystemFlag.SEEN, SystemFlag.FLAGGED),
                                now.get())))
                .getFirst()
                .uid();
    }

    private Optional<Mailbox> box(String name) {
        store.mailboxes(ANN);
        return store.mailbox(ANN, new MailboxName(name));
    }

    private MailboxSnapshot shot(String name) {
        return store.snapshot(box(name).orElseThrow().id());
    }

    private Set<MessageId> sleep(Snoozes with) {
        return with.sleep(
                ANN, box("INBOX").orElseThrow(), UidSet.of(uid), now.get().plus(HOUR));
    }

    private void later() {
        now.updateAndGet(before -> before.plus(HOUR));
    }

    @Test
    void aMessageLeavesAndComesBackUnreadWithAMarkAndOnce() {
        MessageId id = shot("INBOX").id(0);
        assertThat(sleep(snoozes)).containsExactly(id);
        assertThat(shot("INBOX").count()).isZero();
        assertThat(shot("Snoozed").count()).isEqualTo(1);
        assertThat(store.subscriptions(ANN)).contains(Snoozes.FOLDER);
        assertThat(snoozes.asleep(ANN)).hasSize(1);
        assertThat(snoozes.asleep(BOB)).isEmpty();
        assertThat(snoozes.tend()).isZero();
        later();
        assertThat(snoozes.tend()).isEqualTo(1);
        assertThat(snoozes.tend()).isZero();
        MailboxSnapshot inbox = shot("INBOX");
        assertThat(inbox.count()).isEqualTo(1);
        assertThat(inbox.id(0)).isEqualTo(id);
        assertThat(inbox.flags(0)).isEqualTo(Flags.of(Set.of(SystemFlag.FLAGGED), Set.of(Snoozes.AWAKE)));
        assertThat(shot("Snoozed").count()).isZero();
        assertThat(records.of(ANN)).isEmpty();
    }

    @Test
    void aCrashBetweenStepsNeitherLosesNorRepeats() {
        // before it moved: it is still in the inbox, and nothing happens to it
        Snoozes halted = new Snoozes(
                new Halting(records) {
                    @Override
                    public void put(Collection<Snooze> snoozes) {
                        super.put(snoozes);
                        throw new IllegalStateException("crash");
                    }
                },
                store,
                now::get);
        assertThatThrownBy(() -> sleep(halted)).hasMessage("crash");
        later();
        assertThat(snoozes.tend()).isZero();
        assertThat(shot("INBOX").flags(0).has(SystemFlag.SEEN)).isTrue();
        assertThat(records.of(ANN)).isEmpty();
        // after it came back, before its time was forgotten: it does not come back again
        sleep(snoozes);
        later();
        Snoozes forgetful = new Snoozes(
                new Halting(records) {
                    @Override
                    public void remove(AccountId account, Collection<MessageId> messages) {
                        throw new IllegalStateException("crash");
                    }
                },
                store,
                now::get);
        assertThatThrownBy(forgetful::tend).hasMessage("crash");
        assertThat(shot("INBOX").count()).isEqualTo(1);
        assertThat(records.of(ANN)).hasSize(1);
        assertThat(snoozes.tend()).isZero();
        assertThat(shot("INBOX").count()).isEqualTo(1);
        assertThat(records.of(ANN)).isEmpty();
    }

    @Test
    void whatOthersTookAwayStaysWhereItIs() {
        sleep(snoozes);
        store.move(
                box("Snoozed").orElseThrow().id(),
                shot("Snoozed").uids(),
                box("Archive").orElseThrow().id());
        later();
        assertThat(snoozes.tend()).isZero();
        assertThat(shot("Archive").count()).isEqualTo(1);
        assertThat(records.of(ANN)).isEmpty();
    }

    @Test
    void theFolderMayHaveAnotherNameOrBeGone() {
        sleep(snoozes);
        store.rename(ANN, Snoozes.FOLDER, new MailboxName("Later"));
        later();
        assertThat(snoozes.tend()).isEqualTo(1);
        uid = shot("INBOX").uid(0);
        sleep(snoozes);
        store.delete(ANN, Snoozes.FOLDER);
        later();
        assertThat(snoozes.tend()).isZero();
        assertThat(records.of(ANN)).isEmpty();
    }

    @Test
    void oneIsWokenOrTakenBackBeforeItsTime() {
        Set<MessageId> ids = sleep(snoozes);
        assertThat(snoozes.wake(BOB, ids)).isZero();
        assertThat(snoozes.wake(ANN, ids)).isEqualTo(1);
        uid = shot("INBOX").uid(0);
        ids = sleep(snoozes);
        Mailbox folder = box("Snoozed").orElseThrow();
        snoozes.sleep(ANN, folder, shot("Snoozed").uids(), now.get().plus(HOUR.multipliedBy(3)));
        later();
        assertThat(snoozes.tend()).isZero();
        snoozes.cancel(BOB, ids);
        assertThat(shot("Snoozed").count()).isEqualTo(1);
        snoozes.cancel(ANN, ids);
        assertThat(shot("INBOX").count()).isEqualTo(1);
        assertThat(records.of(ANN)).isEmpty();
    }

    /// Does what another one does, until it is told otherwise.
    private abstract static class Halting implements SnoozeRecords {
        private final SnoozeRecords all;

        Halting(SnoozeRecords all) {
            this.all = all;
        }

        @Override
        public void put(Collection<Snooze> snoozes) {
            all.put(snoozes);
        }

        @Override
        public List<Snooze> of(AccountId account) {
            return all.of(account);
        }

        @Override
        public List<Snooze> due(Instant now, int limit) {
            return all.due(now, limit);
        }

        @Override
        public void remove(AccountId account, Collection<MessageId> messages) {
            all.remove(account, messages);
        }

        @Override
        public void purge(AccountId account) {
            all.purge(account);
        }
    }
}
