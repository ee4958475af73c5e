package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.tassis.core.AccountId;
import org.tassis.directory.contact.Book;
import org.tassis.directory.contact.ContactRecords;
import org.tassis.directory.contact.Edit;
import org.tassis.sql.Database;

/// Contacts in a {@link Database}, Derby or PostgreSQL. Any thread; the caller closes the database.
public final class SqlContactRecords implements ContactRecords {
    private final Transactions transactions;

    public SqlContactRecords(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public long version(AccountId account) {
        return transactions.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT version FROM contact_account WHERE account = ?")) {
                select.setLong(1, account.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }

    /// The version is read first and again at the end: a book that somebody changed meanwhile is read anew.
    @Override
    public Book book(AccountId account) {
        while (true) {
            Book book = transactions.read(connection -> book(connection, account, false));
            if (version(account) == book.version()) {
                return book;
            }
        }
    }

    @Override
    public <T> T change(AccountId account, Function<Book, Edit.Many<T>> edits) {
        return transactions.write(connection -> {
            Book before = book(connection, account, true);
            Edit.Many<T> many = edits.apply(before);
            if (!many.edits().isEmpty()) {
                head(connection, account, before, many);
                new ContactRows(connection, account).write(many.edits());
            }
            return many.result();
        });
    }

    private static void head(Connection connection, AccountId account, Book before, Edit.Many<?> many)
            throws SQLException {
        boolean collects = before.collects();
        for (Edit edit : many.edits()) {
            collects = edit instanceof Edit.Collects(boolean on) ? on : collects;
        }
        // a row that another process has made meanwhile refuses this one, and all is done anew
        try (PreparedStatement write = connection.prepareStatement(
                before.version() > 0
                        ? "UPDATE contact_account SET version = version + 1, next_id = ?, collects = ? WHERE account = ?"
                        : "INSERT INTO contact_account (next_id, collects, account, version) VALUES (?, ?, ?, 1)")) {
            write.setLong(1, many.nextId());
            write.setInt(2, collects ? 1 : 0);
            write.setLong(3, account.value());
            write.executeUpdate();
        }
    }

    private Book book(Connection connection, AccountId account, boolean lock) throws SQLException {
        long version = 0;
        long next = 1;
        boolean collects = true;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT version, next_id, collects FROM contact_account WHERE account = ?"
                        + (lock ? transactions.forUpdate() : ""))) {
            select.setLong(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Book.EMPTY;
                }
                version = row.getLong(1);
                next = row.getLong(2);
                collects = row.getInt(3) != 0;
            }
        }
        ContactRows rows = new ContactRows(connection, account);
        return new Book(version, next, collects, rows.groups(), rows.contacts(members(connection, account)));
    }

    private static Map<Long, Set<Long>> members(Connection connection, AccountId account) throws SQLException {
        Map<Long, Set<Long>> groups = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT contact, group_id FROM contact_member WHERE account = ?")) {
            select.setLong(1, account.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    groups.computeIfAbsent(rows.getLong(1), _ -> new TreeSet<>())
                            .add(rows.getLong(2));
                }
            }
        }
        return groups;
    }

    @Override
    public void purge(AccountId account) {
        transactions.write(connection -> {
            List<String> tables = List.of("contact_member", "contact_group", "contact", "contact_account");
            for (String table : tables) {
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + table + " WHERE account = ?")) {
                    delete.setLong(1, account.value());
                    delete.executeUpdate();
                }
            }
            return tables.size();
        });
    }
}
