package org.tassis.mailflow.spam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BayesTest {
    private static final long[] PILLS = tokens(1, 30);
    private static final long[] MEETING = tokens(101, 30);
    private static final long[] STRANGE = tokens(901, 30);

    private static long[] tokens(int from, int count) {
        long[] tokens = new long[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = (from + i) * 0x9e3779b97f4a7c15L;
        }
        return tokens;
    }

    private static TokenCounts nothing() {
        return new TokenCounts(0, 0, 0);
    }

    private static TokenCounts learnt(int spam, long[] inSpam, int ham, long[] inHam) {
        TokenCounts counts = nothing();
        for (int i = 0; i < spam; i++) {
            counts.message(inSpam, SpamClass.SPAM, 1);
        }
        for (int i = 0; i < ham; i++) {
            counts.message(inHam, SpamClass.HAM, 1);
        }
        return counts;
    }

    @Test
    void whoHasLearntNothingSaysNothing() {
        assertThat(Bayes.probability(PILLS, nothing(), Optional.empty())).isEmpty();
        assertThat(Bayes.probability(PILLS, nothing(), Optional.of(nothing()))).isEmpty();
        assertThat(Bayes.probability(PILLS, learnt(500, PILLS, 20, MEETING), Optional.empty()))
                .as("one kind alone is no comparison")
                .isEmpty();
    }

    @Test
    void theBaseTellsSpamFromWantedMail() {
        TokenCounts base = learnt(200, PILLS, 200, MEETING);
        assertThat(Bayes.probability(PILLS, base, Optional.empty()).orElseThrow())
                .isGreaterThan(0.99);
        assertThat(Bayes.probability(MEETING, base, Optional.empty()).orElseThrow())
                .isLessThan(0.01);
        assertThat(Bayes.probability(STRANGE, base, Optional.empty()))
                .as("nothing known in it")
                .isEmpty();
    }

    /// One mailbox wants what all others throw away.
    @Test
    void ownLearningWeighsMoreTheMoreThereIs() {
        TokenCounts base = learnt(300, PILLS, 300, MEETING);
        TokenCounts little = learnt(2, MEETING, 2, PILLS);
        TokenCounts much = learnt(40, MEETING, 40, PILLS);
        assertThat(Bayes.probability(PILLS, base, Optional.of(little)).orElseThrow())
                .isGreaterThan(0.99);
        assertThat(Bayes.probability(PILLS, base, Optional.of(much)).orElseThrow())
                .isLessThan(0.05);
        assertThat(Bayes.probability(MEETING, base, Optional.of(much)).orElseThrow())
                .isGreaterThan(0.95);
    }

    @Test
    void unlearningLeavesNoTrace() {
        TokenCounts base = learnt(200, PILLS, 200, MEETING);
        double before = Bayes.probability(PILLS, base, Optional.empty()).orElseThrow();
        base.message(PILLS, SpamClass.HAM, 1);
        base.message(PILLS, SpamClass.HAM, -1);
        assertThat(Bayes.probability(PILLS, base, Optional.empty()).orElseThrow())
                .isEqualTo(before);
    }

    @Test
    void theTailOfChiSquareIsRight() { // the usual tables, for 2, 4, 20 and 100 degrees of freedom
        assertThat(Bayes.chiSquareTail(5.991, 1)).isCloseTo(0.05, within(1e-4));
        assertThat(Bayes.chiSquareTail(9.488, 2)).isCloseTo(0.05, within(1e-4));
        assertThat(Bayes.chiSquareTail(31.410, 10)).isCloseTo(0.05, within(1e-4));
        assertThat(Bayes.chiSquareTail(124.342, 50)).isCloseTo(0.05, within(1e-4));
        assertThat(Bayes.chiSquareTail(1e6, 300)).isZero();
        assertThat(Bayes.chiSquareTail(0, 300)).isOne();
    }

    @Test
    void countsAreThoseOfASlowMap() {
        Random random = new Random(7);
        TokenCounts counts = nothing();
        java.util.Map<Long, int[]> slow = new java.util.HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long token = random.nextInt(5000) + 1L << 40 | 1;
            int spam = random.nextInt(4) - 1;
            int ham = random.nextInt(4) - 1;
            counts.add(token, spam, ham);
            int[] known = slow.computeIfAbsent(token, _ -> new int[2]);
            known[0] = Math.max(0, known[0] + spam);
            known[1] = Math.max(0, known[1] + ham);
        }
        long[] all = slow.keySet().stream().mapToLong(Long::longValue).toArray();
        int[] spam = new int[all.length];
        int[] ham = new int[all.length];
        counts.read(all, spam, ham);
        for (int i = 0; i < all.length; i++) {
            assertThat(new int[] {spam[i], ham[i]}).isEqualTo(slow.get(all[i]));
        }
    }
}
