package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.directory.Credential;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// Rows of `directory_credential`.
record CredentialRows(AccountRows accounts) {

    List<Credential> of(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, kind, label, selector, protocols, hash, created FROM directory_credential"
                        + " WHERE account = ? ORDER BY id")) {
            select.setLong(1, account.value());
            try (ResultSet rows = select.executeQuery()) {
                List<Credential> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new Credential(
                            rows.getLong(1),
                            account,
                            Credential.Kind.valueOf(rows.getString(2)),
                            rows.getString(3),
                            rows.getString(4),
                            Columns.words(rows.getString(5)),
                            rows.getString(6),
                            Instant.ofEpochMilli(rows.getLong(7))));
                }
                return found;
            }
        }
    }

    Credential setPassword(Connection connection, AccountId account, String hash, Instant when) throws SQLException {
        accounts.lock(connection, account);
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM directory_credential WHERE account = ? AND kind = ?")) {
            delete.setLong(1, account.value());
            delete.setString(2, Credential.Kind.PASSWORD.name());
            delete.executeUpdate();
        }
        return insert(connection, account, Credential.Kind.PASSWORD, "", "", Set.of(), hash, when);
    }

    Credential addAppPassword(
            Connection connection,
            AccountId account,
            String label,
            String selector,
            Set<String> protocols,
            String hash,
            Instant when,
            int limit)
            throws SQLException {
        accounts.lock(connection, account);
        long known = of(connection, account).stream()
                .filter(credential -> credential.kind() == Credential.Kind.APP)
                .count();
        if (known >= limit) {
            throw new DirectoryException(new DirectoryFailure.TooMany("app passwords for one mailbox", limit));
        }
        return insert(connection, account, Credential.Kind.APP, label, selector, protocols, hash, when);
    }

    private static Credential insert(
            Connection connection,
            AccountId account,
            Credential.Kind kind,
            String label,
            String selector,
            Set<String> protocols,
            String hash,
            Instant when)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_credential (account, kind, label, selector, protocols, hash, created)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                Statement.RETURN_GENERATED_KEYS)) {
            insert.setLong(1, account.value());
            insert.setString(2, kind.name());
            insert.setString(3, label);
            insert.setString(4, selector);
            insert.setString(5, Columns.words(protocols));
            insert.setString(6, hash);
            insert.setLong(7, when.toEpochMilli());
            insert.executeUpdate();
            Instant kept = Instant.ofEpochMilli(when.toEpochMilli());
            return new Credential(Generated.key(insert), account, kind, label, selector, protocols, hash, kept);
        }
    }

    boolean rehash(Connection connection, long credential, String from, String to) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE directory_credential SET hash = ? WHERE id = ? AND hash = ?")) {
            update.setString(1, to);
            update.setLong(2, credential);
            update.setString(3, from);
            return update.executeUpdate() == 1;
        }
    }

    boolean removeAppPassword(Connection connection, AccountId account, long credential) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM directory_credential WHERE id = ? AND account = ? AND kind = ?")) {
            delete.setLong(1, credential);
            delete.setLong(2, account.value());
            delete.setString(3, Credential.Kind.APP.name());
            return delete.executeUpdate() == 1;
        }
    }

    void deleteAll(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM directory_credential WHERE account = ?")) {
            delete.setLong(1, account.value());
            delete.executeUpdate();
        }
    }
}
