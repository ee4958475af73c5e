package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.ApiToken;
import org.tassis.directory.access.CredentialUse;
import org.tassis.directory.access.LoginRecord;
import org.tassis.directory.access.PageSession;
import org.tassis.sql.Database;

/// Sessions, logins and tokens in tables named `access_*`, last uses beside the credentials. Any thread.
public final class SqlAccessRecords implements AccessRecords {
    private static final int MAX_CLIENT = 300;
    private static final String SESSION =
            "SELECT session_key, account, opened, seen, expires, came_from, client FROM access_session ";

    private final Transactions transactions;

    public SqlAccessRecords(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public void put(PageSession session) {
        transactions.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM access_session WHERE session_key = ?")) {
                delete.setString(1, session.key());
                delete.executeUpdate();
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO access_session (session_key,"
                    + " account, opened, seen, expires, came_from, client) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, session.key());
                insert.setLong(2, session.account().value());
                insert.setLong(3, session.opened().toEpochMilli());
                insert.setLong(4, session.seen().toEpochMilli());
                insert.setLong(5, session.expires().toEpochMilli());
                insert.setString(6, session.from());
                insert.setString(7, cut(session.client()));
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public boolean seen(String key, Instant when, Instant expires) {
        return transactions.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE access_session SET seen = ?, expires = ? WHERE session_key = ?")) {
                update.setLong(1, when.toEpochMilli());
                update.setLong(2, expires.toEpochMilli());
                update.setString(3, key);
                return update.executeUpdate() == 1;
            }
        });
    }

    @Override
    public Optional<PageSession> session(String key) {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SESSION + "WHERE session_key = ?")) {
                select.setString(1, key);
                return sessions(select).stream().findFirst();
            }
        });
    }

    @Override
    public List<PageSession> sessions(AccountId account) {
        return transactions.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(SESSION + "WHERE account = ? ORDER BY seen DESC, session_key")) {
                select.setLong(1, account.value());
                return sessions(select);
            }
        });
    }

    @Override
    public List<PageSession> openSessions(Instant now, int limit) {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SESSION
                    + "WHERE expires > ? ORDER BY seen DESC, session_key FETCH FIRST " + Math.max(1, limit)
                    + " ROWS ONLY")) {
                select.setLong(1, now.toEpochMilli());
                return sessions(select);
            }
        });
    }

    private static List<PageSession> sessions(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<PageSession> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new PageSession(
                        rows.getString(1),
                        new AccountId(rows.getLong(2)),
                        Instant.ofEpochMilli(rows.getLong(3)),
                        Instant.ofEpochMilli(rows.getLong(4)),
                        Instant.ofEpochMilli(rows.getLong(5)),
                        rows.getString(6),
                        rows.getString(7)));
            }
            return found;
        }
    }

    @Override
    public boolean end(AccountId account, String key) {
        return transactions.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM access_session WHERE account = ? AND session_key = ?")) {
                delete.setLong(1, account.value());
                delete.setString(2, key);
                return delete.executeUpdate() == 1;
            }
        });
    }

    @Override
    public int endAll(AccountId account, Optional<String> but) {
        return transactions.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM access_session WHERE account = ? AND session_key <> ?")) {
                delete.setLong(1, account.value());
                delete.setString(2, but.orElse(""));
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public int expire(Instant now) {
        return transactions.write(
                connection -> update(connection, "DELETE FROM access_session WHERE expires < ?", now.toEpochMilli()));
    }

    @Override
    public void remember(Collection<LoginRecord> logins) {
        transactions.write(connection -> {
            for (LoginRecord login : logins) {
                remember(connection, login);
            }
            return logins.size();
        });
    }

    private static void remember(Connection connection, LoginRecord login) throws SQLException {
        long day = login.last().toEpochMilli() / Duration.ofDays(1).toMillis();
        String client = cut(login.client());
        try (PreparedStatement update = connection.prepareStatement("UPDATE access_login SET last_at = ?,"
                + " times = times + ?" + (client.isEmpty() ? "" : ", client = ?")
                + " WHERE account = ? AND on_day = ? AND protocol = ? AND came_from = ?")) {
            int place = 1;
            update.setLong(place++, login.last().toEpochMilli());
            update.setLong(place++, login.times());
            if (!client.isEmpty()) {
                update.setString(place++, client);
            }
            update.setLong(place++, login.account().value());
            update.setLong(place++, day);
            update.setString(place++, login.protocol());
            update.setString(place, login.from());
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO access_login (account, on_day,"
                + " protocol, came_from, client, first_at, last_at, times) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, login.account().value());
            insert.setLong(2, day);
            insert.setString(3, login.protocol());
            insert.setString(4, login.from());
            insert.setString(5, client);
            insert.setLong(6, login.first().toEpochMilli());
            insert.setLong(7, login.last().toEpochMilli());
            insert.setLong(8, login.times());
            insert.executeUpdate();
        }
    }

    @Override
    public List<LoginRecord> logins(AccountId account, int limit) {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT protocol, came_from, client, first_at, last_at, times FROM access_login WHERE account = ?"
                            + " ORDER BY last_at DESC FETCH FIRST " + Math.max(1, limit) + " ROWS ONLY")) {
                select.setLong(1, account.value());
                try (ResultSet rows = select.executeQuery()) {
                    List<LoginRecord> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(new LoginRecord(
                                account,
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                Instant.ofEpochMilli(rows.getLong(4)),
                                Instant.ofEpochMilli(rows.getLong(5)),
                                rows.getLong(6)));
                    }
                    return found;
                }
            }
        });
    }

    @Override
    public int forgetLogins(Instant before) {
        return transactions.write(
                connection -> update(connection, "DELETE FROM access_login WHERE last_at < ?", before.toEpochMilli()));
    }

    @Override
    public void used(Collection<CredentialUse> uses) {
        transactions.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE directory_credential SET used_at = ?, used_by = ?, used_from = ? WHERE id = ?")) {
                for (CredentialUse use : uses) {
                    update.setLong(1, use.at().toEpochMilli());
                    update.setString(2, use.protocol());
                    update.setString(3, use.from());
                    update.setLong(4, use.credential());
                    update.executeUpdate();
                }
            }
            return uses.size();
        });
    }

    @Override
    public List<CredentialUse> uses(AccountId account) {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT id, used_at, used_by, used_from"
                    + " FROM directory_credential WHERE account = ? AND used_at IS NOT NULL")) {
                select.setLong(1, account.value());
                try (ResultSet rows = select.executeQuery()) {
                    List<CredentialUse> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(new CredentialUse(
                                rows.getLong(1),
                                Instant.ofEpochMilli(rows.getLong(2)),
                                rows.getString(3),
                                rows.getString(4)));
                    }
                    return found;
                }
            }
        });
    }

    @Override
    public ApiToken addToken(ApiToken token, String digest) {
        return transactions.write(connection -> TokenRows.add(connection, token, digest));
    }

    @Override
    public Optional<ApiToken> tokenOf(String digest) {
        return transactions.read(connection -> TokenRows.find(connection, digest));
    }

    @Override
    public Optional<ApiToken> token(long id) {
        return transactions.read(connection -> TokenRows.find(connection, id));
    }

    @Override
    public List<ApiToken> tokens(Optional<AccountId> owner, long after, int limit) {
        return transactions.read(connection -> TokenRows.page(connection, owner, after, limit));
    }

    @Override
    public void tokenUsed(long id, Instant when, String from) {
        transactions.write(connection -> TokenRows.used(connection, id, when, from));
    }

    @Override
    public boolean removeToken(long id) {
        return transactions.write(connection -> update(connection, "DELETE FROM access_token WHERE id = ?", id) == 1);
    }

    @Override
    public int purgeTokens(Instant before) {
        return transactions.write(
                connection -> update(connection, "DELETE FROM access_token WHERE expires < ?", before.toEpochMilli()));
    }

    /// All that is an account's, when it is forgotten.
    static void forget(Connection connection, AccountId account) throws SQLException {
        for (String table : List.of("access_session", "access_login", "access_token")) {
            update(connection, "DELETE FROM " + table + " WHERE account = ?", account.value());
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

    private static String cut(String client) {
        return client.length() > MAX_CLIENT ? client.substring(0, MAX_CLIENT) : client;
    }
}
