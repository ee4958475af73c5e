package org.tassis.mailflow.spam;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/// SipHash-2-4 over UTF-16 code units: without the key nobody can tell from a hash which word it was, nor choose
/// words that collide. Immutable; see "SipHash: a fast short-input PRF", Aumasson and Bernstein, 2012.
public final class TokenHash {
    /// Octets of a key.
    public static final int KEY = 16;

    private final long k0;
    private final long k1;

    /// @throws IllegalArgumentException the key has another length
    public TokenHash(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("a key has " + KEY + " octets");
        }
        ByteBuffer words = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        this.k0 = words.getLong();
        this.k1 = words.getLong();
    }

    public static byte[] newKey() {
        byte[] key = new byte[KEY];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /// @param kind tells the same text apart: a word of the subject is not one of the body
    public long of(char kind, CharSequence text) {
        char[] chars = new char[text.length()];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = text.charAt(i);
        }
        return of(kind, chars, 0, chars.length);
    }

    /// @return never 0, which means nothing in tables
    long of(char kind, char[] text, int from, int to) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        long word = kind;
        int filled = 1; // code units in `word`
        int at = from;
        while (true) {
            while (filled < 4 && at < to) {
                word |= (long) text[at++] << (filled++ << 4);
            }
            boolean last = filled < 4;
            if (last) {
                word |= (long) (to - from + 1) << 57; // the length in octets in the highest octet, as SipHash has it
            }
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
            if (last) {
                break;
            }
            word = 0;
            filled = 0;
        }
        v2 ^= 0xff;
        for (int round = 0; round < 4; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        long hash = v0 ^ v1 ^ v2 ^ v3;
        return hash == 0 ? 1 : hash;
    }
}
