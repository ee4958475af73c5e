package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.KeywordTable;
import org.tassis.store.MailboxMark;
import org.tassis.store.Remembered;

/// Reads what memory does not hold. Each method reads what is committed, in several steps: only the
/// committer's thread may be sure that nothing was committed between them, others compare versions.
final class Loader {
    private static final int FETCH_SIZE = 1000;

    private static final String ROW = "uid, flags, mod_seq, size, internal_date, save_date, id, content, locator";

    /// Derby is told to use the key: its optimizer decides by how large tables were when the statement was
    /// new.
    private static final String BY_KEY = " --DERBY-PROPERTIES constraint=STORE_MESSAGE_PK\n";

    /// The mailbox's row; also when it is marked as deleted.
    @Nullable
    BoxState box(Connection connection, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT account, deleted, uid_validity, uid_next,"
                + " mod_seq, recent, forgotten, version FROM store_mailbox WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                BoxState state = new BoxState(
                        id,
                        row.getLong(1),
                        row.getInt(2) != 0,
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(5),
                        row.getLong(8),
                        KeywordTable.EMPTY);
                return state.withMessages(state.uidNext(), state.modSeq(), keywords(connection, id));
            }
        }
    }

    KeywordTable keywords(Connection connection, long mailbox) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT word FROM store_keyword WHERE mailbox = ? ORDER BY place")) {
            select.setLong(1, mailbox);
            try (ResultSet rows = select.executeQuery()) {
                List<String> words = new ArrayList<>();
                while (rows.next()) {
                    words.add(rows.getString(1));
                }
                return KeywordTable.of(words);
            }
        }
    }

    ChunkedSnapshot view(Connection connection, BoxState state) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + ROW + " FROM store_message" + BY_KEY + " WHERE mailbox = ? ORDER BY uid")) {
            select.setLong(1, state.id());
            return rows(select, state);
        }
    }

    /// The first messages from a UID on.
    ChunkedSnapshot tail(Connection connection, BoxState state, long fromUid, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT " + ROW + " FROM store_message" + BY_KEY
                + " WHERE mailbox = ? AND uid >= ? ORDER BY uid FETCH FIRST ? ROWS ONLY")) {
            select.setLong(1, state.id());
            select.setLong(2, fromUid);
            select.setInt(3, limit);
            return rows(select, state);
        }
    }

    private static ChunkedSnapshot rows(PreparedStatement select, BoxState state) throws SQLException {
        ChunkedSnapshot.Builder view = new ChunkedSnapshot.Builder(new MailboxId(state.id()), state.uidValidity())
                .keywords(state.keywords())
                .uidNext(state.uidNext())
                .highestModSeq(state.modSeq());
        select.setFetchSize(FETCH_SIZE);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                view.add(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9));
            }
        }
        return view.build();
    }

    /// How far mailboxes have come, from an id on.
    List<MailboxMark> marks(Connection connection, long after, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT account, id, uid_next, mod_seq"
                + " FROM store_mailbox --DERBY-PROPERTIES constraint=STORE_MAILBOX_PK\n"
                + " WHERE id > ? AND deleted = 0 ORDER BY id FETCH FIRST ? ROWS ONLY")) {
            select.setFetchSize(FETCH_SIZE);
            select.setLong(1, after);
            select.setInt(2, limit);
            List<MailboxMark> marks = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    marks.add(new MailboxMark(
                            new AccountId(row.getLong(1)),
                            new MailboxId(row.getLong(2)),
                            row.getLong(3),
                            row.getLong(4)));
                }
            }
            return marks;
        }
    }

    @Nullable
    AccountState account(Connection connection, long id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT bytes, messages, version FROM store_account WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                return new AccountState(
                        id,
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        boxes(connection, id),
                        subscriptions(connection, id));
            }
        }
    }

    private static NavigableMap<MailboxName, AccountState.Box> boxes(Connection connection, long account)
            throws SQLException {
        NavigableMap<MailboxName, AccountState.Box> boxes = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT name, id, uid_validity, uses FROM store_mailbox WHERE account = ? AND deleted = 0")) {
            select.setLong(1, account);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    boxes.put(
                            new MailboxName(row.getString(1)),
                            new AccountState.Box(row.getLong(2), row.getLong(3), row.getInt(4)));
                }
            }
        }
        return boxes;
    }

    private static SortedSet<MailboxName> subscriptions(Connection connection, long account) throws SQLException {
        SortedSet<MailboxName> names = new TreeSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT name FROM store_subscription WHERE account = ?")) {
            select.setLong(1, account);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(new MailboxName(row.getString(1)));
                }
            }
        }
        return names;
    }

    /// Where a message is now, which is or was in a mailbox; 0 when it was forgotten.
    long locator(Connection connection, long mailbox, long uid) throws SQLException {
        for (String table : List.of("store_message", "store_history")) {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT locator FROM " + table + " WHERE mailbox = ? AND uid = ? AND locator <> 0")) {
                select.setLong(1, mailbox);
                select.setLong(2, uid);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        return row.getLong(1);
                    }
                }
            }
        }
        return 0;
    }

    /// The tables whose rows refer to octets in volumes, each with columns size, content and locator.
    static final List<String> REFERRING = List.of("store_message", "store_history", "queue_message");

    /// A message of history, by its key: all that one command expunged have the same time.
    Optional<HistoryReads.Past> past(Connection connection, long account, Remembered entry) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT content, locator FROM store_history"
                + " --DERBY-PROPERTIES constraint=STORE_HISTORY_PK\n"
                + " WHERE mailbox = ? AND mod_seq = ? AND uid = ? AND account = ? AND id = ? AND locator <> 0")) {
            select.setLong(1, entry.from().value());
            select.setLong(2, entry.modSeq());
            select.setLong(3, entry.uid());
            select.setLong(4, account);
            select.setLong(5, entry.id().value());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new HistoryReads.Past(entry, row.getLong(1), row.getLong(2)))
                        : Optional.empty();
            }
        }
    }

    /// Whether any message, any that can be restored, or any in the queue, has its octets at this place.
    boolean isReferred(Connection connection, long locator) throws SQLException {
        try (Referring referring = new Referring(connection)) {
            return referring.anyTo(locator);
        }
    }

    /// Asks about many places. Derby is told which index to use.
    static final class Referring implements AutoCloseable {
        private final List<PreparedStatement> selects = new ArrayList<>();

        Referring(Connection connection) throws SQLException {
            for (String table : REFERRING) {
                selects.add(prepare(connection, table));
            }
        }

        private static PreparedStatement prepare(Connection connection, String table) throws SQLException {
            return connection.prepareStatement("SELECT 1 FROM " + table + " --DERBY-PROPERTIES index="
                    + table.toUpperCase(Locale.ROOT) + "_LOCATOR\n WHERE locator = ? FETCH FIRST 1 ROWS ONLY");
        }

        boolean anyTo(long locator) throws SQLException {
            for (PreparedStatement select : selects) {
                if (any(select, locator)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean any(PreparedStatement select, long locator) throws SQLException {
            select.setLong(1, locator);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement select : selects) {
                select.close();
            }
        }
    }

    /// RFC 7162 §3.2.5, from history.
    UidSet vanishedSince(Connection connection, long mailbox, long modSeq) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT uid FROM store_history WHERE mailbox = ? AND mod_seq > ?")) {
            select.setFetchSize(FETCH_SIZE);
            select.setLong(1, mailbox);
            select.setLong(2, modSeq);
            UidSet.Builder uids = new UidSet.Builder();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    uids.add(row.getLong(1));
                }
            }
            return uids.build();
        }
    }
}
