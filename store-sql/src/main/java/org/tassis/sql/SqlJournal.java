package org.tassis.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.Journal;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.JournalQuery;
import org.tassis.store.journal.Place;
import org.tassis.store.journal.Via;

/// Reads the journal: one range of an index. Thread-safe.
final class SqlJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(SqlJournal.class);

    private static final String COLUMNS = "SELECT id, first_at, last_at, kind, via, mailbox, target, undoes, undone,"
            + " mailbox_name, target_name, client, address, login, detail FROM store_journal";
    private static final String BY_ACCOUNT = " --DERBY-PROPERTIES index=STORE_JOURNAL_ACCOUNT\n WHERE account = ?";

    /// Rows of one step of forgetting.
    private static final int STEP = 500;

    private final Reader reader;
    private final Committer committer;

    SqlJournal(Reader reader, Committer committer) {
        this.reader = reader;
        this.committer = committer;
    }

    @Override
    public List<JournalEntry> entries(AccountId account, JournalQuery query) {
        StringBuilder select = new StringBuilder(COLUMNS).append(BY_ACCOUNT).append(" AND id < ?");
        if (query.mailbox().isPresent()) {
            select.append(" AND (mailbox = ? OR target = ?)");
        }
        if (!query.kinds().isEmpty()) {
            select.append(" AND kind IN (?")
                    .append(", ?".repeat(query.kinds().size() - 1))
                    .append(")");
        }
        select.append(" ORDER BY id DESC FETCH FIRST ? ROWS ONLY");
        return reader.read(InFlight.Subject.of(account), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(select.toString())) {
                int at = 1;
                statement.setLong(at++, account.value());
                statement.setLong(at++, query.before());
                if (query.mailbox().isPresent()) {
                    statement.setLong(at++, query.mailbox().get().value());
                    statement.setLong(at++, query.mailbox().get().value());
                }
                for (Deed.Kind kind : query.kinds()) {
                    statement.setInt(at++, kind.ordinal());
                }
                statement.setInt(at, query.limit());
                return rows(account, statement);
            }
        });
    }

    @Override
    public Optional<JournalEntry> entry(AccountId account, long id) {
        return reader.read(InFlight.Subject.of(account), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COLUMNS + BY_ACCOUNT + " AND id = ?")) {
                statement.setLong(1, account.value());
                statement.setLong(2, id);
                return rows(account, statement).stream().findFirst();
            }
        });
    }

    private static List<JournalEntry> rows(AccountId account, PreparedStatement statement) throws SQLException {
        List<JournalEntry> entries = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                try {
                    entries.add(entry(account, row));
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    LOG.warn("Entry {} of the journal cannot be read, it is left out", row.getLong(1), e);
                }
            }
        }
        return entries;
    }

    private static JournalEntry entry(AccountId account, ResultSet row) throws SQLException {
        Deed.Kind kind = Deed.Kind.values()[row.getInt(4)];
        Via via = Via.values()[row.getInt(5)];
        Place place = place(row.getLong(6), row.getString(10));
        String name = row.getString(11);
        Place target = name.isEmpty() ? Place.ELSEWHERE : place(row.getLong(7), name);
        return new JournalEntry(
                row.getLong(1),
                account,
                Instant.ofEpochMilli(row.getLong(2)),
                Instant.ofEpochMilli(row.getLong(3)),
                new Actor(via, row.getString(12), row.getString(13), row.getString(14), row.getLong(8)),
                DeedCodec.decode(kind, place, target, row.getBytes(15)),
                row.getLong(9));
    }

    private static Place place(long id, String name) {
        return new Place(id == 0 ? Optional.empty() : Optional.of(new MailboxId(id)), new MailboxName(name));
    }

    /// In steps that leave others their turn.
    void forget(Instant before) {
        int rows;
        do {
            rows = committer.submit(new Forget(
                    "SELECT id FROM store_journal --DERBY-PROPERTIES index=STORE_JOURNAL_FIRST_AT\n"
                            + " WHERE first_at < ? ORDER BY first_at",
                    before.toEpochMilli()));
        } while (rows == STEP);
        for (AccountId account : tooMany()) {
            do {
                rows = committer.submit(new Forget(
                        "SELECT id FROM store_journal" + BY_ACCOUNT + " ORDER BY id DESC OFFSET " + MOST + " ROWS",
                        account.value()));
            } while (rows == STEP);
        }
    }

    private List<AccountId> tooMany() {
        return reader.readNow(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT account FROM store_journal GROUP BY account HAVING COUNT(*) > " + MOST);
                    ResultSet row = select.executeQuery()) {
                List<AccountId> accounts = new ArrayList<>();
                while (row.next()) {
                    accounts.add(new AccountId(row.getLong(1)));
                }
                return accounts;
            }
        });
    }

    private static final class Forget extends Write<Integer> {
        private final String select;
        private final long parameter;

        Forget(String select, long parameter) {
            this.select = select + " FETCH NEXT " + STEP + " ROWS ONLY";
            this.parameter = parameter;
        }

        @Override
        boolean alone() {
            return true;
        }

        @Override
        Integer evaluate(Batch batch) throws SQLException {
            List<Long> old = new ArrayList<>();
            try (PreparedStatement statement = batch.committed().prepareStatement(select)) {
                statement.setLong(1, parameter);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        old.add(row.getLong(1));
                    }
                }
            }
            if (!old.isEmpty()) {
                try (PreparedStatement delete =
                        batch.direct().prepareStatement("DELETE FROM store_journal WHERE id = ?")) {
                    for (long id : old) {
                        delete.setLong(1, id);
                        delete.addBatch();
                    }
                    delete.executeBatch();
                }
            }
            return old.size();
        }
    }
}
