package org.tassis.sql;

import java.nio.file.Path;
import org.tassis.core.Secret;

/// Which database, and how to reach it.
public sealed interface DatabaseSettings {
    /// Derby inside this process.
    ///
    /// @param directory      of the database, created when it is not there
    /// @param pageCacheBytes memory for database pages; taken from the first database that a process opens
    record Embedded(Path directory, long pageCacheBytes) implements DatabaseSettings {
        public static final long DEFAULT_PAGE_CACHE_BYTES = 32L << 20;

        public Embedded {
            if (pageCacheBytes < 1 << 20) {
                throw new IllegalArgumentException("the page cache of the database has at least 1 MB");
            }
        }

        public Embedded(Path directory) {
            this(directory, DEFAULT_PAGE_CACHE_BYTES);
        }
    }

    /// A PostgreSQL server, 14 or newer.
    ///
    /// @param url `jdbc:postgresql://host:port/database`
    /// @param maxConnections of this process
    record PostgreSql(String url, String user, Secret password, int maxConnections) implements DatabaseSettings {
        public PostgreSql {
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException("a PostgreSQL address starts with jdbc:postgresql:");
            }
            if (maxConnections < 4) {
                throw new IllegalArgumentException("at least 4 connections to the database are needed");
            }
        }
    }
}
