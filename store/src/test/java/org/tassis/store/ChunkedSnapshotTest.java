package org.tassis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;

class ChunkedSnapshotTest {
    private static final MailboxId MAILBOX = new MailboxId(7);
    private static final FlagMask SEEN = new FlagMask(-1, SystemFlag.SEEN.bit());

    private static MessageRow row(long uid, long bits, long modSeq) {
        return new MessageRow(uid, bits, modSeq, uid * 3, -uid, uid + 5, uid + 1000, uid + 2000, uid + 3000);
    }

    private static ChunkedSnapshot loaded(int count) {
        ChunkedSnapshot.Builder builder = new ChunkedSnapshot.Builder(MAILBOX, 99);
        for (long uid = 1; uid <= count; uid++) {
            builder.add(uid, 0, 1, uid * 3, -uid, uid + 5, uid + 1000, uid + 2000, uid + 3000);
        }
        return builder.build();
    }

    @Test
    void anEmptyMailboxHasNothingAndBeginsAtOne() {
        ChunkedSnapshot empty = ChunkedSnapshot.empty(MAILBOX, 99);
        assertThat(empty.count()).isZero();
        assertThat(empty.uidNext()).isEqualTo(1);
        assertThat(empty.highestModSeq()).isEqualTo(1);
        assertThat(empty.indexOf(5)).isEqualTo(-1);
        assertThat(empty.uids()).isEqualTo(UidSet.EMPTY);
        assertThat(empty.absent()).isEqualTo(UidSet.EMPTY);
        assertThat(empty.expunged(UidSet.ALL, 2).after()).isSameAs(empty);
        assertThat(empty.reflagged(UidSet.ALL, SEEN, Long.MAX_VALUE, 2).after()).isSameAs(empty);
    }

    @Test
    void everyFieldIsReadBackAndTheLargestUidFits() {
        MessageRow row = new MessageRow(
                UidSet.MAX_UID, 0xFF00_0000_0000_0021L, 1L << 62, 0x7FFF_FFFF, -9_000_000_000L, 0xFFFF_FFFFL, 1, 2, -3);
        ChunkedSnapshot one = ChunkedSnapshot.empty(MAILBOX, 99).appended(List.of(row));
        assertThat(one.row(0)).isEqualTo(row);
        assertThat(one.uid(0)).isEqualTo(UidSet.MAX_UID);
        assertThat(one.uidNext()).isEqualTo(UidSet.MAX_UID + 1);
        assertThat(one.size(0)).isEqualTo(0x7FFF_FFFF);
        assertThat(one.internalDate(0)).isEqualTo(-9_000_000_000L);
        assertThat(one.saveDate(0)).isEqualTo(0xFFFF_FFFFL);
        assertThat(one.flagBits(0)).isEqualTo(0xFF00_0000_0000_0001L);
        assertThat(one.hiddenFromPop(0)).isTrue();
        assertThat(one.locator(0)).isEqualTo(-3);
    }

    @Test
    void uidsOutOfOrderAreRefused() {
        ChunkedSnapshot ten = loaded(10);
        assertThatThrownBy(() -> ten.appended(List.of(row(10, 0, 2)))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChunkedSnapshot.Builder(MAILBOX, 99)
                        .add(2, 0, 1, 0, 0, 0, 1, 1, 1)
                        .add(2, 0, 1, 0, 0, 0, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ten.uid(10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ten.since(ChunkedSnapshot.empty(new MailboxId(8), 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hidingChangesNoModificationSequence() {
        ChunkedSnapshot before = loaded(300);
        ChunkedSnapshot after = before.hiddenFromPop(UidSet.of(299)).after();
        assertThat(after.hiddenFromPop(298)).isTrue();
        assertThat(after.flagBits(298)).isZero();
        assertThat(after.since(before).isEmpty()).isTrue();
        assertThat(after.highestModSeq()).isEqualTo(before.highestModSeq());
    }

    @Test
    void twoSuccessorsOfOneSnapshotDoNotSpoilEachOther() {
        ChunkedSnapshot base = loaded(5);
        ChunkedSnapshot one = base.appended(List.of(row(6, 0, 2)));
        ChunkedSnapshot other = base.appended(List.of(row(7, 1, 3), row(9, 0, 3)));
        ChunkedSnapshot marked =
                one.reflagged(UidSet.of(1, 9), SEEN, Long.MAX_VALUE, 4).after();
        ChunkedSnapshot afterOne = one.appended(List.of(row(8, 0, 5)));
        ChunkedSnapshot afterMarked = marked.appended(List.of(row(10, 0, 6)));
        assertThat(base.uids()).hasToString("1:5");
        assertThat(one.uids()).hasToString("1:6");
        assertThat(other.uids()).hasToString("1:5,7,9");
        assertThat(afterOne.uids()).hasToString("1:6,8");
        assertThat(afterOne.unseen()).isEqualTo(7);
        assertThat(afterMarked.uids()).hasToString("1:6,10");
        assertThat(afterMarked.unseen()).isEqualTo(1);
        assertThat(other.row(5)).isEqualTo(row(7, 1, 3));
        assertThat(afterMarked.since(base).arrived()).hasToString("6,10");
    }

    @Test
    void chunksEmptiedByExpungingAreJoined() {
        ChunkedSnapshot now = loaded(100_000);
        for (long uid = 1; uid <= 100_000; uid++) {
            if (uid % 1000 != 0) {
                continue;
            }
            now = now.expunged(UidSet.of(uid - 999, uid - 10), uid).after();
        }
        assertThat(now.count()).isEqualTo(1000);
        assertThat(now.chunkCount()).isLessThan(1000 / 64 * 2);
    }

    /// Against a map, with many snapshots kept and compared.
    @Test
    void randomChangesAgreeWithANaiveModel() {
        long seed = System.nanoTime();
        System.out.println("ChunkedSnapshotTest seed " + seed);
        for (int round = 0; round < 20; round++) {
            walk(new Random(seed + round), round % 2 == 0 ? 40 : 700);
        }
    }

    private record State(ChunkedSnapshot snapshot, NavigableMap<Long, MessageRow> rows) {}

    private static void walk(Random random, int burst) {
        ChunkedSnapshot now = loaded(random.nextInt(3) * 300);
        NavigableMap<Long, MessageRow> model = new TreeMap<>();
        for (int i = 0; i < now.count(); i++) {
            model.put(now.uid(i), now.row(i));
        }
        List<State> states = new ArrayList<>();
        states.add(new State(now, new TreeMap<>(model)));
        long modSeq = 1;
        for (int step = 0; step < 120; step++) {
            long next = ++modSeq;
            UidSet uids = someUids(random, now.uidNext());
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    List<MessageRow> rows = new ArrayList<>();
                    long uid = now.uidNext();
                    for (int i = random.nextInt(burst); i > 0; i--) {
                        uid += random.nextInt(10) == 0 ? 3 : 0;
                        rows.add(row(uid, random.nextInt(32), next));
                        uid++;
                    }
                    now = now.appended(rows);
                    rows.forEach(row -> model.put(row.uid(), row));
                }
                case 2 -> {
                    FlagMask mask = new FlagMask(~(long) random.nextInt(32), random.nextInt(32));
                    long limit = random.nextBoolean() ? Long.MAX_VALUE : next - 1 - random.nextInt(5);
                    ChunkedSnapshot.Reflagging done = now.reflagged(uids, mask, limit, next);
                    UidSet.Builder changed = new UidSet.Builder();
                    UidSet.Builder modified = new UidSet.Builder();
                    model.replaceAll((uid, row) -> {
                        if (!uids.contains(uid)) {
                            return row;
                        }
                        if (row.modSeq() > limit) {
                            modified.add(uid);
                            return row;
                        }
                        if (mask.apply(row.storedBits()) == row.storedBits()) {
                            return row;
                        }
                        changed.add(uid);
                        return row(uid, mask.apply(row.storedBits()), next);
                    });
                    assertThat(done.changed()).isEqualTo(changed.build());
                    assertThat(done.modified()).isEqualTo(modified.build());
                    now = done.after();
                }
                case 3 -> {
                    ChunkedSnapshot.Removal done = now.expunged(uids, next);
                    UidSet.Builder removed = new UidSet.Builder();
                    model.keySet().removeIf(uid -> {
                        if (uids.contains(uid)) {
                            removed.add(uid);
                        }
                        return uids.contains(uid);
                    });
                    assertThat(done.removed()).isEqualTo(removed.build());
                    now = done.after();
                }
                default -> {
                    ChunkedSnapshot current = now;
                    assertThat(current.present(uids)).isEqualTo(setOf(model, uids));
                    assertThat(java.util.Arrays.stream(current.indexes(uids))
                                    .mapToLong(current::uid)
                                    .boxed())
                            .containsExactlyElementsOf(
                                    setOf(model, uids).stream().boxed().toList());
                    current.appended(List.of(row(current.uidNext(), 0, next))); // dropped
                }
            }
            if (random.nextInt(6) == 0) {
                states.add(new State(now, new TreeMap<>(model)));
            }
        }
        for (State state : states) {
            check(state);
        }
        for (State earlier : states) {
            State later = states.get(random.nextInt(states.size()));
            MailboxSnapshot.Difference difference = later.snapshot.since(earlier.snapshot);
            UidSet.Builder expunged = new UidSet.Builder();
            UidSet.Builder changed = new UidSet.Builder();
            earlier.rows.forEach((uid, row) -> {
                MessageRow after = later.rows.get(uid);
                if (after == null) {
                    expunged.add(uid);
                } else if (after.modSeq() != row.modSeq()) {
                    changed.add(uid);
                }
            });
            UidSet.Builder arrived = new UidSet.Builder();
            later.rows.keySet().stream()
                    .filter(uid -> !earlier.rows.containsKey(uid))
                    .forEach(arrived::add);
            assertThat(difference)
                    .isEqualTo(new MailboxSnapshot.Difference(expunged.build(), changed.build(), arrived.build()));
        }
    }

    private static UidSet setOf(NavigableMap<Long, MessageRow> model, UidSet uids) {
        UidSet.Builder there = new UidSet.Builder();
        model.keySet().stream().filter(uids::contains).forEach(there::add);
        return there.build();
    }

    private static UidSet someUids(Random random, long uidNext) {
        UidSet.Builder uids = new UidSet.Builder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            long first = 1 + random.nextLong(uidNext + 10);
            uids.add(first, first + (random.nextBoolean() ? random.nextInt(4) : random.nextInt(600)));
        }
        return uids.build();
    }

    private static void check(State state) {
        ChunkedSnapshot snapshot = state.snapshot;
        assertThat(snapshot.count()).isEqualTo(state.rows.size());
        int index = 0;
        for (MessageRow row : state.rows.values()) {
            assertThat(snapshot.row(index)).isEqualTo(row);
            assertThat(snapshot.indexOf(row.uid())).isEqualTo(index);
            index++;
        }
        long absent = 0;
        for (long uid = 1; uid < snapshot.uidNext(); uid++) {
            if (!state.rows.containsKey(uid)) {
                absent++;
                assertThat(snapshot.indexOf(uid))
                        .isEqualTo(-state.rows.headMap(uid).size() - 1);
            }
        }
        assertThat(snapshot.absent().size()).isEqualTo(absent);
        assertThat(snapshot.bytes())
                .isEqualTo(
                        state.rows.values().stream().mapToLong(MessageRow::size).sum());
        assertThat(snapshot.unseen()).isEqualTo((int) state.rows.values().stream()
                .filter(r -> (r.storedBits() & 1) == 0)
                .count());
        assertThat(snapshot.deleted()).isEqualTo((int) state.rows.values().stream()
                .filter(r -> (r.storedBits() & SystemFlag.DELETED.bit()) != 0)
                .count());
    }

    @Test
    void keywordsKeepTheirBitsAndFirstSpelling() {
        KeywordTable one = KeywordTable.EMPTY.with(Flags.of(Set.of(), Set.of("$Forwarded")));
        KeywordTable two = one.with(Flags.of(Set.of(SystemFlag.SEEN), Set.of("$forwarded", "work")));
        assertThat(two.names()).containsExactly("$Forwarded", "work");
        assertThat(two.bits(Flags.of(Set.of(SystemFlag.DRAFT), Set.of("WORK", "unknown"))))
                .isEqualTo(1L << 9 | SystemFlag.DRAFT.bit());
        assertThat(two.flags(1L << 8 | 1 | KeywordTable.RESERVED_BITS))
                .isEqualTo(Flags.of(Set.of(SystemFlag.SEEN), Set.of("$Forwarded")));
        assertThat(two.with(Flags.NONE)).isSameAs(two);
    }

    @Test
    void aReplacementLeavesReservedBitsAlone() {
        FlagMask mask =
                FlagMask.of(new FlagChange(FlagChange.Mode.REPLACE, Flags.of(SystemFlag.SEEN)), KeywordTable.EMPTY);
        assertThat(mask.apply(KeywordTable.HIDDEN_FROM_POP | SystemFlag.DRAFT.bit() | 1L << 60))
                .isEqualTo(KeywordTable.HIDDEN_FROM_POP | SystemFlag.SEEN.bit());
    }
}
