package org.tassis.sql.annotation;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.Secret;
import org.tassis.sql.Database;
import org.tassis.sql.Dialect;
import org.tassis.sql.secret.SecretBox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.UrlKeys;

/// Keys in the table `url_key`, sealed, shared by all processes on one database. Any thread; the caller
/// closes the database.
public final class SqlUrlKeys implements UrlKeys {
    private static final int ATTEMPTS = 5;

    private final Database database;
    private final SecretBox secrets;
    private final SecureRandom random = new SecureRandom();

    @FunctionalInterface
    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// @param secrets seals the keys
    public SqlUrlKeys(Database database, SecretBox secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    @Override
    public byte[] key(AccountId account, MailboxId mailbox) {
        return run(connection -> {
            Optional<byte[]> known = read(connection, account, mailbox);
            if (known.isPresent()) {
                return known.get();
            }
            byte[] key = fresh();
            insert(connection, account, mailbox, key);
            return key;
        });
    }

    @Override
    public Optional<byte[]> find(AccountId account, MailboxId mailbox) {
        return run(connection -> read(connection, account, mailbox));
    }

    private byte[] fresh() {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        return key;
    }

    /// Where a key is kept, for the seal.
    private static String place(AccountId account, MailboxId mailbox) {
        return "url_key/" + account.value() + "/" + mailbox.value();
    }

    private String sealed(AccountId account, MailboxId mailbox, byte[] key) {
        return secrets.seal(new Secret(HexFormat.of().formatHex(key)), place(account, mailbox));
    }

    private Optional<byte[]> read(Connection connection, AccountId account, MailboxId mailbox) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT key_hex FROM url_key WHERE account = ? AND mailbox = ?")) {
            select.setLong(1, account.value());
            select.setLong(2, mailbox.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(HexFormat.of()
                                .parseHex(secrets.open(row.getString(1), place(account, mailbox))
                                        .reveal()))
                        : Optional.empty();
            }
        }
    }

    private void insert(Connection connection, AccountId account, MailboxId mailbox, byte[] key) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO url_key (account, mailbox, key_hex) VALUES (?, ?, ?)")) {
            insert.setLong(1, account.value());
            insert.setLong(2, mailbox.value());
            insert.setString(3, sealed(account, mailbox, key));
            insert.executeUpdate();
        }
    }

    @Override
    public void renew(AccountId account, MailboxId mailbox) {
        byte[] key = fresh();
        run(connection -> {
            int changed;
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE url_key SET key_hex = ? WHERE account = ? AND mailbox = ?")) {
                update.setString(1, sealed(account, mailbox, key));
                update.setLong(2, account.value());
                update.setLong(3, mailbox.value());
                changed = update.executeUpdate();
            }
            if (changed == 0) {
                insert(connection, account, mailbox, key);
            }
            return account;
        });
    }

    @Override
    public void forget(AccountId account, MailboxId mailbox) {
        run(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM url_key WHERE account = ? AND mailbox = ?")) {
                delete.setLong(1, account.value());
                delete.setLong(2, mailbox.value());
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void purge(AccountId account) {
        run(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM url_key WHERE account = ?")) {
                delete.setLong(1, account.value());
                return delete.executeUpdate();
            }
        });
    }

    /// Each statement is whole by itself; who comes second to make a key finds the first one's.
    private <T> T run(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.connection()) {
                return work.in(connection);
            } catch (SQLException e) {
                boolean again = database.dialect().mayRetry(e) || Dialect.isDuplicate(e);
                if (!again || attempt == ATTEMPTS) {
                    throw new StoreException(new StoreFailure.Unavailable(), e);
                }
            }
        }
    }
}
