package org.tassis.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.queue.QueueFigures;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.Settlement;
import org.tassis.mailflow.queue.Waiting;
import org.tassis.message.MessageContent;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.Destination;
import org.tassis.store.StoreException;

/// The queue on SQL: rows beside the mailboxes', written by the same committer, octets in the same volumes.
final class SqlQueue implements QueueStore {
    private final Committer committer;
    private final Reader reader;
    private final Records records;
    private final Volumes volumes;
    private final Delivering delivering;
    private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private final ReentrantLock settling = new ReentrantLock();

    /// Makes ready what goes into mailboxes.
    @FunctionalInterface
    interface Delivering {
        MessageWrites.Deliver delivery(MessageContent content, Instant internalDate, List<Destination> destinations);
    }

    SqlQueue(Committer committer, Reader reader, Records records, Volumes volumes, Delivering delivering) {
        this.committer = committer;
        this.reader = reader;
        this.records = records;
        this.volumes = volumes;
        this.delivering = delivering;
    }

    @Override
    public List<Queued> accept(
            MessageContent content,
            Instant now,
            List<Destination> mailboxes,
            List<Outgoing> outgoing,
            Duration patience) {
        if (mailboxes.isEmpty() && outgoing.isEmpty()) {
            return List.of();
        }
        return committer.submit(new QueueWrites.Accept(
                delivering.delivery(content, now, mailboxes), List.copyOf(outgoing), now, patience));
    }

    // ---- settling ----

    /// Somebody's settlements, until they are committed together with others'.
    private static final class Waiter {
        final Collection<Settlement> settlements;
        boolean done;

        @Nullable
        StoreException failure;

        Waiter(Collection<Settlement> settlements) {
            this.settlements = settlements;
        }
    }

    /// Whoever gets the lock commits what all others have brought meanwhile.
    @Override
    public void settle(Collection<Settlement> settlements) {
        if (settlements.isEmpty()) {
            return;
        }
        Waiter own = new Waiter(settlements);
        waiters.add(own);
        settling.lock();
        try {
            if (!own.done) {
                settleWaiting();
            }
            if (own.failure != null) {
                throw new StoreException(own.failure.failure(), own.failure);
            }
        } finally {
            settling.unlock();
        }
    }

    private void settleWaiting() {
        List<Waiter> served = new ArrayList<>();
        List<Settlement> all = new ArrayList<>();
        for (Waiter next = waiters.poll(); next != null; next = waiters.poll()) {
            served.add(next);
            all.addAll(next.settlements);
        }
        @Nullable StoreException failure = null;
        try {
            committer.submit(new QueueWrites.Settle(all, volumes));
        } catch (StoreException e) {
            failure = e;
        }
        for (Waiter one : served) {
            one.done = true;
            one.failure = failure;
        }
    }

    // ---- reading ----

    @Override
    public List<Waiting> waiting() {
        return reader.readNow(connection -> {
            List<Waiting> all = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT destination, MIN(due) FROM queue_recipient WHERE state = 0 GROUP BY destination");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(new Waiting(row.getString(1), Instant.ofEpochMilli(row.getLong(2))));
                }
            }
            return all;
        });
    }

    @Override
    public Optional<Instant> nextDue(String destination, Instant after) {
        return reader.readInTurn(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT due FROM queue_recipient --DERBY-PROPERTIES index=QUEUE_RECIPIENT_DUE\n"
                            + " WHERE destination = ? AND state = 0 AND due > ? ORDER BY destination, state, due"
                            + " FETCH FIRST 1 ROWS ONLY")) {
                select.setString(1, destination);
                select.setLong(2, after.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(Instant.ofEpochMilli(row.getLong(1))) : Optional.empty();
                }
            }
        });
    }

    @Override
    public List<Queued> due(String destination, Instant until, int limit) {
        return reader.readInTurn(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    QueueRows.SELECT + QueueRows.BY_DUE + " WHERE r.destination = ? AND r.state = 0 AND r.due <= ?"
                            + " ORDER BY r.destination, r.state, r.due, r.id FETCH FIRST " + checked(limit)
                            + " ROWS ONLY")) {
                select.setString(1, destination);
                select.setLong(2, until.toEpochMilli());
                return QueueRows.read(select);
            }
        });
    }

    @Override
    public List<Queued> find(QueueFilter filter, long afterId, int limit) {
        StringBuilder where = new StringBuilder(" WHERE r.id > ?");
        filter.state().ifPresent(state -> where.append(" AND r.state = ").append(state.ordinal()));
        filter.destination().ifPresent(_ -> where.append(" AND r.destination = ?"));
        filter.text().ifPresent(_ -> where.append(" AND r.searched LIKE ? ESCAPE '!'"));
        filter.owner().ifPresent(_ -> where.append(" AND m.owner = ?"));
        return reader.readNow(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    (filter.owner().isPresent() ? QueueRows.BY_OWNER : QueueRows.SELECT + QueueRows.BY_ID)
                            + where
                            + " ORDER BY r.id FETCH FIRST " + checked(limit) + " ROWS ONLY")) {
                int at = 1;
                select.setLong(at++, afterId);
                if (filter.destination().isPresent()) {
                    select.setString(at++, filter.destination().get());
                }
                if (filter.text().isPresent()) {
                    select.setString(at++, "%" + filter.text().get().replaceAll("[!%_]", "!$0") + "%");
                }
                if (filter.owner().isPresent()) {
                    select.setLong(at, filter.owner().get().value());
                }
                return QueueRows.read(select);
            }
        });
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a page of " + limit + " rows");
        }
        return limit;
    }

    @Override
    public Optional<Queued> row(long id) {
        return reader.readNow(connection -> QueueRows.one(connection, id));
    }

    @Override
    public List<Queued> change(Collection<Long> ids, UnaryOperator<Queued> change) {
        return committer.submit(new QueueWrites.Change(List.copyOf(ids), change));
    }

    @Override
    public QueueFigures figures() {
        return reader.readNow(connection -> {
            long[] counts = new long[2];
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT state, COUNT(*) FROM queue_recipient GROUP BY state");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts[(int) row.getLong(1)] = row.getLong(2);
                }
            }
            try (PreparedStatement select = connection.prepareStatement("SELECT MIN(accepted) FROM queue_message");
                    ResultSet row = select.executeQuery()) {
                row.next();
                long oldest = row.getLong(1);
                return new QueueFigures(
                        counts[0],
                        counts[1],
                        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldest)));
            }
        });
    }

    @Override
    public MessageContent content(Queued row) {
        return new QueueContent(reader, records, row.message().number());
    }
}
