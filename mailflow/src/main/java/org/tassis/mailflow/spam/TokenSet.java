package org.tassis.mailflow.spam;

/// Distinct hashes, up to a number; more are not taken. For one thread.
final class TokenSet {
    private final long[] slots;
    private final int most;
    private int size;

    TokenSet(int most) {
        this.most = most;
        this.slots = new long[Integer.highestOneBit(Math.max(4, most)) * 4];
    }

    void add(long hash) {
        if (size == most) {
            return;
        }
        int at = (int) (hash >>> 20) & slots.length - 1;
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return;
            }
            at = at + 1 & slots.length - 1;
        }
        slots[at] = hash;
        size++;
    }

    boolean isFull() {
        return size == most;
    }

    /// In no order.
    long[] toArray() {
        long[] all = new long[size];
        int n = 0;
        for (long slot : slots) {
            if (slot != 0) {
                all[n++] = slot;
            }
        }
        return all;
    }
}
