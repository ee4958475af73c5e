package org.tassis.sql.volume;

import java.io.IOException;

/// The volume is not there: its records were moved to another by compaction, or it is lost.
public final class NoSuchVolume extends IOException {
    NoSuchVolume(long number) {
        super("volume " + number + " does not exist");
    }
}
