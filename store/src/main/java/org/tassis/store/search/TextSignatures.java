package org.tassis.store.search;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tassis.core.ContentId;
import org.tassis.store.TextPart;

/// Remembers the signatures of messages that were searched, so that later searches read only messages that
/// may match. Stored octets never change, so a signature is never stale; losing one costs time only.
/// Bounded memory; any thread.
///
/// Entries live in two generations: when the young one has its share of memory, the old one is forgotten
/// and the young one grows old. What is asked for in the old one becomes young again.
public final class TextSignatures {
    private static final int STRIPES = 16;

    private final Stripe[] stripes = new Stripe[STRIPES];

    /// @param maxOctets of memory in all
    public TextSignatures(long maxOctets) {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(maxOctets / STRIPES / 2);
        }
    }

    /// Of what part of a message.
    enum Of {
        HEADER,
        BODY;

        /// The one that holds a part.
        static Of of(TextPart part) {
            return switch (part) {
                case SUBJECT, FROM, TO, CC, HEADER -> HEADER;
                case BODY -> BODY;
            };
        }

        TextPart part() {
            return this == BODY ? TextPart.BODY : TextPart.HEADER;
        }
    }

    @Nullable
    TextSignature get(ContentId content, Of of) {
        long key = key(content, of);
        return stripe(key).get(key);
    }

    void put(ContentId content, Of of, TextSignature signature) {
        long key = key(content, of);
        stripe(key).put(key, signature);
    }

    private static long key(ContentId content, Of of) {
        return 2 * content.value() + of.ordinal();
    }

    private Stripe stripe(long key) {
        return stripes[(int) (key & (STRIPES - 1))];
    }

    private static final class Stripe {
        private final ReentrantLock lock = new ReentrantLock();
        private final long maxOctets;
        private Generation young = new Generation();
        private Generation old = new Generation();

        Stripe(long maxOctets) {
            this.maxOctets = maxOctets;
        }

        @Nullable
        TextSignature get(long key) {
            lock.lock();
            try {
                TextSignature found = young.get(key);
                if (found == null) {
                    found = old.get(key);
                    if (found != null) {
                        add(key, found);
                    }
                }
                return found;
            } finally {
                lock.unlock();
            }
        }

        void put(long key, TextSignature signature) {
            lock.lock();
            try {
                if (young.get(key) == null) {
                    add(key, signature);
                }
            } finally {
                lock.unlock();
            }
        }

        private void add(long key, TextSignature signature) {
            if (young.octets + signature.octets() > maxOctets && young.size > 0) {
                old = young;
                young = new Generation();
            }
            young.add(key, signature);
        }
    }

    /// A hash table of long keys with open addressing, without removal. A table filled to half is doubled.
    private static final class Generation {
        private long[] keys = new long[64];
        private @Nullable TextSignature[] values = new TextSignature[64];
        private int size;
        private long octets;

        @Nullable
        TextSignature get(long key) {
            int at = place(keys, values, key);
            return values[at];
        }

        void add(long key, TextSignature signature) {
            if (2 * size >= keys.length) {
                long[] moreKeys = new long[2 * keys.length];
                @Nullable TextSignature[] moreValues = new TextSignature[2 * keys.length];
                for (int i = 0; i < keys.length; i++) {
                    TextSignature value = values[i];
                    if (value != null) {
                        int at = place(moreKeys, moreValues, keys[i]);
                        moreKeys[at] = keys[i];
                        moreValues[at] = value;
                    }
                }
                keys = moreKeys;
                values = moreValues;
            }
            int at = place(keys, values, key);
            keys[at] = key;
            values[at] = signature;
            size++;
            octets += signature.octets();
        }

        private static int place(long[] keys, @Nullable TextSignature[] values, long key) {
            int mask = keys.length - 1;
            int at = Long.hashCode(key * 0x9E3779B97F4A7C15L >>> 16) & mask;
            while (values[at] != null && keys[at] != key) {
                at = (at + 1) & mask;
            }
            return at;
        }
    }
}
