package org.tassis.imap.session;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.imap.command.Notify;
import org.tassis.imap.command.Notify.Event;
import org.tassis.net.Connection;
import org.tassis.store.Change;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Shares;
import org.tassis.store.Subscription;

/// What a session's client wants to hear without asking (RFC 5465), and what has happened since it last
/// heard. The store's feed notes in which mailboxes something happened, in bounded memory, and wakes the
/// session; nothing else is kept of changes. Used by the session's thread, but for what the feed does.
final class Notifications implements AutoCloseable {
    /// Mailboxes in which something happened since the client was last told; more are too many.
    private static final int MOST = 2_000;

    /// Accounts to which a session listens.
    private static final int MOST_OWNERS = 200;

    private final Connection connection;
    private final Map<MailboxId, Set<Event>> happened = new ConcurrentHashMap<>();
    private Optional<Notify> wanted = Optional.empty();
    /// Whether the client has said what it wants to hear, be it nothing.
    private boolean decided;

    private final Map<AccountId, Subscription> subscriptions = new HashMap<>();
    private Optional<Subscription> rights = Optional.empty();
    /// Mailboxes of others of which one may hear; whatever else happens with theirs is passed over.
    private volatile Set<MailboxId> shared = Set.of();

    private volatile boolean rightsChanged;
    private volatile boolean namesChanged;
    private volatile boolean overflowed;
    /// Mailboxes as the client knows them; empty unless it wants to hear of their names.
    private Map<MailboxId, Mailbox> known = new HashMap<>();
    /// The selected mailbox, and the first UID of which its items were not told.
    private Optional<MailboxId> selected = Optional.empty();

    private long next;

    Notifications(Connection connection) {
        this.connection = connection;
    }

    /// From now on.
    ///
    /// @param visible all mailboxes of which the user may hear
    void want(Notify command, AccountId account, List<Mailbox> visible, MailStore store, Shares shares) {
        none();
        if (!command.groups().isEmpty()) {
            wanted = Optional.of(command);
            rights = Optional.of(shares.watch(_ -> {
                rightsChanged = true;
                connection.wake();
            }));
            follow(account, visible, store);
        }
    }

    /// Listens to the user's own mailboxes, and to those of others as far as they are shared with him.
    void follow(AccountId account, List<Mailbox> visible, MailStore store) {
        Set<MailboxId> others = new HashSet<>();
        Set<AccountId> owners = new HashSet<>();
        owners.add(account);
        for (Mailbox mailbox : visible) {
            if (!mailbox.account().equals(account)
                    && (owners.size() < MOST_OWNERS || owners.contains(mailbox.account()))) {
                others.add(mailbox.id());
                owners.add(mailbox.account());
            }
        }
        shared = Set.copyOf(others);
        for (AccountId owner : Set.copyOf(subscriptions.keySet())) {
            if (!owners.contains(owner)) {
                Optional.ofNullable(subscriptions.remove(owner)).ifPresent(Subscription::close);
            }
        }
        for (AccountId owner : owners) {
            boolean own = owner.equals(account);
            subscriptions.computeIfAbsent(owner, _ -> store.watch(owner, change -> note(change, own)));
        }
    }

    /// Whether rights of anybody to anything have changed since this was last asked.
    boolean takeRightsChanged() {
        boolean changed = rightsChanged;
        rightsChanged = false;
        return changed;
    }

    boolean isOn() {
        return wanted.isPresent();
    }

    /// NOTIFY NONE, or what is as if it had come: RFC 5465 §3.1, §5.8.
    void none() {
        close();
        decided = true;
    }

    /// Whether the client has said what it wants to hear, be it nothing: then it hears nothing else unasked.
    boolean isDecided() {
        return decided;
    }

    /// Whether nothing is told of the selected mailbox without a command that asks: RFC 5465 §3.1, §4.
    boolean silencesSelected() {
        return decided
                && wanted.stream()
                        .flatMap(notify -> notify.groups().stream())
                        .noneMatch(
                                group -> group.isOfSelected() && !group.events().isEmpty());
    }

    Notify wanted() {
        return wanted.orElseThrow();
    }

    /// On a thread of the store.
    private void note(Change change, boolean own) {
        switch (change) {
            case Change.Arrived arrived -> note(arrived.mailbox(), Event.MESSAGE_NEW, own);
            case Change.Reflagged reflagged -> note(reflagged.mailbox(), Event.FLAG_CHANGE, own);
            case Change.Vanished vanished -> note(vanished.mailbox(), Event.MESSAGE_EXPUNGE, own);
            case Change.MailboxesChanged _ -> {
                namesChanged = true;
                connection.wake();
            }
        }
    }

    private void note(MailboxId mailbox, Event event, boolean own) {
        if (!own && !shared.contains(mailbox)) {
            return;
        }
        if (happened.size() >= MOST && !happened.containsKey(mailbox)) {
            overflowed = true;
        } else {
            happened.merge(mailbox, Set.of(event), (some, more) -> {
                Set<Event> both = EnumSet.copyOf(some);
                both.addAll(more);
                return both;
            });
        }
        connection.wake();
    }

    /// What has happened since this was last asked.
    Map<MailboxId, Set<Event>> takeHappened() {
        Map<MailboxId, Set<Event>> taken = new HashMap<>();
        for (MailboxId mailbox : Set.copyOf(happened.keySet())) {
            Set<Event> events = happened.remove(mailbox);
            if (events != null) {
                taken.put(mailbox, events);
            }
        }
        return taken;
    }

    boolean takeNamesChanged() {
        boolean changed = namesChanged;
        namesChanged = false;
        return changed;
    }

    boolean isOverflowed() {
        return overflowed;
    }

    Map<MailboxId, Mailbox> known() {
        return known;
    }

    void know(Map<MailboxId, Mailbox> mailboxes) {
        known = mailboxes;
    }

    /// The first UID of the selected mailbox whose items were not told, from which on they will be; in a
    /// mailbox that was selected since, none was to be told before `uidNext`.
    long takeNext(MailboxId mailbox, long uidNext) {
        long from = selected.filter(mailbox::equals).isPresent() ? next : uidNext;
        selected = Optional.of(mailbox);
        next = uidNext;
        return from;
    }

    /// Nothing more is told.
    @Override
    public void close() {
        subscriptions.values().forEach(Subscription::close);
        subscriptions.clear();
        rights.ifPresent(Subscription::close);
        rights = Optional.empty();
        rightsChanged = false;
        shared = Set.of();
        wanted = Optional.empty();
        decided = false;
        happened.clear();
        namesChanged = false;
        overflowed = false;
        known = new HashMap<>();
        selected = Optional.empty();
    }
}
