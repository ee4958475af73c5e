package org.tassis.mailflow.autoreply;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.WayOut;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;

/// Puts answers to people of this server into their INBOX, and those to others into the queue: with the
/// null sender, so that nobody answers them and nobody is told when they cannot be delivered, and signed as
/// the mailbox's own mail (RFC 3834 §3.3). Any thread.
public final class ReplyDelivery implements AutoResponder.Carrier {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyDelivery.class);
    private static final MailParameters EIGHT_BIT = new MailParameters(
            java.util.OptionalLong.empty(), MailParameters.Body.EIGHT_BIT, true, Optional.empty(), Optional.empty());

    private final Router router;
    private final MailStore store;
    private final Intake intake;
    private final WayOut out;
    private final InstantSource clock;

    public ReplyDelivery(Router router, MailStore store, Intake intake, WayOut out, InstantSource clock) {
        this.router = router;
        this.store = store;
        this.intake = intake;
        this.out = out;
        this.clock = clock;
    }

    @Override
    public boolean carry(String id, Account from, EmailAddress to, byte[] message) {
        try (Spool spool = new Spool(Path.of(""), message.length)) { // all of it in memory
            spool.write(message, 0, message.length);
            spool.finish();
            List<Recipient> recipients =
                    out.settled(List.of(new Recipient(to, RecipientParameters.NONE, router.route(to))), spool);
            Map<AccountId, Destination> inboxes = new LinkedHashMap<>();
            for (Recipient recipient : recipients) {
                for (Target.Mailbox mailbox : recipient.mailboxes()) {
                    inbox(mailbox.account().id())
                            .ifPresent(inbox -> inboxes.put(mailbox.account().id(), inbox));
                }
            }
            List<Outgoing> outgoing = intake.passesOn()
                    ? out.outgoing(id, Optional.of(from.id()), Optional.empty(), EIGHT_BIT, recipients, true)
                    : List.of();
            if (inboxes.isEmpty() && outgoing.isEmpty()) {
                return false;
            }
            intake.accept(spool, clock.instant(), List.copyOf(inboxes.values()), outgoing);
            return true;
        } catch (StoreException | DirectoryException | IOException e) {
            LOG.info("{}: the answer cannot be stored: {}", id, e.toString());
            return false;
        }
    }

    private Optional<Destination> inbox(AccountId account) {
        store.mailboxes(account); // the first call makes them
        return store.mailbox(account, MailboxName.INBOX).map(inbox -> new Destination(inbox.id(), Flags.NONE));
    }
}
