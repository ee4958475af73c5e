package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.testkit.store.StoreFixture.flags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Copied;
import org.tassis.store.Expunged;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagsChanged;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Remembered;

/// Snapshots stay as they were taken, and tell what happened between two of them.
interface SnapshotContract extends StoreFixture {
    @Test
    default void aSnapshotNeverChanges() {
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 5);
        MailboxSnapshot before = now(inbox);
        NaiveMailbox model = new NaiveMailbox();
        for (int i = 0; i < 5; i++) {
            model.arrived(before, before.uid(i), Flags.NONE);
        }
        long modSeq = before.highestModSeq();
        store().changeFlags(
                        inbox,
                        UidSet.ALL,
                        new FlagChange(FlagChange.Mode.ADD, flags(SystemFlag.SEEN, "k")),
                        OptionalLong.empty());
        store().expunge(inbox, UidSet.of(2, 4));
        putMany(inbox, 3);
        model.assertSame(before);
        assertThat(before.highestModSeq()).isEqualTo(modSeq);
        assertThat(before.uidNext()).isEqualTo(6);
        assertThat(before.keywords()).isEmpty();
        assertThat(before.since(before).isEmpty()).isTrue();
        assertThatThrownBy(() -> before.uid(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> before.uid(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(before.indexOf(100)).isEqualTo(-6);
    }

    /// Two mailboxes and their models walk together at random; snapshots taken on the way are compared at
    /// the end.
    @Test
    default void randomOperationsAgreeWithANaiveModel() {
        long seed = System.nanoTime();
        System.out.println("randomOperationsAgreeWithANaiveModel seed " + seed);
        new Walk(this, new Random(seed)).run(250);
    }

    /// The state of one such walk.
    final class Walk {
        private static final List<Object> FLAGS =
                List.of(SystemFlag.SEEN, SystemFlag.FLAGGED, SystemFlag.DELETED, "work", "$Home", "zz");

        private final StoreFixture fixture;
        private final Random random;
        private final AccountId account;
        private final List<MailboxId> boxes;
        private final List<NaiveMailbox> models = List.of(new NaiveMailbox(), new NaiveMailbox());
        private final List<MailboxSnapshot> snapshots = new ArrayList<>();
        private final List<NaiveMailbox> states = new ArrayList<>();

        Walk(StoreFixture fixture, Random random) {
            this.fixture = fixture;
            this.random = random;
            this.account = fixture.newAccount();
            this.boxes = List.of(fixture.inbox(account), fixture.mailbox(account, "Archive"));
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                int which = random.nextInt(2);
                step(which, 1 - which);
                if (step % 10 == 0) {
                    snapshots.add(fixture.now(boxes.getFirst()));
                    states.add(models.getFirst().copy());
                }
            }
            for (int i = 0; i < 2; i++) {
                models.get(i).assertSame(fixture.now(boxes.get(i)));
            }
            for (int i = 0; i < snapshots.size(); i++) {
                states.get(i).assertSame(snapshots.get(i));
                for (int j = 0; j <= i; j++) {
                    assertThat(snapshots.get(i).since(snapshots.get(j)))
                            .isEqualTo(states.get(i).since(states.get(j)));
                }
            }
            long bytes = fixture.now(boxes.get(0)).bytes()
                    + fixture.now(boxes.get(1)).bytes();
            assertThat(fixture.store().usage(account).bytes()).isEqualTo(bytes);
        }

        private void step(int which, int otherOne) {
            MailboxId box = boxes.get(which);
            MailboxId other = boxes.get(otherOne);
            NaiveMailbox model = models.get(which);
            NaiveMailbox otherModel = models.get(otherOne);
            MailboxSnapshot before = fixture.now(box);
            UidSet uids = someUids(before.uidNext());
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    Flags flags = someFlags();
                    Appended put = fixture.put(box, StoreFixture.ofSize(random.nextInt(50)), flags);
                    model.arrived(fixture.now(box), put.uid(), flags);
                }
                case 2 ->
                    fixture.putMany(box, random.nextInt(30))
                            .forEach(put -> model.arrived(fixture.now(box), put.uid(), Flags.NONE));
                case 3, 4 -> {
                    FlagChange change = new FlagChange(FlagChange.Mode.values()[random.nextInt(3)], someFlags());
                    FlagsChanged done = fixture.store().changeFlags(box, uids, change, OptionalLong.empty());
                    UidSet.Builder changed = new UidSet.Builder();
                    for (long uid : model.present(uids).stream().toArray()) {
                        NaiveMailbox.Message message = model.at(uid);
                        Flags flags = changed(message.flags(), change);
                        if (!flags.equals(message.flags())) {
                            model.messages.put(uid, message.with(flags, done.modSeq()));
                            changed.add(uid);
                        }
                    }
                    assertThat(done.changed()).isEqualTo(changed.build());
                }
                case 5 -> {
                    Expunged expunged = fixture.store().expunge(box, uids);
                    assertThat(expunged.uids()).isEqualTo(model.present(uids));
                    model.messages.keySet().removeIf(uids::contains);
                    assertThat(fixture.store().vanishedSince(box, before.highestModSeq()))
                            .isEqualTo(expunged.uids());
                }
                case 6 -> {
                    boolean move = random.nextBoolean();
                    Copied copied = move
                            ? fixture.store().move(box, uids, other)
                            : fixture.store().copy(box, uids, other);
                    assertThat(copied.source())
                            .isEqualTo(model.present(uids).stream().boxed().toList());
                    for (int i = 0; i < copied.source().size(); i++) {
                        NaiveMailbox.Message was = model.at(copied.source().get(i));
                        long uid = copied.target().get(i);
                        otherModel.arrived(fixture.now(other), uid, was.flags());
                        assertThat(otherModel.at(uid).content()).isEqualTo(was.content());
                        assertThat(otherModel.at(uid).id().equals(was.id())).isEqualTo(move);
                    }
                    if (move) {
                        model.messages.keySet().removeIf(uids::contains);
                    }
                }
                default -> {
                    List<Remembered> history = fixture.store().history(account, 5);
                    Set<MessageId> ids =
                            Set.copyOf(history.stream().map(Remembered::id).toList());
                    for (Appended back : fixture.restored(account, ids)) {
                        MailboxSnapshot snapshot = fixture.now(back.mailbox());
                        models.get(boxes.indexOf(back.mailbox()))
                                .arrived(snapshot, back.uid(), snapshot.flags(snapshot.indexOf(back.uid())));
                    }
                }
            }
        }

        private Flags someFlags() {
            return flags(FLAGS.stream().filter(_ -> random.nextInt(3) == 0).toArray());
        }

        private UidSet someUids(long uidNext) {
            UidSet.Builder uids = new UidSet.Builder();
            for (int i = random.nextInt(4); i >= 0; i--) {
                long first = 1 + random.nextLong(uidNext + 2);
                uids.add(first, first + random.nextInt(12));
            }
            return uids.build();
        }

        private static Flags changed(Flags flags, FlagChange change) {
            if (change.mode() == FlagChange.Mode.REPLACE) {
                return change.flags();
            }
            Collection<SystemFlag> system = new ArrayList<>(flags.system());
            Collection<String> keywords = new ArrayList<>(flags.keywords());
            if (change.mode() == FlagChange.Mode.ADD) {
                system.addAll(change.flags().system());
                keywords.addAll(change.flags().keywords());
            } else {
                system.removeAll(change.flags().system());
                keywords.removeAll(change.flags().keywords());
            }
            return Flags.of(system, keywords);
        }
    }
}
