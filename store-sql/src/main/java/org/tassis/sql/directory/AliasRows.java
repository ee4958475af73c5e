package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Alias;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// Rows of `directory_alias`.
record AliasRows(String forUpdate) {
    private static final String SELECT =
            "SELECT written, targets, enabled, created, removed FROM directory_alias WHERE ";

    /// One that exists.
    Optional<Alias> find(Connection connection, EmailAddress address) throws SQLException {
        return find(connection, address, true, "");
    }

    private static Optional<Alias> find(Connection connection, EmailAddress address, boolean live, String lock)
            throws SQLException {
        return find(connection, address.key(), live, lock);
    }

    /// @param key of its address
    Optional<Alias> find(Connection connection, String key, boolean live) throws SQLException {
        return find(connection, key, live, "");
    }

    private static Optional<Alias> find(Connection connection, String key, boolean live, String lock)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "address = ? AND live = ?" + lock)) {
            select.setString(1, key);
            select.setInt(2, live ? 1 : 0);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(alias(rows)) : Optional.empty();
            }
        }
    }

    private Alias existing(Connection connection, EmailAddress address) throws SQLException {
        return find(connection, address, true, forUpdate)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchAlias(address, false)));
    }

    /// Words are looked for row by row: {@link DirectorySearch} is quicker, outside a transaction.
    List<Alias> page(Connection connection, AliasQuery query, Optional<EmailAddress> after, int limit)
            throws SQLException {
        StringBuilder where = new StringBuilder("live = ").append(query.removed() ? 0 : 1);
        List<Object> values = new ArrayList<>();
        after.ifPresent(address -> {
            where.append(" AND address > ?");
            values.add(address.key());
        });
        query.domain().ifPresent(domain -> {
            where.append(" AND domain = ?");
            values.add(domain.ascii());
        });
        query.customer().ifPresent(customer -> {
            where.append(" AND domain IN (SELECT name FROM directory_domain WHERE customer = ?)");
            values.add(customer.value());
        });
        for (String word : query.words().split("\\s+", -1)) {
            if (!word.isEmpty()) {
                where.append(" AND (address LIKE ? ESCAPE '!' OR LOWER(written) LIKE ? ESCAPE '!'"
                        + " OR LOWER(targets) LIKE ? ESCAPE '!')");
                values.addAll(Collections.nCopies(3, Columns.contains(word)));
            }
        }
        where.append(" ORDER BY address FETCH FIRST ")
                .append(Math.max(1, limit))
                .append(" ROWS ONLY");
        try (PreparedStatement select = connection.prepareStatement(SELECT + where)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (ResultSet rows = select.executeQuery()) {
                List<Alias> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(alias(rows));
                }
                return found;
            }
        }
    }

    /// The caller has made sure that the address is free.
    void add(Connection connection, Alias alias) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_alias (address, live, domain, written, targets, enabled, created, removed)"
                        + " VALUES (?, 1, ?, ?, ?, ?, ?, NULL)")) {
            insert.setString(1, alias.address().key());
            insert.setString(2, alias.address().domain().ascii());
            insert.setString(3, alias.address().toString());
            insert.setString(4, Columns.lines(alias.targets()));
            insert.setInt(5, alias.enabled() ? 1 : 0);
            insert.setLong(6, alias.created().toEpochMilli());
            insert.executeUpdate();
        }
        Changes.note(connection, alias.address());
    }

    Alias change(Connection connection, EmailAddress address, UnaryOperator<Alias> change) throws SQLException {
        Alias changed = change.apply(existing(connection, address));
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE directory_alias SET targets = ?, enabled = ? WHERE address = ? AND live = 1")) {
            update.setString(1, Columns.lines(changed.targets()));
            update.setInt(2, changed.enabled() ? 1 : 0);
            update.setString(3, address.key());
            update.executeUpdate();
        }
        Changes.note(connection, address);
        return changed;
    }

    void remove(Connection connection, EmailAddress address, Instant when) throws SQLException {
        existing(connection, address);
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM directory_alias WHERE address = ? AND live = 0")) {
            delete.setString(1, address.key());
            delete.executeUpdate();
        }
        setLive(connection, address, false, Optional.of(when));
    }

    /// One that was removed at that time or later.
    Alias removed(Connection connection, EmailAddress address, Instant notBefore) throws SQLException {
        return find(connection, address, false, forUpdate)
                .filter(alias -> alias.removed()
                        .filter(when -> !when.isBefore(notBefore))
                        .isPresent())
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchAlias(address, true)));
    }

    /// The caller has made sure that the address is free.
    Alias restore(Connection connection, Alias removed) throws SQLException {
        setLive(connection, removed.address(), true, Optional.empty());
        return removed.withRemoved(Optional.empty());
    }

    private static void setLive(Connection connection, EmailAddress address, boolean live, Optional<Instant> removed)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE directory_alias SET live = ?, removed = ? WHERE address = ? AND live = ?")) {
            update.setInt(1, live ? 1 : 0);
            Columns.setInstant(update, 2, removed);
            update.setString(3, address.key());
            update.setInt(4, live ? 0 : 1);
            update.executeUpdate();
        }
        Changes.note(connection, address);
    }

    int purge(Connection connection, Instant removedBefore) throws SQLException {
        int purged = Columns.deleteRemoved(connection, "directory_alias", removedBefore);
        if (purged > 0) {
            Changes.noteAliases(connection);
        }
        return purged;
    }

    private static Alias alias(ResultSet row) throws SQLException {
        return new Alias(
                EmailAddress.valueOf(row.getString(1)),
                Columns.addresses(row.getString(2)),
                row.getInt(3) != 0,
                Instant.ofEpochMilli(row.getLong(4)),
                Columns.instant(row, 5));
    }
}
