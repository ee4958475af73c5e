package org.tassis.testkit;

import org.tassis.greylist.GreylistHistory;
import org.tassis.greylist.InMemoryGreylistHistory;

class InMemoryGreylistHistoryTest implements GreylistHistoryContract {
    private final GreylistHistory history = new InMemoryGreylistHistory(1000, 1000);

    @Override
    public GreylistHistory history() {
        return history;
    }

    @Override
    public GreylistHistory again() {
        return history;
    }
}
