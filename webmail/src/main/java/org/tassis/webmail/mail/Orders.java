package org.tassis.webmail.mail;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tassis.core.MailboxId;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.OrderKeys;

/// The messages of mailboxes in the orders of lists, mostly by the time they arrived. Where they lie in
/// that order anyhow, which is the rule, nothing is kept; other orders are kept until the mailbox changes.
/// Bounded memory; any thread.
final class Orders {
    private static final long MAX_KEPT = 4_000_000;

    private static final byte[] NOTHING = {};

    private record Key(MailboxId mailbox, Sort sort) {}

    private final Map<Key, Order> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long size;

    /// Of one snapshot. Positions go from 0, the newest, to `count() - 1`.
    ///
    /// @param oldestFirst indexes by date; empty when they lie in order
    record Order(MailboxSnapshot snapshot, int[] oldestFirst) {
        int count() {
            return snapshot.count();
        }

        int index(int position) {
            int place = count() - 1 - position;
            return oldestFirst.length == 0 ? place : oldestFirst[place];
        }

        int position(int index) {
            if (oldestFirst.length == 0) {
                return count() - 1 - index;
            }
            for (int i = 0; i < oldestFirst.length; i++) {
                if (oldestFirst[i] == index) {
                    return count() - 1 - i;
                }
            }
            throw new IllegalArgumentException("no such message: " + index);
        }
    }

    /// By the time they arrived.
    Order of(MailboxSnapshot snapshot) {
        return of(new Key(snapshot.mailbox(), Sort.NEWEST), snapshot, () -> sorted(snapshot));
    }

    /// Position 0 is what comes first; of {@link Sort#OLDEST} what comes last, as of {@link Sort#NEWEST}.
    Order of(MailStore store, MailboxSnapshot snapshot, Sort sort) {
        return switch (sort) {
            case NEWEST, OLDEST -> of(snapshot);
            case LARGEST -> of(new Key(snapshot.mailbox(), sort), snapshot, () -> bySize(snapshot));
            case SENDER, SUBJECT ->
                of(new Key(snapshot.mailbox(), sort), snapshot, () -> byText(store, snapshot, sort));
        };
    }

    private static int[] bySize(MailboxSnapshot snapshot) {
        return IntStream.range(0, snapshot.count())
                .boxed()
                .sorted(Comparator.comparingLong(snapshot::size))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /// The last of the alphabet first, so that the first is at position 0; of the same text the newest is
    /// before. What cannot be read comes first, where it is seen. Subjects count without their `Re:`.
    private static int[] byText(MailStore store, MailboxSnapshot snapshot, Sort sort) {
        OrderKeys.Text text = sort == Sort.SENDER ? OrderKeys.Text.DISPLAY_FROM : OrderKeys.Text.SUBJECT;
        byte[][] texts = new byte[snapshot.count()][];
        int[] all = IntStream.range(0, texts.length).toArray();
        store.orderKeys(
                snapshot,
                all,
                (index, keys) ->
                        texts[index] = keys.map(known -> known.text(text)).orElse(NOTHING));
        return Arrays.stream(all)
                .boxed()
                .sorted(Comparator.<Integer, byte[]>comparing(index -> texts[index], Arrays::compareUnsigned)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /// Whether two snapshots of a mailbox hold the same messages: what came changed the one number, what went
    /// the other.
    private static boolean sameMessages(MailboxSnapshot one, MailboxSnapshot other) {
        return one.uidValidity() == other.uidValidity()
                && one.uidNext() == other.uidNext()
                && one.count() == other.count();
    }

    private Order of(Key key, MailboxSnapshot snapshot, Supplier<int[]> sorting) {
        synchronized (kept) {
            Order known = kept.get(key);
            if (known != null && known.snapshot() == snapshot) {
                return known;
            }
            if (known != null && !key.sort().looksAtFlags() && sameMessages(known.snapshot(), snapshot)) {
                Order again = new Order(snapshot, known.oldestFirst());
                kept.put(key, again);
                return again;
            }
        }
        Order made = new Order(snapshot, sorting.get());
        synchronized (kept) {
            Order old = kept.put(key, made);
            size += made.oldestFirst().length - (old == null ? 0 : old.oldestFirst().length);
            Iterator<Order> eldest = kept.values().iterator();
            while ((size > MAX_KEPT || kept.size() > 1_000) && kept.size() > 1) {
                size -= eldest.next().oldestFirst().length;
                eldest.remove();
            }
        }
        return made;
    }

    private static int[] sorted(MailboxSnapshot snapshot) {
        int count = snapshot.count();
        long[] keys = new long[count];
        boolean ascending = true;
        long awake = Awake.bit(snapshot);
        for (int i = 0; i < count; i++) {
            // 40 bits of seconds last 34,000 years; 23 bits of place are 8 million messages
            // one that was snoozed came when it came back
            long date = (snapshot.flagBits(i) & awake) == 0 ? snapshot.internalDate(i) : snapshot.saveDate(i);
            long seconds = Math.clamp(date, 0, (1L << 40) - 1);
            keys[i] = seconds << 23 | i & 0x7FFFFF;
            ascending &= i == 0 || keys[i] > keys[i - 1];
        }
        if (ascending || count >= 1 << 23) {
            return new int[0];
        }
        Arrays.sort(keys);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = (int) (keys[i] & 0x7FFFFF);
        }
        return order;
    }
}
