package org.tassis.webmail.mail;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tassis.core.MailboxId;
import org.tassis.store.MailboxSnapshot;

/// The messages of mailboxes by the time they arrived. Where they lie in that order anyhow, which is the
/// rule, nothing is kept; for others the order is kept until the mailbox changes. Bounded memory; any thread.
final class Orders {
    private static final long MAX_KEPT = 4_000_000;

    private final Map<MailboxId, Order> kept = new LinkedHashMap<>(16, 0.75f, true);
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

    Order of(MailboxSnapshot snapshot) {
        synchronized (kept) {
            Order known = kept.get(snapshot.mailbox());
            if (known != null && known.snapshot() == snapshot) {
                return known;
            }
        }
        Order made = new Order(snapshot, sorted(snapshot));
        synchronized (kept) {
            Order old = kept.put(snapshot.mailbox(), made);
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
