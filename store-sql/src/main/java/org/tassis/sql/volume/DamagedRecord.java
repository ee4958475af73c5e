package org.tassis.sql.volume;

import java.io.IOException;

/// A record cannot be read as it was written.
public final class DamagedRecord extends IOException {
    private final long locator;

    DamagedRecord(long locator, String what) {
        super(Locator.describe(locator) + ": " + what);
        this.locator = locator;
    }

    public long locator() {
        return locator;
    }
}
