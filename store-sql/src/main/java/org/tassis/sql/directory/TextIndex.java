package org.tassis.sql.directory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/// Lines of text in the order of the keys that they begin with, looked through one by one: 100,000 of them
/// in some milliseconds, whatever is looked for. About 150 octets of memory each. Any thread.
final class TextIndex {
    /// Behind every sign that ends a key, and before every sign that a key has.
    private static final char BEHIND_KEY = '!';

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<Line> lines; // guarded by lock

    /// @param text     the key and, behind a line feed or a space, what else is to be found; lower case
    /// @param id       of the row
    /// @param customer whose it is
    /// @param removed  whether it was removed, and may come back
    record Line(String text, long id, long customer, boolean removed) {
        String key() {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) <= ' ') {
                    return text.substring(0, i);
                }
            }
            return text;
        }
    }

    /// @param lines in any order; no two of one key
    TextIndex(List<Line> lines) {
        this.lines = new ArrayList<>(lines);
        this.lines.sort(Comparator.comparing(Line::text));
    }

    /// In place of the one with its key, if there is any.
    void put(Line line) {
        String key = line.key();
        lock.writeLock().lock();
        try {
            int place = from(key);
            if (place < lines.size() && lines.get(place).key().equals(key)) {
                lines.set(place, line);
            } else {
                lines.add(place, line);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    void remove(String key) {
        lock.writeLock().lock();
        try {
            int place = from(key);
            if (place < lines.size() && lines.get(place).key().equals(key)) {
                lines.remove(place);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    void remove(long id) {
        lock.writeLock().lock();
        try {
            lines.removeIf(line -> line.id() == id);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// The first lines that are wanted, in order of their keys.
    ///
    /// @param after a key; empty: from the first on
    List<Line> find(String after, int limit, Predicate<Line> wanted) {
        List<Line> found = new ArrayList<>();
        lock.readLock().lock();
        try {
            for (int i = after.isEmpty() ? 0 : from(after + BEHIND_KEY);
                    i < lines.size() && found.size() < limit;
                    i++) {
                Line line = lines.get(i);
                if (wanted.test(line)) {
                    found.add(line);
                }
            }
            return found;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Of the first line that is not before this text. Keys have only signs that are behind those which end
    /// them.
    private int from(String text) {
        int low = 0;
        int high = lines.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lines.get(middle).text().compareTo(text) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
