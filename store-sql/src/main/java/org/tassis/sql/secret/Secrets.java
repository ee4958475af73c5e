package org.tassis.sql.secret;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.Secret;
import org.tassis.sql.Database;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Makes sure at the start that the key fits the database, and seals what is not sealed yet.
public final class Secrets {
    /// Of the key, in the data directory.
    public static final String FILE = "secret.key";

    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

    private Secrets() {}

    /// Where a key of a domain is kept.
    public static String domainKey(String domain, String selector) {
        return "directory_key/" + domain + "/" + selector;
    }

    /// Where a key for rewritten senders is kept.
    public static String srsKey(long created) {
        return "srs_key/" + created;
    }

    /// @throws SecretBox.Unusable  the key is missing or another one; nothing was changed
    /// @throws StoreException      the database cannot be used
    public static SecretBox open(Path data, Database database) {
        Path file = data.resolve(FILE);
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                Map<String, String> keys = rows(
                        connection,
                        "SELECT domain, selector, private_key FROM directory_key",
                        row -> domainKey(row.getString(1), row.getString(2)),
                        3);
                Map<String, String> srs =
                        rows(connection, "SELECT created, key_hex FROM srs_key", row -> srsKey(row.getLong(1)), 2);
                boolean anySealed = keys.values().stream().anyMatch(SecretBox::isSealed)
                        || srs.values().stream().anyMatch(SecretBox::isSealed);
                if (anySealed && !Files.exists(file)) {
                    throw new SecretBox.Unusable("the secrets in the database are encrypted, and " + file
                            + " with their key is missing; put it back from a backup. Without it, signing keys are"
                            + " lost: they would have to be made anew, and published.");
                }
                SecretBox box = SecretBox.with(file);
                keys.forEach((place, text) -> box.open(text, place));
                srs.forEach((place, text) -> box.open(text, place));
                int sealed = seal(
                        connection,
                        box,
                        keys,
                        "UPDATE directory_key SET private_key = ? WHERE domain = ? AND selector = ?",
                        true);
                sealed += seal(connection, box, srs, "UPDATE srs_key SET key_hex = ? WHERE created = ?", false);
                connection.commit();
                if (sealed > 0) {
                    LOG.info("{} secrets of the database are encrypted now, by the key in {}", sealed, file);
                }
                return box;
            } finally {
                connection.rollback(); // nothing, when it was committed
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    private interface Place {
        String of(ResultSet row) throws SQLException;
    }

    private static Map<String, String> rows(Connection connection, String sql, Place place, int column)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            Map<String, String> found = new LinkedHashMap<>();
            while (rows.next()) {
                found.put(place.of(rows), rows.getString(column));
            }
            return found;
        }
    }

    private static int seal(Connection connection, SecretBox box, Map<String, String> texts, String sql, boolean named)
            throws SQLException {
        int count = 0;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (Map.Entry<String, String> one : texts.entrySet()) {
                if (!SecretBox.isSealed(one.getValue())) {
                    String[] place = one.getKey().split("/", 3);
                    update.setString(1, box.seal(new Secret(one.getValue()), one.getKey()));
                    if (named) {
                        update.setString(2, place[1]);
                        update.setString(3, place[2]);
                    } else {
                        update.setLong(2, Long.parseLong(place[1]));
                    }
                    count += update.executeUpdate();
                }
            }
        }
        return count;
    }
}
