package org.tassis.testkit;

import java.nio.file.Path;
import java.time.InstantSource;
import org.tassis.core.Quota;
import org.tassis.mailflow.filter.FilterSettings;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.InMemoryFilterRecords;
import org.tassis.mailflow.filter.InMemorySeenMessages;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;

/// Filters in memory, for messages that fit in there.
public final class TestFilters {
    private TestFilters() {}

    /// Over a store of their own.
    public static Filters alone() {
        return alone(FilterSettings.DEFAULT);
    }

    /// Over a store of their own.
    public static Filters alone(FilterSettings settings) {
        return of(new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system()), settings);
    }

    public static Filters over(MailStore store) {
        return of(store, FilterSettings.DEFAULT);
    }

    private static Filters of(MailStore store, FilterSettings settings) {
        return new Filters(
                new InMemoryFilterRecords(),
                new InMemorySeenMessages(),
                store,
                settings,
                Path.of(System.getProperty("java.io.tmpdir")),
                InstantSource.system());
    }
}
