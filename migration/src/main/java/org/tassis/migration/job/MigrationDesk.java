package org.tassis.migration.job;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.desk.Action;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;

/// What one visit does with jobs: the right to it is checked before, and the audit log is written. What is
/// done by files and addresses of other machines is for operators. All methods throw {@link
/// org.tassis.directory.DirectoryException} with NotAllowed, and NoSuchMailbox.
public final class MigrationDesk {
    private static final Action RUN = new Action.OnServer(Action.ServerAct.RUN);

    private final Desk desk;
    private final Visit by;
    private final Migrations migrations;

    public MigrationDesk(Desk desk, Visit by, Migrations migrations) {
        this.desk = desk;
        this.by = by;
        this.migrations = migrations;
    }

    /// Newest first.
    public List<Job> jobs(int limit) {
        desk.server(by).may(RUN);
        return migrations.jobs(limit);
    }

    public Optional<Job> job(long id) {
        desk.server(by).may(RUN);
        return migrations.job(id);
    }

    /// @param mailbox  its login or one of its addresses
    /// @param act      for the audit log, such as `mailbox import imap`
    /// @param password for the other server
    /// @param keep     whether to keep it, sealed, until the job is done
    public Job give(
            Job.Kind kind,
            String mailbox,
            SortedMap<String, String> spec,
            String act,
            Optional<Secret> password,
            boolean keep) {
        desk.server(by).may(RUN);
        AccountRecord record = desk.mailboxes(by).find(mailbox);
        Account account = record.account();
        Action.MailboxAct right = kind == Job.Kind.EXPORT ? Action.MailboxAct.TAKE_MAIL : Action.MailboxAct.BRING_MAIL;
        NewJob job = new NewJob(
                kind, account.id(), account.login().value(), spec, by.actor().name(), password, keep);
        return desk.server(by)
                .act(
                        new Action.OnMailbox(right, record.customer(), account.id()),
                        act,
                        account.login().value(),
                        spec,
                        () -> migrations.give(job));
    }

    /// @return whether there was something to stop
    public boolean cancel(long id) {
        return desk.server(by).act(RUN, "migration cancel", Long.toString(id), () -> migrations.cancel(id));
    }

    /// @return empty when there is none of that number, or it has not ended
    public Optional<Job> resume(long id, Optional<Secret> password) {
        return desk.server(by).act(RUN, "migration resume", Long.toString(id), () -> migrations.resume(id, password));
    }
}
