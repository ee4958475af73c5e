package org.tassis.mailflow.spam;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/// How likely a message is spam, from its tokens: Robinson's estimate for each token and Fisher's way of combining
/// them ("A Statistical Approach to the Spam Problem", Linux Journal, 2003). What the base says of a token is where
/// the mailbox's own estimate begins, with the weight of a few messages: the more a mailbox has learnt of a token
/// itself, the less the others count. Pure; why so: `docs/adr/0014-spam-is-a-sum-of-scores.md`.
final class Bayes {
    /// Messages of each kind before the base says anything: no single mailbox speaks for all.
    static final int LEAST_BASE = 200;

    /// Before a mailbox does, which is for itself alone.
    static final int LEAST_OWN = 15;

    /// Of a token that nobody has seen.
    private static final double UNKNOWN = 0.5;

    /// How many messages that is worth.
    private static final double UNKNOWN_WEIGHT = 0.45;

    /// How many messages of its own what the base says is worth to a mailbox.
    private static final double BASE_WEIGHT = 3;

    /// Tokens nearer to the middle say nothing.
    private static final double LEAST_STRENGTH = 0.1;

    /// The strongest tokens that are looked at.
    private static final int STRONGEST = 150;

    /// With fewer that say something there is no verdict.
    private static final int FEWEST = 5;

    private Bayes() {}

    /// @return from 0, surely wanted, to 1, surely spam; nothing where too little was learnt
    static OptionalDouble probability(long[] tokens, TokenCounts base, Optional<TokenCounts> own) {
        boolean baseCounts = counts(base, LEAST_BASE);
        boolean ownCounts = own.isPresent() && counts(own.get(), LEAST_OWN);
        if (!baseCounts && !ownCounts) {
            return OptionalDouble.empty();
        }
        double[] estimates = new double[tokens.length];
        double[] weights = new double[tokens.length];
        Arrays.fill(estimates, UNKNOWN);
        Arrays.fill(weights, UNKNOWN_WEIGHT);
        if (baseCounts) {
            refine(tokens, base, estimates);
            for (int i = 0; i < estimates.length; i++) {
                weights[i] = estimates[i] == UNKNOWN ? UNKNOWN_WEIGHT : BASE_WEIGHT;
            }
        }
        if (ownCounts) {
            refine(tokens, own.get(), estimates, weights);
        }
        return combine(strongest(estimates));
    }

    /// Whether enough was learnt of both kinds.
    static boolean counts(TokenCounts counts, int least) {
        return counts.spamMessages() >= least && counts.hamMessages() >= least;
    }

    private static void refine(long[] tokens, TokenCounts counts, double[] estimates) {
        double[] weights = new double[tokens.length];
        Arrays.fill(weights, UNKNOWN_WEIGHT);
        refine(tokens, counts, estimates, weights);
    }

    /// @param estimates what is believed before, and afterwards
    /// @param weights   of what is believed before, in messages
    private static void refine(long[] tokens, TokenCounts counts, double[] estimates, double[] weights) {
        int[] spam = new int[tokens.length];
        int[] ham = new int[tokens.length];
        double spamMessages = Math.max(1, counts.spamMessages());
        double hamMessages = Math.max(1, counts.hamMessages());
        counts.read(tokens, spam, ham);
        for (int i = 0; i < tokens.length; i++) {
            int n = spam[i] + ham[i];
            if (n > 0) {
                double inSpam = Math.min(1, spam[i] / spamMessages);
                double inHam = Math.min(1, ham[i] / hamMessages);
                double observed = inSpam / (inSpam + inHam);
                estimates[i] = (weights[i] * estimates[i] + n * observed) / (weights[i] + n);
            }
        }
    }

    private static double[] strongest(double[] estimates) {
        double[] strong = Arrays.stream(estimates)
                .filter(estimate -> Math.abs(estimate - UNKNOWN) >= LEAST_STRENGTH)
                .toArray();
        if (strong.length <= STRONGEST) {
            return strong;
        }
        double[] strengths =
                Arrays.stream(strong).map(f -> -Math.abs(f - UNKNOWN)).sorted().toArray();
        double least = -strengths[STRONGEST - 1];
        return Arrays.stream(strong)
                .filter(f -> Math.abs(f - UNKNOWN) >= least)
                .limit(STRONGEST * 2L) // many may be as strong as the last one
                .toArray();
    }

    private static OptionalDouble combine(double[] estimates) {
        if (estimates.length < FEWEST) {
            return OptionalDouble.empty();
        }
        double forSpam = 0;
        double forHam = 0;
        for (double estimate : estimates) {
            double bounded = Math.clamp(estimate, 1e-6, 1 - 1e-6);
            forHam += Math.log(bounded);
            forSpam += Math.log(1 - bounded);
        }
        double spam = 1 - chiSquareTail(-2 * forSpam, estimates.length);
        double ham = 1 - chiSquareTail(-2 * forHam, estimates.length);
        return OptionalDouble.of((spam - ham + 1) / 2);
    }

    /// The chance that chi-square with `2 * half` degrees of freedom is `x` or more; in logarithms, so that many
    /// tokens do not run out of numbers.
    static double chiSquareTail(double x, int half) {
        double m = x / 2;
        if (m <= 0) {
            return 1;
        }
        double logTerm = -m;
        double sum = Math.exp(logTerm);
        double log = Math.log(m);
        for (int i = 1; i < half; i++) {
            logTerm += log - Math.log(i);
            sum += Math.exp(logTerm);
        }
        return Math.min(1, sum);
    }
}
