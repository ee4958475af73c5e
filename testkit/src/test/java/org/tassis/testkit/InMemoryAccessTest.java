package org.tassis.testkit;

import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.InMemoryAccess;

class InMemoryAccessTest implements AccessContract {
    private final DirectoryRecords records = new InMemoryDirectoryRecords();
    private final AccessRecords access = new InMemoryAccess(credential -> List.of(1L, 2L).stream()
            .map(AccountId::new)
            .filter(account -> records.credentials(account).stream().anyMatch(known -> known.id() == credential))
            .findFirst()
            .or(Optional::empty));

    @Override
    public DirectoryRecords records() {
        return records;
    }

    @Override
    public AccessRecords access() {
        return access;
    }
}
