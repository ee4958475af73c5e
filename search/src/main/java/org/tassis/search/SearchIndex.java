package org.tassis.search;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.search.SearchStatus.State;
import org.tassis.store.Change;
import org.tassis.store.MailStore;
import org.tassis.store.Subscription;
import org.tassis.store.TextIndex;
import org.tassis.store.TextPart;

/// The index of all messages of a server (docs/adr/0031). It follows the store by itself, on a thread of
/// its own of the lowest priority; one that is lost, damaged, of an older format, or knows more than the
/// store, is made anew. Any thread.
public final class SearchIndex implements TextIndex, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SearchIndex.class);
    private static final long ENDING_SECONDS = 20;

    /// As often it is made anew because it did not answer.
    private static final Duration AT_MOST_EVERY = Duration.ofMinutes(10);

    private final MailStore store;
    private final SearchSettings settings;
    private final Optional<AttachmentSettings> attachments;
    private final Work work = new Work();
    private final Subscription changes;
    private final Thread thread;
    private volatile @Nullable LuceneIndex ready;
    private volatile @Nullable Attachments reading;
    private volatile State state = State.CHECKING;
    private volatile String trouble = "";
    private volatile long mailboxes;
    /// When it did not answer last; 0 for never.
    private final AtomicLong brokenAt = new AtomicLong();

    private SearchIndex(MailStore store, SearchSettings settings, Optional<AttachmentSettings> attachments) {
        this.store = store;
        this.settings = settings;
        this.attachments = attachments;
        this.changes = store.watchAll(this::changed);
        this.thread = Thread.ofPlatform().name("search-index").daemon().start(this::run);
        store.searchWith(this);
    }

    /// Begins to follow the store, and to answer its searches. Returns at once.
    ///
    /// @param store outlives this
    public static SearchIndex start(MailStore store, SearchSettings settings) {
        return start(store, settings, Optional.empty());
    }

    /// Likewise, and has the text of attachments read where it is said how (docs/adr/0037). What was read
    /// before stays, when nothing is said.
    public static SearchIndex start(
            MailStore store, SearchSettings settings, Optional<AttachmentSettings> attachments) {
        return new SearchIndex(store, settings, attachments);
    }

    /// Takes away an index that nobody follows the store with: it would be wrong later.
    ///
    /// @throws IOException it cannot be taken away
    public static void remove(SearchSettings settings) throws IOException {
        LuceneIndex.wipe(settings.directory());
        Files.deleteIfExists(Tries.file(settings));
    }

    private void changed(Change change) {
        switch (change) {
            case Change.Arrived arrived ->
                work.arrived(arrived.mailbox(), arrived.uids().size());
            case Change.Vanished vanished -> work.add(vanished.mailbox(), true);
            case Change.Reflagged _, Change.MailboxesChanged _ -> {}
        }
    }

    // ---- the thread ----

    private void run() {
        LowPriority.lower(settings.nice());
        int unusable = 0;
        while (!work.isClosed()) {
            try {
                if (work.takeRebuild()) {
                    LuceneIndex.wipe(settings.directory());
                }
                follow();
                unusable = 0;
            } catch (LuceneIndex.Unusable e) {
                LOG.warn("The search index is made anew: {}", e.getMessage());
                if (++unusable > 1) {
                    failed(e);
                }
                work.rebuild();
            } catch (Throwable e) { // whatever it is: this thread serves until the end
                failed(e);
            }
        }
        state = State.OFF;
    }

    private void failed(Throwable e) {
        LOG.error("The search index cannot be used now; searches read all messages, and it is tried again", e);
        trouble = String.valueOf(e.getMessage());
        state = State.FAILED;
        work.rest(settings.retry());
    }

    private void follow() throws IOException {
        state = State.CHECKING;
        try (LuceneIndex index = LuceneIndex.open(settings);
                Closing _ = this::endReading) {
            Optional<Attachments> files = attachments.map(how -> Attachments.start(store, how, settings, work::call));
            files.ifPresent(one -> reading = one);
            Indexer indexer = new Indexer(store, settings, work, index, files, now -> state = now);
            indexer.compare();
            mailboxes = indexer.mailboxes();
            trouble = "";
            try {
                ready = index;
                indexer.follow();
            } finally {
                ready = null;
            }
        }
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    private void endReading() {
        Attachments files = reading;
        reading = null;
        if (files != null) {
            files.close();
        }
    }

    // ---- what others ask ----

    /// Forgets everything and begins anew, while it goes on.
    public void rebuild() {
        LOG.info("The search index is made anew, as was asked for");
        work.rebuild();
    }

    /// Waits until all changes that it has heard of are in it.
    ///
    /// @return whether they are
    public boolean awaitCurrent(Duration atMost) throws InterruptedException {
        return work.awaitIdle(atMost);
    }

    public SearchStatus status() {
        LuceneIndex index = ready;
        long messages = 0;
        long octets = 0;
        String problem = trouble;
        if (index != null) {
            try {
                messages = index.messages();
                octets = index.octets();
            } catch (AlreadyClosedException _) { // just now
            } catch (IOException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        return new SearchStatus(state, mailboxes, work.behind(), work.waiting(), messages, octets, problem);
    }

    /// How the reading of attachments goes; nothing when they are not read, or not now.
    public Optional<AttachmentStatus> attachments() {
        return Optional.ofNullable(reading).map(Attachments::status);
    }

    /// The number of the process that reads attachments, for tests; 0 when none runs.
    long readingProcess() {
        return Optional.ofNullable(reading).map(Attachments::pid).orElse(0L);
    }

    @Override
    public Optional<Candidates> candidates(MailboxId mailbox, TextPart part, String text, int[] threes) {
        LuceneIndex index = ready;
        if (index == null || threes.length == 0 && !part.isShort() || text.isEmpty() || !Documents.isText(text)) {
            return Optional.empty();
        }
        work.want(mailbox, index.hasUnseen(mailbox));
        try {
            return index.read(searcher -> {
                Optional<Mark> mark = Queries.mark(searcher, mailbox);
                if (mark.isEmpty()) {
                    if (state == State.BUILDING) {
                        work.add(mailbox, true); // somebody waits for it
                    }
                    return Optional.empty();
                }
                return Optional.of(
                        new Found(mark.get().next(), Queries.candidates(searcher, mailbox, part, text, threes)));
            });
        } catch (IOException | RuntimeException | InternalError e) { // the last of a file that became shorter
            broken(e);
            return Optional.empty();
        }
    }

    /// @param next messages from this UID on are not known
    private record Found(long next, Queries.Answers answers) implements Candidates {
        @Override
        public Answer of(long uid) {
            if (uid >= next) {
                return Answer.UNKNOWN;
            }
            if (Arrays.binarySearch(answers.certain(), uid) >= 0) {
                return Answer.HOLDS;
            }
            return Arrays.binarySearch(answers.perhaps(), uid) >= 0 ? Answer.MAY_HOLD : Answer.LACKS;
        }
    }

    @Override
    public List<Similar> similar(List<MailboxId> mailboxes, String words, int limit) {
        LuceneIndex index = ready;
        if (index == null) {
            return List.of();
        }
        mailboxes.forEach(mailbox -> work.want(mailbox, index.hasUnseen(mailbox)));
        try {
            return index.read(searcher -> Queries.similar(searcher, mailboxes, words, limit));
        } catch (IOException | RuntimeException | InternalError e) {
            broken(e);
            return List.of();
        }
    }

    @Override
    public long[] inFiles(MailboxId mailbox, String words) {
        LuceneIndex index = ready;
        if (index == null) {
            return new long[0];
        }
        work.want(mailbox, index.hasUnseen(mailbox));
        try {
            return index.read(searcher -> Queries.inFiles(searcher, mailbox, words));
        } catch (IOException | RuntimeException | InternalError e) {
            broken(e);
            return new long[0];
        }
    }

    /// What was damaged while it was open shows itself in many ways. Once in a while only: making it anew
    /// is of no help against a fault of this program.
    private void broken(Throwable e) {
        if (e instanceof AlreadyClosedException) {
            return; // while it is made anew, or the server ends
        }
        LOG.error("The search index did not answer; the messages are read instead", e);
        long now = System.nanoTime();
        long last = brokenAt.get();
        if (!work.isOver()
                && (last == 0 || now - last > AT_MOST_EVERY.toNanos())
                && brokenAt.compareAndSet(last, now)) {
            LOG.warn("The search index is made anew");
            work.rebuild();
        }
    }

    /// What was indexed is durable then.
    @Override
    public void close() {
        store.searchWith(TextIndex.NONE);
        changes.close();
        work.close();
        try {
            if (!thread.join(Duration.ofSeconds(ENDING_SECONDS))) {
                LOG.warn("Indexing does not end; what was indexed last is indexed again at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
