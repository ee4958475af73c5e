package org.tassis.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.tassis.core.Flags;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;
import org.tassis.store.InMemoryAccount.Box;
import org.tassis.store.InMemoryAccount.Gap;
import org.tassis.store.InMemoryAccount.Past;

/// How messages come into the mailboxes of an {@link InMemoryMailStore} and out of them. Touched under its
/// lock only.
final class InMemoryTransfers {
    private final InMemoryFolders folders;
    private final InMemoryContents contents;
    private final InMemoryJournal journal;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private long lastMessage;

    InMemoryTransfers(
            InMemoryFolders folders,
            InMemoryContents contents,
            InMemoryJournal journal,
            ChangeFeed feed,
            InstantSource clock) {
        this.folders = folders;
        this.contents = contents;
        this.journal = journal;
        this.feed = feed;
        this.clock = clock;
    }

    /// A message on its way into a mailbox.
    record Incoming(
            Flags flags, long reserved, long size, long internalDate, long id, long contentId, int references) {}

    Incoming fresh(Flags flags, InMemoryContents.Content content, Instant internalDate, long contentId) {
        return new Incoming(
                flags,
                KeywordTable.files(content.structure().root().hasFiles()),
                content.octets().length,
                internalDate.getEpochSecond(),
                ++lastMessage,
                contentId,
                1);
    }

    /// Another message with the content of one that is there.
    Incoming copied(MessageRow row, Flags flags) {
        return new Incoming(
                flags,
                row.storedBits() & KeywordTable.RESERVED_BITS & ~KeywordTable.HIDDEN_FROM_POP,
                row.size(),
                row.internalDate(),
                ++lastMessage,
                row.contentId(),
                1);
    }

    static KeywordTable keywordsWith(Box box, Collection<Flags> flags) {
        KeywordTable table = box.now.keywordTable();
        for (Flags more : flags) {
            table = table.with(more);
        }
        return table;
    }

    void checkQuota(InMemoryAccount holder, long bytes, long messages) {
        if (messages > 0 && !folders.usage(holder).admits(bytes, messages)) {
            throw new StoreException(new StoreFailure.OverQuota(holder.id));
        }
    }

    /// Puts messages into a mailbox; everything that can be refused was asked before.
    List<Appended> add(Box box, List<Incoming> incoming, Change.Origin origin) {
        if (incoming.isEmpty()) {
            return List.of();
        }
        KeywordTable keywords =
                keywordsWith(box, incoming.stream().map(Incoming::flags).toList());
        long modSeq = box.nextModSeq();
        long uid = box.now.uidNext();
        long now = clock.instant().getEpochSecond();
        List<MessageRow> rows = new ArrayList<>();
        List<Appended> appended = new ArrayList<>();
        for (Incoming in : incoming) {
            long bits = keywords.bits(in.flags) | in.reserved;
            rows.add(new MessageRow(
                    uid, bits, modSeq, in.size, in.internalDate, now, in.id, in.contentId, in.contentId));
            appended.add(new Appended(box.id, box.uidValidity, uid, new MessageId(in.id)));
            contents.refer(in.contentId, in.references);
            box.holder.bytes += in.size;
            box.holder.messages++;
            uid++;
        }
        box.now = box.now.withKeywords(keywords).appended(rows);
        UidSet uids = UidSet.of(rows.getFirst().uid(), rows.getLast().uid());
        feed.publish(new Change.Arrived(box.holder.id, box.id, uids, modSeq, origin));
        return List.copyOf(appended);
    }

    /// Takes messages out of a mailbox, into nowhere yet.
    List<MessageRow> remove(Box box, UidSet uids, long modSeq, boolean moved) {
        List<MessageRow> rows = new ArrayList<>();
        for (int index : box.now.indexes(uids)) {
            MessageRow row = box.now.row(index);
            rows.add(row);
            box.holder.bytes -= row.size();
            box.holder.messages--;
        }
        if (!rows.isEmpty()) {
            ChunkedSnapshot.Removal removal = box.now.expunged(uids, modSeq);
            box.now = removal.after();
            box.gaps.add(new Gap(removal.removed(), modSeq, clock.instant()));
            feed.publish(new Change.Vanished(box.holder.id, box.id, removal.removed(), modSeq, moved));
        }
        return rows;
    }

    /// Takes messages out of a mailbox, into history.
    long remember(Box box, UidSet uids) {
        long modSeq = box.nextModSeq();
        KeywordTable keywords = box.now.keywordTable();
        for (MessageRow row : remove(box, uids, modSeq, false)) {
            Past past = new Past(row, keywords.flags(row.storedBits()), box.id, box.name, modSeq, clock.instant());
            box.holder.history.put(row.id(), past);
        }
        return box.now.highestModSeq();
    }

    Copied moveAll(Box source, UidSet uids, Box target) {
        List<Incoming> incoming = new ArrayList<>();
        List<Long> sourceUids = new ArrayList<>();
        for (int index : source.now.indexes(uids)) {
            MessageRow row = source.now.row(index);
            incoming.add(moving(row, source.now.flags(index), 0));
            sourceUids.add(row.uid());
        }
        keywordsWith(target, incoming.stream().map(Incoming::flags).toList());
        if (source.holder != target.holder) {
            checkQuota(
                    target.holder, incoming.stream().mapToLong(Incoming::size).sum(), incoming.size());
        }
        remove(source, uids, source.nextModSeq(), true);
        List<Long> there = uidsOf(add(target, incoming, new Change.Origin.Copied(source.id)));
        journal.transferred(source, target, there, true, clock.instant());
        return new Copied(target.uidValidity, sourceUids, there);
    }

    /// The same message in another place.
    static Incoming moving(MessageRow row, Flags flags, int references) {
        return new Incoming(
                flags,
                row.storedBits() & KeywordTable.RESERVED_BITS,
                row.size(),
                row.internalDate(),
                row.id(),
                row.contentId(),
                references);
    }

    static List<Long> uidsOf(List<Appended> appended) {
        return appended.stream().map(Appended::uid).toList();
    }
}
