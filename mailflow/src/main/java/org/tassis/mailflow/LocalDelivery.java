package org.tassis.mailflow;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
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
    /// @param outgoing for the recipients of other servers
    /// @param junk     whether what is kept goes to Junk, as far as a recipient has it
    /// @return the accounts that were left out
    /// @throws StoreException nothing was stored, or not for everybody: the sender must try again
    Set<AccountId> deliver(
            String id,
            MessageContent content,
            Collection<Recipient> recipients,
            List<Arrival> arrivals,
            List<Outgoing> outgoing,
            Instant now,
            boolean junk) {
        Placements placements = new Placements(store, arrivals, junk);
        Set<AccountId> once = new HashSet<>(); // who gets one copy only, for lack of space
        Set<AccountId> full = new HashSet<>();
        boolean folders = true;
        while (true) {
            try {
                store(id, content, placements.of(folders, once, full), outgoing, now);
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
                        && reachesSomebody(recipients, full)) {
                    LOG.info("{}: no space in mailbox number {}: left out, others have it", id, account.value());
                } else {
                    throw e;
                }
            }
        }
    }

    private static boolean reachesSomebody(Collection<Recipient> recipients, Set<AccountId> without) {
        return recipients.stream()
                .allMatch(recipient -> recipient.route() instanceof Route.Remote
                        || !recipient.remotes().isEmpty()
                        || recipient.mailboxes().stream()
                                .anyMatch(mailbox ->
                                        !without.contains(mailbox.account().id())));
    }

    private void store(
            String id, MessageContent content, List<Placement> placements, List<Outgoing> outgoing, Instant now) {
        List<Destination> same = new ArrayList<>(placements.size());
        List<Placement> edited = new ArrayList<>(0);
        for (Placement placement : placements) {
            if (placement.header().isPresent()) {
                edited.add(placement);
            } else {
                same.add(placement.destination());
            }
        }
        Set<AccountId> have = new HashSet<>();
        if (!same.isEmpty() || !outgoing.isEmpty()) {
            intake.accept(content, now, same, outgoing);
            placements.stream()
                    .filter(placement -> placement.header().isEmpty())
                    .forEach(placement -> have.add(placement.account()));
        }
        for (List<Placement> group : byHeader(edited)) {
            try {
                storeEdited(id, content, group, now);
                group.forEach(placement -> have.add(placement.account()));
            } catch (StoreException e) {
                if (!group.stream().allMatch(placement -> have.contains(placement.account()))) {
                    throw e;
                }
                // Trying again would store once more what is there.
                LOG.warn("{}: a further copy could not be stored: {}", id, e.failure());
            }
        }
    }

    /// When the changed message cannot be made, the message is stored as it came.
    private void storeEdited(String id, MessageContent content, List<Placement> group, Instant now) {
        List<Destination> destinations =
                group.stream().map(Placement::destination).toList();
        EditedHeader header = group.getFirst().header().orElseThrow();
        Optional<Spool> edited = Optional.empty();
        try {
            edited = Optional.of(filters.orElseThrow().edited(content, header));
        } catch (IOException e) {
            LOG.warn("{}: the changes of a filter cannot be written, it is stored unchanged", id, e);
        }
        try {
            intake.accept(edited.isPresent() ? edited.get() : content, now, destinations, List.of());
        } finally {
            edited.ifPresent(spool -> close(id, spool));
        }
    }

    private static void close(String id, Spool spool) {
        try {
            spool.close();
        } catch (IOException e) {
            LOG.debug("{}: closing a spool", id, e);
        }
    }

    private static List<List<Placement>> byHeader(List<Placement> edited) {
        Set<EditedHeader> headers = new LinkedHashSet<>();
        edited.forEach(placement -> headers.add(placement.header().orElseThrow()));
        return headers.stream()
                .map(header -> edited.stream()
                        .filter(placement -> placement.header().orElseThrow() == header)
                        .toList())
                .toList();
    }
}
