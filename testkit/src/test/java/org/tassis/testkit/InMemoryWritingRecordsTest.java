package org.tassis.testkit;

import org.tassis.directory.writing.InMemoryWritingRecords;
import org.tassis.directory.writing.WritingRecords;

class InMemoryWritingRecordsTest implements WritingRecordsContract {
    private final WritingRecords records = new InMemoryWritingRecords();

    @Override
    public WritingRecords records() {
        return records;
    }
}
