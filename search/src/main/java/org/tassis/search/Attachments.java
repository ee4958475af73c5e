package org.tassis.search;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.ContentId;
import org.tassis.core.MailboxId;
import org.tassis.message.BodyPart;
import org.tassis.message.TransferDecoder;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;

/// Has attachments read, in a thread that waits for the process that does it, and brings their text to who
/// writes the index. How far it has come is in the index's marks, so nothing of this needs to be kept.
final class Attachments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);

    /// Messages of one mailbox before others have their turn.
    private static final int SLICE = 100;

    /// Texts that wait to be written.
    private static final int AHEAD = 4;

    /// Texts of contents that several mailboxes got at the same time.
    private static final int REMEMBERED = 8;

    private static final Duration ENDING = Duration.ofSeconds(10);

    private final MailStore store;
    private final AttachmentSettings settings;
    private final SearchSettings index;
    private final Runnable call;
    private final TextProcess process;
    private final Tries tries;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /// In the order in which they are read.
    private final SequencedMap<MailboxId, Task> tasks = new LinkedHashMap<>();
    /// Mailboxes that are being read, or of which the last was not taken.
    private final Set<MailboxId> busy = new HashSet<>();
    private final Queue<Brought> brought = new ArrayDeque<>();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private volatile String trouble = "";
    /// The thread's own.
    private final Map<ContentId, String> remembered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ContentId, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    /// @param from first UID to be read
    /// @param to   behind the last
    private record Task(MailboxId mailbox, long from, long to) {}

    /// What was read.
    ///
    /// @param uid  of the message whose attachments hold the text
    /// @param text empty when this only tells how far it has come
    /// @param upTo attachments of messages with lower UIDs are done
    /// @param last of this mailbox, until it is asked for again
    record Brought(MailboxId mailbox, long uid, String text, long upTo, boolean last) {}

    private Attachments(MailStore store, AttachmentSettings settings, SearchSettings index, Runnable call) {
        this.store = store;
        this.settings = settings;
        this.index = index;
        this.call = call;
        this.process = new TextProcess(settings);
        this.tries = new Tries(Tries.file(index));
        this.thread = Thread.ofPlatform().name("search-attachments").daemon().unstarted(this::run);
    }

    /// @param call called, by any thread, when there is something to be fetched by {@link #next}
    static Attachments start(MailStore store, AttachmentSettings settings, SearchSettings index, Runnable call) {
        Attachments started = new Attachments(store, settings, index, call);
        started.thread.start();
        return started;
    }

    // ---- for the thread that writes the index ----

    /// Has messages of a mailbox read; one that is being read is asked for again when it is released.
    ///
    /// @param soon before those that have waited: something came just now
    void add(MailboxId mailbox, long from, long to, boolean soon) {
        lock.lock();
        try {
            if (!busy.contains(mailbox)) {
                Task task = new Task(mailbox, from, to);
                if (soon) {
                    tasks.putFirst(mailbox, task);
                } else {
                    tasks.put(mailbox, task);
                }
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What was brought and has not been taken, the oldest first.
    Optional<Brought> next() {
        lock.lock();
        try {
            return Optional.ofNullable(brought.peek());
        } finally {
            lock.unlock();
        }
    }

    boolean hasBrought() {
        return next().isPresent();
    }

    /// It is in the index.
    void taken() {
        lock.lock();
        try {
            brought.remove();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void release(MailboxId mailbox) {
        lock.lock();
        try {
            busy.remove(mailbox);
        } finally {
            lock.unlock();
        }
    }

    AttachmentStatus status() {
        lock.lock();
        try {
            return new AttachmentStatus((long) tasks.size() + busy.size(), read.get(), failed.get(), trouble);
        } finally {
            lock.unlock();
        }
    }

    /// The number of the process that reads, for tests; 0 when none runs.
    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        process.close();
        try {
            if (!thread.join(ENDING)) {
                LOG.warn("The reading of attachments does not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the thread ----

    private void run() {
        LowPriority.lower(index.nice());
        try {
            while (true) {
                read(take());
            }
        } catch (Closed _) {
            tries.forget();
        } catch (Throwable e) { // messages are indexed all the same
            LOG.error("Attachments are not read any more until the server is started again", e);
            trouble = String.valueOf(e.getMessage());
        } finally {
            process.close();
            process.end();
        }
    }

    /// Not to go on.
    private static final class Closed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private Task take() throws Closed {
        lock.lock();
        try {
            long nanos = settings.idle().toNanos();
            while (tasks.isEmpty() && !closed) {
                if (nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                } else {
                    process.end(); // takes no memory while there is nothing to do
                    remembered.clear();
                    changed.await();
                }
            }
            if (closed) {
                throw new Closed();
            }
            Task first = tasks.firstEntry().getValue();
            tasks.pollFirstEntry();
            busy.add(first.mailbox());
            return first;
        } catch (InterruptedException _) { // nobody interrupts this thread
            throw new Closed();
        } finally {
            lock.unlock();
        }
    }

    private void bring(Brought text) throws Closed {
        lock.lock();
        try {
            while (brought.size() >= AHEAD && !closed) {
                changed.await();
            }
            if (closed) {
                throw new Closed();
            }
            brought.add(text);
        } catch (InterruptedException _) { // nobody interrupts this thread
            throw new Closed();
        } finally {
            lock.unlock();
        }
        call.run();
    }

    /// For so long, unless it is closed.
    private void rest(Duration time) throws Closed {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException _) { // nobody interrupts this thread
            throw new Closed();
        } finally {
            lock.unlock();
        }
    }

    private void read(Task task) throws Closed {
        MailboxId mailbox = task.mailbox();
        long done = task.from();
        while (true) {
            try {
                MailboxSnapshot some = store.tail(mailbox, done, SLICE);
                for (int i = 0; i < some.count() && some.uid(i) < task.to(); i++) {
                    if (some.files(i) != MailboxSnapshot.Files.NONE) {
                        String text = text(some, i);
                        if (!text.isEmpty()) {
                            bring(new Brought(mailbox, some.uid(i), text, some.uid(i) + 1, false));
                        }
                    }
                    done = some.uid(i) + 1;
                }
                bring(new Brought(mailbox, 0, "", some.count() < SLICE ? task.to() : done, true));
                return;
            } catch (StoreException e) {
                if (e.failure() instanceof StoreFailure.NoSuchMailbox) {
                    bring(new Brought(mailbox, 0, "", done, true));
                    return;
                }
                LOG.warn("The store cannot be read now, attachments are read later: {}", e.getMessage());
                rest(settings.retry());
            }
        }
    }

    /// Of all attachments; empty when there is none.
    ///
    /// @throws StoreException the store cannot be read now
    private String text(MailboxSnapshot snapshot, int index) throws Closed {
        ContentId content = snapshot.contentId(index);
        String known = remembered.get(content);
        if (known != null) {
            return known;
        }
        StringBuilder text = new StringBuilder();
        try {
            StoredMessage message = store.message(snapshot, index);
            List<BodyPart> files = TextFiles.of(message.structure().root());
            if (files.isEmpty()) {
                return "";
            }
            if (tries.begin(snapshot.mailbox(), snapshot.uid(index))) {
                for (BodyPart file : files) {
                    append(message, file, text);
                }
            } else {
                LOG.warn(
                        "Attachments of content {} are not read: the server ended {} times while they were",
                        content.value(),
                        Tries.MOST);
                failed.incrementAndGet();
            }
        } catch (StoreException e) {
            if (!(e.failure() instanceof StoreFailure.Gone || e.failure() instanceof StoreFailure.Damaged)) {
                throw e;
            }
        } catch (RuntimeException e) { // one message does not hinder the others
            LOG.error("Attachments of content {} cannot be read", content.value(), e);
            failed.incrementAndGet();
        }
        remembered.put(content, text.toString());
        return text.toString();
    }

    private void append(StoredMessage message, BodyPart file, StringBuilder into) throws Closed {
        int room = settings.characters() - into.length();
        if (room <= 1 || file.bodySize() > settings.largest() / 3 * 4) { // as base64
            return;
        }
        String text = text(message, file);
        if (!text.isBlank()) {
            into.append(text, 0, Math.min(text.length(), room - 1)).append('\n');
        }
    }

    private String text(StoredMessage message, BodyPart file) throws Closed {
        for (int attempt = 1; ; attempt++) {
            try (InputStream raw = message.open(file.bodyStart(), file.bodySize())) {
                Optional<InputStream> octets = TransferDecoder.decode(file.encoding(), raw);
                if (octets.isEmpty()) {
                    return "";
                }
                TextProcess.Answer answer =
                        process.read(file.type() + "/" + file.subtype(), TextFiles.name(file), octets.get());
                trouble = "";
                switch (answer.outcome()) {
                    case TEXT -> {
                        read.incrementAndGet();
                        return answer.text();
                    }
                    case NONE -> {
                        failed.incrementAndGet();
                        return "";
                    }
                    case TOO_LONG, DIED -> {
                        if (closed) {
                            throw new Closed();
                        }
                        // Somebody may have killed it; nothing but the file makes it too slow, or ends it twice.
                        if (answer.outcome() == TextProcess.Outcome.TOO_LONG || attempt > 1) {
                            LOG.info(
                                    "An attachment of type {}/{} cannot be read: {}",
                                    file.type(),
                                    file.subtype(),
                                    answer.outcome() == TextProcess.Outcome.DIED
                                            ? "the process that reads it ended"
                                            : "it takes too long");
                            failed.incrementAndGet();
                            return "";
                        }
                    }
                }
            } catch (TextProcess.NotStarted e) {
                if (closed) {
                    throw new Closed();
                }
                if (trouble.isEmpty()) {
                    LOG.warn("Attachments cannot be read now, and are later: {}", e.getMessage());
                }
                trouble = String.valueOf(e.getMessage());
                attempt = 0;
                rest(settings.retry());
                if (closed) {
                    throw new Closed();
                }
            } catch (IOException e) { // of the store
                throw new StoreException(new StoreFailure.Unavailable(), e);
            }
        }
    }
}
