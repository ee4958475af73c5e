package org.tassis.store;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;

/// What mail programs write down beside mailboxes, and beside the account itself: RFC 5464. Entries have
/// names such as `/private/comment`, in lower case, and values of octets, given as Latin-1. They belong to
/// a mailbox's id, so that they stay with it when it is renamed. Durable when a method returns; blocking;
/// any thread.
public interface Annotations {
    /// Octets of one value.
    int MAX_VALUE = 64 * 1024;

    /// Characters of a name.
    int MAX_NAME = 255;

    /// Entries of an account, all its mailboxes together.
    int MAX_ENTRIES = 1_000;

    /// Octets of all values of an account.
    int MAX_OCTETS = 1024 * 1024;

    /// Entries that were set or removed by one change.
    ///
    /// @param mailbox where; the account itself, when empty
    record Changed(AccountId account, Optional<MailboxId> mailbox, Set<String> names) {
        public Changed {
            names = Set.copyOf(names);
        }
    }

    /// All entries of a mailbox, or of the account itself, by name.
    ///
    /// @throws StoreException Unavailable
    SortedMap<String, String> of(AccountId account, Optional<MailboxId> mailbox);

    /// Sets values, and removes entries where there is none; all or nothing.
    ///
    /// @throws StoreException TooMany: more than an account may have; Unavailable
    void change(AccountId account, Optional<MailboxId> mailbox, Map<String, Optional<String>> changes);

    /// Forgets what belongs to a mailbox that is deleted.
    void forget(AccountId account, MailboxId mailbox);

    /// Forgets all that an account has.
    void purge(AccountId account);

    /// Calls `listener` after each {@link #change} by this process, on the thread that made it. It must not
    /// block. What is forgotten with a mailbox or an account is not told.
    Subscription watch(Consumer<Changed> listener);

    /// Tells all of them; for implementations.
    static void tell(Collection<Consumer<Changed>> listeners, Changed changed) {
        listeners.forEach(listener -> listener.accept(changed));
    }

    /// The refusal of what would be too much; for implementations.
    ///
    /// @param entries of the account, after the change
    /// @param octets  of their values
    static void check(long entries, long octets) {
        if (entries > MAX_ENTRIES) {
            throw new StoreException(new StoreFailure.TooMany("annotations", MAX_ENTRIES));
        }
        if (octets > MAX_OCTETS) {
            throw new StoreException(new StoreFailure.TooMany("octets in annotations", MAX_OCTETS));
        }
    }
}
