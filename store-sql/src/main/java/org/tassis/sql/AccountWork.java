package org.tassis.sql;

import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.store.Change;
import org.tassis.store.MailboxRules;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.Usage;

/// An account in the course of a batch: its state after the writes evaluated so far.
final class AccountWork {
    private final Batch batch;
    private AccountState state;
    private boolean changed;

    AccountWork(Batch batch, AccountState base) {
        this.batch = batch;
        this.state = base;
    }

    AccountState state() {
        return state;
    }

    boolean changed() {
        return changed;
    }

    AccountId id() {
        return new AccountId(state.id());
    }

    /// @throws StoreException over quota; never for nothing
    void checkQuota(Quota quota, long bytes, long messages) {
        if (messages > 0 && !new Usage(state.bytes(), state.messages(), quota).admits(bytes, messages)) {
            throw new StoreException(new StoreFailure.OverQuota(id()));
        }
    }

    /// As {@link #checkQuota}, for a message in whose place another of so many octets goes; that may be of
    /// another account, for which nothing is free here.
    void checkReplacement(Quota quota, long bytes, boolean own, long replaced) {
        Usage now = new Usage(state.bytes(), state.messages(), quota);
        if (!(own ? now.without(replaced) : now).admits(bytes, 1)) {
            throw new StoreException(new StoreFailure.OverQuota(id()));
        }
    }

    void charge(long bytes, long messages) {
        state = state.charged(bytes, messages);
        changed = true;
    }

    /// @throws StoreException NoSuchMailbox
    AccountState.Box named(MailboxName name) {
        AccountState.Box box = state.boxes().get(name);
        if (box == null) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
        return box;
    }

    /// Creates the account with the mailboxes that every account has.
    void provision() {
        batch.add(Sql.INSERT_ACCOUNT, state.id());
        for (MailboxRules.Default first : MailboxRules.DEFAULTS) {
            create(first.name(), AccountState.bits(first.uses()));
            subscribe(first.name(), true);
        }
        changed = true;
    }

    void create(MailboxName name, int uses) {
        long uidValidity = batch.nextUidValidity();
        BoxState box = BoxState.created(batch.nextId(), state.id(), uidValidity);
        batch.add(Sql.INSERT_MAILBOX, name.value(), box.id(), state.id(), uidValidity, uses);
        batch.created(box);
        NavigableMap<MailboxName, AccountState.Box> boxes = new TreeMap<>(state.boxes());
        boxes.put(name, new AccountState.Box(box.id(), uidValidity, uses));
        state = state.withBoxes(boxes);
        changed = true;
    }

    void rename(NavigableMap<MailboxName, MailboxName> renames) {
        NavigableMap<MailboxName, AccountState.Box> boxes = new TreeMap<>(state.boxes());
        renames.keySet().forEach(boxes::remove);
        renames.forEach((was, is) -> {
            AccountState.Box box = named(was);
            boxes.put(is, box);
            batch.add(Sql.RENAME_MAILBOX, is.value(), box.id());
        });
        state = state.withBoxes(boxes);
        changed = true;
    }

    void delete(MailboxName name) {
        NavigableMap<MailboxName, AccountState.Box> boxes = new TreeMap<>(state.boxes());
        boxes.remove(name);
        state = state.withBoxes(boxes);
        changed = true;
    }

    /// @return whether that was a change
    boolean subscribe(MailboxName name, boolean subscribed) {
        SortedSet<MailboxName> names = new TreeSet<>(state.subscriptions());
        if (!(subscribed ? names.add(name) : names.remove(name))) {
            return false;
        }
        batch.add(subscribed ? Sql.INSERT_SUBSCRIPTION : Sql.DELETE_SUBSCRIPTION, name.value(), state.id());
        state = state.withSubscriptions(names);
        changed = true;
        return true;
    }

    /// Of an account that is to be forgotten: nothing is left of it.
    void close() {
        state = state.withBoxes(new TreeMap<>()).withSubscriptions(new TreeSet<>());
        changed = true;
    }

    void listChanged() {
        batch.change(new Change.MailboxesChanged(id()));
    }

    void finish() {
        state = state.committed();
        batch.add(Sql.UPDATE_ACCOUNT, state.bytes(), state.messages(), state.version(), state.id());
    }
}
