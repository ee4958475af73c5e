package org.tassis.sql.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SystemFlag;
import org.tassis.migration.imap.PullRecords;
import org.tassis.migration.intake.Fingerprint;
import org.tassis.sql.Database;

/// What was pulled, in the tables `pulled_folder` and `pulled_message`. Any thread; the caller closes the
/// database.
public final class SqlPulls implements PullRecords {
    private static final String COLUMNS =
            "SELECT m.uid, m.print_high, m.print_low, m.flags, m.mailbox, m.here FROM pulled_message m";

    private final MigrationSql sql;

    public SqlPulls(Database database) {
        this.sql = new MigrationSql(database);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public Folder folder(AccountId account, String source, String name, long uidValidity) {
        return sql.run(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT id, mod_seq FROM pulled_folder WHERE"
                    + " account = ? AND source = ? AND name = ? AND uid_validity = ?")) {
                select.setLong(1, account.value());
                select.setString(2, digest(source));
                select.setString(3, digest(name));
                select.setLong(4, uidValidity);
                try (ResultSet rows = select.executeQuery()) {
                    if (rows.next()) {
                        return new Folder(rows.getLong(1), account, source, name, uidValidity, rows.getLong(2));
                    }
                }
            }
            long id = MigrationSql.next(connection, "pulled_folder");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO pulled_folder (id, account,"
                    + " source, name, uid_validity, mod_seq) VALUES (?, ?, ?, ?, ?, 0)")) {
                insert.setLong(1, id);
                insert.setLong(2, account.value());
                insert.setString(3, digest(source));
                insert.setString(4, digest(name));
                insert.setLong(5, uidValidity);
                insert.executeUpdate();
            }
            return new Folder(id, account, source, name, uidValidity, 0);
        });
    }

    @Override
    public void update(Folder folder) {
        sql.run(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE pulled_folder SET mod_seq = ? WHERE id = ?")) {
                update.setLong(1, folder.modSeq());
                update.setLong(2, folder.id());
                return update.executeUpdate();
            }
        });
    }

    @Override
    public List<Pulled> messages(Folder folder) {
        return sql.run(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(COLUMNS + " WHERE m.folder = ? ORDER BY m.uid")) {
                select.setLong(1, folder.id());
                return pulled(select);
            }
        });
    }

    @Override
    public List<Pulled> earlier(Folder folder) {
        return sql.run(connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS + " JOIN pulled_folder f ON f.id ="
                    + " m.folder WHERE f.account = ? AND f.source = ? AND f.name = ? AND f.id <> ? ORDER BY f.id,"
                    + " m.uid")) {
                select.setLong(1, folder.account().value());
                select.setString(2, digest(folder.source()));
                select.setString(3, digest(folder.name()));
                select.setLong(4, folder.id());
                return pulled(select);
            }
        });
    }

    private static List<Pulled> pulled(PreparedStatement select) throws SQLException {
        select.setFetchSize(1000);
        List<Pulled> messages = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                messages.add(new Pulled(
                        rows.getLong(1),
                        new Fingerprint(rows.getLong(2), rows.getLong(3)),
                        flags(rows.getString(4)),
                        new MailboxId(rows.getLong(5)),
                        rows.getLong(6)));
            }
        }
        return messages;
    }

    private static String text(Flags flags) {
        List<String> words = new ArrayList<>();
        flags.system().forEach(flag -> words.add(flag.imapName()));
        words.addAll(flags.keywords());
        return String.join(" ", words);
    }

    private static Flags flags(String text) {
        if (text.isEmpty()) {
            return Flags.NONE;
        }
        EnumSet<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        List<String> keywords = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            Optional<SystemFlag> flag = SystemFlag.named(word);
            flag.ifPresentOrElse(system::add, () -> keywords.add(word));
        }
        return Flags.of(system, keywords);
    }

    @Override
    public Set<Fingerprint> prints(AccountId account, String source) {
        return sql.run(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT m.print_high, m.print_low FROM"
                    + " pulled_message m JOIN pulled_folder f ON f.id = m.folder WHERE f.account = ? AND f.source ="
                    + " ?")) {
                select.setLong(1, account.value());
                select.setString(2, digest(source));
                select.setFetchSize(1000);
                Set<Fingerprint> prints = new HashSet<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        prints.add(new Fingerprint(rows.getLong(1), rows.getLong(2)));
                    }
                }
                return prints;
            }
        });
    }

    @Override
    public void put(Folder folder, List<Pulled> messages) {
        if (messages.isEmpty()) {
            return;
        }
        sql.run(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM pulled_message WHERE folder = ? AND uid = ?")) {
                for (Pulled message : messages) {
                    delete.setLong(1, folder.id());
                    delete.setLong(2, message.uid());
                    delete.addBatch();
                }
                delete.executeBatch();
            }
            insert(connection, folder, messages);
            return messages.size();
        });
    }

    private static void insert(Connection connection, Folder folder, List<Pulled> messages) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO pulled_message (folder, uid,"
                + " print_high, print_low, flags, mailbox, here) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (Pulled message : messages) {
                insert.setLong(1, folder.id());
                insert.setLong(2, message.uid());
                insert.setLong(3, message.print().high());
                insert.setLong(4, message.print().low());
                insert.setString(5, text(message.flags()));
                insert.setLong(6, message.mailbox().value());
                insert.setLong(7, message.here());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public void forget(AccountId account) {
        sql.run(connection -> {
            try (PreparedStatement messages = connection.prepareStatement("DELETE FROM pulled_message WHERE folder IN"
                            + " (SELECT id FROM pulled_folder WHERE account = ?)");
                    PreparedStatement folders =
                            connection.prepareStatement("DELETE FROM pulled_folder WHERE account = ?")) {
                messages.setLong(1, account.value());
                messages.executeUpdate();
                folders.setLong(1, account.value());
                return folders.executeUpdate();
            }
        });
    }
}
