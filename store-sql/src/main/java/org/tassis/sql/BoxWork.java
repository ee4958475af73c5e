package org.tassis.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.store.Change;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.FlagMask;
import org.tassis.store.KeywordTable;
import org.tassis.store.MessageRow;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// A mailbox in the course of a batch: its state after the writes evaluated so far. Everything that can be
/// refused is asked before the first change of a write.
final class BoxWork {
    private final Batch batch;
    private final long baseVersion;
    private final int baseKeywords;
    private final List<MessageRow> appended = new ArrayList<>();
    private BoxState state;
    private @Nullable ChunkedSnapshot view;
    private boolean changed;
    private boolean relocated;

    BoxWork(Batch batch, BoxState.WithView base) {
        this.batch = batch;
        this.baseVersion = base.state().version();
        this.baseKeywords = base.state().keywords().names().size();
        this.state = base.state();
        this.view = base.view();
    }

    BoxState state() {
        return state;
    }

    long baseVersion() {
        return baseVersion;
    }

    boolean changed() {
        return changed;
    }

    @Nullable
    ChunkedSnapshot viewOrNull() {
        return view;
    }

    int appendedCount() {
        return view == null ? 0 : appended.size();
    }

    AccountId account() {
        return new AccountId(state.account());
    }

    MailboxId id() {
        return new MailboxId(state.id());
    }

    /// The messages, loaded when they are not in memory.
    ChunkedSnapshot view() throws SQLException {
        ChunkedSnapshot loaded = view;
        if (loaded == null) {
            loaded = appendedTo(batch.load(state.id(), baseVersion));
            view = loaded;
        }
        return loaded;
    }

    /// What this batch added, put behind a view of the version before; right as long as nothing but
    /// additions happened, which all that need no view are.
    ChunkedSnapshot appendedTo(ChunkedSnapshot before) {
        return before.withKeywords(state.keywords()).appended(appended);
    }

    long nextModSeq() {
        return state.modSeq() + 1;
    }

    /// @throws StoreException when the mailbox cannot take so many keywords
    KeywordTable keywordsWith(Iterable<Flags> flags) {
        KeywordTable table = state.keywords();
        for (Flags more : flags) {
            table = table.with(more);
        }
        return table;
    }

    /// @throws StoreException when there are not so many UIDs left
    void checkUids(int count) {
        if (state.uidNext() + count > UidSet.MAX_UID) {
            throw new StoreException(new StoreFailure.NotAllowed("the mailbox has no UID left"));
        }
    }

    /// Adds messages whose UIDs go on from UIDNEXT.
    void append(List<MessageRow> rows, KeywordTable keywords, Change.Origin origin) {
        if (rows.isEmpty()) {
            return;
        }
        MessageRow last = rows.getLast();
        for (MessageRow row : rows) {
            batch.insert(state.id(), row);
        }
        state = state.withMessages(last.uid() + 1, last.modSeq(), keywords);
        changed = true;
        if (view != null) {
            view = view.withKeywords(keywords).appended(rows);
        }
        appended.addAll(rows);
        batch.change(new Change.Arrived(
                account(), id(), UidSet.of(rows.getFirst().uid(), last.uid()), last.modSeq(), origin));
    }

    ChunkedSnapshot.Reflagging reflag(UidSet uids, FlagMask mask, long unchangedSince, KeywordTable keywords)
            throws SQLException {
        long modSeq = nextModSeq();
        ChunkedSnapshot before = view().withKeywords(keywords);
        ChunkedSnapshot.Reflagging done = before.reflagged(uids, mask, unchangedSince, modSeq);
        if (!done.changed().isEmpty()) {
            ChunkedSnapshot after = done.after();
            new FlagWrites(batch, state.id(), modSeq).write(before, done, uids);
            state = state.withMessages(state.uidNext(), modSeq, keywords);
            view = after;
            changed = true;
            batch.change(new Change.Reflagged(account(), id(), done.changed(), modSeq));
        }
        return done;
    }

    /// @return those that were not so before
    UidSet hideFromPop(UidSet uids, boolean hidden) throws SQLException {
        return mark(hidden ? view().hiddenFromPop(uids) : view().shownToPop(uids));
    }

    void noteFiles(UidSet uids, boolean hold) throws SQLException {
        mark(view().filesNoted(uids, hold));
    }

    /// Writes flag words whose messages keep their modification sequence.
    private UidSet mark(ChunkedSnapshot.Reflagging done) {
        if (!done.changed().isEmpty()) {
            eachRun(
                    done.after(),
                    done.changed(),
                    true,
                    (first, last, bits) -> batch.add(Sql.MARK, bits, state.id(), first, last));
            view = done.after();
            changed = true;
        }
        return done.changed();
    }

    /// Takes messages out.
    ///
    /// @param how {@link Sql#REMEMBER} or {@link Sql#REMEMBER_MOVED}
    /// @return what was there
    UidSet remove(UidSet uids, Sql how) throws SQLException {
        ChunkedSnapshot before = view();
        long modSeq = nextModSeq();
        ChunkedSnapshot.Removal removal = before.expunged(uids, modSeq);
        if (removal.removed().isEmpty()) {
            return UidSet.EMPTY;
        }
        eachRun(
                before,
                removal.removed(),
                false,
                (first, last, _) ->
                        batch.add(how, modSeq, state.account(), batch.now().toEpochMilli(), state.id(), first, last));
        eachRun(
                before,
                removal.removed(),
                false,
                (first, last, _) -> batch.add(Sql.DELETE_MESSAGES, state.id(), first, last));
        ChunkedSnapshot after = removal.after();
        batch.account(account()).charge(after.bytes() - before.bytes(), after.count() - before.count());
        state = state.withoutSome(modSeq);
        view = after;
        changed = true;
        batch.change(new Change.Vanished(account(), id(), removal.removed(), modSeq, how == Sql.REMEMBER_MOVED));
        return removal.removed();
    }

    void claimRecent() {
        if (state.recent() != state.uidNext()) {
            state = state.withRecent(state.uidNext());
            changed = true;
        }
    }

    void forget(long upTo) {
        state = state.withForgotten(upTo);
        changed = true;
    }

    /// Octets of its messages have another place: what is in memory is out of date.
    void relocate() {
        view = null;
        relocated = true;
        changed = true;
    }

    boolean relocated() {
        return relocated;
    }

    void delete() {
        state = state.asDeleted();
        view = null;
        changed = true;
    }

    /// Counts up the version, and says what is to be written besides what the changes said.
    void finish() {
        state = state.committed();
        List<String> names = state.keywords().names();
        for (int place = baseKeywords; place < names.size(); place++) {
            batch.add(Sql.INSERT_KEYWORD, names.get(place), state.id(), place);
        }
        batch.add(
                Sql.UPDATE_MAILBOX,
                state.uidNext(),
                state.modSeq(),
                state.recent(),
                state.forgotten(),
                state.version(),
                state.deleted() ? 1 : 0,
                state.id());
    }

    @FunctionalInterface
    private interface Run {
        void of(long firstUid, long lastUid, long bits);
    }

    /// Calls `run` for messages that stand next to each other, and have the same flags when that matters:
    /// between the first and the last UID of a run there is no other message.
    private static void eachRun(ChunkedSnapshot in, UidSet uids, boolean sameBits, Run run) {
        int[] indexes = in.indexes(uids);
        int start = 0;
        while (start < indexes.length) {
            int end = start;
            long bits = in.storedBits(indexes[start]);
            while (end + 1 < indexes.length
                    && indexes[end + 1] == indexes[end] + 1
                    && (!sameBits || in.storedBits(indexes[end + 1]) == bits)) {
                end++;
            }
            run.of(in.uid(indexes[start]), in.uid(indexes[end]), bits);
            start = end + 1;
        }
    }
}
