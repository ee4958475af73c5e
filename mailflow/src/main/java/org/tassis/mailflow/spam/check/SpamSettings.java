package org.tassis.mailflow.spam.check;

/// @param junkAt   the sum of scores from which a message goes to Junk
/// @param refuseAt from which it is refused; never below the other
public record SpamSettings(double junkAt, double refuseAt) {
    public static final SpamSettings DEFAULT = new SpamSettings(5, 15);

    public SpamSettings {
        if (junkAt <= 0 || refuseAt < junkAt) {
            throw new IllegalArgumentException("0 < junkAt <= refuseAt");
        }
    }
}
