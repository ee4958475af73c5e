package org.tassis.mailflow.spam;

import java.util.List;

/// What was decided about a message, and why.
///
/// @param filing where it goes
/// @param score  the sum, rounded to tenths
public record SpamVerdict(Filing filing, double score, List<Score> scores) {
    /// Where a message goes, as far as spam is concerned.
    public enum Filing {
        /// Where it would go otherwise.
        PASS,
        JUNK,
        /// Back to its sender, who is connected: never kept with a message.
        REFUSE,
        /// Each mailbox by what it has learnt itself; the scores are those that all have in common.
        EACH
    }

    public SpamVerdict {
        score = Math.rint(score * 10) / 10;
        scores = List.copyOf(scores);
    }

    /// Of all weights.
    public static double sum(List<Score> scores) {
        return scores.stream().mapToDouble(Score::weight).sum();
    }
}
