package org.tassis.mailflow.spam;

/// How much mail of a sender's domain, or of a network, was spam, and how much was wanted. It fades: half of it is
/// gone after {@link #HALF_LIFE} days.
///
/// @param spam messages, not negative
/// @param ham  wanted ones
/// @param day  since 1970, of which these are the figures
public record Standing(double spam, double ham, int day) {
    public static final int HALF_LIFE = 30;

    static final Standing NONE = new Standing(0, 0, 0);

    Standing on(int today) {
        if (today <= day) {
            return this;
        }
        double left = Math.pow(0.5, (today - day) / (double) HALF_LIFE);
        return new Standing(spam * left, ham * left, today);
    }

    Standing with(double moreSpam, double moreHam, int today) {
        Standing now = on(today);
        return new Standing(Math.max(0, now.spam + moreSpam), Math.max(0, now.ham + moreHam), Math.max(today, day));
    }

    /// From -1, all wanted, to 1, all spam; near 0 as long as little is known.
    double lean(int today) {
        Standing now = on(today);
        return (now.spam - now.ham) / (now.spam + now.ham + 4);
    }
}
