package org.tassis.imap.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.LoggedOut;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.net.Connection;
import org.tassis.net.ConnectionClosed;
import org.tassis.net.ConnectionTimeout;
import org.tassis.net.LineTooLong;
import org.tassis.net.ServerStopping;
import org.tassis.store.Change;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.Subscription;

/// IDLE: RFC 9051 §6.3.13. The session's thread waits on its connection; the store's feed does no more than
/// wake it, and only for the selected mailbox. While nothing happens a session holds no buffer. No state;
/// any thread.
final class IdleHandler {
    private static final Logger LOG = LoggerFactory.getLogger(IdleHandler.class);
    private static final int MAX_LINE = 100;

    private final MailStore store;
    private final Reach reach;
    private final Sync sync;
    private final NotifyHandler notifies;
    private final ImapSettings settings;
    private final InstantSource clock;

    IdleHandler(
            MailStore store,
            Reach reach,
            Sync sync,
            NotifyHandler notifies,
            ImapSettings settings,
            InstantSource clock) {
        this.reach = reach;
        this.notifies = notifies;
        this.store = store;
        this.sync = sync;
        this.settings = settings;
        this.clock = clock;
    }

    Step idle(LoggedIn state, Client client) throws IOException {
        client.untagged().goOn("idling");
        if (!(state instanceof Selected selected)) {
            return waitForDone(state, client);
        }
        MailboxId mailbox = selected.mailbox().id();
        Connection connection = client.connection();
        // watching begins before the view is compared, so that nothing falls between
        try (Subscription _ = store.watch(selected.mailbox().account(), change -> {
                    if (concerns(change, mailbox)) {
                        connection.wake();
                    }
                });
                Subscription _ = reach.watch(selected, connection::wake)) {
            return waitForDone(selected, client);
        }
    }

    private static boolean concerns(Change change, MailboxId mailbox) {
        return switch (change) {
            case Change.Arrived arrived -> arrived.mailbox().equals(mailbox);
            case Change.Reflagged reflagged -> reflagged.mailbox().equals(mailbox);
            case Change.Vanished vanished -> vanished.mailbox().equals(mailbox);
            case Change.MailboxesChanged _ -> true; // ours may have been deleted
        };
    }

    private Step waitForDone(LoggedIn state, Client client) throws IOException {
        Connection connection = client.connection();
        Instant end = clock.instant().plus(settings.idleTimeout());
        LoggedIn now = state;
        while (true) {
            if (now instanceof Selected selected) {
                try {
                    now = news(selected, client);
                } catch (StoreException failed) {
                    if (failed.failure() instanceof StoreFailure.NoSuchMailbox) {
                        client.untagged().bye(Session.MAILBOX_DELETED);
                        return new Step(new LoggedOut(), Completion.ok("Idle completed"));
                    }
                    LOG.warn("{}: news cannot be told: {}", connection.id(), failed.failure(), failed.getCause());
                }
            }
            now = notifies.tell(now, client, false);
            client.flush();
            Duration left = Duration.between(clock.instant(), end);
            if (left.isNegative() || left.isZero()) {
                throw new ConnectionTimeout("idle for too long");
            }
            Duration nap = left.compareTo(settings.idleKeepAlive()) < 0 ? left : settings.idleKeepAlive();
            switch (connection.await(nap)) {
                case INPUT -> {
                    return new Step(now, end(connection));
                }
                case WOKEN -> {
                    if (connection.isStopping()) {
                        throw new ServerStopping("stopping");
                    }
                }
                case TIMED_OUT -> {
                    if (left.compareTo(settings.idleKeepAlive()) > 0) {
                        client.untagged().ok("Still here");
                    }
                }
                case CLOSED -> throw new ConnectionClosed("left while idling");
            }
        }
    }

    /// What is told of the selected mailbox: as NOTIFY says, where it has said so (RFC 5465 §4).
    private Selected news(Selected selected, Client client) throws IOException {
        Notifications notifications = client.notifications();
        if (notifications.silencesSelected()) {
            return sync.look(selected, client.untagged());
        }
        return notifications.isOn()
                ? notifies.news(selected, true, client)
                : sync.catchUp(selected, client.untagged(), true);
    }

    private Completion end(Connection connection) throws IOException {
        try {
            byte[] line = connection.readLine(MAX_LINE, settings.loginTimeout());
            return new String(line, StandardCharsets.ISO_8859_1).strip().equalsIgnoreCase("DONE")
                    ? Completion.ok("Idle completed")
                    : Completion.NOT_DONE;
        } catch (LineTooLong tooLong) {
            return Completion.NOT_DONE;
        }
    }
}
