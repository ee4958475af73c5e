package org.tassis.sql.trace;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.mailflow.trace.Story;
import org.tassis.mailflow.trace.Terms;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.mailflow.trace.TraceSearch;
import org.tassis.sql.Database;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// The trace in the table `trace_block`. Any thread; close it before the database.
///
/// Memory: some ten thousand events that wait to be written. Beyond that those that may be dropped are counted
/// and dropped; when others still come faster than they can be written, who brings them writes.
public final class SqlTrace implements Trace, TraceSearch, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqlTrace.class);

    private static final int DROP_ABOVE = 10_000;
    private static final int WAIT_ABOVE = 40_000;
    private static final int WAKE_AT = 4_000;
    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);

    /// How long a message may be under way, and longer.
    private static final Duration STORY = Duration.ofDays(10);

    private final BlockRows rows;
    private final InstantSource clock;
    private final Queue<TraceEvent> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final ReentrantLock writing = new ReentrantLock();
    private final Thread writer;
    private Block block = new Block(); // guarded by writing
    private boolean failed; // guarded by writing; said once
    private volatile boolean closed;

    public SqlTrace(Database database, InstantSource clock) {
        this.rows = new BlockRows(database);
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("trace-writer").daemon().start(this::writeNowAndThen);
    }

    @Override
    public void record(TraceEvent event) {
        int before = count.get();
        if (before >= DROP_ABOVE && event.mayBeDropped()) {
            dropped.incrementAndGet();
            return;
        }
        if (before >= WAIT_ABOVE) {
            writeOrWarn();
        }
        waiting.add(event);
        if (count.incrementAndGet() == WAKE_AT) {
            LockSupport.unpark(writer);
        }
    }

    private void writeNowAndThen() {
        while (!closed) {
            LockSupport.parkNanos(WRITE_EVERY.toNanos());
            writeOrWarn();
        }
    }

    private void writeOrWarn() {
        writing.lock();
        try {
            write();
            failed = false;
        } catch (SQLException e) {
            if (!failed) {
                LOG.warn("what happens to mail cannot be written down now", e);
            }
            failed = true;
            if (count.get() >= WAIT_ABOVE) { // the database is away for long: memory stays bounded
                dropped.addAndGet(count.get());
                waiting.clear();
                count.set(0);
            }
        } finally {
            writing.unlock();
        }
    }

    /// Everything recorded before this call is in the database when it returns.
    ///
    /// @throws StoreException the database cannot be used
    public void flush() {
        writing.lock();
        try {
            write();
        } catch (SQLException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        } finally {
            writing.unlock();
        }
    }

    /// Under the lock. What could not be written stays in the block, which takes no more until it was.
    private void write() throws SQLException {
        if (failed) {
            store();
        }
        long missing = dropped.getAndSet(0);
        if (missing > 0) {
            block.add(new TraceEvent.LeftOut(clock.instant(), missing));
        }
        boolean changed = missing > 0;
        TraceEvent event = waiting.peek();
        while (event != null) {
            if (!block.takes(event)) {
                if (changed) {
                    store();
                }
                block = new Block();
            }
            block.add(event);
            changed = true;
            waiting.remove(); // only now: what cannot be stored stays here or in the block
            count.decrementAndGet();
            if (block.isFull()) {
                store();
                changed = false;
            }
            event = waiting.peek();
        }
        if (changed) {
            store();
        }
    }

    private void store() throws SQLException {
        if (block.isEmpty()) {
            return;
        }
        failed = true;
        rows.write(block);
        failed = false;
        if (block.isFull()) {
            block = new Block();
        }
    }

    // ---- searching

    @Override
    public List<Story> find(TraceQuery query) {
        flush();
        try {
            Map<String, List<TraceEvent>> stories = matching(query);
            complete(stories);
            return stories.values().stream()
                    .filter(events -> !events.isEmpty())
                    .map(events -> new Story(events.getFirst().message(), events))
                    .sorted(Comparator.comparing(
                                    (Story story) -> story.events().getLast().at())
                            .reversed())
                    .toList();
        } catch (SQLException | IOException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    /// By the message's id, each with no event yet; events without a message as stories of their own.
    private Map<String, List<TraceEvent>> matching(TraceQuery query) throws SQLException, IOException {
        long[] hashes = query.words().stream().mapToLong(TermFilter::hash).toArray();
        Map<String, List<TraceEvent>> found = new LinkedHashMap<>();
        for (long id :
                rows.candidates(query.since().toEpochMilli(), query.until().toEpochMilli(), filter -> {
                    for (long hash : hashes) {
                        if (!TermFilter.mayHold(filter, hash)) {
                            return false;
                        }
                    }
                    return true;
                })) {
            List<TraceEvent> events = read(id);
            for (int i = events.size() - 1; i >= 0 && found.size() < query.most(); i--) {
                TraceEvent event = events.get(i);
                if (!event.at().isBefore(query.since())
                        && event.at().isBefore(query.until())
                        && Terms.of(event).containsAll(query.words())) {
                    if (event.message().isEmpty()) {
                        found.put(" " + found.size(), new ArrayList<>(List.of(event)));
                    } else {
                        found.computeIfAbsent(event.message(), _ -> new ArrayList<>())
                                .add(event);
                    }
                }
            }
            if (found.size() >= query.most()) {
                break;
            }
        }
        return found;
    }

    /// All events of the messages found, not only those that matched.
    private void complete(Map<String, List<TraceEvent>> stories) throws SQLException, IOException {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        Set<String> messages = new HashSet<>();
        for (Map.Entry<String, List<TraceEvent>> story : stories.entrySet()) {
            if (!story.getKey().startsWith(" ")) {
                messages.add(story.getKey());
                for (TraceEvent event : story.getValue()) {
                    first = event.at().isBefore(first) ? event.at() : first;
                    last = event.at().isAfter(last) ? event.at() : last;
                }
                story.getValue().clear();
            }
        }
        if (messages.isEmpty()) {
            return;
        }
        long[] hashes = messages.stream().mapToLong(TermFilter::hash).toArray();
        List<Long> ids = rows.candidates(
                first.minus(STORY).toEpochMilli(), last.plus(STORY).toEpochMilli(), filter -> {
                    for (long hash : hashes) {
                        if (TermFilter.mayHold(filter, hash)) {
                            return true;
                        }
                    }
                    return false;
                });
        for (long id : ids.reversed()) {
            for (TraceEvent event : read(id)) {
                if (messages.contains(event.message())) {
                    stories.getOrDefault(event.message(), new ArrayList<>()).add(event);
                }
            }
        }
        stories.values().forEach(events -> events.sort(Comparator.comparing(TraceEvent::at)));
    }

    private List<TraceEvent> read(long id) throws SQLException, IOException {
        byte[] content = rows.content(id);
        return content.length == 0 ? List.of() : Block.read(content);
    }

    /// Forgets what is older, and the oldest of what is more than `most` octets. To be called now and then.
    ///
    /// @throws StoreException the database cannot be used
    public void forget(Instant before, long most) {
        try {
            rows.forget(before.toEpochMilli(), most);
        } catch (SQLException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    /// Writes what waits.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writeOrWarn();
    }
}
