package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.directory.contact.Card;
import org.tassis.directory.contact.Contact;
import org.tassis.directory.contact.Edit;
import org.tassis.directory.contact.Group;

/// Rows of `contact`, `contact_group` and `contact_member` of one account, in one transaction.
final class ContactRows {
    private final Connection connection;
    private final AccountId account;

    ContactRows(Connection connection, AccountId account) {
        this.connection = connection;
        this.account = account;
    }

    List<Group> groups() throws SQLException {
        List<Group> groups = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, name, removed FROM contact_group WHERE account = ?" + " ORDER BY id")) {
            select.setLong(1, account.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    groups.add(new Group(rows.getLong(1), rows.getString(2), Columns.instant(rows, 3)));
                }
            }
        }
        return groups;
    }

    List<Contact> contacts(Map<Long, Set<Long>> members) throws SQLException {
        List<Contact> contacts = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, name, organisation, addresses, phones, notes, collected, used,"
                        + " removed FROM contact WHERE account = ? ORDER BY id")) {
            select.setLong(1, account.value());
            select.setFetchSize(1_000);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    long id = rows.getLong(1);
                    contacts.add(new Contact(
                            id,
                            new Card(
                                    rows.getString(2),
                                    rows.getString(3),
                                    Columns.addresses(rows.getString(4)),
                                    rows.getString(5).lines().toList(),
                                    rows.getString(6)),
                            members.getOrDefault(id, Set.of()),
                            rows.getInt(7) != 0,
                            Instant.ofEpochMilli(rows.getLong(8)),
                            Columns.instant(rows, 9)));
                }
            }
        }
        return contacts;
    }

    void write(List<Edit> edits) throws SQLException {
        try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM contact WHERE account = ? AND id = ?");
                PreparedStatement leave =
                        connection.prepareStatement("DELETE FROM contact_member WHERE account = ? AND contact = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO contact (account, id, name, organisation, addresses, phones, notes, collected,"
                                + " used, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement join = connection.prepareStatement(
                        "INSERT INTO contact_member (account, contact, group_id) VALUES (?, ?, ?)")) {
            for (Edit edit : edits) {
                switch (edit) {
                    case Edit.Keep(Contact contact) -> {
                        drop(delete, leave, contact.id());
                        insert(insert, contact);
                        for (long group : contact.groups()) {
                            join.setLong(1, account.value());
                            join.setLong(2, contact.id());
                            join.setLong(3, group);
                            join.addBatch();
                        }
                    }
                    case Edit.Forget(long contact) -> drop(delete, leave, contact);
                    case Edit.KeepGroup(Group group) -> {
                        dropGroup(group.id(), false);
                        insert(group);
                    }
                    case Edit.ForgetGroup(long group) -> dropGroup(group, true);
                    case Edit.Collects _ -> {} // of the account's row
                }
            }
            // old rows go before new ones come
            delete.executeBatch();
            leave.executeBatch();
            insert.executeBatch();
            join.executeBatch();
        }
    }

    private void drop(PreparedStatement delete, PreparedStatement leave, long contact) throws SQLException {
        for (PreparedStatement statement : List.of(delete, leave)) {
            statement.setLong(1, account.value());
            statement.setLong(2, contact);
            statement.addBatch();
        }
    }

    private void insert(PreparedStatement insert, Contact contact) throws SQLException {
        Card card = contact.card();
        insert.setLong(1, account.value());
        insert.setLong(2, contact.id());
        insert.setString(3, card.name());
        insert.setString(4, card.organisation());
        insert.setString(5, Columns.lines(card.addresses()));
        insert.setString(6, String.join("\n", card.phones()));
        insert.setString(7, card.notes());
        insert.setInt(8, contact.collected() ? 1 : 0);
        insert.setLong(9, contact.used().toEpochMilli());
        Columns.setInstant(insert, 10, contact.removed());
        insert.addBatch();
    }

    private void insert(Group group) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO contact_group (account, id, name, removed) VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, account.value());
            insert.setLong(2, group.id());
            insert.setString(3, group.name());
            Columns.setInstant(insert, 4, group.removed());
            insert.executeUpdate();
        }
    }

    private void dropGroup(long group, boolean members) throws SQLException {
        List<String> all = members
                ? List.of(
                        "DELETE FROM contact_group WHERE account = ? AND id = ?",
                        "DELETE FROM contact_member WHERE account = ? AND group_id = ?")
                : List.of("DELETE FROM contact_group WHERE account = ? AND id = ?");
        for (String sql : all) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setLong(1, account.value());
                delete.setLong(2, group);
                delete.executeUpdate();
            }
        }
    }
}
