package org.tassis.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database of this process: a pool of connections whose tables are those of this version. Isolation is
/// READ COMMITTED. Thread-safe.
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final HikariDataSource pool;
    private final Dialect dialect;
    private final Runnable afterClose;

    private Database(HikariDataSource pool, Dialect dialect, Runnable afterClose) {
        this.pool = pool;
        this.dialect = dialect;
        this.afterClose = afterClose;
    }

    /// Opens or creates the database and brings its tables to this version.
    /// @throws DatabaseUnusable when a server cannot be reached or does not let this program in
    /// @throws RuntimeException when it is damaged, or newer than this program
    public static Database open(DatabaseSettings settings) {
        Database database =
                switch (settings) {
                    case DatabaseSettings.Embedded embedded -> openDerby(embedded);
                    case DatabaseSettings.PostgreSql server -> openPostgreSql(server);
                };
        try {
            database.migrate();
            return database;
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    private static Database openDerby(DatabaseSettings.Embedded settings) {
        Path directory = settings.directory().toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory.getParent(), e);
        }
        // Read once, when the engine starts; a process that opens several databases uses the first one's.
        property(
                "derby.stream.error.file", directory.resolveSibling("derby.log").toString());
        property("derby.storage.pageCacheSize", Long.toString(Math.max(1000, settings.pageCacheBytes() / 4096)));
        property("derby.locks.escalationThreshold", Integer.toString(Integer.MAX_VALUE));
        property("derby.locks.deadlockTimeout", "2");
        property("derby.locks.waitTimeout", "20");
        property("derby.storage.logBufferSize", Integer.toString(512 << 10));
        property("derby.storage.logSwitchInterval", Integer.toString(2 << 20));
        property("derby.storage.checkpointInterval", Integer.toString(64 << 20));
        property("derby.language.statementCacheSize", "200");
        property("derby.storage.indexStats.auto", "false"); // would scan every index again and again as tables grow
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:derby:directory:" + directory + ";create=true");
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(1);
        config.setMaxLifetime(0); // nothing between here and the engine ages
        return new Database(pool(config), Dialect.DERBY, () -> shutDownDerby(directory));
    }

    private static void shutDownDerby(Path directory) {
        try {
            DriverManager.getConnection("jdbc:derby:directory:" + directory + ";shutdown=true")
                    .close();
        } catch (SQLException e) {
            if (!"08006".equals(e.getSQLState())) { // 08006 says that it was shut down, as asked
                LOG.warn("The database did not shut down cleanly; it will recover at the next start", e);
            }
        }
    }

    private static void property(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /// Asks once, so that a server that cannot be used is told from its answer, and soon.
    private static void probe(DatabaseSettings.PostgreSql settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password().reveal());
        properties.setProperty("loginTimeout", "15");
        try {
            DriverManager.getConnection(settings.url(), properties).close();
        } catch (SQLException e) {
            throw DatabaseUnusable.because(e);
        }
    }

    private static Database openPostgreSql(DatabaseSettings.PostgreSql settings) {
        probe(settings);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password().reveal());
        config.setMaximumPoolSize(settings.maxConnections());
        config.setMinimumIdle(2);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "tassis");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new Database(pool(config), Dialect.POSTGRESQL, () -> {});
    }

    private static HikariDataSource pool(HikariConfig config) {
        config.setPoolName("tassis");
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionTimeout(Duration.ofSeconds(20).toMillis());
        return new HikariDataSource(config);
    }

    private void migrate() {
        Flyway flyway = Flyway.configure(Database.class.getClassLoader())
                .dataSource(pool)
                .locations("classpath:org/tassis/sql/migration")
                .table("schema_history")
                .placeholders(Map.of("octets", dialect.octets()))
                .baselineOnMigrate(false)
                .validateMigrationNaming(true)
                .load();
        for (MigrationInfo applied : flyway.info().applied()) {
            if (applied.getState() == MigrationState.FUTURE_SUCCESS
                    || applied.getState() == MigrationState.FUTURE_FAILED) {
                throw new IllegalStateException("the database is newer than this program, which does not know its step "
                        + applied.getVersion() + " (" + applied.getDescription()
                        + "): use the newer program, or put back the copy made before the upgrade");
            }
        }
        flyway.migrate();
    }

    public DataSource dataSource() {
        return pool;
    }

    /// A connection from the pool, in auto-commit mode; close it to give it back.
    public Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /// Whether the database answers within two seconds: for health checks.
    public boolean answers() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    public Dialect dialect() {
        return dialect;
    }

    /// Connections still in use fail afterwards. Closing twice is allowed.
    @Override
    public void close() {
        if (!pool.isClosed()) {
            pool.close();
            afterClose.run();
        }
    }
}
