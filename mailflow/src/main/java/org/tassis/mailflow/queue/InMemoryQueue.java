package org.tassis.mailflow.queue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.tassis.mailflow.Outgoing;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// The reference queue: one lock, everything in memory; for tests and as the model of the others.
public final class InMemoryQueue implements QueueStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final MailStore store;
    private final TreeMap<Long, Queued> rows = new TreeMap<>();
    private final Map<Long, Octets> contents = new HashMap<>();
    private long lastNumber;

    /// @param store where mailboxes are
    public InMemoryQueue(MailStore store) {
        this.store = store;
    }

    private record Octets(byte[] octets, MessageStructure structure) implements MessageContent {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(octets);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Queued> accept(
            MessageContent content,
            Instant now,
            List<Destination> mailboxes,
            List<Outgoing> outgoing,
            Duration patience) {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try {
            content.writeTo(Channels.newChannel(copy));
        } catch (IOException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
        return locked(() -> {
            store.deliver(content, now, mailboxes); // which may refuse: nothing is queued then
            List<Queued> queued = new ArrayList<>();
            for (Outgoing one : outgoing) {
                QueuedMessage message = QueuedMessage.of(one, ++lastNumber, content.size(), now);
                contents.put(message.number(), new Octets(copy.toByteArray(), content.structure()));
                for (Outgoing.To to : one.recipients()) {
                    Queued row = Queued.fresh(message, to, ++lastNumber, patience);
                    rows.put(row.id(), row);
                    queued.add(row);
                }
            }
            return queued;
        });
    }

    private Stream<Queued> waitingRows() {
        return rows.values().stream().filter(row -> row.state() == Queued.State.WAITING);
    }

    @Override
    public List<Waiting> waiting() {
        return locked(() -> {
            Map<String, Instant> first = new TreeMap<>();
            waitingRows().forEach(row -> first.merge(row.destination(), row.due(), (a, b) -> a.isBefore(b) ? a : b));
            return first.entrySet().stream()
                    .map(one -> new Waiting(one.getKey(), one.getValue()))
                    .toList();
        });
    }

    @Override
    public Optional<Instant> nextDue(String destination, Instant after) {
        return locked(() -> waitingRows()
                .filter(row -> row.destination().equals(destination))
                .map(Queued::due)
                .filter(due -> due.isAfter(after))
                .min(Comparator.naturalOrder()));
    }

    @Override
    public List<Queued> due(String destination, Instant until, int limit) {
        return locked(() -> waitingRows()
                .filter(row ->
                        row.destination().equals(destination) && !row.due().isAfter(until))
                .sorted(Comparator.comparing(Queued::due).thenComparing(Queued::id))
                .limit(limit)
                .toList());
    }

    @Override
    public void settle(Collection<Settlement> settlements) {
        locked(() -> {
            for (Settlement settlement : settlements) {
                switch (settlement) {
                    case Settlement.Done(long id) -> remove(id);
                    case Settlement.Deferred deferred ->
                        rows.computeIfPresent(deferred.id(), (_, row) -> row.deferred(deferred));
                }
            }
            return true;
        });
    }

    private void remove(long id) {
        Queued gone = rows.remove(id);
        if (gone != null) {
            long number = gone.message().number();
            if (rows.values().stream().noneMatch(row -> row.message().number() == number)) {
                contents.remove(number);
            }
        }
    }

    @Override
    public List<Queued> find(QueueFilter filter, long afterId, int limit) {
        return locked(() -> rows.tailMap(afterId, false).values().stream()
                .filter(filter::admits)
                .limit(limit)
                .toList());
    }

    @Override
    public Optional<Queued> row(long id) {
        return locked(() -> Optional.ofNullable(rows.get(id)));
    }

    @Override
    public List<Queued> change(Collection<Long> ids, UnaryOperator<Queued> change) {
        return locked(() -> {
            List<Queued> changed = new ArrayList<>();
            for (long id : ids) {
                rows.computeIfPresent(id, (_, row) -> {
                    Queued now = change.apply(row);
                    changed.add(now);
                    return now;
                });
            }
            return changed;
        });
    }

    @Override
    public QueueFigures figures() {
        return locked(() -> new QueueFigures(
                waitingRows().count(),
                rows.size() - waitingRows().count(),
                rows.values().stream().map(row -> row.message().accepted()).min(Comparator.naturalOrder())));
    }

    @Override
    public MessageContent content(Queued row) {
        return locked(() -> {
            Octets octets = contents.get(row.message().number());
            if (octets == null) {
                throw new StoreException(new StoreFailure.Gone());
            }
            return octets;
        });
    }
}
