package org.tassis.sql;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.tassis.store.StoreException;
import org.tassis.store.journal.Actor;

/// A change that somebody waits for. The committer evaluates it, perhaps more than once when a transaction
/// has to be run again, and completes it after the commit or with the refusal.
abstract class Write<T> {
    private final Actor actor = Actor.present();
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T outcome;
    private @Nullable StoreException refusal;

    /// Says what is to be done. Asks everything that can be refused before it changes anything of `batch`.
    /// @throws StoreException to refuse this write alone
    abstract T evaluate(Batch batch) throws SQLException;

    /// Whoever brought this write.
    final Actor actor() {
        return actor;
    }

    /// Octets for the volume, to bound batches; 0 for a write that brings none.
    long octets() {
        return 0;
    }

    /// Whether this must be a batch of its own: what reads the database itself, and so cannot see what
    /// other writes of its batch are going to do.
    boolean alone() {
        return false;
    }

    /// Evaluates, and keeps what it came to for {@link #tell}.
    /// @throws StoreException when a write that may have used the connection was refused
    final void run(Batch batch) throws SQLException {
        outcome = null;
        refusal = null;
        try {
            outcome = evaluate(batch);
        } catch (StoreException e) {
            if (alone()) {
                throw e;
            }
            refusal = e;
        }
    }

    /// After the commit: what was evaluated is true now.
    final void tell() {
        T result = outcome;
        if (result != null) {
            done.complete(result);
        } else if (refusal != null) {
            done.completeExceptionally(refusal);
        }
    }

    final void refuse(StoreException why) {
        done.completeExceptionally(why);
    }

    /// Waits until this is durable; interrupts are put off, as nobody could know whether it happened.
    final T await() {
        try {
            return done.join();
        } catch (CompletionException e) {
            @Nullable Throwable cause = e.getCause();
            if (cause instanceof StoreException refusal) {
                throw new StoreException(refusal.failure(), refusal.getCause());
            }
            throw e;
        }
    }
}
