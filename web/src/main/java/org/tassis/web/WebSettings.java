package org.tassis.web;

import java.time.Duration;

/// What sessions of browsers may cost and how long they last.
///
/// @param idle       a session ends when it was not used for so long
/// @param keptIdle   the same for one that its owner asked to keep on this device
/// @param longest    a session ends so long after its login, however much it is used
/// @param perAccount sessions of an account at once; the one unused for longest gives way to a new one
public record WebSettings(Duration idle, Duration keptIdle, Duration longest, int perAccount) {
    public static final WebSettings DEFAULT =
            new WebSettings(Duration.ofHours(12), Duration.ofDays(30), Duration.ofDays(90), 50);

    public WebSettings {
        if (!idle.isPositive() || !keptIdle.isPositive() || !longest.isPositive() || perAccount < 1) {
            throw new IllegalArgumentException("web settings out of range");
        }
    }
}
