package org.tassis.testkit;

import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.InMemoryAccess;
import org.tassis.directory.desk.AuditRecords;
import org.tassis.directory.desk.InMemoryAudit;

class InMemoryDeskTest implements DeskContract {
    private final DirectoryRecords records = new InMemoryDirectoryRecords();
    private final AuditRecords audit = new InMemoryAudit();

    @Override
    public DirectoryRecords records() {
        return records;
    }

    @Override
    public AuditRecords audit() {
        return audit;
    }

    @Override
    public AccessRecords access() {
        return new InMemoryAccess(_ -> java.util.Optional.empty());
    }
}
