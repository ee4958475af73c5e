package org.tassis.admin.backup;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.desk.Action;
import org.tassis.directory.desk.Action.CustomerAct;
import org.tassis.directory.desk.Action.MailboxAct;
import org.tassis.directory.desk.Action.ServerAct;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.ServerDesk;
import org.tassis.directory.desk.Visit;

/// What one visit does with backups: the right to it is checked before, and the audit log is written.
/// Operators do everything; a domain administrator looks into the mailboxes of the own customer and brings
/// back what was in them. All methods throw {@link DirectoryException} with NotAllowed, and NoSuchMailbox
/// for what is somebody else's; and {@link Copies.Unusable}.
public final class CopyDesk {
    /// Messages that one choice may name.
    public static final int MOST_CHOSEN = 1000;

    private final Desk desk;
    private final Visit by;
    private final Copies copies;

    public CopyDesk(Desk desk, Visit by, Copies copies) {
        this.desk = desk;
        this.by = by;
        this.copies = copies;
    }

    private ServerDesk server() {
        return desk.server(by);
    }

    /// Whose mail the visitor may bring back; empty: everybody's.
    private Optional<CustomerId> horizon() {
        Optional<CustomerId> horizon = server().horizon();
        horizon.ifPresent(own -> server().may(new Action.OnCustomer(CustomerAct.RECOVER_MAIL, own)));
        return horizon;
    }

    /// Whether the visitor is an operator.
    public boolean isOperator() {
        return horizon().isEmpty();
    }

    public Copies.Standing standing() {
        server().maySee();
        return copies.standing();
    }

    /// The list is for whoever may bring something back.
    public Copies.Listing list() {
        horizon();
        return copies.list();
    }

    public List<Job> jobs(int limit) {
        Optional<CustomerId> horizon = horizon();
        return copies.jobs(Integer.MAX_VALUE).stream()
                .filter(job -> horizon.isEmpty() || job.customer().equals(horizon))
                .limit(limit)
                .toList();
    }

    public Optional<Job> job(long id) {
        Optional<CustomerId> horizon = horizon();
        return copies.job(id).filter(job -> horizon.isEmpty() || job.customer().equals(horizon));
    }

    public List<Copies.Event> history(Job.Kind kind, int limit) {
        server().maySee();
        return copies.history(kind, limit);
    }

    public Optional<String> report(java.time.Instant at) {
        server().maySee();
        return copies.report(at);
    }

    /// Ends work that the visitor sees, whoever gave it; audited unless it has ended already.
    ///
    /// @return the job as it is then; empty when there is none
    public Optional<Job> stop(long id) {
        Optional<Job> job = job(id);
        if (job.filter(Job::isStoppable).isEmpty()) {
            return job;
        }
        Action action = horizon()
                .<Action>map(own -> new Action.OnCustomer(CustomerAct.RECOVER_MAIL, own))
                .orElse(new Action.OnServer(ServerAct.RUN));
        return server().act(
                        action,
                        "backup stop",
                        job.get().backup(),
                        new TreeMap<>(java.util.Map.of("work", job.get().kind().key())),
                        () -> {
                            copies.stop(id);
                            return job(id);
                        });
    }

    // ---- work on the whole ----

    public Job make() {
        return run("backup make", "", () -> copies.make(giver()));
    }

    public Job drill(Optional<String> backup) {
        return run("backup drill", backup.orElse(""), () -> copies.drill(backup, giver()));
    }

    public Job check(String backup) {
        return run("backup check", backup, () -> copies.check(backup, giver()));
    }

    private Job run(String act, String object, Supplier<Job> work) {
        return server().act(new Action.OnServer(ServerAct.RUN), act, object, work);
    }

    private Copies.Giver giver() {
        return new Copies.Giver(by.actor().name(), horizon());
    }

    // ---- what is in a backup ----

    /// @param words a part of the login
    public List<Copies.Box> mailboxes(String backup, String words, int limit) {
        return copies.mailboxes(backup, words, horizon(), limit);
    }

    /// @param name login or address, as it was then
    public Copies.Box mailbox(String backup, String name) {
        horizon();
        Copies.Box box = copies.mailbox(backup, name).orElseThrow(() -> missing(name));
        mayRecover(box.account(), box.customer(), name);
        return box;
    }

    private static DirectoryException missing(String name) {
        return new DirectoryException(new DirectoryFailure.NoSuchMailbox(name));
    }

    /// The mailbox as it is now, if it still is; also a removed one.
    public Optional<AccountRecord> now(Copies.Box box) {
        return present(box.account());
    }

    private Optional<AccountRecord> present(AccountId account) {
        return desk.directory().anyMailbox(account);
    }

    /// Whose a mailbox is now decides; whose it was then, when it is purged.
    private void mayRecover(AccountId account, Optional<CustomerId> then, String name) {
        Optional<CustomerId> owner =
                present(account).map(AccountRecord::customer).or(() -> then);
        if (owner.isEmpty()) {
            server().may(new Action.OnServer(ServerAct.RUN));
        } else {
            server().may(
                            new Action.OnMailbox(MailboxAct.RECOVER_MAIL, owner.get(), account),
                            () -> new DirectoryFailure.NoSuchMailbox(name));
        }
    }

    public List<Copies.Folder> folders(String backup, Copies.Box box) {
        mayRecover(box.account(), box.customer(), box.login());
        return copies.folders(backup, box);
    }

    public Copies.Found messages(
            String backup, Copies.Box box, Optional<MailboxName> folder, String words, int from, int limit) {
        mayRecover(box.account(), box.customer(), box.login());
        return copies.messages(backup, box, folder, words, from, limit);
    }

    // ---- bringing back ----

    /// All mailboxes that the visitor may bring back.
    public Copies.Choice everything(String backup) {
        return Copies.Choice.all(backup, horizon());
    }

    /// @param from   login or address in the backup
    /// @param folder all unless given
    /// @param uids   at most {@link #MOST_CHOSEN}, of the folder; empty: all
    /// @param into   login or address now; empty: the same mailbox
    /// @throws DirectoryException NoSuchMailbox, also when the same mailbox is removed now
    public Copies.Choice choice(
            String backup, String from, Optional<MailboxName> folder, List<Long> uids, String into) {
        Copies.Box box = mailbox(backup, from);
        AccountRecord target = into.isBlank()
                ? present(box.account()).filter(AccountRecord::exists).orElseThrow(() -> missing(box.login()))
                : desk.mailboxes(by).find(into.strip());
        mayRecover(target.account().id(), Optional.of(target.customer()), into);
        return new Copies.Choice(
                backup,
                Optional.of(box),
                Optional.empty(),
                folder,
                uids.stream().distinct().limit(MOST_CHOSEN).toList(),
                Optional.of(target.account().id()));
    }

    private void may(Copies.Choice choice) {
        if (choice.from().isEmpty()) {
            Optional<CustomerId> horizon = horizon();
            if (horizon.isPresent() && !choice.of().equals(horizon)) {
                server().may(new Action.OnServer(ServerAct.RUN));
            }
            return;
        }
        Copies.Box box = choice.from().get();
        mayRecover(box.account(), box.customer(), box.login());
        AccountId into = choice.into().orElse(box.account());
        mayRecover(into, Optional.empty(), box.login());
    }

    public Copies.Preview preview(Copies.Choice choice) {
        may(choice);
        return copies.preview(choice);
    }

    /// What bringing back everything would do.
    public Job compare(Copies.Choice choice) {
        may(choice);
        return copies.compare(choice, giver());
    }

    public Job restore(Copies.Choice choice) {
        may(choice);
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("backup", choice.backup());
        choice.folder().ifPresent(folder -> facts.put("folder", folder.value()));
        if (!choice.uids().isEmpty()) {
            facts.put("messages", Integer.toString(choice.uids().size()));
        }
        if (choice.from().isEmpty()) {
            Action action = choice.of()
                    .<Action>map(own -> new Action.OnCustomer(CustomerAct.RECOVER_MAIL, own))
                    .orElse(new Action.OnServer(ServerAct.RUN));
            return server().act(action, "backup restore", "", facts, () -> copies.restore(choice, giver()));
        }
        Copies.Box box = choice.from().get();
        AccountRecord into = present(choice.into().orElse(box.account()))
                .filter(AccountRecord::exists)
                .orElseThrow(() -> missing(box.login()));
        facts.put("from", box.login());
        return server().act(
                        new Action.OnMailbox(
                                MailboxAct.RECOVER_MAIL,
                                into.customer(),
                                into.account().id()),
                        "backup restore",
                        into.account().login().value(),
                        facts,
                        () -> copies.restore(choice, giver()));
    }
}
