package org.tassis.sql;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.store.Mailbox;

/// An account as the store knows it, as committed or as it will be: what it holds, its mailboxes, its
/// subscriptions. Immutable.
record AccountState(
        long id,
        long bytes,
        long messages,
        long version,
        NavigableMap<MailboxName, Box> boxes,
        SortedSet<MailboxName> subscriptions) {

    /// A mailbox in the account's list.
    ///
    /// @param uses bits by the place of {@link SpecialUse}
    record Box(long id, long uidValidity, int uses) {}

    static AccountState empty(long id) {
        return new AccountState(id, 0, 0, 0, new TreeMap<>(), new TreeSet<>());
    }

    AccountState charged(long moreBytes, long moreMessages) {
        return new AccountState(id, bytes + moreBytes, messages + moreMessages, version, boxes, subscriptions);
    }

    AccountState committed() {
        return new AccountState(id, bytes, messages, version + 1, boxes, subscriptions);
    }

    AccountState withBoxes(NavigableMap<MailboxName, Box> other) {
        return new AccountState(
                id, bytes, messages, version, Collections.unmodifiableNavigableMap(other), subscriptions);
    }

    AccountState withSubscriptions(SortedSet<MailboxName> other) {
        return new AccountState(id, bytes, messages, version, boxes, Collections.unmodifiableSortedSet(other));
    }

    /// @throws IllegalStateException when the account has no such mailbox
    MailboxName nameOf(MailboxId id) {
        for (Map.Entry<MailboxName, Box> entry : boxes.entrySet()) {
            if (entry.getValue().id == id.value()) {
                return entry.getKey();
            }
        }
        throw new IllegalStateException("account " + this.id + " has no mailbox " + id.value());
    }

    Mailbox described(MailboxName name, Box box) {
        return new Mailbox(
                new MailboxId(box.id),
                new AccountId(id),
                name,
                box.uidValidity,
                uses(box.uses),
                subscriptions.contains(name));
    }

    static Set<SpecialUse> uses(int bits) {
        Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        for (SpecialUse use : SpecialUse.values()) {
            if ((bits & bit(use)) != 0) {
                uses.add(use);
            }
        }
        return uses;
    }

    static int bits(Set<SpecialUse> uses) {
        int bits = 0;
        for (SpecialUse use : uses) {
            bits |= bit(use);
        }
        return bits;
    }

    /// The same in every database and for ever, whatever becomes of the order of the constants.
    private static int bit(SpecialUse use) {
        return switch (use) {
            case ALL -> 1;
            case ARCHIVE -> 2;
            case DRAFTS -> 4;
            case FLAGGED -> 8;
            case JUNK -> 16;
            case SENT -> 32;
            case TRASH -> 64;
        };
    }
}
