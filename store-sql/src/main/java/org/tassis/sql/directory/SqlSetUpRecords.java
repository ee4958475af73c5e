package org.tassis.sql.directory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.setup.SetUpRecords;
import org.tassis.sql.Database;

/// In the tables `decision` and `program_link`. Any thread; the caller closes the database.
public final class SqlSetUpRecords implements SetUpRecords {
    private final Transactions transactions;

    public SqlSetUpRecords(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public Optional<String> decided(String name) {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT text FROM decision WHERE name = ?")) {
                select.setString(1, name);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public void decide(String name, Optional<String> text) {
        transactions.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM decision WHERE name = ?")) {
                delete.setString(1, name);
                delete.executeUpdate();
            }
            if (text.isPresent()) {
                try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO decision (name, text) VALUES (?, ?)")) {
                    insert.setString(1, name);
                    insert.setString(2, text.get());
                    insert.executeUpdate();
                }
            }
            return 1;
        });
    }

    @Override
    public void addLink(String digest, AccountId account, Instant now, Instant ends) {
        transactions.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM program_link WHERE ends <= ?")) {
                delete.setLong(1, now.toEpochMilli());
                delete.executeUpdate();
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO program_link (digest, account, ends) VALUES (?, ?, ?)")) {
                insert.setString(1, digest);
                insert.setLong(2, account.value());
                insert.setLong(3, ends.toEpochMilli());
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public Optional<AccountId> link(String digest, Instant now) {
        return transactions.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT account FROM program_link WHERE digest = ? AND ends > ?")) {
                select.setString(1, digest);
                select.setLong(2, now.toEpochMilli());
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(new AccountId(rows.getLong(1))) : Optional.empty();
                }
            }
        });
    }
}
