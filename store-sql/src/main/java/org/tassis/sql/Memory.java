package org.tassis.sql;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tassis.store.ChunkedSnapshot;

/// What of the database is held in memory: accounts, mailboxes, and the messages of mailboxes in use, each
/// as of its last commit. The committer puts in what it committed; readers put in what they loaded, which
/// is taken only when nothing newer is there. What was not used for longest is dropped when there is too
/// much. Thread-safe.
final class Memory {
    private final long maxMessages;
    private final int maxAccounts;
    private final ConcurrentHashMap<Long, Slot<AccountState>> accounts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Slot<BoxState.WithView>> boxes = new ConcurrentHashMap<>();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong messagesAtMost = new AtomicLong();

    Memory(long maxMessages, int maxAccounts) {
        this.maxMessages = maxMessages;
        this.maxAccounts = maxAccounts;
    }

    private static final class Slot<T> {
        volatile T held;
        volatile long used;

        Slot(T held, long used) {
            this.held = held;
            this.used = used;
        }
    }

    private <T> @Nullable T get(Map<Long, Slot<T>> from, long id) {
        Slot<T> slot = from.get(id);
        if (slot == null) {
            return null;
        }
        long now = clock.get();
        if (slot.used != now) {
            slot.used = now;
        }
        return slot.held;
    }

    @Nullable
    AccountState account(long id) {
        return get(accounts, id);
    }

    BoxState.@Nullable WithView box(long id) {
        return get(boxes, id);
    }

    // ---- what readers loaded ----

    /// To be asked before reading what is handed to `loaded`.
    long epoch() {
        return epoch.get();
    }

    void loaded(AccountState account, long readIn) {
        accounts.compute(account.id(), (_, slot) -> {
            if (readIn != epoch.get()) {
                return slot;
            }
            if (slot == null) {
                return new Slot<>(account, clock.incrementAndGet());
            }
            if (slot.held.version() < account.version()) {
                slot.held = account;
            }
            return slot;
        });
        trimAccounts();
    }

    void loaded(BoxState.WithView box, long readIn) {
        boxes.compute(box.state().id(), (_, slot) -> {
            if (readIn != epoch.get()) {
                return slot;
            }
            if (slot == null) {
                return new Slot<>(box, clock.incrementAndGet());
            }
            BoxState held = slot.held.state();
            if (held.version() < box.state().version()
                    || held.version() == box.state().version() && slot.held.view() == null) {
                slot.held = box;
            }
            return slot;
        });
        if (box.view() != null) {
            added(box.view().count());
        }
        trimBoxes();
    }

    // ---- what the committer committed ----

    void committed(AccountState account) {
        if (account.boxes().isEmpty()) { // every account has INBOX: this one was forgotten
            epoch.incrementAndGet(); // what was read before is not taken any more
            accounts.remove(account.id());
            return;
        }
        accounts.compute(account.id(), (_, slot) -> {
            if (slot == null) {
                return new Slot<>(account, clock.incrementAndGet());
            }
            slot.held = account;
            return slot;
        });
    }

    void committed(BoxWork work) {
        BoxState next = work.state();
        boxes.compute(next.id(), (_, slot) -> {
            ChunkedSnapshot view = work.viewOrNull();
            if (slot == null) {
                return new Slot<>(new BoxState.WithView(next, view), clock.incrementAndGet());
            }
            BoxState.WithView held = slot.held;
            if (view == null && held.view() != null) { // a reader loaded it meanwhile
                if (held.state().version() == next.version()) {
                    view = held.view();
                } else if (held.state().version() == work.baseVersion() && !work.relocated()) {
                    view = work.appendedTo(held.view());
                }
            }
            slot.held = new BoxState.WithView(next, view);
            return slot;
        });
        added(work.appendedCount());
    }

    /// What the database says is not known: everything is loaded again when it is asked for.
    void clear() {
        epoch.incrementAndGet(); // what was read before is not taken any more
        accounts.clear();
        boxes.clear();
        messagesAtMost.set(0);
    }

    // ---- what was not used for longest ----

    private void added(int messages) {
        if (messages > 0 && messagesAtMost.addAndGet(messages) > maxMessages) {
            trimViews();
        }
    }

    private synchronized void trimViews() {
        List<Map.Entry<Long, Slot<BoxState.WithView>>> loaded = boxes.entrySet().stream()
                .filter(entry -> entry.getValue().held.view() != null)
                .sorted(byUse())
                .toList();
        long messages =
                loaded.stream().mapToLong(entry -> count(entry.getValue().held)).sum();
        for (var entry : loaded) {
            if (messages <= maxMessages / 10 * 9) {
                break;
            }
            messages -= count(entry.getValue().held);
            boxes.computeIfPresent(entry.getKey(), (_, slot) -> {
                slot.held = new BoxState.WithView(slot.held.state(), null);
                return slot;
            });
        }
        messagesAtMost.set(messages);
    }

    private static int count(BoxState.WithView box) {
        return box.view() == null ? 0 : box.view().count();
    }

    private void trimAccounts() {
        if (accounts.size() > maxAccounts) {
            trim(accounts, maxAccounts);
        }
    }

    private void trimBoxes() {
        if (boxes.size() > 10L * maxAccounts) {
            trim(boxes, 10 * maxAccounts);
        }
    }

    private synchronized <T> void trim(ConcurrentHashMap<Long, Slot<T>> map, int limit) {
        int excess = map.size() - limit / 10 * 9;
        if (excess > 0) {
            map.entrySet().stream()
                    .sorted(byUse())
                    .limit(excess)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(map::remove);
        }
    }

    /// A use that changes while this sorts may put an entry in the wrong place, no more.
    private static <T> Comparator<Map.Entry<Long, Slot<T>>> byUse() {
        Map<Long, Long> frozen = new java.util.HashMap<>();
        return Comparator.comparing(entry -> frozen.computeIfAbsent(entry.getKey(), _ -> entry.getValue().used));
    }
}
