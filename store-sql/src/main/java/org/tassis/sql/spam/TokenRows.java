package org.tassis.sql.spam;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.tassis.mailflow.spam.Forgetting;
import org.tassis.mailflow.spam.Owner;
import org.tassis.mailflow.spam.TokenCounts;

/// Statements on `spam_owner`, and on the tokens of the base in `spam_token`, in the transaction of a connection.
final class TokenRows {
    private static final int TOGETHER = 1000;

    private final Connection connection;

    TokenRows(Connection connection) {
        this.connection = connection;
    }

    TokenCounts load(Owner owner) throws SQLException {
        TokenCounts counts;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT spam, ham FROM spam_owner WHERE owner = ?")) {
            select.setLong(1, owner.number());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return new TokenCounts(0, 0, 0);
                }
                counts = new TokenCounts(row.getLong(1), row.getLong(2), 1024);
            }
        }
        if (!owner.equals(Owner.BASE)) {
            new PackedRows(connection).load(owner).addTo(counts);
            return counts;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT token, spam, ham FROM spam_token WHERE owner = ?")) {
            select.setLong(1, owner.number());
            select.setFetchSize(TOGETHER);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.add(row.getLong(1), row.getInt(2), row.getInt(3));
                }
            }
        }
        return counts;
    }

    /// Adds to all counts; none falls below zero.
    void add(Owner owner, long[] tokens, int spam, int ham, int today) throws SQLException {
        message(owner, spam, ham);
        if (!owner.equals(Owner.BASE)) {
            new PackedRows(connection).add(owner, tokens, spam, ham, today);
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE spam_token SET spam = CASE WHEN spam + "
                        + spam + " < 0 THEN 0 ELSE spam + " + spam + " END, ham = CASE WHEN ham + " + ham
                        + " < 0 THEN 0 ELSE ham + " + ham + " END, seen = ? WHERE owner = ? AND token = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO spam_token (owner, token, spam, ham, seen) VALUES (?, ?, ?, ?, ?)")) {
            for (int from = 0; from < tokens.length; from += TOGETHER) {
                int to = Math.min(tokens.length, from + TOGETHER);
                for (int i = from; i < to; i++) {
                    update.setInt(1, today);
                    update.setLong(2, owner.number());
                    update.setLong(3, tokens[i]);
                    update.addBatch();
                }
                int[] updated = update.executeBatch();
                boolean more = spam > 0 || ham > 0;
                for (int i = 0; i < updated.length && more; i++) {
                    if (updated[i] == 0) {
                        insert.setLong(1, owner.number());
                        insert.setLong(2, tokens[from + i]);
                        insert.setInt(3, Math.max(0, spam));
                        insert.setInt(4, Math.max(0, ham));
                        insert.setInt(5, today);
                        insert.addBatch();
                    }
                }
                if (more) {
                    insert.executeBatch();
                }
            }
        }
    }

    private void message(Owner owner, int spam, int ham) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE spam_owner SET spam = CASE WHEN spam + "
                        + spam + " < 0 THEN 0 ELSE spam + " + spam + " END, ham = CASE WHEN ham + " + ham
                        + " < 0 THEN 0 ELSE ham + " + ham + " END WHERE owner = ?");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO spam_owner (owner, spam, ham) VALUES (?, ?, ?)")) {
            update.setLong(1, owner.number());
            if (update.executeUpdate() == 0) {
                insert.setLong(1, owner.number());
                insert.setLong(2, Math.max(0, spam));
                insert.setLong(3, Math.max(0, ham));
                insert.executeUpdate();
            }
        }
    }

    /// @return whether there were too many
    boolean forget(Owner owner, int most) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM spam_token WHERE owner = ?")) {
            select.setLong(1, owner.number());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || row.getInt(1) <= most) {
                    return false;
                }
            }
        }
        int[] ranks = new int[1024];
        int count = 0;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT spam + ham, seen FROM spam_token WHERE owner = ?")) {
            select.setLong(1, owner.number());
            select.setFetchSize(TOGETHER);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (count == ranks.length) {
                        ranks = java.util.Arrays.copyOf(ranks, count * 2);
                    }
                    ranks[count++] = Forgetting.rank(row.getInt(1), row.getInt(2));
                }
            }
        }
        int last = Forgetting.lastToGo(java.util.Arrays.copyOf(ranks, count), most);
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT token, spam + ham, seen FROM spam_token WHERE owner = ?");
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM spam_token WHERE owner = ? AND token = ?")) {
            select.setLong(1, owner.number());
            long[] going = new long[count];
            int n = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next() && n < count) {
                    if (Forgetting.rank(row.getInt(2), row.getInt(3)) <= last) {
                        going[n++] = row.getLong(1);
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                delete.setLong(1, owner.number());
                delete.setLong(2, going[i]);
                delete.addBatch();
                if (i % TOGETHER == TOGETHER - 1 || i == n - 1) {
                    delete.executeBatch();
                }
            }
        }
        return true;
    }
}
