package org.tassis.imap.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.net.Connection;
import org.tassis.store.Annotations;
import org.tassis.store.Annotations.Changed;
import org.tassis.store.Mailbox;
import org.tassis.store.Subscription;

/// Which annotations others have changed since the session's client last heard of them: RFC 5464 §4.4.2.
/// Only their names are kept, in bounded memory. Used by the session's thread, but for what the port's feed
/// does.
final class AnnotationNews implements AutoCloseable {
    /// Entries of which the client is still to hear; more are too many.
    static final int MOST = 1_000;

    private static final String SHARED = "/shared/";

    private final Connection connection;
    private final Map<Optional<MailboxId>, Set<String>> changed = new HashMap<>();
    private int entries;
    private boolean overflowed;
    private volatile Set<MailboxId> others = Set.of();
    private Optional<Subscription> subscription = Optional.empty();

    AnnotationNews(Connection connection) {
        this.connection = connection;
    }

    /// From now on, if it was not so before. What the session itself changes is no news to it (RFC 5465 §5):
    /// it comes on its own thread.
    ///
    /// @param visible all mailboxes of which the user may hear
    void follow(Annotations annotations, AccountId account, List<Mailbox> visible) {
        see(account, visible);
        if (subscription.isEmpty()) {
            Thread session = Thread.currentThread();
            subscription = Optional.of(annotations.watch(change -> {
                if (Thread.currentThread() != session) {
                    note(change, account);
                }
            }));
        }
    }

    /// Mailboxes of others that are not among these are passed over.
    void see(AccountId account, List<Mailbox> visible) {
        Set<MailboxId> ofOthers = new HashSet<>();
        for (Mailbox mailbox : visible) {
            if (!mailbox.account().equals(account)) {
                ofOthers.add(mailbox.id());
            }
        }
        others = Set.copyOf(ofOthers);
    }

    boolean isOn() {
        return subscription.isPresent();
    }

    /// On the thread of who made the change. What others have as private is theirs.
    private void note(Changed change, AccountId account) {
        boolean own = change.account().equals(account);
        if (!own && change.mailbox().filter(others::contains).isEmpty()) {
            return;
        }
        boolean news = false;
        synchronized (changed) {
            for (String name : change.names()) {
                if (own || name.startsWith(SHARED)) {
                    news = true;
                    add(change.mailbox(), name);
                }
            }
        }
        if (news) {
            connection.wake();
        }
    }

    private void add(Optional<MailboxId> mailbox, String name) {
        if (changed.getOrDefault(mailbox, Set.of()).contains(name)) {
            return;
        }
        if (entries == MOST) {
            overflowed = true;
        } else {
            changed.computeIfAbsent(mailbox, _ -> new TreeSet<>()).add(name);
            entries++;
        }
    }

    /// Whether there was more than could be kept since {@link #take} was last called.
    boolean isOverflowed() {
        synchronized (changed) {
            return overflowed;
        }
    }

    /// What has changed since this was last asked, by mailbox, in order; of the server where there is no
    /// mailbox. No set is empty.
    Map<Optional<MailboxId>, Set<String>> take() {
        synchronized (changed) {
            Map<Optional<MailboxId>, Set<String>> taken = new HashMap<>(changed);
            changed.clear();
            entries = 0;
            overflowed = false;
            return taken;
        }
    }

    /// Nothing more is heard.
    @Override
    public void close() {
        subscription.ifPresent(Subscription::close);
        subscription = Optional.empty();
        others = Set.of();
        take();
    }
}
