package org.tassis.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;

/// Who else may do what with whose mailboxes: RFC 4314. Entries belong to a mailbox's id, so that they stay
/// with it when it is renamed, and name people by their account's id, so that who gets a name later does
/// not get its rights. Owners have all rights, which stand nowhere. Nothing is kept in memory: who asks
/// hears what holds now. Durable when a method returns; blocking; any thread.
public interface Shares {
    /// Entries of one mailbox.
    int MAX_ENTRIES = 100;

    /// Entries of all mailboxes of an account.
    int MAX_OF_ACCOUNT = 5_000;

    /// Mailboxes of others that one is shown.
    int MAX_REACHED = 10_000;

    /// To whom rights are given.
    sealed interface Grantee {
        /// One person.
        record One(AccountId account) implements Grantee {}

        /// All people of a group, which has a number: a customer.
        record Group(long number) implements Grantee {}
    }

    /// @param negative the rights are taken, whoever else gives them
    record Entry(Grantee to, boolean negative, Rights rights) {}

    /// Somebody's rights to a mailbox of somebody else.
    record Access(AccountId owner, Rights rights) {}

    /// In a fixed order.
    ///
    /// @throws StoreException Unavailable
    List<Entry> of(MailboxId mailbox);

    /// What `user`, who is of that group, may do with a mailbox that is not his own.
    ///
    /// @throws StoreException Unavailable
    Rights rights(MailboxId mailbox, AccountId user, long group);

    /// Mailboxes of others to which `user`, who is of that group, has any right, at most {@link
    /// #MAX_REACHED}. Some may not exist any more.
    ///
    /// @throws StoreException Unavailable
    Map<MailboxId, Access> reach(AccountId user, long group);

    /// Changes one entry; an entry without rights is none.
    ///
    /// @throws StoreException TooMany, Unavailable
    void change(AccountId owner, MailboxId mailbox, Grantee to, boolean negative, UnaryOperator<Rights> change);

    /// Gives a mailbox without entries those of another of the same owner: a new one those of what it is
    /// below (RFC 4314 §4).
    ///
    /// @throws StoreException TooMany, Unavailable
    void inherit(AccountId owner, MailboxId from, MailboxId to);

    /// Forgets what belongs to a mailbox that is deleted.
    void forget(MailboxId mailbox);

    /// Forgets all that an account gave or was given.
    void purge(AccountId account);

    /// Calls `listener` after each change, with the mailbox. It must not block.
    Subscription watch(Consumer<MailboxId> listener);

    /// The refusal of what would be too much; for implementations.
    ///
    /// @param ofMailbox entries after the change
    static void check(long ofMailbox, long ofAccount) {
        if (ofMailbox > MAX_ENTRIES) {
            throw new StoreException(new StoreFailure.TooMany("people who share a mailbox", MAX_ENTRIES));
        }
        if (ofAccount > MAX_OF_ACCOUNT) {
            throw new StoreException(new StoreFailure.TooMany("entries of who shares mailboxes", MAX_OF_ACCOUNT));
        }
    }

    /// Tells all of them.
    static void tell(Collection<Consumer<MailboxId>> listeners, MailboxId mailbox) {
        listeners.forEach(listener -> listener.accept(mailbox));
    }
}
