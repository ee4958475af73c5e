package org.tassis.webmail.mail;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.tassis.store.MailboxSnapshot;

/// The messages of a mailbox by a text of theirs. What a message says never changes, so the order of a
/// mailbox as it is now is made of the one as it was: only what arrived since is read, and put where it
/// belongs. Immutable.
final class TextOrder {
    /// Octets of a text that count, so that the memory for a message is bounded.
    static final int MAX_TEXT = 80;

    private final MailboxSnapshot snapshot;
    private final byte[][] texts;
    private final int[] order;

    /// Reads texts.
    @FunctionalInterface
    interface Reader {
        /// @param indexes ascending
        /// @param texts   by index, to be filled in; at most {@link #MAX_TEXT} octets of each
        void read(MailboxSnapshot snapshot, int[] indexes, byte[][] texts);
    }

    private TextOrder(MailboxSnapshot snapshot, byte[][] texts, int[] order) {
        this.snapshot = snapshot;
        this.texts = texts;
        this.order = order;
    }

    static TextOrder of(MailboxSnapshot snapshot, Reader reader) {
        byte[][] texts = new byte[snapshot.count()][];
        int[] all = IntStream.range(0, texts.length).toArray();
        reader.read(snapshot, all, texts);
        return new TextOrder(snapshot, texts, sorted(all, texts));
    }

    MailboxSnapshot snapshot() {
        return snapshot;
    }

    /// Indexes; the last of the alphabet first, and of the same text the oldest first. For reading only.
    int[] order() {
        return order;
    }

    /// Of the same mailbox at another time.
    TextOrder at(MailboxSnapshot now, Reader reader) {
        if (now == snapshot) {
            return this;
        }
        if (now.uidValidity() != snapshot.uidValidity()) {
            return of(now, reader);
        }
        if (Orders.sameMessages(now, snapshot)) {
            return new TextOrder(now, texts, order);
        }
        byte[][] nowTexts = new byte[now.count()][];
        int[] moved = new int[texts.length];
        int[] arrived = new int[now.count()];
        int arrivals = 0;
        int before = 0;
        Arrays.fill(moved, -1);
        for (int index = 0; index < nowTexts.length; index++) {
            long uid = now.uid(index);
            while (before < moved.length && snapshot.uid(before) < uid) {
                before++;
            }
            if (before < moved.length && snapshot.uid(before) == uid) {
                moved[before] = index;
                nowTexts[index] = texts[before];
            } else {
                arrived[arrivals++] = index;
            }
        }
        arrived = Arrays.copyOf(arrived, arrivals);
        reader.read(now, arrived, nowTexts);
        return new TextOrder(now, nowTexts, merged(moved, sorted(arrived, nowTexts), nowTexts));
    }

    private static int[] sorted(int[] indexes, byte[][] texts) {
        return Arrays.stream(indexes)
                .boxed()
                .sorted(comparing(texts))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Comparator<Integer> comparing(byte[][] texts) {
        return (one, other) -> compare(one, other, texts);
    }

    private static int compare(int one, int other, byte[][] texts) {
        int byText = Arrays.compareUnsigned(texts[other], texts[one]);
        return byText != 0 ? byText : Integer.compare(one, other);
    }

    private int[] merged(int[] moved, int[] arrived, byte[][] nowTexts) {
        int[] merged = new int[nowTexts.length];
        int length = 0;
        int next = 0;
        for (int old : order) {
            int index = moved[old];
            if (index >= 0) {
                while (next < arrived.length && compare(arrived[next], index, nowTexts) < 0) {
                    merged[length++] = arrived[next++];
                }
                merged[length++] = index;
            }
        }
        while (next < arrived.length) {
            merged[length++] = arrived[next++];
        }
        return merged;
    }
}
