package org.tassis.testkit;

import org.tassis.mailflow.filter.FilterRecords;
import org.tassis.mailflow.filter.InMemoryFilterRecords;

class InMemoryFilterRecordsTest implements FilterRecordsContract {
    private final FilterRecords records = new InMemoryFilterRecords();

    @Override
    public FilterRecords records() {
        return records;
    }
}
