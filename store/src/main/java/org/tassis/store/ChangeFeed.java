package org.tassis.store;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;

/// Hands changes to those who watch, in the order in which they were published, by one virtual thread that lives as
/// long as there is something to hand out. A listener that throws is logged and spoils nothing for the others; one that
/// blocks delays them all.
///
/// A listener hears of everything published after {@link #watch} returned, and perhaps of changes just before; after
/// its subscription is closed a call that was under way may still end.
public final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final ConcurrentHashMap<AccountId, CopyOnWriteArrayList<Watcher>> byAccount = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Watcher> all = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Change> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();

    /// One registration; the same listener may be registered more than once.
    private static final class Watcher {
        private final Consumer<Change> listener;

        private Watcher(Consumer<Change> listener) {
            this.listener = listener;
        }
    }

    /// Returns at once. To be called after the commit and in its order, so under the lock (or by the thread) that
    /// commits, and after the snapshot that includes the change can be taken.
    public void publish(Change change) {
        if (all.isEmpty() && !byAccount.containsKey(change.account())) {
            return;
        }
        waiting.add(change);
        if (length.getAndIncrement() == 0) {
            Thread.ofVirtual().name("change-feed").start(this::handOut);
        }
    }

    public void publish(List<? extends Change> changes) {
        changes.forEach(this::publish);
    }

    private void handOut() {
        do {
            Change change = waiting.poll(); // never null: each was added before it was counted
            if (change != null) {
                tell(all, change);
                List<Watcher> watchers = byAccount.get(change.account());
                if (watchers != null) {
                    tell(watchers, change);
                }
            }
        } while (length.decrementAndGet() > 0);
    }

    private static void tell(List<Watcher> listeners, Change change) {
        for (Watcher watcher : listeners) {
            try {
                watcher.listener.accept(change);
            } catch (Throwable e) { // whatever it is: this thread serves the others too
                LOG.error("a listener failed on {}", change, e);
            }
        }
    }

    public Subscription watch(AccountId account, Consumer<Change> listener) {
        Watcher own = new Watcher(listener);
        byAccount.compute(account, (_, listeners) -> {
            CopyOnWriteArrayList<Watcher> list = listeners == null ? new CopyOnWriteArrayList<>() : listeners;
            list.add(own);
            return list;
        });
        return () -> byAccount.computeIfPresent(account, (_, listeners) -> {
            listeners.remove(own);
            return listeners.isEmpty() ? null : listeners;
        });
    }

    public Subscription watchAll(Consumer<Change> listener) {
        Watcher own = new Watcher(listener);
        all.add(own);
        return () -> all.remove(own);
    }
}
