package org.tassis.sql;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.tassis.store.StoreException;

/// A change that somebody waits for. The committer evaluates it, perhaps more than once when a transaction has to be
/// run again, and completes it after the commit or with the refusal.
abstract class Write<T> {
    private final CompletableFuture<T> done = new CompletableFuture<>();

    /// Says what is to be done. Asks everything that can be refused before it changes anything of `batch`.
    /// @throws StoreException to refuse this write alone
    abstract T evaluate(Batch batch) throws SQLException;

    /// Octets for the volume, to bound batches; 0 for a write that brings none.
    long octets() {
        return 0;
    }

    /// Whether this must be a batch of its own: what reads the database itself, and so cannot see what other writes
    /// of its batch are going to do.
    boolean alone() {
        return false;
    }

    final void complete(T result) {
        done.complete(result);
    }

    final void refuse(StoreException refusal) {
        done.completeExceptionally(refusal);
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
