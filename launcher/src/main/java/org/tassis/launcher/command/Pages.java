package org.tassis.launcher.command;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Directory;

/// All mailboxes, some hundred in memory at a time.
final class Pages implements Iterator<List<AccountRecord>> {
    private static final int ROWS = 500;

    private final Directory directory;
    private final Optional<DomainName> domain;
    private final boolean removed;
    private List<AccountRecord> next;

    Pages(Directory directory, Optional<DomainName> domain, boolean removed) {
        this.directory = directory;
        this.domain = domain;
        this.removed = removed;
        this.next = directory.mailboxes(domain, removed, Optional.empty(), ROWS);
    }

    @Override
    public boolean hasNext() {
        return !next.isEmpty();
    }

    @Override
    public List<AccountRecord> next() {
        List<AccountRecord> page = next;
        Login last = page.getLast().account().login();
        next = page.size() < ROWS ? List.of() : directory.mailboxes(domain, removed, Optional.of(last), ROWS);
        return page;
    }

    Stream<AccountRecord> rows() {
        Iterable<List<AccountRecord>> pages = () -> this;
        return StreamSupport.stream(pages.spliterator(), false).flatMap(List::stream);
    }
}
