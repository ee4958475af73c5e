package org.tassis.sql.share;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.sql.Database;
import org.tassis.sql.Transaction;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.Subscription;

/// Who may do what with mailboxes, in a {@link Database}, Derby or PostgreSQL. Those who watch hear of what
/// this process changes. Any thread; the caller closes the database.
public final class SqlShares implements Shares {
    private static final int PERSON = 1;
    private static final int GROUP = 2;
    private static final String MEANT = "(kind = 1 AND who = ? OR kind = 2 AND who = ?) AND owner <> ?";

    private final Database database;
    private final CopyOnWriteArrayList<Consumer<MailboxId>> listeners = new CopyOnWriteArrayList<>();

    /// Writers of this process take turns: the embedded database cannot lock what it reads.
    private final ReentrantLock alone = new ReentrantLock();

    public SqlShares(Database database) {
        this.database = database;
    }

    private static int kind(Grantee to) {
        return switch (to) {
            case Grantee.One _ -> PERSON;
            case Grantee.Group _ -> GROUP;
        };
    }

    private static long who(Grantee to) {
        return switch (to) {
            case Grantee.One(AccountId account) -> account.value();
            case Grantee.Group(long number) -> number;
        };
    }

    /// A row of kind, who, negative, rights.
    private static Entry entry(ResultSet row) throws SQLException {
        long who = row.getLong(2);
        return new Entry(
                row.getInt(1) == PERSON ? new Grantee.One(new AccountId(who)) : new Grantee.Group(who),
                row.getInt(3) == 1,
                Rights.parse(row.getString(4)).orElse(Rights.NONE));
    }

    @Override
    public List<Entry> of(MailboxId mailbox) {
        return read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT kind, who, negative, rights FROM mailbox_access"
                            + " WHERE mailbox = ? ORDER BY kind, who, negative")) {
                select.setLong(1, mailbox.value());
                return entries(select);
            }
        });
    }

    private static List<Entry> entries(PreparedStatement select) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                entries.add(entry(rows));
            }
        }
        return entries;
    }

    @Override
    public Rights rights(MailboxId mailbox, AccountId user, long group) {
        return read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT kind, who, negative, rights FROM mailbox_access WHERE mailbox = ? AND " + MEANT)) {
                select.setLong(1, mailbox.value());
                meaning(select, 2, user, group);
                return Rights.sum(entries(select));
            }
        });
    }

    /// Most people are given nothing: for them nothing is sorted.
    private static boolean isMeant(Connection connection, AccountId user, long group) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM mailbox_access WHERE " + MEANT + " FETCH FIRST 1 ROWS ONLY")) {
            meaning(select, 1, user, group);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void meaning(PreparedStatement select, int from, AccountId user, long group) throws SQLException {
        select.setLong(from, user.value());
        select.setLong(from + 1, group);
        select.setLong(from + 2, user.value());
    }

    @Override
    public Map<MailboxId, Access> reach(AccountId user, long group) {
        return read(connection -> {
            if (!isMeant(connection, user, group)) {
                return Map.of();
            }
            Map<MailboxId, List<Entry>> entries = new HashMap<>();
            Map<MailboxId, AccountId> owners = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT kind, who, negative, rights, mailbox, owner FROM mailbox_access"
                            + " WHERE " + MEANT + " ORDER BY mailbox")) {
                meaning(select, 1, user, group);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next() && entries.size() <= MAX_REACHED) {
                        MailboxId mailbox = new MailboxId(rows.getLong(5));
                        entries.computeIfAbsent(mailbox, _ -> new ArrayList<>()).add(entry(rows));
                        owners.put(mailbox, new AccountId(rows.getLong(6)));
                    }
                }
            }
            Map<MailboxId, Access> reached = new HashMap<>();
            entries.forEach((mailbox, some) -> {
                Rights rights = Rights.sum(some);
                AccountId owner = owners.get(mailbox);
                if (!rights.isNone() && owner != null && reached.size() < MAX_REACHED) {
                    reached.put(mailbox, new Access(owner, rights));
                }
            });
            return reached;
        });
    }

    @Override
    public void change(AccountId owner, MailboxId mailbox, Grantee to, boolean negative, UnaryOperator<Rights> change) {
        write(connection -> {
            lock(connection, owner);
            Rights before = Rights.NONE;
            for (Entry entry : of(connection, mailbox)) {
                if (entry.to().equals(to) && entry.negative() == negative) {
                    before = entry.rights();
                }
            }
            Rights after = change.apply(before);
            remove(connection, mailbox, to, negative);
            if (!after.isNone()) {
                insert(connection, owner, mailbox, new Entry(to, negative, after));
                if (before.isNone()) {
                    check(connection, owner, mailbox);
                }
            }
            return owner;
        });
        Shares.tell(listeners, mailbox);
    }

    /// Changes of an owner's mailboxes follow each other, on all nodes.
    private static void lock(Connection connection, AccountId owner) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE mailbox_access_owner SET version = version + 1 WHERE owner = ?")) {
            update.setLong(1, owner.value());
            if (update.executeUpdate() == 0) {
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO mailbox_access_owner (owner, version) VALUES (?, 1)")) {
                    insert.setLong(1, owner.value());
                    insert.executeUpdate();
                }
            }
        }
    }

    private static List<Entry> of(Connection connection, MailboxId mailbox) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT kind, who, negative, rights FROM mailbox_access WHERE mailbox = ?")) {
            select.setLong(1, mailbox.value());
            return entries(select);
        }
    }

    private static void remove(Connection connection, MailboxId mailbox, Grantee to, boolean negative)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM mailbox_access WHERE mailbox = ? AND kind = ? AND who = ? AND negative = ?")) {
            delete.setLong(1, mailbox.value());
            delete.setInt(2, kind(to));
            delete.setLong(3, who(to));
            delete.setInt(4, negative ? 1 : 0);
            delete.executeUpdate();
        }
    }

    private static void insert(Connection connection, AccountId owner, MailboxId mailbox, Entry entry)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO mailbox_access (mailbox, kind, who, negative, owner, rights) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, mailbox.value());
            insert.setInt(2, kind(entry.to()));
            insert.setLong(3, who(entry.to()));
            insert.setInt(4, entry.negative() ? 1 : 0);
            insert.setLong(5, owner.value());
            insert.setString(6, entry.rights().letters());
            insert.executeUpdate();
        }
    }

    private static void check(Connection connection, AccountId owner, MailboxId mailbox) throws SQLException {
        Shares.check(count(connection, "mailbox", mailbox.value()), count(connection, "owner", owner.value()));
    }

    private static long count(Connection connection, String column, long value) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM mailbox_access WHERE " + column + " = ?")) {
            select.setLong(1, value);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void inherit(AccountId owner, MailboxId from, MailboxId to) {
        boolean changed = write(connection -> {
            List<Entry> entries = of(connection, from);
            if (entries.isEmpty()) {
                return false;
            }
            lock(connection, owner);
            if (!of(connection, to).isEmpty()) {
                return false;
            }
            for (Entry entry : of(connection, from)) {
                insert(connection, owner, to, entry);
            }
            check(connection, owner, to);
            return true;
        });
        if (changed) {
            Shares.tell(listeners, to);
        }
    }

    @Override
    public void forget(MailboxId mailbox) {
        write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM mailbox_access WHERE mailbox = ?")) {
                delete.setLong(1, mailbox.value());
                return delete.executeUpdate();
            }
        });
        Shares.tell(listeners, mailbox);
    }

    @Override
    public void purge(AccountId account) {
        write(connection -> {
            for (String sql : new String[] {
                "DELETE FROM mailbox_access WHERE owner = ?",
                "DELETE FROM mailbox_access WHERE kind = 1 AND who = ?",
                "DELETE FROM mailbox_access_owner WHERE owner = ?"
            }) {
                try (PreparedStatement delete = connection.prepareStatement(sql)) {
                    delete.setLong(1, account.value());
                    delete.executeUpdate();
                }
            }
            return account;
        });
    }

    @Override
    public Subscription watch(Consumer<MailboxId> listener) {
        Consumer<MailboxId> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    private <T> T write(Transaction.Work<T> work) {
        alone.lock();
        try {
            return read(work);
        } finally {
            alone.unlock();
        }
    }

    private <T> T read(Transaction.Work<T> work) {
        return Transaction.run(database, work, e -> new StoreException(new StoreFailure.Unavailable(), e));
    }
}
