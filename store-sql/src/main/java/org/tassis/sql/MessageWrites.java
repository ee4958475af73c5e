package org.tassis.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.sql.volume.NewRecord;
import org.tassis.store.Appended;
import org.tassis.store.Change;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.Copied;
import org.tassis.store.Destination;
import org.tassis.store.Expunged;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagMask;
import org.tassis.store.FlagRuns;
import org.tassis.store.FlagsChanged;
import org.tassis.store.KeywordTable;
import org.tassis.store.MessageRow;
import org.tassis.store.Replaced;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;

/// Writes that concern messages.
final class MessageWrites {
    private MessageWrites() {}

    /// One content for several mailboxes.
    ///
    /// @param quotas by account
    static final class Deliver extends Write<List<Appended>> {
        private final NewRecord record;
        private final long files;
        private final Instant internalDate;
        private final List<Destination> destinations;
        private final Map<Long, Quota> quotas;

        Deliver(NewRecord record, Instant internalDate, List<Destination> destinations, Map<Long, Quota> quotas) {
            this.record = record;
            this.files = files(record);
            this.internalDate = internalDate;
            this.destinations = destinations;
            this.quotas = quotas;
        }

        @Override
        long octets() {
            return record.recordSize();
        }

        @Override
        List<Appended> evaluate(Batch batch) throws SQLException {
            Map<MailboxId, KeywordTable> keywords = check(batch);
            long content = batch.nextId();
            return put(batch, content, batch.place(content, record), keywords);
        }

        NewRecord record() {
            return record;
        }

        /// Asks everything that can be refused.
        /// @return what {@link #put} needs
        Map<MailboxId, KeywordTable> check(Batch batch) throws SQLException {
            Map<MailboxId, List<Flags>> flags = new HashMap<>();
            Map<Long, Integer> times = new HashMap<>();
            for (Destination destination : destinations) {
                flags.computeIfAbsent(destination.mailbox(), _ -> new ArrayList<>())
                        .add(destination.flags());
                times.merge(batch.box(destination.mailbox()).state().account(), 1, Integer::sum);
            }
            Map<MailboxId, KeywordTable> keywords = new HashMap<>();
            for (Map.Entry<MailboxId, List<Flags>> entry : flags.entrySet()) {
                BoxWork box = batch.box(entry.getKey());
                keywords.put(entry.getKey(), box.keywordsWith(entry.getValue()));
                box.checkUids(entry.getValue().size());
            }
            for (Map.Entry<Long, Integer> entry : times.entrySet()) {
                AccountWork account = batch.account(new AccountId(entry.getKey()));
                Quota quota = quotas.getOrDefault(entry.getKey(), Quota.UNLIMITED);
                account.checkQuota(quota, entry.getValue() * record.length(), entry.getValue());
            }
            return keywords;
        }

        /// @param locator where the octets of `content` are going to be
        List<Appended> put(Batch batch, long content, long locator, Map<MailboxId, KeywordTable> keywords)
                throws SQLException {
            List<Appended> appended = new ArrayList<>(destinations.size());
            for (Destination destination : destinations) {
                BoxWork box = batch.box(destination.mailbox());
                KeywordTable table = keywords.getOrDefault(destination.mailbox(), KeywordTable.EMPTY);
                MessageRow row = new MessageRow(
                        box.state().uidNext(),
                        table.bits(destination.flags()) | files,
                        box.nextModSeq(),
                        record.length(),
                        internalDate.getEpochSecond(),
                        batch.now().getEpochSecond(),
                        batch.nextId(),
                        content,
                        locator);
                box.append(List.of(row), table, new Change.Origin.Delivered());
                batch.account(box.account()).charge(record.length(), 1);
                appended.add(new Appended(box.id(), box.state().uidValidity(), row.uid(), new MessageId(row.id())));
            }
            return appended;
        }
    }

    /// A message to be appended, ready for the volume.
    ///
    /// @param wantedId an id that was given before and is free again; 0 for a new one
    /// @param reserved bits of the flag word that are no flags
    record Incoming(NewRecord record, Flags flags, Instant internalDate, long wantedId, long reserved) {
        Incoming(NewRecord record, Flags flags, Instant internalDate, long wantedId, boolean hiddenFromPop) {
            this(
                    record,
                    flags,
                    internalDate,
                    wantedId,
                    files(record) | (hiddenFromPop ? KeywordTable.HIDDEN_FROM_POP : 0));
        }

        Incoming(NewRecord record, Flags flags, Instant internalDate) {
            this(record, flags, internalDate, 0, false);
        }

        /// @param next what would be given now: what is not below it was never given
        long id(long next) {
            return wantedId > 0 && wantedId < next ? wantedId : next;
        }
    }

    /// Several messages to one mailbox.
    static final class Append extends Write<List<Appended>> {
        private final MailboxId mailbox;
        private final List<Incoming> incoming;
        private final Quota quota;

        Append(MailboxId mailbox, List<Incoming> incoming, Quota quota) {
            this.mailbox = mailbox;
            this.incoming = incoming;
            this.quota = quota;
        }

        @Override
        long octets() {
            long octets = 0;
            for (Incoming one : incoming) {
                octets += one.record.recordSize();
            }
            return octets;
        }

        @Override
        List<Appended> evaluate(Batch batch) throws SQLException {
            BoxWork box = batch.box(mailbox);
            box.checkUids(incoming.size());
            KeywordTable keywords =
                    box.keywordsWith(incoming.stream().map(Incoming::flags).toList());
            long bytes = 0;
            for (Incoming one : incoming) {
                bytes += one.record.length();
            }
            batch.account(box.account()).checkQuota(quota, bytes, incoming.size());
            return put(batch, box, incoming, keywords);
        }

        /// Everything that can be refused was asked.
        static List<Appended> put(Batch batch, BoxWork box, List<Incoming> incoming, KeywordTable keywords)
                throws SQLException {
            long uid = box.state().uidNext();
            long modSeq = box.nextModSeq();
            long bytes = 0;
            List<MessageRow> rows = new ArrayList<>(incoming.size());
            List<Appended> appended = new ArrayList<>(incoming.size());
            for (Incoming one : incoming) {
                long content = batch.nextId();
                long id = one.id(batch.nextId());
                bytes += one.record.length();
                rows.add(new MessageRow(
                        uid,
                        keywords.bits(one.flags) | one.reserved,
                        modSeq,
                        one.record.length(),
                        one.internalDate.getEpochSecond(),
                        batch.now().getEpochSecond(),
                        id,
                        content,
                        batch.place(content, one.record)));
                appended.add(new Appended(box.id(), box.state().uidValidity(), uid, new MessageId(id)));
                uid++;
            }
            box.append(rows, keywords, new Change.Origin.Appended());
            batch.account(box.account()).charge(bytes, rows.size());
            return appended;
        }
    }

    /// A message in the place of another.
    static final class Replace extends Write<Replaced> {
        private final MailboxId from;
        private final long uid;
        private final MailboxId to;
        private final Incoming incoming;
        private final Quota quota;

        /// @param quota of the target's account
        Replace(MailboxId from, long uid, MailboxId to, Incoming incoming, Quota quota) {
            this.from = from;
            this.uid = uid;
            this.to = to;
            this.incoming = incoming;
            this.quota = quota;
        }

        @Override
        long octets() {
            return incoming.record.recordSize();
        }

        @Override
        Replaced evaluate(Batch batch) throws SQLException {
            BoxWork source = batch.box(from);
            BoxWork target = batch.box(to);
            ChunkedSnapshot view = source.view();
            int index = view.indexOf(uid);
            if (index < 0) {
                throw new StoreException(new StoreFailure.Gone());
            }
            target.checkUids(1);
            KeywordTable keywords = target.keywordsWith(List.of(incoming.flags));
            boolean own = source.state().account() == target.state().account();
            batch.account(target.account()).checkReplacement(quota, incoming.record.length(), own, view.size(index));
            UidSet removed = source.remove(UidSet.of(uid, uid), Sql.REMEMBER);
            long modSeq = source.state().modSeq();
            batch.note(actor(), source, place -> new Deed.Deleted(place, removed, List.of(modSeq)));
            Expunged expunged = new Expunged(removed, modSeq);
            return new Replaced(
                    Append.put(batch, target, List.of(incoming), keywords).getFirst(), expunged);
        }
    }

    static final class ChangeFlags extends Write<FlagsChanged> {
        private final MailboxId mailbox;
        private final UidSet uids;
        private final FlagChange change;
        private final OptionalLong unchangedSince;

        ChangeFlags(MailboxId mailbox, UidSet uids, FlagChange change, OptionalLong unchangedSince) {
            this.mailbox = mailbox;
            this.uids = uids;
            this.change = change;
            this.unchangedSince = unchangedSince;
        }

        @Override
        FlagsChanged evaluate(Batch batch) throws SQLException {
            BoxWork box = batch.box(mailbox);
            KeywordTable keywords = change.mode() == FlagChange.Mode.REMOVE
                    ? box.state().keywords()
                    : box.state().keywords().with(change.flags());
            ChunkedSnapshot before = box.view();
            ChunkedSnapshot.Reflagging done =
                    box.reflag(uids, FlagMask.of(change, keywords), unchangedSince.orElse(Long.MAX_VALUE), keywords);
            if (!done.changed().isEmpty()) {
                batch.note(actor(), box, place -> new Deed.Flagged(place, FlagRuns.of(before, done)));
            }
            return new FlagsChanged(done.changed(), done.modified(), box.state().modSeq());
        }
    }

    static final class Expunge extends Write<Expunged> {
        private final MailboxId mailbox;
        private final UidSet uids;

        Expunge(MailboxId mailbox, UidSet uids) {
            this.mailbox = mailbox;
            this.uids = uids;
        }

        @Override
        Expunged evaluate(Batch batch) throws SQLException {
            BoxWork box = batch.box(mailbox);
            UidSet removed = box.remove(uids, Sql.REMEMBER);
            long modSeq = box.state().modSeq();
            batch.note(actor(), box, place -> new Deed.Deleted(place, removed, List.of(modSeq)));
            return new Expunged(removed, modSeq);
        }
    }

    /// COPY and MOVE.
    static final class Transfer extends Write<Copied> {
        private final MailboxId from;
        private final UidSet uids;
        private final MailboxId to;
        private final boolean move;
        private final Quota quota;

        /// @param quota of the target's account
        Transfer(MailboxId from, UidSet uids, MailboxId to, boolean move, Quota quota) {
            this.from = from;
            this.uids = uids;
            this.to = to;
            this.move = move;
            this.quota = quota;
        }

        @Override
        Copied evaluate(Batch batch) throws SQLException {
            return transfer(actor(), batch, batch.box(from), uids, batch.box(to), move, quota);
        }
    }

    /// Moving keeps the message's identity and what POP3 hides.
    static Copied transfer(
            Actor actor, Batch batch, BoxWork source, UidSet uids, BoxWork target, boolean move, Quota quota)
            throws SQLException {
        ChunkedSnapshot view = source.view();
        int[] indexes = view.indexes(uids);
        target.checkUids(indexes.length);
        KeywordTable keywords = target.state().keywords();
        long bytes = 0;
        for (int index : indexes) {
            if (hasKeywords(view.storedBits(index))) {
                keywords = keywords.with(view.flags(index));
            }
            bytes += view.size(index);
        }
        if (!move || source.state().account() != target.state().account()) {
            batch.account(target.account()).checkQuota(quota, bytes, indexes.length);
        }
        if (move) {
            source.remove(uids, Sql.REMEMBER_MOVED);
        }
        long uid = target.state().uidNext();
        long modSeq = target.nextModSeq();
        List<MessageRow> rows = new ArrayList<>(indexes.length);
        List<Long> sources = new ArrayList<>(indexes.length);
        List<Long> targets = new ArrayList<>(indexes.length);
        for (int index : indexes) {
            MessageRow row = view.row(index);
            long bits = hasKeywords(row.storedBits())
                    ? keywords.bits(view.flags(index)) | row.storedBits() & KeywordTable.RESERVED_BITS
                    : row.storedBits();
            rows.add(new MessageRow(
                    uid,
                    move ? bits : bits & ~KeywordTable.HIDDEN_FROM_POP,
                    modSeq,
                    row.size(),
                    row.internalDate(),
                    batch.now().getEpochSecond(),
                    move ? row.id() : batch.nextId(),
                    row.contentId(),
                    row.locator()));
            sources.add(row.uid());
            targets.add(uid);
            uid++;
        }
        target.append(rows, keywords, new Change.Origin.Copied(source.id()));
        if (!rows.isEmpty()) {
            batch.account(target.account()).charge(bytes, rows.size());
            note(actor, batch, source, target, UidSet.of(targets.getFirst(), targets.getLast()), move);
        }
        return new Copied(target.state().uidValidity(), sources, targets);
    }

    /// Between two accounts, a move is told to both.
    private static void note(Actor actor, Batch batch, BoxWork source, BoxWork target, UidSet there, boolean move)
            throws SQLException {
        AccountId giver = source.account();
        AccountId taker = target.account();
        if (move) {
            batch.note(actor, giver, new Deed.Moved(batch.place(giver, source), batch.place(giver, target), there));
        }
        if (!move || !giver.equals(taker)) {
            batch.note(actor, taker, new Deed.Copied(batch.place(taker, source), batch.place(taker, target), there));
        }
    }

    private static boolean hasKeywords(long storedBits) {
        return storedBits >>> org.tassis.store.MailboxSnapshot.FIRST_KEYWORD_BIT != 0;
    }

    /// Found out by the thread that brings it, not by the committer.
    private static long files(NewRecord record) {
        return KeywordTable.files(record.content().structure().root().hasFiles());
    }

    static final class NoteFiles extends Write<Boolean> {
        private final MailboxId mailbox;
        private final UidSet with;
        private final UidSet without;

        NoteFiles(MailboxId mailbox, UidSet with, UidSet without) {
            this.mailbox = mailbox;
            this.with = with;
            this.without = without;
        }

        @Override
        Boolean evaluate(Batch batch) throws SQLException {
            BoxWork box = batch.box(mailbox);
            box.noteFiles(with, true);
            box.noteFiles(without, false);
            return true;
        }
    }

    static final class HideFromPop extends Write<Boolean> {
        private final MailboxId mailbox;
        private final UidSet uids;
        private final boolean hidden;

        /// @param hidden false to show them again
        HideFromPop(MailboxId mailbox, UidSet uids, boolean hidden) {
            this.mailbox = mailbox;
            this.uids = uids;
            this.hidden = hidden;
        }

        @Override
        Boolean evaluate(Batch batch) throws SQLException {
            BoxWork box = batch.box(mailbox);
            UidSet changed = box.hideFromPop(uids, hidden);
            batch.note(actor(), box, place -> new Deed.Hidden(place, changed, hidden));
            return true;
        }
    }

    static final class ClaimRecent extends Write<UidSet> {
        private final MailboxId mailbox;

        ClaimRecent(MailboxId mailbox) {
            this.mailbox = mailbox;
        }

        @Override
        UidSet evaluate(Batch batch) throws SQLException {
            BoxWork box = batch.box(mailbox);
            UidSet claimed = UidSet.between(box.state().recent(), box.state().uidNext());
            box.claimRecent();
            return claimed;
        }
    }
}
