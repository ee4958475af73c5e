package org.tassis.search;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/// Numbers as terms of three octets.
final class ThreesStream extends TokenStream {
    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private final BytesRef octets = new BytesRef(new byte[3]);
    private final int[] threes;
    private int at;

    ThreesStream(int[] threes) {
        this.threes = threes;
    }

    /// @param three 0 to 2^24-1
    static BytesRef term(int three) {
        BytesRef term = new BytesRef(new byte[3]);
        write(three, term);
        return term;
    }

    private static void write(int three, BytesRef into) {
        into.bytes[0] = (byte) (three >>> 16);
        into.bytes[1] = (byte) (three >>> 8);
        into.bytes[2] = (byte) three;
        into.length = 3;
    }

    @Override
    public boolean incrementToken() {
        if (at == threes.length) {
            return false;
        }
        write(threes[at++], octets);
        term.setBytesRef(octets);
        return true;
    }

    @Override
    public void reset() {
        at = 0;
    }
}
