package org.tassis.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.store.Remembered;

/// What was expunged and can still be restored. Thread-safe; costs one range of an index.
final class HistoryReads {
    private static final String COLUMNS =
            "SELECT h.id, h.mailbox, m.name, h.uid, h.mod_seq, h.size, h.internal_date, h.expunged_at,"
                    + " h.content, h.locator"
                    + " FROM --DERBY-PROPERTIES joinOrder=FIXED\n store_history h ";
    private static final String NAMED = " JOIN store_mailbox m ON m.id = h.mailbox";

    private final Reader reader;

    /// A message of history, and where its octets are.
    record Past(Remembered entry, long content, long locator) {}

    HistoryReads(Reader reader) {
        this.reader = reader;
    }

    List<Remembered> newest(AccountId account, int limit) {
        return reader.read(InFlight.Subject.of(account), connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS
                    + "--DERBY-PROPERTIES index=STORE_HISTORY_ACCOUNT\n"
                    + NAMED
                    + " WHERE h.account = ? AND h.locator <> 0"
                    + " ORDER BY h.expunged_at DESC, h.mod_seq DESC, h.uid DESC"
                    + " FETCH FIRST ? ROWS ONLY")) {
                select.setLong(1, account.value());
                select.setInt(2, Math.max(1, limit));
                return rows(select, limit).stream().map(Past::entry).toList();
            }
        });
    }

    /// With where they are.
    List<Past> leftAt(AccountId account, MailboxId mailbox, long modSeq, long after, int limit) {
        return reader.read(InFlight.Subject.of(account), connection -> {
            try (PreparedStatement select = connection.prepareStatement(COLUMNS
                    + "--DERBY-PROPERTIES constraint=STORE_HISTORY_PK\n"
                    + NAMED
                    + " WHERE h.mailbox = ? AND h.mod_seq = ? AND h.uid > ? AND h.account = ? AND h.locator <> 0"
                    + " ORDER BY h.uid FETCH FIRST ? ROWS ONLY")) {
                select.setLong(1, mailbox.value());
                select.setLong(2, modSeq);
                select.setLong(3, after);
                select.setLong(4, account.value());
                select.setInt(5, Math.max(1, limit));
                return rows(select, limit);
            }
        });
    }

    private static List<Past> rows(PreparedStatement select, int limit) throws SQLException {
        List<Past> history = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next() && history.size() < limit) {
                Remembered entry = new Remembered(
                        new MessageId(row.getLong(1)),
                        new MailboxId(row.getLong(2)),
                        new MailboxName(row.getString(3)),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        Instant.ofEpochSecond(row.getLong(7)),
                        Instant.ofEpochMilli(row.getLong(8)));
                history.add(new Past(entry, row.getLong(9), row.getLong(10)));
            }
        }
        return history;
    }
}
