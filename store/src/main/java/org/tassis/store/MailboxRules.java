package org.tassis.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;

/// What every store decides about mailboxes of one account, without touching anything: given the names that
/// exist, it says what is to be done, or refuses with the {@link StoreException} of the port.
public final class MailboxRules {
    public static final int MAX_MAILBOXES = 10_000;
    public static final int MAX_SUBSCRIPTIONS = 10_000;

    private MailboxRules() {}

    /// A mailbox that every new account has, subscribed.
    public record Default(MailboxName name, Set<SpecialUse> uses) {}

    /// INBOX first; RFC 6154 §2.
    public static final List<Default> DEFAULTS = List.of(
            new Default(MailboxName.INBOX, Set.of()),
            new Default(new MailboxName("Sent"), Set.of(SpecialUse.SENT)),
            new Default(new MailboxName("Drafts"), Set.of(SpecialUse.DRAFTS)),
            new Default(new MailboxName("Trash"), Set.of(SpecialUse.TRASH)),
            new Default(new MailboxName("Junk"), Set.of(SpecialUse.JUNK)),
            new Default(new MailboxName("Archive"), Set.of(SpecialUse.ARCHIVE)));

    /// Names to be created for `name`, ancestors first: RFC 9051 §6.3.4.
    /// @throws StoreException MailboxExists, TooMany
    public static List<MailboxName> toCreate(Set<MailboxName> existing, MailboxName name) {
        if (existing.contains(name)) {
            throw new StoreException(new StoreFailure.MailboxExists(name));
        }
        List<MailboxName> names = missingAncestors(existing, name);
        names.add(name);
        checkCount(existing.size() + names.size());
        return names;
    }

    /// A rename, decided.
    ///
    /// @param create  mailboxes to create before, ancestors first; the target itself too when INBOX is
    ///     renamed
    /// @param renames old to new names, children included; empty when INBOX is renamed
    /// @param inbox   whether INBOX's messages move to the (created) target instead
    public record Rename(List<MailboxName> create, SortedMap<MailboxName, MailboxName> renames, boolean inbox) {
        /// Those of them that are below none of them: usually the one that was named.
        public SortedMap<MailboxName, MailboxName> tops() {
            SortedMap<MailboxName, MailboxName> tops = new TreeMap<>();
            renames.forEach((was, is) -> {
                if (tops.keySet().stream().noneMatch(was::isBelow)) {
                    tops.put(was, is);
                }
            });
            return tops;
        }
    }

    /// RFC 9051 §6.3.6. A name that is no mailbox itself may be renamed when there are mailboxes below it.
    /// @throws StoreException NoSuchMailbox, MailboxExists, NotAllowed, TooMany
    public static Rename toRename(SortedSet<MailboxName> existing, MailboxName from, MailboxName to) {
        if (existing.contains(to) || to.isInbox()) {
            throw new StoreException(new StoreFailure.MailboxExists(to));
        }
        if (from.isInbox()) {
            return new Rename(toCreate(existing, to), new TreeMap<>(), true);
        }
        if (to.isBelow(from)) {
            throw new StoreException(new StoreFailure.NotAllowed("a mailbox cannot become its own child"));
        }
        SortedMap<MailboxName, MailboxName> renames = new TreeMap<>();
        for (MailboxName name : existing) {
            if (name.equals(from) || name.isBelow(from)) {
                renames.put(name, renamed(name, from, to));
            }
        }
        if (renames.isEmpty()) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
        Set<MailboxName> staying = new TreeSet<>(existing);
        staying.removeAll(renames.keySet());
        for (MailboxName target : renames.values()) {
            if (staying.contains(target)) {
                throw new StoreException(new StoreFailure.MailboxExists(target));
            }
        }
        List<MailboxName> create = missingAncestors(staying, to);
        checkCount(existing.size() + create.size());
        return new Rename(create, renames, false);
    }

    private static MailboxName renamed(MailboxName name, MailboxName from, MailboxName to) {
        try {
            return name.renamed(from, to);
        } catch (IllegalArgumentException e) { // a child's name would get too long or too deep
            throw new StoreException(new StoreFailure.NotAllowed(String.valueOf(e.getMessage())));
        }
    }

    /// @throws StoreException NotAllowed for INBOX, NoSuchMailbox
    public static void checkDelete(Set<MailboxName> existing, MailboxName name) {
        if (name.isInbox()) {
            throw new StoreException(new StoreFailure.NotAllowed("INBOX cannot be deleted"));
        }
        if (!existing.contains(name)) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
    }

    /// @param count of the account's subscriptions with the new one
    /// @throws StoreException TooMany
    public static void checkSubscriptions(int count) {
        if (count > MAX_SUBSCRIPTIONS) {
            throw new StoreException(new StoreFailure.TooMany("subscriptions", MAX_SUBSCRIPTIONS));
        }
    }

    /// The next UIDVALIDITY of an account: never one that any of its mailboxes had, whatever the clock does
    /// (RFC 9051 §2.3.1.1). Seconds since 1970 where it can be, so that it is new after a loss of the store
    /// too.
    ///
    /// @param last the highest one ever given in this account, 0 for none
    public static long nextUidValidity(long last, Instant now) {
        return Math.max(last + 1, Math.min(now.getEpochSecond(), 0xFFFF_FFFFL));
    }

    private static List<MailboxName> missingAncestors(Set<MailboxName> existing, MailboxName name) {
        List<MailboxName> missing = new ArrayList<>();
        for (MailboxName ancestor : name.ancestors()) {
            if (!existing.contains(ancestor)) {
                missing.add(ancestor);
            }
        }
        return missing;
    }

    private static void checkCount(int count) {
        if (count > MAX_MAILBOXES) {
            throw new StoreException(new StoreFailure.TooMany("mailboxes", MAX_MAILBOXES));
        }
    }
}
