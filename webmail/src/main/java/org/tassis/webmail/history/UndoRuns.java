package org.tassis.webmail.history;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.store.MailStore;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.undo.Outcome;
import org.tassis.store.undo.Undo;

/// What is being taken back, one thing at a time for each mailbox, and how it ended until that was told. In
/// memory: when the server stops, what is done stays done, and the rest is done when it is asked for again.
/// Any thread.
final class UndoRuns {
    private static final Logger LOG = LoggerFactory.getLogger(UndoRuns.class);
    private static final int MOST = 1_000;

    private final MailStore store;
    private final Map<AccountId, Run> runs = new LinkedHashMap<>();

    UndoRuns(MailStore store) {
        this.store = store;
    }

    /// @param entry as it was when it began
    record Run(JournalEntry entry, AtomicLong done, CompletableFuture<Outcome> end) {
        boolean isRunning() {
            return !end.isDone();
        }

        /// @return empty when it failed, or is not over
        Optional<Outcome> outcome() {
            return end.isDone() && !end.isCompletedExceptionally() ? Optional.of(end.join()) : Optional.empty();
        }
    }

    /// Begins, unless something is being taken back already, and waits a little for the end.
    Run begin(JournalEntry entry, Actor actor, Duration patience) {
        Run run;
        synchronized (runs) {
            Optional<Run> busy = Optional.ofNullable(runs.get(entry.account())).filter(Run::isRunning);
            run = busy.orElseGet(() -> start(entry, actor));
        }
        try {
            run.end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.trace("told by the page", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return run;
    }

    private Run start(JournalEntry entry, Actor actor) {
        Run run = new Run(entry, new AtomicLong(), new CompletableFuture<>());
        runs.remove(entry.account());
        runs.values().removeIf(old -> runs.size() >= MOST && !old.isRunning());
        runs.put(entry.account(), run);
        Thread.ofVirtual().name("undo").start(() -> {
            try {
                run.end.complete(new Undo(store, entry, actor, run.done::set).run());
            } catch (RuntimeException e) {
                LOG.warn("an undo in mailbox number {} failed", entry.account().value(), e);
                run.end.completeExceptionally(e);
            }
        });
        return run;
    }

    /// What is under way, or has ended since this was asked for last.
    Optional<Run> news(AccountId account) {
        synchronized (runs) {
            Optional<Run> run = Optional.ofNullable(runs.get(account));
            if (run.isPresent() && !run.get().isRunning()) {
                runs.remove(account);
            }
            return run;
        }
    }
}
