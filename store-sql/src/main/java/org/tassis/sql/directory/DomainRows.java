package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.MailDomain;

/// Rows of `directory_domain`.
record DomainRows(String forUpdate) {
    private static final String COLUMNS = "SELECT name, enabled, created, removed FROM directory_domain ";
    private static final int SOME = 3;

    List<MailDomain> all(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "ORDER BY name");
                ResultSet rows = select.executeQuery()) {
            List<MailDomain> domains = new ArrayList<>();
            while (rows.next()) {
                domains.add(domain(rows));
            }
            return domains;
        }
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
                "INSERT INTO directory_domain (name, enabled, created, removed) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, domain.name().ascii());
            insert.setInt(2, domain.enabled() ? 1 : 0);
            insert.setLong(3, domain.created().toEpochMilli());
            Columns.setInstant(insert, 4, domain.removed());
            insert.executeUpdate();
        }
    }

    MailDomain enable(Connection connection, DomainName name, boolean enabled) throws SQLException {
        MailDomain domain = existing(connection, name);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE directory_domain SET enabled = ? WHERE name = ?")) {
            update.setInt(1, enabled ? 1 : 0);
            update.setString(2, name.ascii());
            update.executeUpdate();
        }
        return new MailDomain(name, enabled, domain.created(), domain.removed());
    }

    void remove(Connection connection, DomainName name, Instant when) throws SQLException {
        existing(connection, name);
        List<EmailAddress> some = new ArrayList<>();
        long count = 0;
        try (PreparedStatement select = connection.prepareStatement("SELECT a.written FROM directory_address a"
                + " JOIN directory_account o ON o.id = a.account"
                + " WHERE a.domain = ? AND o.removed IS NULL ORDER BY a.address")) {
            select.setString(1, name.ascii());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (count++ < SOME) {
                        some.add(EmailAddress.valueOf(rows.getString(1)));
                    }
                }
            }
        }
        if (count > 0) {
            throw new DirectoryException(new DirectoryFailure.DomainInUse(name, some, count));
        }
        setRemoved(connection, name, Optional.of(when));
    }

    MailDomain restore(Connection connection, DomainName name) throws SQLException {
        MailDomain domain = find(connection, name, forUpdate)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchDomain(name)));
        setRemoved(connection, name, Optional.empty());
        return new MailDomain(name, domain.enabled(), domain.created(), Optional.empty());
    }

    private static void setRemoved(Connection connection, DomainName name, Optional<Instant> when) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE directory_domain SET removed = ? WHERE name = ?")) {
            Columns.setInstant(update, 1, when);
            update.setString(2, name.ascii());
            update.executeUpdate();
        }
    }

    int purge(Connection connection, Instant removedBefore) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM directory_domain WHERE removed < ?"
                + " AND NOT EXISTS (SELECT 1 FROM directory_address"
                + " WHERE directory_address.domain = directory_domain.name)")) {
            delete.setLong(1, removedBefore.toEpochMilli());
            return delete.executeUpdate();
        }
    }

    private static MailDomain domain(ResultSet row) throws SQLException {
        return new MailDomain(
                new DomainName(row.getString(1)),
                row.getInt(2) != 0,
                Instant.ofEpochMilli(row.getLong(3)),
                Columns.instant(row, 4));
    }
}
