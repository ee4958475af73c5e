package org.tassis.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database of this process: a pool of connections whose tables are those of this version. Isolation is
/// READ COMMITTED. Thread-safe.
public final class Database implements AutoCloseable {
    /// The table in which applied steps are listed.
    public static final String HISTORY = "schema_history";

    /// A table that is made of the others and the volumes: no backup needs it.
    public static final String MADE_OF_OTHERS = "store_order";

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final String STEPS = "classpath:org/tassis/sql/migration";

    private final HikariDataSource pool;
    private final Dialect dialect;
    private final Runnable afterClose;
    private final Optional<Path> directory;

    private Database(HikariDataSource pool, Dialect dialect, Optional<Path> directory, Runnable afterClose) {
        this.directory = directory;
        this.pool = pool;
        this.dialect = dialect;
        this.afterClose = afterClose;
    }

    /// Opens or creates the database and brings its tables to this version.
    /// @throws DatabaseUnusable when a server cannot be reached or does not let this program in
    /// @throws RuntimeException when it is damaged, or newer than this program
    public static Database open(DatabaseSettings settings) {
        Database database = openAsIs(settings);
        try {
            database.migrate();
            return database;
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /// Opens the database and leaves its tables as they are.
    /// @throws DatabaseUnusable when a server cannot be reached or does not let this program in
    public static Database openAsIs(DatabaseSettings settings) {
        return switch (settings) {
            case DatabaseSettings.Embedded embedded -> openDerby(embedded);
            case DatabaseSettings.PostgreSql server -> openPostgreSql(server);
        };
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
        return new Database(pool(config), Dialect.DERBY, Optional.of(directory), () -> shutDownDerby(directory));
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
        return new Database(pool(config), Dialect.POSTGRESQL, Optional.empty(), () -> {});
    }

    private static HikariDataSource pool(HikariConfig config) {
        config.setPoolName("tassis");
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionTimeout(Duration.ofSeconds(20).toMillis());
        return new HikariDataSource(config);
    }

    private Flyway flyway(String location) {
        return Flyway.configure(Database.class.getClassLoader())
                .dataSource(pool)
                .locations(location)
                .table(HISTORY)
                .placeholders(Map.of("octets", dialect.octets()))
                .baselineOnMigrate(false)
                .validateMigrationNaming(true)
                .load();
    }

    /// Versions of the steps that have been applied, in their order.
    public List<String> appliedSteps() throws SQLException {
        List<String> versions = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT \"version\", \"success\" FROM \""
                        + HISTORY + "\" WHERE \"version\" IS NOT NULL ORDER BY \"installed_rank\"");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                if (row.getBoolean(2)) {
                    versions.add(row.getString(1));
                }
            }
        }
        return versions;
    }

    /// Makes the tables that some steps give, in a database that has none; {@link #migrate} applies the rest.
    ///
    /// @throws IllegalArgumentException a step is not known to this program
    public void create(List<String> versions) {
        Map<String, String> scripts = new HashMap<>();
        for (MigrationInfo step : flyway(STEPS).info().all()) {
            scripts.put(String.valueOf(step.getVersion()), step.getScript());
        }
        try {
            Path chosen = Files.createTempDirectory("tassis-steps");
            try {
                for (String version : versions) {
                    String script = scripts.get(version);
                    try (InputStream text = script == null
                            ? null
                            : Database.class.getResourceAsStream("/org/tassis/sql/migration/" + script)) {
                        if (text == null) {
                            throw new IllegalArgumentException(version);
                        }
                        Files.copy(text, chosen.resolve(String.valueOf(script)));
                    }
                }
                flyway("filesystem:" + chosen).migrate();
            } finally {
                try (Stream<Path> files = Files.walk(chosen)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Copies the built-in database, as it is at the end of the copy, into a directory inside `into`, while
    /// others go on reading and writing.
    /// @return the directory, to be opened as a database of its own
    public Path copy(Path into) throws SQLException {
        Path original = directory.orElseThrow(() -> new IllegalStateException("only the built-in database is files"));
        try (Connection connection = pool.getConnection();
                CallableStatement copy = connection.prepareCall("CALL SYSCS_UTIL.SYSCS_BACKUP_DATABASE(?)")) {
            copy.setString(1, into.toString());
            copy.execute();
        }
        return into.resolve(String.valueOf(original.getFileName()));
    }

    /// Applies the steps that are missing.
    /// @throws RuntimeException when the database is newer than this program
    public void migrate() {
        Flyway flyway = flyway(STEPS);
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
