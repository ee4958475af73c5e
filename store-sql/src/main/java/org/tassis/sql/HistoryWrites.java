package org.tassis.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.sql.volume.Locator;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.Appended;
import org.tassis.store.Change;
import org.tassis.store.Departed;
import org.tassis.store.KeywordTable;
import org.tassis.store.MessageRow;
import org.tassis.store.journal.Deed;

/// Writes that concern expunged messages. They read history, so each is a batch of its own.
final class HistoryWrites {
    private HistoryWrites() {}

    /// An expunged message as history has it.
    private record Past(long mailbox, boolean gone, MailboxName name, MessageRow row) {}

    static final class Restore extends Write<List<Appended>> {
        /// By the primary key: history may be long, and everybody's writes wait meanwhile.
        private static final String CHOSEN = "SELECT h.mailbox, m.deleted, m.name, h.uid, h.flags, h.mod_seq, h.size,"
                + " h.internal_date, h.save_date, h.id, h.content, h.locator"
                + " FROM --DERBY-PROPERTIES joinOrder=FIXED\n store_history h"
                + " --DERBY-PROPERTIES constraint=STORE_HISTORY_PK\n"
                + " JOIN store_mailbox m ON m.id = h.mailbox"
                + " WHERE h.mailbox = ? AND h.mod_seq = ? AND h.uid BETWEEN ? AND ? AND h.account = ?"
                + " AND h.locator <> 0";

        private final AccountId account;
        private final List<Departed> messages;
        private final Quota quota;
        private final Loader loader = new Loader();

        Restore(AccountId account, List<Departed> messages, Quota quota) {
            this.account = account;
            this.messages = messages;
            this.quota = quota;
        }

        @Override
        boolean alone() {
            return true;
        }

        @Override
        List<Appended> evaluate(Batch batch) throws SQLException {
            AccountWork work = batch.account(account);
            Map<Long, List<Past>> byTarget = new LinkedHashMap<>();
            Map<Long, KeywordTable> keywordsOf = new HashMap<>();
            long bytes = 0;
            long count = 0;
            List<Past> chosen = chosen(batch.direct());
            for (Past past : chosen) {
                byTarget.computeIfAbsent(target(work, past), _ -> new ArrayList<>())
                        .add(past);
                if (!keywordsOf.containsKey(past.mailbox)) {
                    keywordsOf.put(past.mailbox, loader.keywords(batch.direct(), past.mailbox));
                }
                bytes += past.row.size();
                count++;
            }
            work.checkQuota(quota, bytes, count);
            List<Appended> appended = new ArrayList<>(chosen.size());
            for (Map.Entry<Long, List<Past>> entry : byTarget.entrySet()) {
                BoxWork box = batch.box(new MailboxId(entry.getKey()));
                List<Appended> back = put(batch, box, entry.getValue(), keywordsOf);
                batch.note(
                        actor(),
                        box,
                        place -> new Deed.Restored(
                                place,
                                UidSet.of(back.getFirst().uid(), back.getLast().uid())));
                appended.addAll(back);
            }
            for (Past past : chosen) {
                batch.add(Sql.RESTORED, past.mailbox, past.row.modSeq(), past.row.uid());
            }
            if (count > 0) {
                work.charge(bytes, count);
            }
            return appended;
        }

        /// In the order in which they get their UIDs.
        private List<Past> chosen(Connection connection) throws SQLException {
            Map<Long, Past> chosen = new HashMap<>(); // by id: whoever names a message twice gets it once
            try (PreparedStatement select = connection.prepareStatement(CHOSEN)) {
                for (Departed departed : messages) {
                    UidSet uids = departed.uids();
                    if (!uids.isEmpty()) {
                        select.setLong(1, departed.mailbox().value());
                        select.setLong(2, departed.modSeq());
                        select.setLong(3, uids.first(0));
                        select.setLong(4, uids.last(uids.rangeCount() - 1));
                        select.setLong(5, account.value());
                        read(select, uids, chosen);
                    }
                }
            }
            List<Past> inOrder = new ArrayList<>(chosen.values());
            inOrder.sort(Comparator.comparingLong(Past::mailbox)
                    .thenComparingLong(past -> past.row.uid())
                    .thenComparingLong(past -> past.row.id()));
            return inOrder;
        }

        private static void read(PreparedStatement select, UidSet uids, Map<Long, Past> chosen) throws SQLException {
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (uids.contains(row.getLong(4))) {
                        chosen.put(
                                row.getLong(10),
                                new Past(
                                        row.getLong(1),
                                        row.getInt(2) != 0,
                                        new MailboxName(row.getString(3)),
                                        new MessageRow(
                                                row.getLong(4),
                                                row.getLong(5),
                                                row.getLong(6),
                                                row.getLong(7),
                                                row.getLong(8),
                                                row.getLong(9),
                                                row.getLong(10),
                                                row.getLong(11),
                                                row.getLong(12))));
                    }
                }
            }
        }

        /// The mailbox it came from, else one of that name, else INBOX.
        private static long target(AccountWork work, Past past) {
            if (!past.gone) {
                return past.mailbox;
            }
            AccountState.Box sameName = work.state().boxes().get(past.name);
            return sameName == null ? work.named(MailboxName.INBOX).id() : sameName.id();
        }

        private static List<Appended> put(
                Batch batch, BoxWork box, List<Past> pasts, Map<Long, KeywordTable> keywordsOf) {
            box.checkUids(pasts.size());
            List<Flags> flags = new ArrayList<>();
            for (Past past : pasts) {
                flags.add(keywordsOf
                        .getOrDefault(past.mailbox, KeywordTable.EMPTY)
                        .flags(past.row.storedBits())
                        .without(Flags.of(SystemFlag.DELETED)));
            }
            KeywordTable keywords = box.keywordsWith(flags);
            List<MessageRow> rows = new ArrayList<>();
            List<Appended> appended = new ArrayList<>();
            long uid = box.state().uidNext();
            long modSeq = box.nextModSeq();
            for (int i = 0; i < pasts.size(); i++) {
                MessageRow row = pasts.get(i).row;
                rows.add(new MessageRow(
                        uid,
                        keywords.bits(flags.get(i)) | row.storedBits() & KeywordTable.RESERVED_BITS,
                        modSeq,
                        row.size(),
                        row.internalDate(),
                        batch.now().getEpochSecond(),
                        row.id(),
                        row.contentId(),
                        row.locator()));
                appended.add(new Appended(box.id(), box.state().uidValidity(), uid, new MessageId(row.id())));
                uid++;
            }
            box.append(rows, keywords, new Change.Origin.Restored());
            return appended;
        }
    }

    /// What one step of forgetting did.
    ///
    /// @param rows     of history; fewer than {@link Forget#STEP} when that was all
    /// @param messages of them that could have been restored
    record Forgotten(int rows, long messages) {}

    static final class Forget extends Write<Forgotten> {
        static final int STEP = 500;

        private static final String SELECT =
                "SELECT mailbox, mod_seq, uid, size, content, locator FROM store_history --DERBY-PROPERTIES index=";
        private static final String OLD = SELECT + "STORE_HISTORY_EXPUNGED\n WHERE expunged_at < ?"
                + " ORDER BY expunged_at FETCH FIRST " + STEP + " ROWS ONLY";
        private static final String OF_ACCOUNT =
                SELECT + "STORE_HISTORY_ACCOUNT\n WHERE account = ? FETCH FIRST " + STEP + " ROWS ONLY";

        private final String select;
        private final long parameter;
        private final Volumes volumes;

        private Forget(String select, long parameter, Volumes volumes) {
            this.select = select;
            this.parameter = parameter;
            this.volumes = volumes;
        }

        static Forget olderThan(Instant before, Volumes volumes) {
            return new Forget(OLD, before.toEpochMilli(), volumes);
        }

        /// All history of an account, however new.
        static Forget of(AccountId account, Volumes volumes) {
            return new Forget(OF_ACCOUNT, account.value(), volumes);
        }

        @Override
        boolean alone() {
            return true;
        }

        private record Old(long mailbox, long modSeq, long uid, long size, long content, long locator) {}

        @Override
        Forgotten evaluate(Batch batch) throws SQLException {
            Connection connection = batch.direct();
            List<Old> old = old(connection);
            Map<Long, Long> upTo = new TreeMap<>();
            Map<Long, Old> contents = new TreeMap<>();
            long messages = 0;
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM store_history WHERE mailbox = ? AND mod_seq = ? AND uid = ?")) {
                for (Old one : old) {
                    delete.setLong(1, one.mailbox);
                    delete.setLong(2, one.modSeq);
                    delete.setLong(3, one.uid);
                    delete.addBatch();
                    upTo.merge(one.mailbox, one.modSeq, Math::max);
                    if (one.locator != 0) {
                        contents.put(one.locator, one);
                        messages++;
                    }
                }
                delete.executeBatch();
            }
            for (Map.Entry<Long, Long> entry : upTo.entrySet()) {
                batch.boxIfThere(entry.getKey()).ifPresent(box -> box.forget(entry.getValue()));
            }
            try (Loader.Referring referring = new Loader.Referring(connection)) {
                Map<Long, Long> dead = new TreeMap<>();
                for (Old one : contents.values()) {
                    if (!referring.anyTo(one.locator)) {
                        dead.merge(Locator.volume(one.locator), size(one), Long::sum);
                    }
                }
                dead.forEach((volume, octets) -> batch.add(Sql.BURY, octets, volume));
            }
            if (old.size() < STEP) {
                forgetMailboxes(connection);
            }
            return new Forgotten(old.size(), messages);
        }

        private List<Old> old(Connection connection) throws SQLException {
            List<Old> old = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                statement.setLong(1, parameter);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        old.add(new Old(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6)));
                    }
                }
            }
            return old;
        }

        private long size(Old one) {
            try {
                return volumes.find(one.locator, one.content).header().recordSize();
            } catch (IOException e) {
                return one.size; // damaged or lost: near enough for a sum that decides about compaction
            }
        }

        /// Deleted mailboxes of which history has nothing any more.
        private static void forgetMailboxes(Connection connection) throws SQLException {
            String gone = "(SELECT m.id FROM store_mailbox m WHERE m.deleted = 1"
                    + " AND NOT EXISTS (SELECT 1 FROM store_history h WHERE h.mailbox = m.id))";
            for (String delete : List.of(
                    "DELETE FROM store_order WHERE mailbox IN " + gone,
                    "DELETE FROM store_keyword WHERE mailbox IN " + gone,
                    "DELETE FROM store_mailbox WHERE id IN " + gone)) {
                try (PreparedStatement statement = connection.prepareStatement(delete)) {
                    statement.executeUpdate();
                }
            }
        }
    }
}
