package org.tassis.sql.filter;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.tassis.core.AccountId;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.FilterFailure;
import org.tassis.mailflow.filter.FilterRecords;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.filter.StoredScript;
import org.tassis.sql.Database;
import org.tassis.sql.Transaction;

/// Filters in a {@link Database}, Derby or PostgreSQL. Any thread; the caller closes the database.
public final class SqlFilterRecords implements FilterRecords {
    private final Database database;
    private final ScriptRows rows;

    /// Writers of this process, and readers of whole texts, take turns: the embedded database needs it,
    /// which cannot lock what it reads, and both are rare.
    private final ReentrantLock writing = new ReentrantLock();

    public SqlFilterRecords(Database database) {
        this.database = database;
        this.rows = new ScriptRows(database.dialect().forUpdate());
    }

    @Override
    public List<StoredScript> list(AccountId account) {
        return run(connection -> rows.list(connection, account));
    }

    @Override
    public Optional<String> text(AccountId account, ScriptName name) {
        return alone(connection -> {
            rows.version(connection, account, true); // so that no piece is of another text
            return rows.exists(connection, account, name)
                    ? Optional.of(rows.text(connection, account, name))
                    : Optional.empty();
        });
    }

    @Override
    public Optional<Active> active(AccountId account) {
        if (version(account) == 0) {
            return Optional.empty(); // most accounts: no lock for them
        }
        return alone(connection -> {
            long version = rows.version(connection, account, true);
            Optional<ScriptName> name = rows.active(connection, account);
            return name.isPresent()
                    ? Optional.of(new Active(name.get(), rows.text(connection, account, name.get()), version))
                    : Optional.empty();
        });
    }

    @Override
    public long version(AccountId account) {
        return run(connection -> rows.version(connection, account, false));
    }

    @Override
    public void put(AccountId account, ScriptName name, String text, int maxScripts) {
        change(account, connection -> {
            boolean there = rows.exists(connection, account, name);
            if (!there && rows.list(connection, account).size() >= maxScripts) {
                throw new FilterException(new FilterFailure.TooMany(maxScripts));
            }
            rows.put(connection, account, name, text, there);
        });
    }

    @Override
    public void activate(AccountId account, Optional<ScriptName> name) {
        change(account, connection -> {
            if (name.isPresent()) {
                existing(connection, account, name.get());
            }
            rows.activate(connection, account, name);
        });
    }

    @Override
    public void remove(AccountId account, ScriptName name) {
        change(account, connection -> {
            existing(connection, account, name);
            if (rows.active(connection, account).filter(name::equals).isPresent()) {
                throw new FilterException(new FilterFailure.ScriptActive(name));
            }
            rows.remove(connection, account, name);
        });
    }

    @Override
    public void rename(AccountId account, ScriptName from, ScriptName to) {
        change(account, connection -> {
            existing(connection, account, from);
            if (!from.equals(to)) {
                if (rows.exists(connection, account, to)) {
                    throw new FilterException(new FilterFailure.ScriptExists(to));
                }
                rows.rename(connection, account, from, to);
            }
        });
    }

    @Override
    public void purge(AccountId account) {
        if (version(account) > 0) {
            change(account, connection -> rows.removeAll(connection, account));
        }
    }

    private void existing(Connection connection, AccountId account, ScriptName name) throws SQLException {
        if (!rows.exists(connection, account, name)) {
            throw new FilterException(new FilterFailure.NoSuchScript(name));
        }
    }

    @FunctionalInterface
    private interface Change {
        void in(Connection connection) throws SQLException;
    }

    /// The account's row is locked first, so that changes of one account follow each other.
    private void change(AccountId account, Change change) {
        alone(connection -> {
            rows.nextVersion(connection, account);
            change.in(connection);
            return account;
        });
    }

    private <T> T alone(Transaction.Work<T> work) {
        writing.lock();
        try {
            return run(work);
        } finally {
            writing.unlock();
        }
    }

    private <T> T run(Transaction.Work<T> work) {
        return Transaction.run(database, work, e -> new FilterException(new FilterFailure.Unavailable(), e));
    }
}
