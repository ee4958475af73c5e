package org.tassis.sql.annotation;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.sql.Database;
import org.tassis.sql.Transaction;
import org.tassis.store.Annotations;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.Subscription;

/// Annotations in a {@link Database}, Derby or PostgreSQL: values in pieces of base64, as the databases
/// have no common type for octets. Those who watch hear of what this process changes. Any thread; the caller
/// closes the database.
public final class SqlAnnotations implements Annotations {
    private static final int PIECE = 8000;

    private final Database database;
    private final CopyOnWriteArrayList<Consumer<Changed>> listeners = new CopyOnWriteArrayList<>();

    /// Writers of this process, and readers of whole values, take turns: the embedded database needs it,
    /// which cannot lock what it reads, and both are rare.
    private final ReentrantLock alone = new ReentrantLock();

    public SqlAnnotations(Database database) {
        this.database = database;
    }

    @Override
    public SortedMap<String, String> of(AccountId account, Optional<MailboxId> mailbox) {
        return run(connection -> {
            lock(connection, account, false);
            return read(connection, account, mailbox);
        });
    }

    private static SortedMap<String, String> read(Connection connection, AccountId account, Optional<MailboxId> mailbox)
            throws SQLException {
        TreeMap<String, StringBuilder> pieces = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT name, piece FROM annotation WHERE account = ? AND mailbox = ? ORDER BY name, place")) {
            select.setLong(1, account.value());
            select.setLong(2, number(mailbox));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    pieces.computeIfAbsent(name.substring(0, name.length() - 1), _ -> new StringBuilder())
                            .append(rows.getString(2));
                }
            }
        }
        TreeMap<String, String> values = new TreeMap<>();
        pieces.forEach((name, text) ->
                values.put(name, new String(Base64.getDecoder().decode(text.toString()), StandardCharsets.ISO_8859_1)));
        return values;
    }

    @Override
    public void change(AccountId account, Optional<MailboxId> mailbox, Map<String, Optional<String>> changes) {
        run(connection -> {
            lock(connection, account, true);
            for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
                remove(connection, account, mailbox, change.getKey());
                if (change.getValue().isPresent()) {
                    insert(
                            connection,
                            account,
                            mailbox,
                            change.getKey(),
                            change.getValue().get());
                }
            }
            check(connection, account);
            return account;
        });
        Annotations.tell(listeners, new Changed(account, mailbox, changes.keySet()));
    }

    @Override
    public Subscription watch(Consumer<Changed> listener) {
        Consumer<Changed> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    /// Changes of an account follow each other, on all nodes.
    private static void lock(Connection connection, AccountId account, boolean make) throws SQLException {
        int found;
        String sql = make
                ? "UPDATE annotation_account SET version = version + 1 WHERE account = ?"
                : "UPDATE annotation_account SET version = version WHERE account = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, account.value());
            found = update.executeUpdate();
        }
        if (found == 0 && make) {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO annotation_account (account, version) VALUES (?, 1)")) {
                insert.setLong(1, account.value());
                insert.executeUpdate();
            }
        }
    }

    private static void remove(Connection connection, AccountId account, Optional<MailboxId> mailbox, String name)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM annotation WHERE account = ? AND mailbox = ? AND name = ?")) {
            delete.setLong(1, account.value());
            delete.setLong(2, number(mailbox));
            delete.setString(3, name + '.');
            delete.executeUpdate();
        }
    }

    private static void insert(
            Connection connection, AccountId account, Optional<MailboxId> mailbox, String name, String value)
            throws SQLException {
        String text = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.ISO_8859_1));
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO annotation (account, mailbox, name, place, octets, piece) VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int place = 0; place == 0 || place * PIECE < text.length(); place++) {
                insert.setLong(1, account.value());
                insert.setLong(2, number(mailbox));
                insert.setString(3, name + '.');
                insert.setInt(4, place);
                insert.setInt(5, place == 0 ? value.length() : 0);
                insert.setString(6, text.substring(place * PIECE, Math.min(text.length(), (place + 1) * PIECE)));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void check(Connection connection, AccountId account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COUNT(*), SUM(CAST(octets AS BIGINT)) FROM annotation WHERE account = ? AND place = 0")) {
            select.setLong(1, account.value());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                Annotations.check(row.getLong(1), row.getLong(2));
            }
        }
    }

    @Override
    public void forget(AccountId account, MailboxId mailbox) {
        run(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM annotation WHERE account = ? AND mailbox = ?")) {
                delete.setLong(1, account.value());
                delete.setLong(2, mailbox.value());
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void purge(AccountId account) {
        run(connection -> {
            for (String table : new String[] {"annotation", "annotation_account"}) {
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + table + " WHERE account = ?")) {
                    delete.setLong(1, account.value());
                    delete.executeUpdate();
                }
            }
            return account;
        });
    }

    private static long number(Optional<MailboxId> mailbox) {
        return mailbox.map(MailboxId::value).orElse(0L);
    }

    private <T> T run(Transaction.Work<T> work) {
        alone.lock();
        try {
            return Transaction.run(database, work, e -> new StoreException(new StoreFailure.Unavailable(), e));
        } finally {
            alone.unlock();
        }
    }
}
