package org.tassis.directory.choice;

import java.time.ZoneId;
import java.util.Optional;

/// What the owner of a mailbox chose.
///
/// @param zone    that times are shown in; empty: the browser's
/// @param compact whether lists are dense
/// @param trash   days after which mail leaves the trash; empty: it stays until somebody empties it
/// @param junk    likewise of the junk folder
public record Choices(Optional<ZoneId> zone, boolean compact, Optional<Integer> trash, Optional<Integer> junk) {
    /// The most days, ten years.
    public static final int MOST_DAYS = 3650;

    /// Of who has chosen nothing.
    public static final Choices NONE = new Choices(Optional.empty(), false, Optional.empty(), Optional.empty());

    /// @throws IllegalArgumentException days that are not 1 to {@link #MOST_DAYS}
    public Choices {
        check(trash);
        check(junk);
    }

    private static void check(Optional<Integer> days) {
        if (days.filter(number -> number < 1 || number > MOST_DAYS).isPresent()) {
            throw new IllegalArgumentException("kept for " + days.get() + " days");
        }
    }

    /// Whether mail leaves a folder by itself.
    public boolean retains() {
        return trash.isPresent() || junk.isPresent();
    }
}
