package org.tassis.webmail.mail;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tassis.core.MailboxId;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.OrderKeys;

/// The messages of mailboxes in the orders of lists, mostly by the time they arrived. Where they lie in
/// that order anyhow, which is the rule, nothing is kept; other orders are kept until the mailbox changes.
/// Bounded memory; any thread.
final class Orders {
    private static final byte[] NOTHING = {};
    private static final long MAX_KEPT = 4_000_000;

    /// Messages of a mailbox whose place is a part of what is sorted; larger mailboxes stay in order of
    /// arrival.
    private static final int MOST_SORTED = 1 << 23;

    private record Key(MailboxId mailbox, Sort sort) {}

    /// Messages whose texts are kept; of a larger mailbox those of this one alone.
    private static final long MAX_TEXTS = 250_000;

    private static final int MAX_BY_TEXT = 200;

    private final Map<Key, TextOrder> byText = new LinkedHashMap<>(16, 0.75f, true);
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
        Key key = new Key(snapshot.mailbox(), Sort.NEWEST);
        Optional<Order> known = known(key);
        return of(
                key,
                snapshot,
                () -> known.filter(before -> goesOn(before, snapshot)).isPresent() ? new int[0] : sorted(snapshot));
    }

    private Optional<Order> known(Key key) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(key));
        }
    }

    /// Whether messages that lay in order still do, found by what changed alone: mail arrives all the time,
    /// and a mailbox may be large.
    private static boolean goesOn(Order before, MailboxSnapshot now) {
        MailboxSnapshot was = before.snapshot();
        if (before.oldestFirst().length > 0
                || now.count() >= MOST_SORTED
                || was.uidValidity() != now.uidValidity()
                || was.uidNext() > now.uidNext()
                || was.highestModSeq() > now.highestModSeq()) {
            return false;
        }
        MailboxSnapshot.Difference changes = now.since(was);
        long awake = Awake.bit(now);
        if (awake != 0 && awake != Awake.bit(was)) {
            return false;
        }
        boolean asleep = changes.changed().stream().allMatch(uid -> {
            int index = now.indexOf(uid);
            return ((now.flagBits(index) ^ was.flagBits(was.indexOf(uid))) & awake) == 0;
        });
        if (!asleep) {
            return false;
        }
        if (changes.arrived().isEmpty()) {
            return true;
        }
        int first = now.indexOf(changes.arrived().first(0)); // what arrives is behind all others
        for (int index = Math.max(1, first); index < now.count(); index++) {
            if (date(now, index, awake) < date(now, index - 1, awake)) {
                return false;
            }
        }
        return true;
    }

    /// One that was snoozed came when it came back.
    private static long date(MailboxSnapshot snapshot, int index, long awake) {
        return (snapshot.flagBits(index) & awake) == 0 ? snapshot.internalDate(index) : snapshot.saveDate(index);
    }

    /// Position 0 is what comes first; of {@link Sort#OLDEST} what comes last, as of {@link Sort#NEWEST}.
    Order of(MailStore store, MailboxSnapshot snapshot, Sort sort) {
        return switch (sort) {
            case NEWEST, OLDEST -> of(snapshot);
            case LARGEST -> of(new Key(snapshot.mailbox(), sort), snapshot, () -> bySize(snapshot));
            case SENDER, SUBJECT -> byText(store, snapshot, sort);
        };
    }

    /// 31 bits of size and 23 of place.
    private static int[] bySize(MailboxSnapshot snapshot) {
        long[] keys = new long[snapshot.count()];
        if (keys.length >= MOST_SORTED) {
            return new int[0];
        }
        for (int i = 0; i < keys.length; i++) {
            keys[i] = snapshot.size(i) << 23 | i;
        }
        return places(keys);
    }

    private static int[] places(long[] keys) {
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) (keys[i] & 0x7FFFFF);
        }
        return order;
    }

    /// Position 0 is the first of the alphabet; of the same text the newest is before. What cannot be read
    /// comes first, where it is seen. Subjects count without their `Re:`.
    private Order byText(MailStore store, MailboxSnapshot snapshot, Sort sort) {
        Key key = new Key(snapshot.mailbox(), sort);
        Optional<TextOrder> known;
        synchronized (byText) {
            known = Optional.ofNullable(byText.get(key));
        }
        OrderKeys.Text text = sort == Sort.SENDER ? OrderKeys.Text.DISPLAY_FROM : OrderKeys.Text.SUBJECT;
        TextOrder.Reader reader = (now, indexes, texts) -> store.orderKeys(
                now,
                indexes,
                (index, keys) -> texts[index] =
                        keys.map(one -> shortened(one.text(text))).orElse(NOTHING));
        TextOrder order =
                known.map(before -> before.at(snapshot, reader)).orElseGet(() -> TextOrder.of(snapshot, reader));
        synchronized (byText) {
            byText.put(key, order);
            long messages = byText.values().stream()
                    .mapToLong(one -> one.order().length)
                    .sum();
            Iterator<TextOrder> eldest = byText.values().iterator();
            while ((messages > MAX_TEXTS || byText.size() > MAX_BY_TEXT) && byText.size() > 1) {
                messages -= eldest.next().order().length;
                eldest.remove();
            }
        }
        return new Order(snapshot, order.order());
    }

    private static byte[] shortened(byte[] text) {
        return text.length > TextOrder.MAX_TEXT ? Arrays.copyOf(text, TextOrder.MAX_TEXT) : text;
    }

    /// Whether two snapshots of a mailbox hold the same messages: what came changed the one number, what went
    /// the other.
    static boolean sameMessages(MailboxSnapshot one, MailboxSnapshot other) {
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
            long seconds = Math.clamp(date(snapshot, i, awake), 0, (1L << 40) - 1);
            keys[i] = seconds << 23 | i & 0x7FFFFF;
            ascending &= i == 0 || keys[i] > keys[i - 1];
        }
        return ascending || count >= MOST_SORTED ? new int[0] : places(keys);
    }
}
