package org.tassis.search;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.search.SearchStatus.State;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxMark;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.search.IndexedText;

/// Brings an index to where the store is, and keeps it there. The one thread that writes.
final class Indexer {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    /// Messages of one mailbox that are indexed before others have their turn.
    private static final int SLICE = 200;

    private static final int PAGE = 1000;

    /// It goes on so many times longer with messages that are not new before it looks for others.
    private static final int PATIENCE = 10;

    /// So many times longer changes are collected while nobody searches: fewer and larger steps are less
    /// work.
    private static final int TOGETHER = 10;

    /// And so many times longer while many messages come: what they are, is indexed when that is over.
    private static final int BUSY = 300;

    /// UIDs that are left of one mailbox, above which it is being caught up with rather than followed.
    private static final int BACKLOG = 2000;

    private final MailStore store;
    private final SearchSettings settings;
    private final Work work;
    private final LuceneIndex index;
    private final IndexedText.Source source;
    private final Consumer<State> tell;
    private final Optional<Attachments> attachments;
    private long uncommitted;
    private boolean dirty;
    private long commitAt;
    private long mailboxes;
    /// Of the mailbox that had its turn last.
    private boolean backlog;

    /// @param attachments who reads them, when they are read at all
    /// @param tell        is told of the state whenever it may have changed
    Indexer(
            MailStore store,
            SearchSettings settings,
            Work work,
            LuceneIndex index,
            Optional<Attachments> attachments,
            Consumer<State> tell) {
        this.store = store;
        this.settings = settings;
        this.work = work;
        this.index = index;
        this.attachments = attachments;
        this.source = new IndexedText.Source(store, () -> !work.isOver());
        this.tell = tell;
    }

    /// Mailboxes that the store had at the comparison, those that never had a message left out.
    long mailboxes() {
        return mailboxes;
    }

    // ---- what was missed ----

    /// The store's mailboxes, page by page.
    private final class Pages {
        private final Queue<MailboxMark> page = new ArrayDeque<>();
        private long after;
        private boolean last;

        private Optional<MailboxMark> peek() {
            if (page.isEmpty() && !last) {
                List<MailboxMark> more = store.marks(after, PAGE);
                last = more.size() < PAGE;
                page.addAll(more);
                after = more.isEmpty() ? after : more.getLast().mailbox().value();
            }
            return Optional.ofNullable(page.peek());
        }

        private void next() {
            page.remove();
        }
    }

    /// Compares the index with the store, and notes what is to be done.
    ///
    /// @throws LuceneIndex.Unusable the index knows of things that the store has not seen: the store was
    ///     put back to an earlier state
    void compare() throws IOException {
        Pages pages = new Pages();
        Missed missed = new Missed();
        index.eachMarked(mark -> {
            long id = mark.mailbox().value();
            for (Optional<MailboxMark> now = pages.peek();
                    now.isPresent() && now.get().mailbox().value() < id;
                    now = pages.peek()) {
                compare(now.get(), Mark.none(now.get().mailbox()), missed);
                pages.next();
            }
            Optional<MailboxMark> now = pages.peek();
            if (now.isPresent() && now.get().mailbox().value() == id) {
                compare(now.get(), mark, missed);
                pages.next();
            } else {
                missed.add(id); // it is no more
            }
        });
        for (Optional<MailboxMark> now = pages.peek(); now.isPresent(); now = pages.peek()) {
            compare(now.get(), Mark.none(now.get().mailbox()), missed);
            pages.next();
        }
        work.missed(missed.toArray());
    }

    private void compare(MailboxMark now, Mark mark, Missed missed) throws LuceneIndex.Unusable {
        if (now.uidNext() < mark.next() || now.highestModSeq() < mark.modSeq()) {
            throw ahead(mark.mailbox());
        }
        if (now.uidNext() > 1) {
            mailboxes++;
            if (now.uidNext() > mark.next() || now.highestModSeq() > mark.modSeq()) {
                missed.add(now.mailbox().value());
            }
            readFiles(mark, false);
        }
    }

    private static LuceneIndex.Unusable ahead(MailboxId mailbox) {
        return new LuceneIndex.Unusable("it knows more of mailbox " + mailbox.value()
                + " than the store, which seems to have been put back to an earlier state");
    }

    private static final class Missed {
        private long[] ids = new long[64];
        private int count;

        private void add(long id) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
            }
            ids[count++] = id;
        }

        private long[] toArray() {
            return Arrays.copyOf(ids, count);
        }
    }

    // ---- following ----

    /// Until the work is over.
    ///
    /// @throws IOException the index cannot be written or read
    void follow() throws IOException {
        while (!work.isOver()) {
            tell.accept(isCatchingUp() ? State.BUILDING : State.CURRENT);
            work.await(dirty ? Work.until(commitAt) : settings.commitAfter());
            boolean brought = attachments.map(Attachments::hasBrought).orElse(false);
            if ((work.waiting() > 0 || brought) && isNearlyFull()) {
                tell.accept(State.PAUSED);
                work.rest(settings.retry());
                continue;
            }
            doSome();
            commitIfDue();
            boolean wanted = work.isWanted();
            if (wanted && index.hasUnseen()) {
                index.refresh();
            }
            if (!index.hasUnseen()) {
                work.finished();
            }
            gather();
        }
        if (dirty) {
            index.commit();
        }
    }

    private void gather() throws IOException {
        Duration usual = isCatchingUp() ? Duration.ZERO : settings.refresh().multipliedBy(TOGETHER);
        Duration most = settings.refresh().multipliedBy(BUSY);
        long begun = System.nanoTime();
        while (work.gather(begun, settings.refresh(), usual, most, dirty ? Work.until(commitAt) : most)) {
            commitIfDue();
        }
    }

    private boolean isCatchingUp() {
        return work.behind() > 0 || backlog;
    }

    /// For as long as others may wait for their turn.
    private void doSome() throws IOException {
        long until = Work.in(isCatchingUp() ? settings.refresh().multipliedBy(PATIENCE) : settings.refresh());
        takeFiles();
        do {
            Optional<Work.Task> task = work.poll();
            if (task.isEmpty()) {
                return;
            }
            try {
                process(task.get());
            } catch (StoreException e) {
                LOG.warn("The store cannot be read now, indexing goes on later: {}", e.getMessage());
                work.add(task.get().mailbox(), task.get().left());
                work.rest(settings.retry());
            }
        } while (!work.isOver() && System.nanoTime() < until);
    }

    private void commitIfDue() throws IOException {
        if (dirty && (uncommitted >= settings.commitEvery() || System.nanoTime() >= commitAt)) {
            index.commit();
            index.refresh(); // little work now
            dirty = false;
            uncommitted = 0;
        }
    }

    private boolean isNearlyFull() throws IOException {
        return Files.getFileStore(settings.directory()).getUsableSpace() < settings.keepFree();
    }

    /// @throws StoreException the store cannot be read now; the index is in order
    private void process(Work.Task task) throws IOException {
        MailboxId mailbox = task.mailbox();
        backlog = false;
        Mark mark = index.mark(mailbox);
        MailboxSnapshot tail;
        UidSet gone = UidSet.EMPTY;
        long modSeq = mark.modSeq();
        try {
            tail = store.tail(mailbox, mark.next(), SLICE);
            if (mark.next() == 1) {
                modSeq = tail.highestModSeq(); // nothing of what left it was ever indexed
            } else if (task.left()) {
                modSeq = tail.highestModSeq();
                gone = store.vanishedSince(mailbox, mark.modSeq());
            }
        } catch (StoreException e) {
            if (e.failure() instanceof StoreFailure.NoSuchMailbox) {
                index.forget(mailbox);
                written(1);
                return;
            }
            throw e;
        }
        if (tail.uidNext() < mark.next()) {
            throw ahead(mailbox);
        }
        index.remove(mailbox, gone);
        long next = mark.next();
        boolean withFiles = mark.files() < mark.next();
        try {
            for (int i = 0; i < tail.count(); i++) {
                add(tail, i);
                next = tail.uid(i) + 1;
                withFiles |= tail.files(i) != MailboxSnapshot.Files.NONE;
            }
            backlog = tail.count() == SLICE && tail.uidNext() - next > BACKLOG;
            if (tail.count() < SLICE) {
                next = tail.uidNext();
            } else {
                work.add(mailbox, false);
            }
        } catch (CancellationException _) { // it is the last thing done, and what was indexed counts
        } finally {
            boolean filesDone = attachments.isPresent() && !withFiles;
            Mark now = new Mark(mailbox, next, modSeq, filesDone ? next : mark.files());
            if (!now.equals(mark)) {
                index.mark(now);
                written(tail.count() + 1);
            }
            readFiles(now, true);
        }
    }

    // ---- attachments, whose text comes later ----

    private void readFiles(Mark mark, boolean soon) {
        if (mark.files() < mark.next()) {
            attachments.ifPresent(files -> files.add(mark.mailbox(), mark.files(), mark.next(), soon));
        }
    }

    private void takeFiles() throws IOException {
        if (attachments.isEmpty()) {
            return;
        }
        Attachments files = attachments.get();
        for (Optional<Attachments.Brought> next = files.next(); next.isPresent(); next = files.next()) {
            try {
                take(next.get());
                files.taken();
            } catch (StoreException e) {
                LOG.warn("The store cannot be read now, attachments are indexed later: {}", e.getMessage());
                work.rest(settings.retry());
                work.call();
                return;
            } catch (CancellationException _) {
                return;
            }
        }
    }

    /// The mark is written after what it says, as for messages.
    private void take(Attachments.Brought brought) throws IOException {
        MailboxId mailbox = brought.mailbox();
        if (!brought.text().isEmpty()) {
            try {
                MailboxSnapshot one = store.tail(mailbox, brought.uid(), 1);
                if (one.count() == 1 && one.uid(0) == brought.uid()) { // it may have left
                    index.replace(mailbox, brought.uid(), text(one, 0), brought.text());
                    written(1);
                }
            } catch (StoreException e) {
                if (!(e.failure() instanceof StoreFailure.NoSuchMailbox)) {
                    throw e;
                }
            }
        }
        Mark mark = index.mark(mailbox);
        if (brought.upTo() > mark.files() && mark.next() > 1) {
            mark = mark.withFiles(brought.upTo());
            index.mark(mark);
            written(1);
        }
        if (brought.last()) {
            attachments.ifPresent(files -> files.release(mailbox));
            readFiles(mark, false);
        }
    }

    private void add(MailboxSnapshot tail, int i) throws IOException {
        index.add(tail.mailbox(), tail.uid(i), text(tail, i));
    }

    private IndexedText text(MailboxSnapshot tail, int i) {
        IndexedText text = IndexedText.LOOK_THROUGH;
        try {
            text = source.read(tail, i);
        } catch (StoreException | CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error(
                    "Content {} cannot be indexed; searches look through it",
                    tail.contentId(i).value(),
                    e);
        }
        return text;
    }

    private void written(int documents) {
        if (!dirty) {
            dirty = true;
            commitAt = Work.in(settings.commitAfter());
        }
        uncommitted += documents;
    }
}
