package org.tassis.mailflow.spam;

import java.util.Arrays;

/// Which tokens are forgotten when there are too many: those longest not learnt, where each further message that a
/// token was in is worth another month, up to a year. Pure.
public final class Forgetting {
    private static final int WORTH = 30;
    private static final int MOST_WORTH = 365;

    private Forgetting() {}

    /// How long a token is kept: compare with others'.
    ///
    /// @param messages it was in
    /// @param seen     the day it was learnt last
    public static int rank(int messages, int seen) {
        return seen + Math.min(MOST_WORTH, Math.max(0, messages - 1) * WORTH);
    }

    /// The highest rank that goes, such that at most `most` stay. Of many with one rank all go.
    ///
    /// @param ranks is sorted
    public static int lastToGo(int[] ranks, int most) {
        if (ranks.length <= most) {
            return Integer.MIN_VALUE;
        }
        Arrays.sort(ranks);
        return ranks[ranks.length - most - 1];
    }
}
