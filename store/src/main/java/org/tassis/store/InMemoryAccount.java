package org.tassis.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;

/// What an {@link InMemoryMailStore} keeps of one account. Touched under the store's lock only.
final class InMemoryAccount {
    final AccountId id;
    final NavigableMap<MailboxName, Box> boxes = new TreeMap<>();
    final SortedSet<MailboxName> subscriptions = new TreeSet<>();
    final Map<Long, Past> history = new LinkedHashMap<>(); // by message id, oldest first
    long lastUidValidity;
    long bytes;
    long messages;

    InMemoryAccount(AccountId id) {
        this.id = id;
    }

    /// @throws StoreException if there is none of that name
    Box named(MailboxName name) {
        return InMemoryFolders.existing(boxes.get(name));
    }

    /// One mailbox.
    static final class Box {
        final MailboxId id;
        final InMemoryAccount holder;
        final long uidValidity;
        final Set<SpecialUse> uses;
        final List<Gap> gaps = new ArrayList<>(); // in the order of modSeq
        MailboxName name;
        ChunkedSnapshot now;
        long recentFrom = 1;
        long forgottenModSeq; // expunges up to here may have lost their gaps

        Box(MailboxId id, InMemoryAccount holder, MailboxName name, long uidValidity, Set<SpecialUse> uses) {
            this.id = id;
            this.holder = holder;
            this.name = name;
            this.uidValidity = uidValidity;
            this.uses = uses;
            this.now = ChunkedSnapshot.empty(id, uidValidity);
        }

        long nextModSeq() {
            return now.highestModSeq() + 1;
        }

        Mailbox described() {
            return new Mailbox(id, holder.id, name, uidValidity, uses, holder.subscriptions.contains(name));
        }
    }

    /// UIDs that left a mailbox together.
    record Gap(UidSet uids, long modSeq, Instant at) {}

    /// A message in history.
    ///
    /// @param modSeq at which it left
    record Past(MessageRow row, Flags flags, MailboxId from, MailboxName name, long modSeq, Instant at) {
        boolean isOf(Departed departed) {
            return from.equals(departed.mailbox())
                    && modSeq == departed.modSeq()
                    && departed.uids().contains(row.uid());
        }

        /// As they are when the message is back.
        Flags flagsBack() {
            return flags.without(Flags.of(SystemFlag.DELETED));
        }

        Remembered remembered() {
            return new Remembered(
                    new MessageId(row.id()),
                    from,
                    name,
                    row.uid(),
                    modSeq,
                    row.size(),
                    Instant.ofEpochSecond(row.internalDate()),
                    at);
        }
    }
}
