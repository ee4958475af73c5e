package org.tassis.mailflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Route;
import org.tassis.directory.Target;
import org.tassis.message.MessageContent;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Puts a message into mailboxes, and hands on what is for other servers with it: once for all recipients, all
/// or none, durable when it returns. Whoever is reached twice, by one address or by two, gets one copy in each
/// mailbox.
final class LocalDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);

    /// What an outsider must not reach by a plus-address: mail there would look sent, unfinished, or thrown
    /// away.
    private static final Set<SpecialUse> CLOSED = EnumSet.of(SpecialUse.SENT, SpecialUse.DRAFTS, SpecialUse.TRASH);

    private final MailStore store;

    private volatile Intake intake;

    LocalDelivery(MailStore store) {
        this.store = store;
        this.intake = Intake.mailboxesOnly(store);
    }

    void through(Intake next) {
        intake = next;
    }

    boolean passesOn() {
        return intake.passesOn();
    }

    private enum Where {
        /// The folder that a plus-detail names, or INBOX.
        FOLDER,
        JUNK,
        INBOX
    }

    /// Mailboxes without space are left out, as long as each of these recipients reaches somebody without them.
    ///
    /// @param id   of the message, for the log
    /// @param outgoing for the recipients of other servers
    /// @param junk whether the message goes to Junk, as far as a recipient has it
    /// @return the accounts that were left out
    /// @throws StoreException nothing was stored
    Set<AccountId> deliver(
            String id,
            MessageContent content,
            Collection<Recipient> recipients,
            List<Outgoing> outgoing,
            Instant now,
            boolean junk) {
        Set<AccountId> full = new HashSet<>();
        Where where = junk ? Where.JUNK : Where.FOLDER;
        while (true) {
            try {
                intake.accept(content, now, destinations(recipients, where, full), outgoing);
                return full;
            } catch (StoreException e) {
                if (e.failure() instanceof StoreFailure.NoSuchMailbox && where != Where.INBOX) {
                    where = Where.INBOX; // a folder went away between looking and writing: this one never does
                } else if (e.failure() instanceof StoreFailure.OverQuota(var account)
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

    private List<Destination> destinations(Collection<Recipient> recipients, Where where, Set<AccountId> without) {
        Map<MailboxId, Destination> found = new LinkedHashMap<>();
        Map<AccountId, List<Mailbox>> known = new HashMap<>(); // many details of one account are looked up in one list
        Map<AccountId, MailboxId> inboxes = new HashMap<>();
        for (Recipient recipient : recipients) {
            for (Target.Mailbox target : recipient.mailboxes()) {
                AccountId id = target.account().id();
                if (without.contains(id)) {
                    continue;
                }
                Optional<MailboxId> wanted =
                        switch (where) {
                            case FOLDER ->
                                target.detail()
                                        .flatMap(name -> folder(known.computeIfAbsent(id, store::mailboxes), name));
                            case JUNK -> junk(known.computeIfAbsent(id, store::mailboxes));
                            case INBOX -> Optional.empty();
                        };
                MailboxId mailbox = wanted.orElseGet(() -> inboxes.computeIfAbsent(id, this::inbox));
                found.putIfAbsent(mailbox, new Destination(mailbox, Flags.NONE));
            }
        }
        return new ArrayList<>(found.values());
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

    private MailboxId inbox(AccountId account) {
        return store.mailbox(account, MailboxName.INBOX)
                .or(() -> store.mailboxes(account).stream() // the first call makes it
                        .filter(mailbox -> mailbox.name().isInbox())
                        .findFirst())
                .map(Mailbox::id)
                .orElseThrow(() -> new StoreException(new StoreFailure.NoSuchMailbox()));
    }
}
