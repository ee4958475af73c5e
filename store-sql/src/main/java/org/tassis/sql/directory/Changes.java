package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.CustomerId;

/// Rows of `directory_revision` and `directory_change`: what changed, written down in the transaction that
/// changes it. The row of the revision makes transactions that change something wait for each other, also
/// those of other processes: so revisions become visible in their order.
final class Changes {
    /// Who is further behind reads everything anew.
    static final int KEPT = 20_000;

    /// Characters that a subject may have.
    private static final int SUBJECT = 253;

    enum Kind {
        MAILBOX,
        DOMAIN,
        CUSTOMER,
        ALL_OF_CUSTOMER,
        /// Its subject is the key of an address; empty: many aliases, or an address that is too long.
        ALIAS
    }

    record Change(long revision, Kind kind, String subject) {}

    private Changes() {}

    static void note(Connection connection, AccountId mailbox) throws SQLException {
        note(connection, Kind.MAILBOX, Long.toString(mailbox.value()));
    }

    static void note(Connection connection, DomainName domain) throws SQLException {
        note(connection, Kind.DOMAIN, domain.ascii());
    }

    static void note(Connection connection, CustomerId customer) throws SQLException {
        note(connection, Kind.CUSTOMER, Long.toString(customer.value()));
    }

    static void note(Connection connection, EmailAddress alias) throws SQLException {
        note(connection, Kind.ALIAS, alias.key().length() > SUBJECT ? "" : alias.key());
    }

    /// Of aliases nobody counts.
    static void noteAliases(Connection connection) throws SQLException {
        note(connection, Kind.ALIAS, "");
    }

    /// Its mailboxes, domains and aliases too.
    static void noteAllOf(Connection connection, CustomerId customer) throws SQLException {
        note(connection, Kind.ALL_OF_CUSTOMER, Long.toString(customer.value()));
    }

    private static void note(Connection connection, Kind kind, String subject) throws SQLException {
        try (PreparedStatement next =
                connection.prepareStatement("UPDATE directory_revision SET revision = revision + 1 WHERE id = 1")) {
            next.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO directory_change (revision, kind,"
                + " subject) SELECT revision, CAST(? AS SMALLINT), CAST(? AS VARCHAR(253)) FROM directory_revision"
                + " WHERE id = 1")) {
            insert.setInt(1, kind.ordinal());
            insert.setString(2, subject);
            insert.executeUpdate();
        }
    }

    static long revision(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT revision FROM directory_revision WHERE id = 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /// In their order, at most {@link #KEPT}.
    static List<Change> after(Connection connection, long revision) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT revision, kind, subject"
                + " FROM directory_change WHERE revision > ? ORDER BY revision FETCH FIRST " + KEPT + " ROWS ONLY")) {
            select.setLong(1, revision);
            try (ResultSet rows = select.executeQuery()) {
                List<Change> changes = new ArrayList<>();
                while (rows.next()) {
                    changes.add(new Change(rows.getLong(1), Kind.values()[rows.getInt(2)], rows.getString(3)));
                }
                return changes;
            }
        }
    }

    static void trim(Connection connection) throws SQLException {
        long revision = revision(connection);
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM directory_change WHERE revision <= ?")) {
            delete.setLong(1, revision - KEPT);
            delete.executeUpdate();
        }
    }
}
