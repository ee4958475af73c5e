package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.choice.Choices;
import org.tassis.sql.Database;

/// Choices of owners in the database. Any thread.
public final class SqlChoices implements ChoiceRecords {
    private static final String COLUMNS = "SELECT account, zone, compact, trash_days, junk_days FROM owner_choice ";

    private final Transactions transactions;

    public SqlChoices(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public Choices of(AccountId account) {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS + "WHERE account = ?")) {
                select.setLong(1, account.value());
                return read(select).getOrDefault(account, Choices.NONE);
            }
        });
    }

    private static Map<AccountId, Choices> read(PreparedStatement select) throws SQLException {
        Map<AccountId, Choices> found = new LinkedHashMap<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.put(
                        new AccountId(row.getLong(1)),
                        new Choices(
                                zone(row.getString(2)), row.getInt(3) != 0, days(row.getInt(4)), days(row.getInt(5))));
            }
        }
        return found;
    }

    /// One that this Java does not know any more is none.
    private static Optional<ZoneId> zone(String name) {
        try {
            return name.isEmpty() ? Optional.empty() : Optional.of(ZoneId.of(name));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> days(int number) {
        return number == 0 ? Optional.empty() : Optional.of(number);
    }

    @Override
    public void put(AccountId account, Choices choices) {
        transactions.write(connection -> {
            int changed = write(
                    connection,
                    "UPDATE owner_choice SET zone = ?, compact = ?, trash_days = ?, junk_days = ? WHERE account = ?",
                    account,
                    choices);
            return changed > 0
                    ? changed
                    : write(
                            connection,
                            "INSERT INTO owner_choice (zone, compact, trash_days, junk_days, account)"
                                    + " VALUES (?, ?, ?, ?, ?)",
                            account,
                            choices);
        });
    }

    private static int write(Connection connection, String sql, AccountId account, Choices choices)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, choices.zone().map(ZoneId::getId).orElse(""));
            statement.setInt(2, choices.compact() ? 1 : 0);
            statement.setInt(3, choices.trash().orElse(0));
            statement.setInt(4, choices.junk().orElse(0));
            statement.setLong(5, account.value());
            return statement.executeUpdate();
        }
    }

    @Override
    public Map<AccountId, Choices> retaining() {
        return transactions.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(COLUMNS + "WHERE trash_days > 0 OR junk_days > 0 ORDER BY account")) {
                return read(select);
            }
        });
    }

    @Override
    public void forget(AccountId account) {
        transactions.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM owner_choice WHERE account = ?")) {
                delete.setLong(1, account.value());
                return delete.executeUpdate();
            }
        });
    }
}
