package org.tassis.testkit;

import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DomainKeyRecords;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.InMemoryDomainKeyRecords;

class InMemoryDomainKeyRecordsTest implements DomainKeyContract {
    private final DirectoryRecords domains = new InMemoryDirectoryRecords();
    private final DomainKeyRecords keys = new InMemoryDomainKeyRecords(domains);

    @Override
    public DirectoryRecords domains() {
        return domains;
    }

    @Override
    public DomainKeyRecords keys() {
        return keys;
    }
}
