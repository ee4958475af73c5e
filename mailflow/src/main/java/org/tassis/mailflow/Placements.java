package org.tassis.mailflow;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.mailflow.sieve.EditedHeader;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// In which mailboxes a message is put: what arrivals and their filters want, with the mailboxes that are there.
/// For one message and one thread.
final class Placements {
    private static final Logger LOG = LoggerFactory.getLogger(Placements.class);

    /// What an outsider must not reach by a plus-address: mail there would look sent, unfinished, or thrown
    /// away.
    private static final Set<SpecialUse> CLOSED = EnumSet.of(SpecialUse.SENT, SpecialUse.DRAFTS, SpecialUse.TRASH);

    private final MailStore store;
    private final List<Arrival> arrivals;
    private final Predicate<AccountId> junk;
    private final Map<AccountId, Integer> copies = new HashMap<>();

    /// @param junk whose mail that is kept goes to Junk, as far as a recipient has it; what a filter files does not
    Placements(MailStore store, List<Arrival> arrivals, Predicate<AccountId> junk) {
        this.store = store;
        this.arrivals = arrivals;
        this.junk = junk;
    }

    /// Whether the last answer held more than one copy for an account.
    boolean hasSeveral(AccountId account) {
        return copies.getOrDefault(account, 0) > 1;
    }

    /// Each mailbox at most once; none when the message goes nowhere.
    ///
    /// @param folders whether others than INBOX are used
    /// @param once    accounts that get their first copy only
    /// @param without accounts that get none
    List<Placement> of(boolean folders, Set<AccountId> once, Set<AccountId> without) {
        Look look = new Look(folders);
        Map<MailboxId, Placement> found = new LinkedHashMap<>();
        for (Arrival arrival : arrivals) {
            look.place(arrival, without, found);
        }
        copies.clear();
        List<Placement> placements = new ArrayList<>(found.size());
        Set<AccountId> served = new HashSet<>();
        for (Placement placement : found.values()) {
            copies.merge(placement.account(), 1, Integer::sum);
            if (served.add(placement.account()) || !once.contains(placement.account())) {
                placements.add(placement);
            }
        }
        return placements;
    }

    /// The recipients that reach somebody, or whose filter wants that nobody is reached.
    ///
    /// @param without accounts that get none
    Set<EmailAddress> reached(Set<AccountId> without) {
        Set<EmailAddress> reached = new HashSet<>();
        for (Arrival arrival : arrivals) {
            if (reaches(arrival, without)) {
                reached.add(arrival.recipient());
            }
        }
        return reached;
    }

    private static boolean reaches(Arrival arrival, Set<AccountId> without) {
        return !without.contains(arrival.account().id()) || isSentOn(arrival, without);
    }

    /// What was to be sent on and reaches nobody that way stays.
    private static boolean isSentOn(Arrival arrival, Set<AccountId> without) {
        return arrival.onward().stream()
                .anyMatch(
                        onward -> onward.leaves() || onward.here().stream().anyMatch(there -> reaches(there, without)));
    }

    /// One look at the mailboxes; an account's are listed at most once.
    private final class Look {
        private final boolean folders;
        private final Map<AccountId, List<Mailbox>> known = new HashMap<>();
        private final Map<AccountId, MailboxId> inboxes = new HashMap<>();

        Look(boolean folders) {
            this.folders = folders;
        }

        void place(Arrival arrival, Set<AccountId> without, Map<MailboxId, Placement> found) {
            if (!without.contains(arrival.account().id())) {
                for (SieveAction action : arrival.actions()) {
                    placement(arrival, action).ifPresent(one -> found.putIfAbsent(one.mailbox(), one));
                }
                if (!arrival.stays() && !arrival.goesNowhere() && !isSentOn(arrival, without)) {
                    Placement instead = kept(arrival, Flags.NONE, Optional.empty());
                    found.putIfAbsent(instead.mailbox(), instead);
                }
            }
            arrival.onward().forEach(onward -> onward.here().forEach(there -> place(there, without, found)));
        }

        private Optional<Placement> placement(Arrival arrival, SieveAction action) {
            return switch (action) {
                case SieveAction.Keep keep -> Optional.of(kept(arrival, keep.flags(), keep.header()));
                case SieveAction.FileInto file -> Optional.of(filed(arrival, file));
                case SieveAction.Redirect _, SieveAction.Discard _, SieveAction.Reject _, SieveAction.Vacation _ ->
                    Optional.empty();
            };
        }

        private Placement kept(Arrival arrival, Flags flags, Optional<EditedHeader> header) {
            AccountId account = arrival.account().id();
            Optional<MailboxId> mailbox = Optional.empty();
            if (folders) {
                mailbox = junk.test(account)
                        ? junk(mailboxes(account))
                        : arrival.detail().flatMap(name -> folder(mailboxes(account), name));
            }
            return new Placement(account, mailbox.orElseGet(() -> inbox(account)), flags, header);
        }

        private Placement filed(Arrival arrival, SieveAction.FileInto file) {
            AccountId account = arrival.account().id();
            Optional<MailboxId> mailbox = folders ? named(account, file) : Optional.empty();
            return new Placement(account, mailbox.orElseGet(() -> inbox(account)), file.flags(), file.header());
        }

        private Optional<MailboxId> named(AccountId account, SieveAction.FileInto file) {
            Optional<MailboxId> there = find(account, file.mailbox());
            return there.isPresent() || !file.create() ? there : create(account, file);
        }

        private Optional<MailboxId> find(AccountId account, MailboxName name) {
            return mailboxes(account).stream()
                    .filter(mailbox -> mailbox.name().equals(name))
                    .map(Mailbox::id)
                    .findFirst();
        }

        /// Where it fails, INBOX takes the message: whatever is wrong, it is not lost.
        private Optional<MailboxId> create(AccountId account, SieveAction.FileInto file) {
            try {
                Mailbox made = store.create(
                        account, file.mailbox(), file.specialUse().map(Set::of).orElse(Set.of()));
                store.subscribe(account, file.mailbox(), true);
                known.remove(account);
                return Optional.of(made.id());
            } catch (StoreException e) {
                known.remove(account);
                if (!(e.failure() instanceof StoreFailure.MailboxExists)) {
                    LOG.info(
                            "a filter of mailbox number {} cannot create '{}': {}",
                            account.value(),
                            file.mailbox(),
                            e.failure());
                }
                return find(account, file.mailbox());
            }
        }

        private List<Mailbox> mailboxes(AccountId account) {
            return known.computeIfAbsent(account, store::mailboxes);
        }

        private MailboxId inbox(AccountId account) {
            return inboxes.computeIfAbsent(account, id -> store.mailbox(id, MailboxName.INBOX)
                    .or(() -> store.mailboxes(id).stream() // the first call makes it
                            .filter(mailbox -> mailbox.name().isInbox())
                            .findFirst())
                    .map(Mailbox::id)
                    .orElseThrow(() -> new StoreException(new StoreFailure.NoSuchMailbox())));
        }
    }

    /// RFC 6154 §2; its owner may have given the role to any mailbox, or to none.
    private static Optional<MailboxId> junk(List<Mailbox> mailboxes) {
        return mailboxes.stream()
                .filter(mailbox -> mailbox.uses().contains(SpecialUse.JUNK))
                .map(Mailbox::id)
                .findFirst();
    }

    /// The folder a plus-detail names, without regard to case: `info+shop` reaches Shop or INBOX/Shop
    /// (RFC 5233).
    private static Optional<MailboxId> folder(List<Mailbox> mailboxes, String detail) {
        String below = MailboxName.INBOX.value() + MailboxName.SEPARATOR + detail;
        Optional<MailboxId> second = Optional.empty();
        for (Mailbox mailbox : mailboxes) {
            if (mailbox.uses().stream().noneMatch(CLOSED::contains)) {
                String name = mailbox.name().value();
                if (name.equalsIgnoreCase(detail)) {
                    return Optional.of(mailbox.id());
                }
                if (name.equalsIgnoreCase(below)) {
                    second = Optional.of(mailbox.id());
                }
            }
        }
        return second;
    }
}
