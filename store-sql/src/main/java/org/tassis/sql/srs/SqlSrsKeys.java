package org.tassis.sql.srs;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.tassis.core.Secret;
import org.tassis.mailflow.srs.SrsKeys;
import org.tassis.sql.Database;
import org.tassis.sql.Dialect;
import org.tassis.sql.secret.SecretBox;
import org.tassis.sql.secret.Secrets;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Keys in the table `srs_key`, shared by all processes on one database, read again every few minutes: a key
/// signs only when it is older than that, so that every process knows it by then. Any thread; the caller closes
/// the database.
public final class SqlSrsKeys implements SrsKeys {
    private static final Duration READ_EVERY = Duration.ofMinutes(5);

    private record Stored(Instant created, byte[] key) {}

    private final Database database;
    private final InstantSource clock;
    private final SecretBox secrets;
    private final SecureRandom random = new SecureRandom();
    private List<Stored> known = List.of();
    private Instant readAt = Instant.MIN;

    /// @param secrets seals the keys
    public SqlSrsKeys(Database database, InstantSource clock, SecretBox secrets) {
        this.secrets = secrets;
        this.database = database;
        this.clock = clock;
    }

    /// @throws StoreException the database cannot be used
    @Override
    public synchronized List<byte[]> keys() {
        Instant now = clock.instant();
        if (known.isEmpty() || readAt.plus(READ_EVERY).isBefore(now) || now.isBefore(readAt)) {
            try (Connection connection = database.connection()) {
                known = read(connection, now);
                if (known.isEmpty() || known.getFirst().created().plus(SIGNS).isBefore(now)) {
                    add(connection, now);
                    known = read(connection, now);
                }
                readAt = now;
            } catch (SQLException e) {
                throw new StoreException(new StoreFailure.Unavailable(), e);
            }
        }
        return inOrder(now);
    }

    /// One that others may not know yet comes last, unless it is the only one.
    private List<byte[]> inOrder(Instant now) {
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> fresh = new ArrayList<>();
        for (Stored stored : known) {
            boolean settled = !stored.created().plus(READ_EVERY).isAfter(now);
            (settled ? keys : fresh).add(stored.key());
        }
        keys.addAll(fresh);
        return List.copyOf(keys);
    }

    private List<Stored> read(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT created, key_hex FROM srs_key WHERE created >= ? ORDER BY created DESC")) {
            select.setLong(1, now.minus(KNOWN).toEpochMilli());
            try (ResultSet rows = select.executeQuery()) {
                List<Stored> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new Stored(
                            Instant.ofEpochMilli(rows.getLong(1)),
                            HexFormat.of()
                                    .parseHex(secrets.open(rows.getString(2), Secrets.srsKey(rows.getLong(1)))
                                            .reveal())));
                }
                return found;
            }
        }
    }

    private void add(Connection connection, Instant now) throws SQLException {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO srs_key (created, key_hex) VALUES (?, ?)");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM srs_key WHERE created < ?")) {
            insert.setLong(1, now.toEpochMilli());
            insert.setString(
                    2, secrets.seal(new Secret(HexFormat.of().formatHex(key)), Secrets.srsKey(now.toEpochMilli())));
            insert.executeUpdate();
            delete.setLong(1, now.minus(KNOWN).toEpochMilli());
            delete.executeUpdate();
        } catch (SQLException e) {
            if (!Dialect.isDuplicate(e)) { // another process made one in the same millisecond
                throw e;
            }
        }
    }
}
