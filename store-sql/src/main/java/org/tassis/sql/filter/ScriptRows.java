package org.tassis.sql.filter;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.filter.StoredScript;

/// Rows of `filter_account`, `filter_script` and `filter_text`.
record ScriptRows(String forUpdate) {
    private static final int PIECE = 8000;

    /// @param lock nobody else changes scripts of the account until this transaction ends
    /// @return 0 when there never was a script
    long version(Connection connection, AccountId account, boolean lock) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT version FROM filter_account WHERE account = ?" + (lock ? forUpdate : ""))) {
            select.setLong(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /// Locks the account's row.
    void nextVersion(Connection connection, AccountId account) throws SQLException {
        if (update(connection, "UPDATE filter_account SET version = version + 1 WHERE account = ?", account) == 0) {
            update(connection, "INSERT INTO filter_account (account, version) VALUES (?, 1)", account);
        }
    }

    List<StoredScript> list(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT name, active, octets FROM filter_script WHERE account = ?")) {
            select.setLong(1, account.value());
            try (ResultSet rows = select.executeQuery()) {
                List<StoredScript> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new StoredScript(name(rows.getString(1)), rows.getInt(2) != 0, rows.getInt(3)));
                }
                found.sort((a, b) -> a.name().compareTo(b.name())); // databases order names each in their own way
                return found;
            }
        }
    }

    Optional<ScriptName> active(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT name FROM filter_script WHERE account = ? AND active = 1")) {
            select.setLong(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(name(row.getString(1))) : Optional.empty();
            }
        }
    }

    boolean exists(Connection connection, AccountId account, ScriptName name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT octets FROM filter_script WHERE account = ? AND name = ?")) {
            select.setLong(1, account.value());
            select.setString(2, key(name));
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    String text(Connection connection, AccountId account, ScriptName name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT piece FROM filter_text WHERE account = ? AND name = ? ORDER BY place")) {
            select.setLong(1, account.value());
            select.setString(2, key(name));
            try (ResultSet rows = select.executeQuery()) {
                StringBuilder text = new StringBuilder();
                while (rows.next()) {
                    text.append(rows.getString(1));
                }
                return text.toString();
            }
        }
    }

    void put(Connection connection, AccountId account, ScriptName name, String text, boolean there)
            throws SQLException {
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        try (PreparedStatement write = connection.prepareStatement(
                there
                        ? "UPDATE filter_script SET octets = ? WHERE account = ? AND name = ?"
                        : "INSERT INTO filter_script (octets, account, name, active) VALUES (?, ?, ?, 0)")) {
            write.setInt(1, octets);
            write.setLong(2, account.value());
            write.setString(3, key(name));
            write.executeUpdate();
        }
        update(connection, "DELETE FROM filter_text WHERE account = ? AND name = ?", account, key(name));
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO filter_text (account, name, place, piece) VALUES (?, ?, ?, ?)")) {
            int place = 0;
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + PIECE);
                if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                    end--; // a character is not cut in two
                }
                insert.setLong(1, account.value());
                insert.setString(2, key(name));
                insert.setInt(3, place++);
                insert.setString(4, text.substring(at, end));
                insert.addBatch();
                at = end;
            }
            if (place > 0) {
                insert.executeBatch();
            }
        }
    }

    void activate(Connection connection, AccountId account, Optional<ScriptName> name) throws SQLException {
        update(connection, "UPDATE filter_script SET active = 0 WHERE account = ? AND active = 1", account);
        if (name.isPresent()) {
            update(
                    connection,
                    "UPDATE filter_script SET active = 1 WHERE account = ? AND name = ?",
                    account,
                    key(name.get()));
        }
    }

    void remove(Connection connection, AccountId account, ScriptName name) throws SQLException {
        update(connection, "DELETE FROM filter_text WHERE account = ? AND name = ?", account, key(name));
        update(connection, "DELETE FROM filter_script WHERE account = ? AND name = ?", account, key(name));
    }

    void rename(Connection connection, AccountId account, ScriptName from, ScriptName to) throws SQLException {
        for (String table : List.of("filter_script", "filter_text")) {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE " + table + " SET name = ? WHERE account = ? AND name = ?")) {
                update.setString(1, key(to));
                update.setLong(2, account.value());
                update.setString(3, key(from));
                update.executeUpdate();
            }
        }
    }

    void removeAll(Connection connection, AccountId account) throws SQLException {
        update(connection, "DELETE FROM filter_text WHERE account = ?", account);
        update(connection, "DELETE FROM filter_script WHERE account = ?", account);
    }

    /// A blank at the end would count for nothing: the migration says why.
    private static String key(ScriptName name) {
        return name.value() + '.';
    }

    private static ScriptName name(String key) {
        return new ScriptName(key.substring(0, key.length() - 1));
    }

    private static int update(Connection connection, String sql, AccountId account, String... names)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, account.value());
            for (int i = 0; i < names.length; i++) {
                statement.setString(i + 2, names[i]);
            }
            return statement.executeUpdate();
        }
    }
}
