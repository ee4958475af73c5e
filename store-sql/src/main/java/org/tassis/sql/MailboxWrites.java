package org.tassis.sql;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.store.Expunged;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxRules;
import org.tassis.store.StoreException;
import org.tassis.store.journal.Deed;

/// Writes that concern the list of mailboxes of an account.
final class MailboxWrites {
    private MailboxWrites() {}

    /// Creates the account when it was never used. Also brings an existing one into memory, by the one
    /// thread under which it cannot change meanwhile.
    static final class Provision extends Write<AccountState> {
        private final AccountId account;

        Provision(AccountId account) {
            this.account = account;
        }

        @Override
        AccountState evaluate(Batch batch) throws SQLException {
            return batch.account(account).state();
        }
    }

    static final class Create extends Write<Mailbox> {
        private final AccountId account;
        private final MailboxName name;
        private final Set<SpecialUse> uses;

        Create(AccountId account, MailboxName name, Set<SpecialUse> uses) {
            this.account = account;
            this.name = name;
            this.uses = uses;
        }

        @Override
        Mailbox evaluate(Batch batch) throws SQLException {
            AccountWork work = batch.account(account);
            for (MailboxName missing :
                    MailboxRules.toCreate(work.state().boxes().keySet(), name)) {
                work.create(missing, missing.equals(name) ? AccountState.bits(uses) : 0);
                batch.note(actor(), batch.box(new MailboxId(work.named(missing).id())), Deed.FolderCreated::new);
            }
            work.listChanged();
            return work.state().described(name, work.named(name));
        }
    }

    static final class Rename extends Write<Boolean> {
        private final AccountId account;
        private final MailboxName from;
        private final MailboxName to;

        Rename(AccountId account, MailboxName from, MailboxName to) {
            this.account = account;
            this.from = from;
            this.to = to;
        }

        @Override
        Boolean evaluate(Batch batch) throws SQLException {
            AccountWork work = batch.account(account);
            MailboxRules.Rename plan =
                    MailboxRules.toRename(work.state().boxes().navigableKeySet(), from, to);
            for (MailboxName missing : plan.create()) {
                work.create(missing, 0);
                batch.note(actor(), batch.box(new MailboxId(work.named(missing).id())), Deed.FolderCreated::new);
            }
            if (!plan.renames().isEmpty()) {
                work.rename(new TreeMap<>(plan.renames()));
                for (Map.Entry<MailboxName, MailboxName> top : plan.tops().entrySet()) {
                    batch.note(
                            actor(),
                            batch.box(new MailboxId(work.named(top.getValue()).id())),
                            place -> new Deed.FolderRenamed(place, top.getKey()));
                }
            }
            work.listChanged();
            if (plan.inbox()) {
                BoxWork inbox = batch.box(new MailboxId(work.named(from).id()));
                BoxWork target = batch.box(new MailboxId(work.named(to).id()));
                MessageWrites.transfer(actor(), batch, inbox, inbox.view().uids(), target, true, Quota.UNLIMITED);
            }
            return true;
        }
    }

    static final class Delete extends Write<Expunged> {
        private final AccountId account;
        private final MailboxName name;

        Delete(AccountId account, MailboxName name) {
            this.account = account;
            this.name = name;
        }

        @Override
        Expunged evaluate(Batch batch) throws SQLException {
            AccountWork work = batch.account(account);
            MailboxRules.checkDelete(work.state().boxes().keySet(), name);
            BoxWork box = batch.box(new MailboxId(work.named(name).id()));
            UidSet removed = box.remove(box.view().uids(), Sql.REMEMBER);
            long modSeq = box.state().modSeq();
            Set<SpecialUse> uses = AccountState.uses(work.named(name).uses());
            boolean subscribed = work.state().subscriptions().contains(name);
            batch.note(actor(), box, place -> new Deed.FolderDeleted(place, uses, subscribed, removed, modSeq));
            box.delete();
            work.delete(name);
            work.listChanged();
            return new Expunged(removed, modSeq);
        }
    }

    static final class Subscribe extends Write<Boolean> {
        private final AccountId account;
        private final MailboxName name;
        private final boolean subscribed;

        Subscribe(AccountId account, MailboxName name, boolean subscribed) {
            this.account = account;
            this.name = name;
            this.subscribed = subscribed;
        }

        /// @throws StoreException TooMany
        @Override
        Boolean evaluate(Batch batch) throws SQLException {
            AccountWork work = batch.account(account);
            if (subscribed && !work.state().subscriptions().contains(name)) {
                MailboxRules.checkSubscriptions(work.state().subscriptions().size() + 1);
            }
            if (work.subscribe(name, subscribed)) {
                work.listChanged();
            }
            return true;
        }
    }
}
