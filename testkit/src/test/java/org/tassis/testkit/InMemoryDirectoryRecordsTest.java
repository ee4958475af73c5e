package org.tassis.testkit;

import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.InMemoryDirectoryRecords;

class InMemoryDirectoryRecordsTest implements DirectoryContract {
    private final DirectoryRecords records = new InMemoryDirectoryRecords();

    @Override
    public DirectoryRecords records() {
        return records;
    }
}
