package org.tassis.mailflow.autoreply;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;

/// Puts answers to people of this server into their INBOX. Answers to others are not taken. Any thread.
public final class LocalReplies implements AutoResponder.Carrier {
    private static final Logger LOG = LoggerFactory.getLogger(LocalReplies.class);

    private final Router router;
    private final MailStore store;
    private final InstantSource clock;

    public LocalReplies(Router router, MailStore store, InstantSource clock) {
        this.router = router;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public boolean carry(String id, Account from, EmailAddress to, byte[] message) {
        try {
            if (!(router.route(to) instanceof Route.Reaches reaches)) {
                return false;
            }
            List<Destination> inboxes = new ArrayList<>();
            for (Target.Mailbox mailbox : reaches.mailboxes()) {
                store.mailboxes(mailbox.account().id()); // the first call makes them
                store.mailbox(mailbox.account().id(), MailboxName.INBOX)
                        .ifPresent(inbox -> inboxes.add(new Destination(inbox.id(), Flags.NONE)));
            }
            if (inboxes.isEmpty()) {
                return false;
            }
            try (Spool spool = new Spool(Path.of(""), message.length)) { // all of it in memory
                spool.write(message, 0, message.length);
                spool.finish();
                store.deliver(spool, clock.instant(), inboxes);
            }
            return true;
        } catch (StoreException | DirectoryException | IOException e) {
            LOG.info("{}: the answer cannot be stored: {}", id, e.toString());
            return false;
        }
    }
}
