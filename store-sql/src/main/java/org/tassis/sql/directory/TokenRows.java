package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.TokenScopes;

/// Rows of `access_token`.
final class TokenRows {
    private static final String COLUMNS =
            "SELECT id, account, name, scopes, created, expires, used_at, used_from FROM access_token ";

    private TokenRows() {}

    static ApiToken add(Connection connection, ApiToken token, String digest) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO access_token (account, digest, name, scopes, created, expires, used_at, used_from)"
                        + " VALUES (?, ?, ?, ?, ?, ?, NULL, '')",
                Statement.RETURN_GENERATED_KEYS)) {
            insert.setLong(1, token.owner().value());
            insert.setString(2, digest);
            insert.setString(3, token.name());
            insert.setString(4, token.scopes().text());
            insert.setLong(5, token.created().toEpochMilli());
            insert.setLong(6, token.expires().toEpochMilli());
            insert.executeUpdate();
            return token.withId(Generated.key(insert));
        }
    }

    static Optional<ApiToken> find(Connection connection, String digest) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "WHERE digest = ?")) {
            select.setString(1, digest);
            return read(select).stream().findFirst();
        }
    }

    static Optional<ApiToken> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "WHERE id = ?")) {
            select.setLong(1, id);
            return read(select).stream().findFirst();
        }
    }

    static List<ApiToken> page(Connection connection, Optional<AccountId> owner, long after, int limit)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(COLUMNS + "WHERE id > ?" + (owner.isPresent() ? " AND account = ?" : "")
                        + " ORDER BY id FETCH FIRST " + Math.max(1, limit) + " ROWS ONLY")) {
            select.setLong(1, after);
            if (owner.isPresent()) {
                select.setLong(2, owner.get().value());
            }
            return read(select);
        }
    }

    static int used(Connection connection, long id, Instant when, String from) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE access_token SET used_at = ?, used_from = ? WHERE id = ?")) {
            update.setLong(1, when.toEpochMilli());
            update.setString(2, from);
            update.setLong(3, id);
            return update.executeUpdate();
        }
    }

    private static List<ApiToken> read(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<ApiToken> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new ApiToken(
                        rows.getLong(1),
                        new AccountId(rows.getLong(2)),
                        rows.getString(3),
                        TokenScopes.parse(rows.getString(4)).orElseThrow(() -> new SQLException("no scopes")),
                        Instant.ofEpochMilli(rows.getLong(5)),
                        Instant.ofEpochMilli(rows.getLong(6)),
                        Columns.instant(rows, 7),
                        rows.getString(8)));
            }
            return found;
        }
    }
}
