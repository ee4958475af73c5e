package org.tassis.sql.spam;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.tassis.mailflow.spam.Forgetting;
import org.tassis.mailflow.spam.TokenCounts;

/// The tokens of one mailbox as they lie in one row: for each, in ascending order, eight octets of the token, and two
/// each of how often it was in spam, how often in wanted mail, and of the day it was learnt last. Read and written as
/// a whole, which costs less than some thousand rows. For one thread.
final class PackedTokens {
    /// Octets of one token.
    static final int ENTRY = 14;

    private static final int MOST = 0xffff;

    private final ByteBuffer packed;

    PackedTokens(byte[] packed) {
        this.packed = ByteBuffer.wrap(packed);
    }

    int size() {
        return packed.capacity() / ENTRY;
    }

    void addTo(TokenCounts counts) {
        for (int i = 0; i < size(); i++) {
            counts.add(token(i), unsigned(i, 8), unsigned(i, 10));
        }
    }

    private long token(int index) {
        return packed.getLong(index * ENTRY);
    }

    private int unsigned(int index, int at) {
        return packed.getShort(index * ENTRY + at) & MOST;
    }

    /// With more of the same; what was never seen and what is left with nothing is not kept.
    ///
    /// @param tokens ascending
    byte[] with(long[] tokens, int spam, int ham, int today) {
        ByteBuffer out = ByteBuffer.allocate((size() + tokens.length) * ENTRY);
        int old = 0;
        int fresh = 0;
        while (old < size() || fresh < tokens.length) {
            int order = old == size() ? 1 : fresh == tokens.length ? -1 : Long.compare(token(old), tokens[fresh]);
            if (order < 0) {
                out.put(packed.array(), old * ENTRY, ENTRY);
            } else {
                int inSpam = Math.clamp((order == 0 ? unsigned(old, 8) : 0) + spam, 0, MOST);
                int inHam = Math.clamp((order == 0 ? unsigned(old, 10) : 0) + ham, 0, MOST);
                if (inSpam + inHam > 0) {
                    out.putLong(tokens[fresh])
                            .putShort((short) inSpam)
                            .putShort((short) inHam)
                            .putShort((short) today);
                }
            }
            old += order <= 0 ? 1 : 0;
            fresh += order >= 0 ? 1 : 0;
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /// Without the rare and old ones.
    byte[] atMost(int most) {
        int[] ranks = new int[size()];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = rank(i);
        }
        int last = Forgetting.lastToGo(ranks, most);
        ByteBuffer out = ByteBuffer.allocate(packed.capacity());
        for (int i = 0; i < size(); i++) {
            if (rank(i) > last) {
                out.put(packed.array(), i * ENTRY, ENTRY);
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private int rank(int index) {
        return Forgetting.rank(unsigned(index, 8) + unsigned(index, 10), unsigned(index, 12));
    }
}
