package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.DomainRedirection;
import org.tassis.directory.MailDomain;

/// Rows of `directory_domain`.
record DomainRows(String forUpdate) {
    private static final String COLUMNS =
            "SELECT name, enabled, created, removed, alias_of, catch_all, role_account, customer FROM"
                    + " directory_domain ";
    private static final int SOME = 3;

    List<MailDomain> all(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "ORDER BY name")) {
            return list(select);
        }
    }

    List<MailDomain> of(Connection connection, CustomerId customer) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "WHERE customer = ? ORDER BY name")) {
            select.setLong(1, customer.value());
            return list(select);
        }
    }

    List<MailDomain> page(Connection connection, DomainQuery query, Optional<DomainName> after, int limit)
            throws SQLException {
        StringBuilder where = new StringBuilder("WHERE removed IS ").append(query.removed() ? "NOT NULL" : "NULL");
        List<Object> values = new ArrayList<>();
        query.customer().ifPresent(owner -> {
            where.append(" AND customer = ?");
            values.add(owner.value());
        });
        after.ifPresent(last -> {
            where.append(" AND name > ?");
            values.add(last.ascii());
        });
        if (!query.words().isEmpty()) {
            where.append(" AND name LIKE ? ESCAPE '!'");
            values.add(Columns.contains(
                    DomainName.parse(query.words()).map(DomainName::ascii).orElse(query.words())));
        }
        where.append(" ORDER BY name FETCH FIRST ").append(Math.max(1, limit)).append(" ROWS ONLY");
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + where)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            return list(select);
        }
    }

    private static List<MailDomain> list(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<MailDomain> domains = new ArrayList<>();
            while (rows.next()) {
                domains.add(domain(rows));
            }
            return domains;
        }
    }

    void move(Connection connection, DomainName name, CustomerId customer) throws SQLException {
        existing(connection, name);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE directory_domain SET customer = ? WHERE name = ?")) {
            update.setLong(1, customer.value());
            update.setString(2, name.ascii());
            update.executeUpdate();
        }
        Changes.note(connection, name);
    }

    Optional<MailDomain> find(Connection connection, DomainName name) throws SQLException {
        return find(connection, name, "");
    }

    /// The domain, which nobody else changes until this transaction ends.
    MailDomain existing(Connection connection, DomainName name) throws SQLException {
        return find(connection, name, forUpdate)
                .filter(MailDomain::exists)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchDomain(name)));
    }

    private static Optional<MailDomain> find(Connection connection, DomainName name, String lock) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "WHERE name = ?" + lock)) {
            select.setString(1, name.ascii());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(domain(rows)) : Optional.empty();
            }
        }
    }

    void add(Connection connection, MailDomain domain) throws SQLException {
        Optional<MailDomain> known = find(connection, domain.name());
        if (known.isPresent()) {
            throw new DirectoryException(
                    known.get().exists()
                            ? new DirectoryFailure.DomainExists(domain.name())
                            : new DirectoryFailure.DomainRemoved(domain.name()));
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_domain (name, enabled, created, removed, customer) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, domain.name().ascii());
            insert.setInt(2, domain.enabled() ? 1 : 0);
            insert.setLong(3, domain.created().toEpochMilli());
            Columns.setInstant(insert, 4, domain.removed());
            insert.setLong(5, domain.customer().value());
            insert.executeUpdate();
        }
        Changes.note(connection, domain.name());
    }

    MailDomain enable(Connection connection, DomainName name, boolean enabled) throws SQLException {
        MailDomain domain = existing(connection, name);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE directory_domain SET enabled = ? WHERE name = ?")) {
            update.setInt(1, enabled ? 1 : 0);
            update.setString(2, name.ascii());
            update.executeUpdate();
        }
        return domain.withEnabled(enabled);
    }

    void remove(Connection connection, DomainName name, Instant when) throws SQLException {
        existing(connection, name);
        List<EmailAddress> some = new ArrayList<>();
        long count = 0;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT a.address, a.written FROM directory_address a"
                        + " JOIN directory_account o ON o.id = a.account WHERE a.domain = ? AND o.removed IS NULL"
                        + " UNION ALL SELECT address, written FROM directory_alias WHERE domain = ? AND live = 1"
                        + " ORDER BY 1")) {
            select.setString(1, name.ascii());
            select.setString(2, name.ascii());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (count++ < SOME) {
                        some.add(EmailAddress.valueOf(rows.getString(2)));
                    }
                }
            }
        }
        if (count > 0) {
            throw new DirectoryException(new DirectoryFailure.DomainInUse(name, some, count));
        }
        notAliased(connection, name);
        setRemoved(connection, name, Optional.of(when));
    }

    /// The caller has seen to it that the role mailbox exists.
    MailDomain redirect(Connection connection, MailDomain domain, DomainRedirection redirection) throws SQLException {
        if (redirection.aliasOf().isPresent()) {
            MailDomain other = existing(connection, redirection.aliasOf().get());
            if (other.redirection().aliasOf().isPresent()) {
                throw new DirectoryException(new DirectoryFailure.AliasOfAlias(other.name()));
            }
            notAliased(connection, domain.name());
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE directory_domain SET alias_of = ?, catch_all = ?, role_account = ? WHERE name = ?")) {
            Columns.setText(update, 1, redirection.aliasOf().map(DomainName::ascii));
            Columns.setText(update, 2, redirection.catchAll().map(EmailAddress::toString));
            Columns.setLong(update, 3, redirection.roleMailbox().map(AccountId::value));
            update.setString(4, domain.name().ascii());
            update.executeUpdate();
        }
        return domain.with(redirection);
    }

    private static void notAliased(Connection connection, DomainName name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT name FROM directory_domain WHERE alias_of = ? AND removed IS NULL ORDER BY name")) {
            select.setString(1, name.ascii());
            try (ResultSet rows = select.executeQuery()) {
                List<DomainName> by = new ArrayList<>();
                while (rows.next()) {
                    by.add(new DomainName(rows.getString(1)));
                }
                if (!by.isEmpty()) {
                    throw new DirectoryException(new DirectoryFailure.DomainAliased(name, by));
                }
            }
        }
    }

    void forget(Connection connection, AccountId roleMailbox) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE directory_domain SET role_account = NULL WHERE role_account = ?")) {
            update.setLong(1, roleMailbox.value());
            update.executeUpdate();
        }
    }

    MailDomain restore(Connection connection, DomainName name) throws SQLException {
        MailDomain domain = find(connection, name, forUpdate)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchDomain(name)));
        setRemoved(connection, name, Optional.empty());
        return domain.withRemoved(Optional.empty());
    }

    private static void setRemoved(Connection connection, DomainName name, Optional<Instant> when) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE directory_domain SET removed = ? WHERE name = ?")) {
            Columns.setInstant(update, 1, when);
            update.setString(2, name.ascii());
            update.executeUpdate();
        }
        Changes.note(connection, name);
    }

    int purge(Connection connection, Instant removedBefore) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM directory_domain WHERE removed < ?"
                + " AND NOT EXISTS (SELECT 1 FROM directory_address"
                + " WHERE directory_address.domain = directory_domain.name)"
                + " AND NOT EXISTS (SELECT 1 FROM directory_alias"
                + " WHERE directory_alias.domain = directory_domain.name)"
                + " AND NOT EXISTS (SELECT 1 FROM directory_domain other"
                + " WHERE other.alias_of = directory_domain.name)")) {
            delete.setLong(1, removedBefore.toEpochMilli());
            return delete.executeUpdate();
        }
    }

    private static MailDomain domain(ResultSet row) throws SQLException {
        return new MailDomain(
                new DomainName(row.getString(1)),
                new CustomerId(row.getLong(8)),
                row.getInt(2) != 0,
                Instant.ofEpochMilli(row.getLong(3)),
                Columns.instant(row, 4),
                new DomainRedirection(
                        Optional.ofNullable(row.getString(5)).map(DomainName::new),
                        Optional.ofNullable(row.getString(6)).map(EmailAddress::valueOf),
                        Columns.number(row, 7).map(AccountId::new)));
    }
}
