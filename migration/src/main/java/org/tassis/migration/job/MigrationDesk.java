package org.tassis.migration.job;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.core.MailboxName;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.desk.Action;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;

/// What one visit does with jobs: the right to it is checked before, and the audit log is written. What is
/// done by files and addresses of other machines is for operators. All methods throw {@link
/// org.tassis.directory.DirectoryException} with NotAllowed, and NoSuchMailbox.
public final class MigrationDesk {
    private static final Action RUN = new Action.OnServer(Action.ServerAct.RUN);

    /// Jobs of a mailbox that are looked through.
    private static final int SENT = 100;

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

    // ---- files that people send ----

    /// Brings in a file that somebody sends: for whoever may bring mail into that mailbox. One at a time
    /// for each mailbox.
    ///
    /// @param name  what the file is called there
    /// @param under the folder here below which everything is put
    /// @return empty when one that was sent before is not done yet
    /// @throws IOException the file could not be kept
    public Optional<Job> bring(
            AccountRecord mailbox, String name, Optional<MailboxName> under, Uploads uploads, Uploads.Writing file)
            throws IOException {
        Account account = mailbox.account();
        if (sent(mailbox, SENT).stream().anyMatch(job -> !job.state().isEnd())) {
            return Optional.empty();
        }
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("name", name);
        under.ifPresent(folder -> facts.put("under", folder.value()));
        SortedMap<String, String> spec = new TreeMap<>(facts);
        spec.put("upload", uploads.take(account.id(), file));
        NewJob job = new NewJob(
                Job.Kind.FILES,
                account.id(),
                account.login().value(),
                spec,
                by.actor().name(),
                Optional.empty(),
                false);
        return Optional.of(desk.server(by)
                .act(
                        bringing(mailbox),
                        "mailbox import file",
                        account.login().value(),
                        facts,
                        () -> migrations.give(job)));
    }

    /// Jobs with files that were sent for one mailbox, the newest first; of the newest that it has.
    public List<Job> sent(AccountRecord mailbox, int limit) {
        may(mailbox);
        return migrations.jobs(mailbox.account().id(), limit).stream()
                .filter(MigrationDesk::isSent)
                .toList();
    }

    /// One of them.
    public Optional<Job> sentOne(AccountRecord mailbox, long id) {
        may(mailbox);
        return migrations
                .job(id)
                .filter(job ->
                        isSent(job) && job.account().equals(mailbox.account().id()));
    }

    private static boolean isSent(Job job) {
        return job.kind() == Job.Kind.FILES && job.said("upload").isPresent();
    }

    /// Stops one of them.
    ///
    /// @return whether there was something to stop
    public boolean cancelSent(AccountRecord mailbox, long id) {
        return sentOne(mailbox, id).isPresent()
                && desk.server(by)
                        .act(bringing(mailbox), "migration cancel", Long.toString(id), () -> migrations.cancel(id));
    }

    /// Lets one of them go on, as long as its file is kept.
    ///
    /// @return empty when there is none of that number, or it has not ended
    public Optional<Job> resumeSent(AccountRecord mailbox, long id) {
        return sentOne(mailbox, id).flatMap(job -> desk.server(by)
                .act(
                        bringing(mailbox),
                        "migration resume",
                        Long.toString(job.id()),
                        () -> migrations.resume(job.id(), Optional.empty())));
    }

    private void may(AccountRecord mailbox) {
        desk.server(by)
                .may(
                        bringing(mailbox),
                        () -> new DirectoryFailure.NoSuchMailbox(
                                mailbox.account().login().value()));
    }

    private static Action bringing(AccountRecord mailbox) {
        return new Action.OnMailbox(
                Action.MailboxAct.BRING_MAIL,
                mailbox.customer(),
                mailbox.account().id());
    }

    // ---- every job ----

    /// @return whether there was something to stop
    public boolean cancel(long id) {
        return desk.server(by).act(RUN, "migration cancel", Long.toString(id), () -> migrations.cancel(id));
    }

    /// @return empty when there is none of that number, or it has not ended
    public Optional<Job> resume(long id, Optional<Secret> password) {
        return desk.server(by).act(RUN, "migration resume", Long.toString(id), () -> migrations.resume(id, password));
    }
}
