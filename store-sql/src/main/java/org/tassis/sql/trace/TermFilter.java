package org.tassis.sql.trace;

import java.util.Collection;

/// A Bloom filter: says for sure that a word is not there, and wrongly that it may be for one in a hundred. Its form
/// is kept in the database: never change the hash.
final class TermFilter {
    private static final int BITS_PER_TERM = 10;
    private static final int PROBES = 7;

    private TermFilter() {}

    /// 64 bits of a word, the same in every process.
    static long hash(String term) {
        long hash = 0xcbf29ce484222325L; // FNV-1a over UTF-16, then mixed
        for (int i = 0; i < term.length(); i++) {
            hash = (hash ^ term.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    static byte[] of(Collection<Long> hashes) {
        byte[] filter = new byte[Math.max(8, (hashes.size() * BITS_PER_TERM + 7) / 8)];
        for (long hash : hashes) {
            for (int probe = 0; probe < PROBES; probe++) {
                int bit = bit(hash, probe, filter.length);
                filter[bit >> 3] |= (byte) (1 << (bit & 7));
            }
        }
        return filter;
    }

    static boolean mayHold(byte[] filter, long hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe, filter.length);
            if ((filter[bit >> 3] & (1 << (bit & 7))) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int bit(long hash, int probe, int octets) {
        int first = (int) hash;
        int step = (int) (hash >>> 32) | 1;
        return (int) (Integer.toUnsignedLong(first + probe * step) % (octets * 8L));
    }
}
