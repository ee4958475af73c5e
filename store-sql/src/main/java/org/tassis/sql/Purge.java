package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Forgets an account, in steps that leave others their turn: its messages go to history, its history is
/// forgotten, and at last, when nothing of it is left, its mailboxes and itself. As long as the account has
/// a row it can be found and purged again, so a crash between two steps loses only time.
final class Purge {
    /// Messages expunged in one transaction.
    private static final int STEP = 1000;

    /// Rounds after which somebody must be putting messages there all the time.
    private static final int ROUNDS = 10;

    private final AccountId account;
    private final Reader reader;
    private final Loader loader;
    private final Committer committer;
    private final Volumes volumes;
    private final Function<MailboxId, MailboxSnapshot> snapshots;

    Purge(
            AccountId account,
            Reader reader,
            Loader loader,
            Committer committer,
            Volumes volumes,
            Function<MailboxId, MailboxSnapshot> snapshots) {
        this.account = account;
        this.reader = reader;
        this.loader = loader;
        this.committer = committer;
        this.volumes = volumes;
        this.snapshots = snapshots;
    }

    long run() {
        long messages = 0;
        for (int round = 0; round < ROUNDS; round++) {
            @Nullable
            AccountState state = reader.read(
                    InFlight.Subject.of(account), connection -> loader.account(connection, account.value()));
            if (state == null) {
                return messages;
            }
            for (AccountState.Box box : state.boxes().values()) {
                expungeAll(new MailboxId(box.id()));
            }
            HistoryWrites.Forgotten step;
            do {
                step = committer.submit(HistoryWrites.Forget.of(account, volumes));
                messages += step.messages();
            } while (step.rows() == HistoryWrites.Forget.STEP);
            if (committer.submit(new Close(account))) {
                return messages;
            }
        }
        throw new StoreException(new StoreFailure.NotAllowed("the account is in use"));
    }

    private void expungeAll(MailboxId mailbox) {
        MailboxSnapshot now = snapshots.apply(mailbox);
        while (now.count() > 0) {
            UidSet some = UidSet.of(now.uid(0), now.uid(Math.min(STEP, now.count()) - 1));
            committer.submit(new MessageWrites.Expunge(mailbox, some));
            now = snapshots.apply(mailbox);
        }
    }

    /// Forgets an account that has neither messages nor history.
    private static final class Close extends Write<Boolean> {
        private final AccountId account;

        Close(AccountId account) {
            this.account = account;
        }

        @Override
        boolean alone() {
            return true;
        }

        /// @return false when something has come meanwhile
        @Override
        Boolean evaluate(Batch batch) throws SQLException {
            @Nullable AccountWork work = batch.accountIfThere(account);
            if (work == null) {
                return true;
            }
            for (AccountState.Box box : work.state().boxes().values()) {
                if (batch.box(new MailboxId(box.id())).view().count() > 0) {
                    return false;
                }
            }
            if (hasHistory(batch.committed())) {
                return false;
            }
            for (AccountState.Box box : work.state().boxes().values()) {
                batch.box(new MailboxId(box.id())).delete();
            }
            work.close();
            batch.forgetJournal(account);
            work.listChanged();
            for (String delete : List.of(
                    "DELETE FROM store_journal WHERE account = ?",
                    "DELETE FROM store_subscription WHERE account = ?",
                    "DELETE FROM store_order WHERE mailbox IN (SELECT id FROM store_mailbox WHERE account = ?)",
                    "DELETE FROM store_keyword WHERE mailbox IN (SELECT id FROM store_mailbox WHERE account = ?)",
                    "DELETE FROM store_mailbox WHERE account = ?",
                    "DELETE FROM store_account WHERE id = ?")) {
                try (PreparedStatement statement = batch.direct().prepareStatement(delete)) {
                    statement.setLong(1, account.value());
                    statement.executeUpdate();
                }
            }
            return true;
        }

        private boolean hasHistory(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM store_history"
                    + " --DERBY-PROPERTIES index=STORE_HISTORY_ACCOUNT\n WHERE account = ? FETCH FIRST 1 ROWS ONLY")) {
                statement.setLong(1, account.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        }
    }
}
