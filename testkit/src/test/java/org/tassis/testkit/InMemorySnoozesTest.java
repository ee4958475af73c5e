package org.tassis.testkit;

import org.tassis.mailflow.snooze.InMemorySnoozes;
import org.tassis.mailflow.snooze.SnoozeRecords;

class InMemorySnoozesTest implements SnoozeContract {
    private final SnoozeRecords records = new InMemorySnoozes();

    @Override
    public SnoozeRecords records() {
        return records;
    }
}
