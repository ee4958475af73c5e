package org.tassis.sql.spam;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.mailflow.spam.Lesson;
import org.tassis.mailflow.spam.Owner;
import org.tassis.mailflow.spam.SpamClass;
import org.tassis.mailflow.spam.SpamMemory;
import org.tassis.mailflow.spam.Standing;
import org.tassis.mailflow.spam.TokenCounts;
import org.tassis.mailflow.spam.TokenHash;
import org.tassis.sql.Database;
import org.tassis.sql.Transaction;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// In the tables `spam_*`. A mailbox's tokens lie in one row, the base's in a row each; a lesson is one
/// transaction. Any thread; the caller closes the database.
public final class SqlSpamMemory implements SpamMemory {
    private static final int KEPT = 365;
    private static final int SPAM = 1;
    private static final int HAM = 2;

    private final Database database;

    public SqlSpamMemory(Database database) {
        this.database = database;
    }

    private <T> T inTransaction(Transaction.Work<T> work) {
        return Transaction.run(database, work, e -> new StoreException(new StoreFailure.Unavailable(), e));
    }

    @Override
    public byte[] key() {
        return inTransaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT key_hex FROM spam_key WHERE id = 1");
                    ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    return HexFormat.of().parseHex(row.getString(1));
                }
            }
            byte[] key = TokenHash.newKey();
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO spam_key (id, key_hex) VALUES (1, ?)")) {
                insert.setString(1, HexFormat.of().formatHex(key));
                insert.executeUpdate();
            }
            return key;
        });
    }

    @Override
    public TokenCounts load(Owner owner) {
        return inTransaction(connection -> new TokenRows(connection).load(owner));
    }

    @Override
    public Optional<Known> learn(Lesson lesson) {
        return inTransaction(connection -> {
            Optional<Known> before = known(connection, lesson.owner(), lesson.content());
            if (before.isPresent() && before.get().as() == lesson.as()) {
                return before;
            }
            TokenRows rows = new TokenRows(connection);
            int spam = lesson.as() == SpamClass.SPAM ? 1 : 0;
            int ham = 1 - spam;
            boolean unlearn = before.isPresent(); // it was the other class
            if (!lesson.owner().equals(Owner.BASE)) {
                rows.add(
                        lesson.owner(),
                        lesson.tokens(),
                        spam - (unlearn ? ham : 0),
                        ham - (unlearn ? spam : 0),
                        lesson.day());
            }
            boolean unlearnShared = unlearn && before.get().shared();
            int baseSpam = (lesson.shared() ? spam : 0) - (unlearnShared ? ham : 0);
            int baseHam = (lesson.shared() ? ham : 0) - (unlearnShared ? spam : 0);
            if (baseSpam != 0 || baseHam != 0) {
                rows.add(Owner.BASE, lesson.tokens(), baseSpam, baseHam, lesson.day());
            }
            remember(connection, lesson, unlearn);
            return before;
        });
    }

    private static void remember(Connection connection, Lesson lesson, boolean there) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(
                there
                        ? "UPDATE spam_known SET verdict = ?, shared = ?, seen = ? WHERE account = ? AND content = ?"
                        : "INSERT INTO spam_known (verdict, shared, seen, account, content) VALUES (?, ?, ?, ?, ?)")) {
            write.setInt(1, lesson.as() == SpamClass.SPAM ? SPAM : HAM);
            write.setInt(2, lesson.shared() ? 1 : 0);
            write.setInt(3, lesson.day());
            write.setLong(4, lesson.owner().number());
            write.setLong(5, lesson.content().value());
            write.executeUpdate();
        }
    }

    @Override
    public Optional<Known> known(Owner owner, ContentId content) {
        return inTransaction(connection -> known(connection, owner, content));
    }

    private static Optional<Known> known(Connection connection, Owner owner, ContentId content) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT verdict, shared FROM spam_known WHERE account = ? AND content = ?")) {
            select.setLong(1, owner.number());
            select.setLong(2, content.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Known(row.getInt(1) == SPAM ? SpamClass.SPAM : SpamClass.HAM, row.getInt(2) == 1))
                        : Optional.empty();
            }
        }
    }

    @Override
    public Collection<Owner> forget(int today) {
        List<Owner> fewer = new ArrayList<>();
        for (Owner owner : inTransaction(connection -> new PackedRows(connection).tooMany())) {
            inTransaction(connection -> {
                new PackedRows(connection).forget(owner);
                return true;
            });
            fewer.add(owner);
        }
        if (inTransaction(connection -> new TokenRows(connection).forget(Owner.BASE, MOST_BASE))) {
            fewer.add(Owner.BASE);
        }
        inTransaction(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM spam_known WHERE seen < ?")) {
                delete.setInt(1, today - KEPT);
                return delete.executeUpdate();
            }
        });
        return fewer;
    }

    @Override
    public void remove(AccountId account) {
        inTransaction(connection -> {
            for (String table :
                    List.of("spam_mailbox WHERE account", "spam_owner WHERE owner", "spam_known WHERE account")) {
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " = ?")) {
                    delete.setLong(1, account.value());
                    delete.executeUpdate();
                }
            }
            return true;
        });
    }

    @Override
    public Map<Long, Standing> standings(Collection<Long> subjects) {
        return inTransaction(connection -> {
            Map<Long, Standing> found = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT spam, ham, seen FROM spam_standing WHERE subject = ?")) {
                for (long subject : subjects) {
                    select.setLong(1, subject);
                    try (ResultSet row = select.executeQuery()) {
                        if (row.next()) {
                            found.put(subject, new Standing(row.getDouble(1), row.getDouble(2), row.getInt(3)));
                        }
                    }
                }
            }
            return found;
        });
    }

    @Override
    public void keep(Map<Long, Standing> standings) {
        List<Map.Entry<Long, Standing>> ordered = List.copyOf(new TreeMap<>(standings).entrySet());
        inTransaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                            "UPDATE spam_standing SET spam = ?, ham = ?, seen = ? WHERE subject = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO spam_standing (spam, ham, seen, subject) VALUES (?, ?, ?, ?)")) {
                for (Map.Entry<Long, Standing> one : ordered) {
                    bind(update, one);
                }
                int[] updated = update.executeBatch();
                for (int i = 0; i < updated.length; i++) {
                    if (updated[i] == 0) {
                        bind(insert, ordered.get(i));
                    }
                }
                insert.executeBatch();
            }
            return true;
        });
    }

    private static void bind(PreparedStatement statement, Map.Entry<Long, Standing> one) throws SQLException {
        statement.setDouble(1, one.getValue().spam());
        statement.setDouble(2, one.getValue().ham());
        statement.setInt(3, one.getValue().day());
        statement.setLong(4, one.getKey());
        statement.addBatch();
    }

    @Override
    public long forgetStandings(int before) {
        return inTransaction(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM spam_standing WHERE seen < ?")) {
                delete.setInt(1, before);
                return (long) delete.executeUpdate();
            }
        });
    }

    @Override
    public long owners() {
        return inTransaction(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT COUNT(*) FROM spam_owner WHERE owner > 0");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }
}
