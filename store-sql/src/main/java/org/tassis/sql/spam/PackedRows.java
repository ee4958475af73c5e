package org.tassis.sql.spam;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.tassis.mailflow.spam.Owner;
import org.tassis.mailflow.spam.SpamMemory;

/// Statements on `spam_mailbox`, one row for each mailbox that has learnt something, in the transaction of a
/// connection.
final class PackedRows {
    private final Connection connection;

    PackedRows(Connection connection) {
        this.connection = connection;
    }

    /// Empty when there is no row.
    PackedTokens load(Owner owner) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT tokens FROM spam_mailbox WHERE account = ?")) {
            select.setLong(1, owner.number());
            try (ResultSet row = select.executeQuery()) {
                return new PackedTokens(row.next() ? row.getBytes(1) : new byte[0]);
            }
        }
    }

    /// @param tokens ascending
    void add(Owner owner, long[] tokens, int spam, int ham, int today) throws SQLException {
        byte[] more = load(owner).with(tokens, spam, ham, today);
        if (more.length > 2 * SpamMemory.MOST_OWN * PackedTokens.ENTRY) {
            more = new PackedTokens(more).atMost(SpamMemory.MOST_OWN);
        }
        write(owner, more);
    }

    private void write(Owner owner, byte[] tokens) throws SQLException {
        try (PreparedStatement update =
                        connection.prepareStatement("UPDATE spam_mailbox SET tokens = ? WHERE account = ?");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO spam_mailbox (tokens, account) VALUES (?, ?)")) {
            update.setBytes(1, tokens);
            update.setLong(2, owner.number());
            if (update.executeUpdate() == 0) {
                insert.setBytes(1, tokens);
                insert.setLong(2, owner.number());
                insert.executeUpdate();
            }
        }
    }

    List<Owner> tooMany() throws SQLException {
        List<Owner> owners = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT account FROM spam_mailbox WHERE LENGTH(tokens) > ?")) {
            select.setInt(1, SpamMemory.MOST_OWN * PackedTokens.ENTRY);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    owners.add(new Owner(row.getLong(1)));
                }
            }
        }
        return owners;
    }

    void forget(Owner owner) throws SQLException {
        write(owner, load(owner).atMost(SpamMemory.MOST_OWN));
    }
}
