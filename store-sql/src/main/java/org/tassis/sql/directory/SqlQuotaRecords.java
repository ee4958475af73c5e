package org.tassis.sql.directory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.tassis.core.AccountId;
import org.tassis.directory.QuotaRecords;
import org.tassis.sql.Database;

/// Reads how full mailboxes are from the tables of directory and store, in one question for all. Any thread.
public final class SqlQuotaRecords implements QuotaRecords {
    private final Transactions transactions;

    public SqlQuotaRecords(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public List<Filling> filling(int percent) {
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT o.id, s.bytes, o.quota_bytes, o.quota_warned FROM directory_account o"
                            + " JOIN store_account s ON s.id = o.id WHERE o.role = 0 AND o.removed IS NULL"
                            + " AND o.quota_bytes < ? AND (o.quota_warned > 0 OR s.bytes >= o.quota_bytes / 100 * ?)"
                            + " ORDER BY o.id")) {
                select.setLong(1, Long.MAX_VALUE);
                select.setLong(2, percent);
                try (ResultSet rows = select.executeQuery()) {
                    List<Filling> found = new ArrayList<>();
                    while (rows.next()) {
                        Filling filling = new Filling(
                                new AccountId(rows.getLong(1)), rows.getLong(2), rows.getLong(3), rows.getInt(4));
                        if (filling.warned() > 0 || filling.percent() >= percent) {
                            found.add(filling);
                        }
                    }
                    return found;
                }
            }
        });
    }

    @Override
    public void warned(AccountId account, int step) {
        transactions.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE directory_account SET quota_warned = ? WHERE id = ?")) {
                update.setInt(1, step);
                update.setLong(2, account.value());
                return update.executeUpdate();
            }
        });
    }
}
