package org.tassis.testkit;

import java.time.InstantSource;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.GreylistSettings;
import org.tassis.greylist.InMemoryGreylistHistory;
import org.tassis.greylist.InMemoryWaitingRoom;

/// Greylisting in memory.
public final class TestGreylist {
    private TestGreylist() {}

    /// That remembers up to a thousand of each.
    public static Greylist at(InstantSource clock) {
        return new Greylist(
                new InMemoryGreylistHistory(1000, 1000),
                GreylistSettings.DEFAULT,
                clock,
                new InMemoryWaitingRoom(1000));
    }
}
