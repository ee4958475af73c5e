package org.tassis.directory.contact;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Somebody whom the owner of a mailbox knows.
///
/// @param id        positive, of this account
/// @param groups    numbers of groups, of removed ones too
/// @param collected found in mail that the owner sent, and never looked at since
/// @param used      when the owner last wrote to one of its addresses, {@link Instant#EPOCH} for never;
///     milliseconds
/// @param removed   when its owner removed it; can be put back for a while
public record Contact(
        long id, Card card, Set<Long> groups, boolean collected, Instant used, Optional<Instant> removed) {
    public Contact {
        groups = Set.copyOf(groups);
    }

    public boolean isLive() {
        return removed.isEmpty();
    }

    Contact with(Card other) {
        return new Contact(id, other, groups, false, used, removed);
    }

    Contact in(Set<Long> other) {
        return new Contact(id, card, other, collected, used, removed);
    }

    Contact plus(Set<Long> more) {
        Set<Long> all = new TreeSet<>(groups);
        all.addAll(more);
        return in(all);
    }

    Contact kept() {
        return new Contact(id, card, groups, false, used, removed);
    }

    Contact usedAt(Instant when) {
        return new Contact(id, card, groups, collected, when, removed);
    }

    Contact removedAt(Optional<Instant> when) {
        return new Contact(id, card, groups, collected, used, when);
    }
}
