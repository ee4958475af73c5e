package org.tassis.search;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.SqlMailStore;
import org.tassis.sql.SqlStoreSettings;
import org.tassis.sql.volume.FileOpener;
import org.tassis.sql.volume.VolumeSettings;

/// A store on a database, open.
record SqlStore(Database database, SqlMailStore store) implements AutoCloseable {
    /// With so little memory for messages that mailboxes leave it.
    static final SqlStoreSettings SETTINGS = new SqlStoreSettings(
            new VolumeSettings(1 << 20, 8), FileOpener.PLAIN, 1000, 16 << 20, 60, 1000, 1 << 20, Duration.ZERO, 0.5);

    static SqlStore derby(Path directory, SqlStoreSettings settings) {
        return on(
                directory,
                new DatabaseSettings.Embedded(directory.resolve("derby")),
                settings,
                _ -> Quota.UNLIMITED,
                InstantSource.system());
    }

    static SqlStore on(
            Path directory,
            DatabaseSettings settings,
            SqlStoreSettings store,
            Function<AccountId, Quota> quotas,
            InstantSource clock) {
        Database database = Database.open(settings);
        return new SqlStore(
                database,
                SqlMailStore.open(
                        directory.resolve("volumes"), database, quotas, clock, new SimpleMeterRegistry(), store));
    }

    @Override
    public void close() {
        store.close();
        database.close();
    }
}
