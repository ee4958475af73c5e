package org.tassis.sql.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Passkey;
import org.tassis.directory.SecondFactor;

/// Rows of `access_second_factor`, `access_passkey` and `access_recovery_code`.
record FactorRows(AccountRows accounts) {
    private static final List<String> TABLES =
            List.of("access_second_factor", "access_passkey", "access_recovery_code");
    private static final String PASSKEY = "SELECT id, account, credential, name, site, public_key, signatures, created,"
            + " used_at, used_from FROM access_passkey ";

    boolean any(Connection connection, AccountId account) throws SQLException {
        return count(connection, "access_second_factor", account) > 0
                || count(connection, "access_passkey", account) > 0;
    }

    void deleteAll(Connection connection, AccountId account) throws SQLException {
        for (String table : TABLES) {
            update(connection, "DELETE FROM " + table + " WHERE account = ?", account.value());
        }
    }

    // ---- codes that change ----

    Optional<SecondFactor> codes(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT secret, created, last_step FROM access_second_factor WHERE account = ?")) {
            select.setLong(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new SecondFactor(
                                row.getString(1), Instant.ofEpochMilli(row.getLong(2)), row.getLong(3)))
                        : Optional.empty();
            }
        }
    }

    int setCodes(Connection connection, AccountId account, Optional<SecondFactor> factor) throws SQLException {
        update(connection, "DELETE FROM access_second_factor WHERE account = ?", account.value());
        if (factor.isEmpty()) {
            return 0;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO access_second_factor" + " (account, secret, created, last_step) VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, account.value());
            insert.setString(2, factor.get().sealed());
            insert.setLong(3, factor.get().created().toEpochMilli());
            insert.setLong(4, factor.get().lastStep());
            return insert.executeUpdate();
        }
    }

    boolean useStep(Connection connection, AccountId account, long step) throws SQLException {
        return update(
                        connection,
                        "UPDATE access_second_factor SET last_step = ? WHERE account = ? AND last_step < ?",
                        step,
                        account.value(),
                        step)
                == 1;
    }

    // ---- passkeys ----

    Optional<Passkey> add(Connection connection, Passkey passkey, int limit) throws SQLException {
        accounts.lock(connection, passkey.account());
        if (count(connection, "access_passkey", passkey.account()) >= limit) {
            throw new DirectoryException(new DirectoryFailure.TooMany("passkeys for one account", limit));
        }
        if (find(connection, passkey.credential()).isPresent()) {
            return Optional.empty();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO access_passkey (account, digest, credential, name, site, public_key, signatures, created,"
                        + " used_at, used_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, '')",
                Statement.RETURN_GENERATED_KEYS)) {
            insert.setLong(1, passkey.account().value());
            insert.setString(2, digest(passkey.credential()));
            insert.setString(3, passkey.credential());
            insert.setString(4, passkey.name());
            insert.setString(5, passkey.site());
            insert.setString(6, passkey.key());
            insert.setLong(7, passkey.counter());
            insert.setLong(8, passkey.created().toEpochMilli());
            insert.executeUpdate();
            return Optional.of(passkey.withId(Generated.key(insert)));
        }
    }

    Optional<Passkey> find(Connection connection, String credential) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PASSKEY + "WHERE digest = ?")) {
            select.setString(1, digest(credential));
            return read(select).stream().findFirst();
        }
    }

    List<Passkey> of(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PASSKEY + "WHERE account = ? ORDER BY id")) {
            select.setLong(1, account.value());
            return read(select);
        }
    }

    boolean use(Connection connection, long id, long counter, Instant when, String from) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE access_passkey SET signatures = ?, used_at = ?, used_from = ?"
                        + " WHERE id = ? AND (signatures < ?" + (counter == 0 ? " OR signatures = 0)" : ")"))) {
            update.setLong(1, counter);
            update.setLong(2, when.toEpochMilli());
            update.setString(3, from);
            update.setLong(4, id);
            update.setLong(5, counter);
            return update.executeUpdate() == 1;
        }
    }

    boolean rename(Connection connection, AccountId account, long id, String name) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE access_passkey SET name = ? WHERE id = ? AND account = ?")) {
            update.setString(1, name);
            update.setLong(2, id);
            update.setLong(3, account.value());
            return update.executeUpdate() == 1;
        }
    }

    boolean remove(Connection connection, AccountId account, long id) throws SQLException {
        return update(connection, "DELETE FROM access_passkey WHERE id = ? AND account = ?", id, account.value()) == 1;
    }

    private static List<Passkey> read(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<Passkey> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Passkey(
                        rows.getLong(1),
                        new AccountId(rows.getLong(2)),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getLong(7),
                        Instant.ofEpochMilli(rows.getLong(8)),
                        Columns.instant(rows, 9),
                        rows.getString(10)));
            }
            return found;
        }
    }

    private static String digest(String credential) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    // ---- recovery codes ----

    int setRecoveryCodes(Connection connection, AccountId account, Collection<String> digests) throws SQLException {
        update(connection, "DELETE FROM access_recovery_code WHERE account = ?", account.value());
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO access_recovery_code (account, digest) VALUES (?, ?)")) {
            for (String digest : new LinkedHashSet<>(digests)) {
                insert.setLong(1, account.value());
                insert.setString(2, digest);
                insert.executeUpdate();
            }
            return digests.size();
        }
    }

    boolean useRecoveryCode(Connection connection, AccountId account, String digest) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM access_recovery_code WHERE account = ? AND digest = ?")) {
            delete.setLong(1, account.value());
            delete.setString(2, digest);
            return delete.executeUpdate() == 1;
        }
    }

    int recoveryCodes(Connection connection, AccountId account) throws SQLException {
        return count(connection, "access_recovery_code", account);
    }

    private static int count(Connection connection, String table, AccountId account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM " + table + " WHERE account = ?")) {
            select.setLong(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static int update(Connection connection, String sql, long... numbers) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            int place = 1;
            for (long number : numbers) {
                update.setLong(place++, number);
            }
            return update.executeUpdate();
        }
    }
}
