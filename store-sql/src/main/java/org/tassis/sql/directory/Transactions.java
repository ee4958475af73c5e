package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.sql.Database;
import org.tassis.sql.Dialect;
import org.tassis.sql.Transaction;

/// Runs transactions, again when another one was in the way. What is done inside {@link #together} is one
/// of them, by whatever class it is done.
final class Transactions {

    /// The transaction of this thread, when several steps are done together.
    private static final ScopedValue<Running> RUNNING = ScopedValue.newInstance();

    /// Of each database.
    private static final Map<Database, ReentrantLock> WRITING = Collections.synchronizedMap(new WeakHashMap<>());

    private final Database database;

    /// Writers of this process take turns: the embedded database needs it, and changes are rare.
    private final ReentrantLock writing;

    /// What follows a transaction that may have changed something, before the next writer has its turn.
    private final Consumer<Transactions> written;

    private record Running(Database database, Connection connection) {}

    /// What went wrong in a step, on its way through other people's code to where the whole can be tried
    /// again.
    private static final class Failed extends RuntimeException {
        private final transient SQLException failure;

        Failed(SQLException failure) {
            super(failure.getMessage(), failure, false, false);
            this.failure = failure;
        }
    }

    Transactions(Database database) {
        this(database, _ -> {});
    }

    /// @param written does what follows a transaction that may have changed something, before the next
    ///     writer has its turn; throws nothing
    Transactions(Database database, Consumer<Transactions> written) {
        this.database = database;
        this.written = written;
        this.writing = WRITING.computeIfAbsent(database, _ -> new ReentrantLock());
    }

    /// Whether other processes may use the database at the same time.
    boolean isShared() {
        return database.dialect() != Dialect.DERBY;
    }

    String forUpdate() {
        return database.dialect().forUpdate();
    }

    <T> T read(Transaction.Work<T> work) {
        return isRunning() ? step(work) : run(work);
    }

    <T> T write(Transaction.Work<T> work) {
        if (isRunning()) {
            return step(work);
        }
        writing.lock();
        try {
            T result = run(work);
            written.accept(this);
            return result;
        } finally {
            writing.unlock();
        }
    }

    /// All that `work` does in its thread with this database, in one transaction.
    <T> T together(Supplier<T> work) {
        if (isRunning()) {
            return work.get();
        }
        return write(connection -> {
            try {
                return ScopedValue.where(RUNNING, new Running(database, connection))
                        .call(work::get);
            } catch (Failed e) {
                throw e.failure;
            }
        });
    }

    /// Whether this thread is inside {@link #together}.
    boolean isRunning() {
        return RUNNING.isBound() && RUNNING.get().database() == database;
    }

    private static <T> T step(Transaction.Work<T> work) {
        try {
            return work.in(RUNNING.get().connection());
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    /// A row that is there already is looked for again: what was decided before is no longer true.
    private <T> T run(Transaction.Work<T> work) {
        return Transaction.run(database, work, e -> new DirectoryException(new DirectoryFailure.Unavailable(), e));
    }
}
