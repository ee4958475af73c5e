package org.tassis.mailflow;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
import org.tassis.core.MailboxId;
import org.tassis.directory.Route;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.sieve.EditedHeader;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Puts a message into mailboxes, and hands on what is for other servers with it: once for all recipients, all
/// or none, durable when it returns. Whoever is reached twice, by one address or by two, gets one copy in each
/// mailbox. What a filter has changed is another content, stored by itself.
final class LocalDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);

    private final MailStore store;

    private volatile Intake intake;
    private volatile Optional<Filters> filters = Optional.empty();

    LocalDelivery(MailStore store) {
        this.store = store;
        this.intake = Intake.mailboxesOnly(store);
    }

    void through(Intake next) {
        intake = next;
    }

    void filteredBy(Filters theirs) {
        filters = Optional.of(theirs);
    }

    boolean passesOn() {
        return intake.passesOn();
    }

    boolean holds() {
        return intake.holds();
    }

    /// Keeps a message in the queue, for nobody's mailbox yet.
    ///
    /// @throws StoreException nothing was stored
    void hold(MessageContent content, Instant now, Outgoing waiting) {
        intake.accept(content, now, List.of(), List.of(waiting));
    }

    /// Mailboxes without space are left out, as long as each of these recipients reaches somebody without them.
    ///
    /// @param id       of the message, for the log
    /// @param arrivals of the recipients that have mailboxes here
    /// @param outgoing for other servers
    /// @param junk     whose mail that is kept goes to Junk, as far as a recipient has it
    /// @return the accounts that were left out
    /// @throws StoreException nothing was stored, or not for everybody: the sender must try again
    Set<AccountId> deliver(
            String id,
            MessageContent content,
            Collection<Recipient> recipients,
            List<Arrival> arrivals,
            Departing outgoing,
            Instant now,
            Predicate<AccountId> junk) {
        Placements placements = new Placements(store, arrivals, junk);
        Set<AccountId> once = new HashSet<>(); // who gets one copy only, for lack of space
        Set<AccountId> full = new HashSet<>();
        boolean folders = true;
        Parts parts = new Parts(id, content, outgoing, now);
        while (true) {
            try {
                parts.store(placements.of(folders, once, full));
                return full;
            } catch (StoreException e) {
                if (e.failure() instanceof StoreFailure.NoSuchMailbox && folders) {
                    folders = false; // one went away between looking and writing: INBOX never does
                } else if (e.failure() instanceof StoreFailure.OverQuota(AccountId account)
                        && placements.hasSeveral(account)
                        && once.add(account)) {
                    LOG.info("{}: no space in mailbox number {} for more than one copy", id, account.value());
                } else if (e.failure() instanceof StoreFailure.OverQuota(AccountId account)
                        && full.add(account)
                        && reachSomebody(recipients, placements.reached(full))) {
                    LOG.info("{}: no space in mailbox number {}: left out, others have it", id, account.value());
                } else {
                    throw e;
                }
            }
        }
    }

    private static boolean reachSomebody(Collection<Recipient> recipients, Set<EmailAddress> reached) {
        return recipients.stream()
                .allMatch(recipient -> recipient.route() instanceof Route.Remote
                        || !recipient.remotes().isEmpty()
                        || reached.contains(recipient.address()));
    }

    /// One message, stored by parts that are whole or not there each: as it came, and as filters changed it. When one
    /// cannot be stored the way it was wanted, those before it are not stored again.
    private final class Parts {
        private final String id;
        private final MessageContent content;
        private final Departing outgoing;
        private final Instant now;
        private final Set<MailboxId> stored = new HashSet<>();
        private final Set<AccountId> have = new HashSet<>();
        private final Set<EditedHeader> sent = new HashSet<>();
        private boolean plainSent;

        Parts(String id, MessageContent content, Departing outgoing, Instant now) {
            this.id = id;
            this.content = content;
            this.outgoing = outgoing;
            this.now = now;
        }

        void store(List<Placement> wanted) {
            Map<Optional<EditedHeader>, List<Placement>> groups = new LinkedHashMap<>();
            groups.put(Optional.empty(), new ArrayList<>());
            outgoing.edited().keySet().forEach(header -> groups.put(Optional.of(header), new ArrayList<>()));
            for (Placement placement : wanted) {
                if (!stored.contains(placement.mailbox())) {
                    groups.computeIfAbsent(placement.header(), _ -> new ArrayList<>())
                            .add(placement);
                }
            }
            groups.forEach((header, group) -> {
                if (header.isEmpty()) {
                    plain(group);
                } else {
                    edited(header.get(), group);
                }
            });
        }

        private void plain(List<Placement> group) {
            List<Outgoing> leaving = plainSent ? List.of() : outgoing.plain();
            if (!group.isEmpty() || !leaving.isEmpty()) {
                intake.accept(content, now, destinations(group), leaving);
                plainSent = true;
                done(group);
            }
        }

        private void edited(EditedHeader header, List<Placement> group) {
            List<Outgoing> leaving =
                    sent.contains(header) ? List.of() : outgoing.edited().getOrDefault(header, List.of());
            if (group.isEmpty() && leaving.isEmpty()) {
                return;
            }
            try {
                accept(header, destinations(group), leaving);
                sent.add(header);
                done(group);
            } catch (StoreException e) {
                if (!leaving.isEmpty() || !group.stream().allMatch(placement -> have.contains(placement.account()))) {
                    throw e;
                }
                // Trying again would store once more what is there.
                LOG.warn("{}: a further copy could not be stored: {}", id, e.failure());
            }
        }

        /// When the changed message cannot be made, the message is taken as it came.
        private void accept(EditedHeader header, List<Destination> destinations, List<Outgoing> leaving) {
            Optional<Spool> edited = Optional.empty();
            try {
                edited = Optional.of(filters.orElseThrow().edited(content, header));
            } catch (IOException e) {
                LOG.warn("{}: the changes of a filter cannot be written, it is taken unchanged", id, e);
            }
            try {
                intake.accept(edited.isPresent() ? edited.get() : content, now, destinations, leaving);
            } finally {
                edited.ifPresent(spool -> close(id, spool));
            }
        }

        private void done(List<Placement> group) {
            group.forEach(placement -> {
                stored.add(placement.mailbox());
                have.add(placement.account());
            });
        }
    }

    private static List<Destination> destinations(List<Placement> placements) {
        return placements.stream().map(Placement::destination).toList();
    }

    private static void close(String id, Spool spool) {
        try {
            spool.close();
        } catch (IOException e) {
            LOG.debug("{}: closing a spool", id, e);
        }
    }
}
