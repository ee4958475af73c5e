package org.tassis.testkit;

import org.tassis.directory.setup.InMemorySetUpRecords;
import org.tassis.directory.setup.SetUpRecords;

class InMemorySetUpRecordsTest implements SetUpContract {
    private final SetUpRecords records = new InMemorySetUpRecords();

    @Override
    public SetUpRecords setUp() {
        return records;
    }
}
