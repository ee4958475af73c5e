package org.tassis.mailflow.spam;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/// How often tokens were in spam and in wanted messages, and how many messages of each there were: what one
/// {@link Owner} has learnt, held in memory. Any thread.
public final class TokenCounts {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long[] keys; // all guarded by the lock; 0 is an empty place
    private int[] spam;
    private int[] ham;
    private int size;
    private long spamMessages;
    private long hamMessages;

    /// @param tokens about how many will come
    public TokenCounts(long spamMessages, long hamMessages, int tokens) {
        int places = Integer.highestOneBit(Math.max(8, Math.min(tokens, 1 << 26)) * 2) * 2;
        this.keys = new long[places];
        this.spam = new int[places];
        this.ham = new int[places];
        this.spamMessages = Math.max(0, spamMessages);
        this.hamMessages = Math.max(0, hamMessages);
    }

    /// Adds to the counts of a token; they never fall below zero.
    public void add(long token, int inSpam, int inHam) {
        lock.writeLock().lock();
        try {
            put(token, inSpam, inHam);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// A message more or, with -1, less.
    void message(long[] tokens, SpamClass as, int by) {
        int inSpam = as == SpamClass.SPAM ? by : 0;
        int inHam = as == SpamClass.HAM ? by : 0;
        lock.writeLock().lock();
        try {
            spamMessages = Math.max(0, spamMessages + inSpam);
            hamMessages = Math.max(0, hamMessages + inHam);
            for (long token : tokens) {
                put(token, inSpam, inHam);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void put(long token, int inSpam, int inHam) {
        int at = place(token);
        if (keys[at] == 0) {
            if (inSpam <= 0 && inHam <= 0) {
                return;
            }
            if (size * 2 >= keys.length) {
                grow();
                at = place(token);
            }
            keys[at] = token;
            size++;
        }
        spam[at] = Math.max(0, spam[at] + inSpam);
        ham[at] = Math.max(0, ham[at] + inHam);
    }

    private int place(long token) {
        int at = (int) (token >>> 20) & keys.length - 1;
        while (keys[at] != 0 && keys[at] != token) {
            at = at + 1 & keys.length - 1;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldSpam = spam;
        int[] oldHam = ham;
        keys = new long[oldKeys.length * 2];
        spam = new int[keys.length];
        ham = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = place(oldKeys[i]);
                keys[at] = oldKeys[i];
                spam[at] = oldSpam[i];
                ham[at] = oldHam[i];
            }
        }
    }

    /// Looks all tokens up at one instant.
    ///
    /// @param inSpam filled with the counts, by the tokens' places
    /// @param inHam  likewise
    void read(long[] tokens, int[] inSpam, int[] inHam) {
        lock.readLock().lock();
        try {
            for (int i = 0; i < tokens.length; i++) {
                int at = place(tokens[i]);
                inSpam[i] = spam[at];
                inHam[i] = ham[at];
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Messages that were spam and had this token.
    public int inSpam(long token) {
        int[] inSpam = new int[1];
        read(new long[] {token}, inSpam, new int[1]);
        return inSpam[0];
    }

    /// Wanted messages that had this token.
    public int inHam(long token) {
        int[] inHam = new int[1];
        read(new long[] {token}, new int[1], inHam);
        return inHam[0];
    }

    public long spamMessages() {
        lock.readLock().lock();
        try {
            return spamMessages;
        } finally {
            lock.readLock().unlock();
        }
    }

    public long hamMessages() {
        lock.readLock().lock();
        try {
            return hamMessages;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Octets of memory, about.
    long weight() {
        lock.readLock().lock();
        try {
            return 200 + keys.length * 16L;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Different tokens.
    public int size() {
        lock.readLock().lock();
        try {
            return size;
        } finally {
            lock.readLock().unlock();
        }
    }
}
