package org.tassis.sql;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.store.Change;
import org.tassis.store.ChangeFeed;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxMark;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Sees to it that {@link OrderRows} has what is there, and has not what is gone, before anybody asks:
/// first all mailboxes from where their rows end, a little at a time; then what arrives and leaves. Where
/// it has got to is in the rows themselves, so a kill at any moment costs nothing but what had not been
/// written.
final class OrderUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(OrderUpkeep.class);

    /// So long at a time, so that others have their turn.
    private static final Duration TURN = Duration.ofMillis(500);

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int TOGETHER = 4 * OrderBlock.UIDS;
    private static final int PAGE = 200;

    /// Messages that arrived in a mailbox before its row is written again.
    private static final int ENOUGH = 32;

    /// Mailboxes, and blocks of each, that are remembered; others are put right when somebody asks.
    private static final int MOST_MAILBOXES = 50_000;

    private static final int MOST_BLOCKS = 2_000;

    private final MailStore store;
    private final OrderRows rows;
    private final Map<MailboxId, Long> arrived = new HashMap<>();
    private final Map<MailboxId, Set<Long>> left = new HashMap<>();
    private long after;
    private boolean through;
    private long made;

    OrderUpkeep(MailStore store, OrderRows rows) {
        this.store = store;
        this.rows = rows;
    }

    OrderRows rows() {
        return rows;
    }

    /// Follows changes, and does what is to be done now and then by a thread of others.
    void start(ChangeFeed feed, ScheduledExecutorService thread, BooleanSupplier closed) {
        feed.watchAll(this::heard);
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        if (!closed.getAsBoolean()) {
                            run();
                        }
                    } catch (RuntimeException e) {
                        LOG.warn("Looking after what messages are put in order by failed; it is tried again later", e);
                    }
                },
                EVERY.toMillis(),
                EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// Remembers what is to be done. Any thread; does not wait.
    synchronized void heard(Change change) {
        switch (change) {
            case Change.Arrived now
            when arrived.size() < MOST_MAILBOXES ->
                arrived.merge(now.mailbox(), now.uids().size(), Long::sum);
            case Change.Vanished now
            when left.size() < MOST_MAILBOXES -> {
                Set<Long> blocks = left.computeIfAbsent(now.mailbox(), _ -> new TreeSet<>());
                for (int range = 0; range < now.uids().rangeCount(); range++) {
                    long last = OrderBlock.of(now.uids().last(range));
                    for (long block = OrderBlock.of(now.uids().first(range));
                            block <= last && blocks.size() < MOST_BLOCKS;
                            block++) {
                        blocks.add(block);
                    }
                }
            }
            default -> {} // nothing that rows say
        }
    }

    /// Does some of what is to be done. One thread.
    ///
    /// @return whether there is more
    /// @throws StoreException the store cannot be read now
    boolean run() {
        long until = System.nanoTime() + TURN.toNanos();
        for (Map.Entry<MailboxId, Set<Long>> entry : allThatLeft().entrySet()) {
            forget(entry.getKey(), entry.getValue());
        }
        for (MailboxId mailbox : enoughArrived()) {
            fill(mailbox);
        }
        while (!through && System.nanoTime() < until) {
            List<MailboxMark> page = store.marks(after, PAGE);
            for (MailboxMark mark : page) {
                if (mark.uidNext() > 1) {
                    fill(mark.mailbox());
                }
                after = mark.mailbox().value();
                if (System.nanoTime() >= until) {
                    LOG.debug("Up to mailbox {}, {} messages were read for what they are put in order by", after, made);
                    break;
                }
            }
            through = page.isEmpty();
            if (through && made > 0) {
                LOG.info("What {} messages are put in order by is kept beside them now", made);
            }
        }
        return !through;
    }

    private synchronized Map<MailboxId, Set<Long>> allThatLeft() {
        Map<MailboxId, Set<Long>> all = new HashMap<>(left);
        left.clear();
        return all;
    }

    private synchronized List<MailboxId> enoughArrived() {
        List<MailboxId> enough = arrived.entrySet().stream()
                .filter(entry -> entry.getValue() >= ENOUGH)
                .map(Map.Entry::getKey)
                .toList();
        enough.forEach(arrived::remove);
        return enough;
    }

    /// From where the rows of a mailbox end.
    private void fill(MailboxId mailbox) {
        try {
            long from = Math.max(1, rows.last(mailbox.value()) * OrderBlock.UIDS);
            MailboxSnapshot some;
            do {
                some = store.tail(mailbox, from, TOGETHER);
                if (some.count() > 0) {
                    rows.each((ChunkedSnapshot) some, all(some), (_, _) -> made++);
                    from = some.uid(some.count() - 1) + 1;
                }
            } while (some.count() == TOGETHER);
        } catch (StoreException e) {
            ifNotGone(mailbox, e);
        }
    }

    private static int[] all(MailboxSnapshot some) {
        return IntStream.range(0, some.count()).toArray();
    }

    private void forget(MailboxId mailbox, Set<Long> blocks) {
        try {
            for (long number : blocks) {
                OrderBlock block = rows.read(mailbox.value(), number, number).getOrDefault(number, new OrderBlock());
                if (block.count() == 0) {
                    continue;
                }
                MailboxSnapshot there = store.tail(mailbox, Math.max(1, number * OrderBlock.UIDS), OrderBlock.UIDS);
                if (block.keep(number, uid -> there.indexOf(uid) >= 0)) {
                    rows.write(mailbox.value(), Map.of(number, block));
                }
            }
        } catch (StoreException e) {
            ifNotGone(mailbox, e);
        }
    }

    private void ifNotGone(MailboxId mailbox, StoreException e) {
        if (!(e.failure() instanceof StoreFailure.NoSuchMailbox)) {
            throw e;
        }
        rows.forget(mailbox.value());
    }
}
