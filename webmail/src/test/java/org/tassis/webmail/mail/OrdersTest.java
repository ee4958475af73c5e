package org.tassis.webmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagMask;
import org.tassis.store.KeywordTable;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.MessageRow;

/// The order by time, found anew or carried on from the mailbox as it was.
class OrdersTest {
    private static final KeywordTable KEYWORDS = KeywordTable.EMPTY.with(Flags.of(Set.of(), Set.of(Snoozes.AWAKE)));

    private static MessageRow row(long uid, long date, long modSeq) {
        return new MessageRow(uid, 0, modSeq, 100 + uid * 37 % 50, date, 1_000_000 + uid, uid, uid, uid);
    }

    @Test
    void whatIsCarriedOnIsWhatWouldBeFoundAnew() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Orders carriedOn = new Orders();
            ChunkedSnapshot now = ChunkedSnapshot.empty(new MailboxId(7), 1).withKeywords(KEYWORDS);
            long modSeq = 1;
            long date = 100;
            for (int step = 0; step < 60; step++) {
                modSeq++;
                long uid = 1 + random.nextInt((int) now.uidNext());
                switch (random.nextInt(8)) {
                    case 0 -> now = now.expunged(UidSet.of(uid), modSeq).after();
                    case 1 -> now = marked(now, uid, Flags.of(SystemFlag.SEEN), modSeq);
                    case 2 -> {
                        if (seed % 4 == 0) {
                            now = marked(now, uid, Flags.of(Set.of(), Set.of(Snoozes.AWAKE)), modSeq);
                        }
                    }
                    default -> {
                        date += random.nextInt(3);
                        boolean old = seed % 3 == 0 && random.nextInt(20) == 0;
                        now = now.appended(List.of(row(now.uidNext(), old ? date - 50 : date, modSeq)));
                    }
                }
                if (random.nextBoolean()) {
                    assertThat(uids(carriedOn, now))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(sorted(now));
                }
            }
        }
    }

    private static ChunkedSnapshot marked(ChunkedSnapshot now, long uid, Flags flags, long modSeq) {
        FlagMask mask = FlagMask.of(new FlagChange(FlagChange.Mode.ADD, flags), KEYWORDS);
        return now.reflagged(UidSet.of(uid), mask, Long.MAX_VALUE, modSeq).after();
    }

    private static List<Long> uids(Orders orders, MailboxSnapshot snapshot) {
        Orders.Order order = orders.of(snapshot);
        return IntStream.range(0, order.count())
                .mapToObj(position -> snapshot.uid(order.index(position)))
                .toList();
    }

    private static List<Long> sorted(MailboxSnapshot snapshot) {
        return IntStream.range(0, snapshot.count())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(
                                index -> snapshot.flags(index).keywords().isEmpty()
                                        ? snapshot.internalDate(index)
                                        : snapshot.saveDate(index))
                        .thenComparing(Comparator.naturalOrder())
                        .reversed())
                .map(snapshot::uid)
                .toList();
    }

    @Test
    void anOrderByTextIsCarriedOn() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            ChunkedSnapshot now = ChunkedSnapshot.empty(new MailboxId(7), 1);
            int[] read = {0};
            TextOrder.Reader reader = (snapshot, indexes, texts) -> {
                for (int index : indexes) {
                    texts[index] = text(snapshot.uid(index));
                    read[0]++;
                }
            };
            TextOrder order = TextOrder.of(now, reader);
            for (int step = 0; step < 40; step++) {
                for (int i = random.nextInt(5); i > 0; i--) {
                    now = now.appended(List.of(row(now.uidNext(), 1, step + 2L)));
                }
                if (random.nextInt(3) == 0) {
                    long uid = 1 + random.nextInt((int) now.uidNext());
                    now = now.expunged(UidSet.of(uid, uid + 2), step + 2L).after();
                }
                order = order.at(now, reader);
                assertThat(order.order())
                        .isEqualTo(TextOrder.of(now, (snapshot, indexes, texts) -> {
                                    for (int index : indexes) {
                                        texts[index] = text(snapshot.uid(index));
                                    }
                                })
                                .order());
            }
            assertThat(read[0]).as("each message is read once").isLessThan((int) now.uidNext());
        }
    }

    private static byte[] text(long uid) {
        return new byte[] {(byte) (uid * 37 % 11), (byte) (uid * 5 % 3)};
    }
}
