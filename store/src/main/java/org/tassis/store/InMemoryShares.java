package org.tassis.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;

/// Who may do what with mailboxes, in memory: the reference, and for tests. Any thread.
public final class InMemoryShares implements Shares {
    private record Key(boolean group, long who, boolean negative) implements Comparable<Key> {
        static Key of(Grantee to, boolean negative) {
            return switch (to) {
                case Grantee.One(AccountId account) -> new Key(false, account.value(), negative);
                case Grantee.Group(long number) -> new Key(true, number, negative);
            };
        }

        Entry with(Rights rights) {
            return new Entry(group ? new Grantee.Group(who) : new Grantee.One(new AccountId(who)), negative, rights);
        }

        boolean means(AccountId user, long number) {
            return who == (group ? number : user.value());
        }

        @Override
        public int compareTo(Key other) {
            int byKind = Boolean.compare(group, other.group);
            int byWho = byKind != 0 ? byKind : Long.compare(who, other.who);
            return byWho != 0 ? byWho : Boolean.compare(negative, other.negative);
        }
    }

    private record Shared(AccountId owner, TreeMap<Key, Rights> entries) {}

    private final Map<MailboxId, Shared> mailboxes = new HashMap<>();
    private final CopyOnWriteArrayList<Consumer<MailboxId>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public synchronized List<Entry> of(MailboxId mailbox) {
        List<Entry> entries = new ArrayList<>();
        Shared shared = mailboxes.get(mailbox);
        if (shared != null) {
            shared.entries.forEach((key, rights) -> entries.add(key.with(rights)));
        }
        return entries;
    }

    @Override
    public synchronized Rights rights(MailboxId mailbox, AccountId user, long group) {
        Shared shared = mailboxes.get(mailbox);
        return shared == null || shared.owner.equals(user) ? Rights.NONE : rights(shared, user, group);
    }

    private static Rights rights(Shared shared, AccountId user, long group) {
        List<Entry> meant = new ArrayList<>();
        shared.entries.forEach((key, rights) -> {
            if (key.means(user, group)) {
                meant.add(key.with(rights));
            }
        });
        return Rights.sum(meant);
    }

    @Override
    public synchronized Map<MailboxId, Access> reach(AccountId user, long group) {
        Map<MailboxId, Access> reached = new HashMap<>();
        mailboxes.forEach((mailbox, shared) -> {
            Rights rights = rights(mailbox, user, group);
            if (!rights.isNone() && reached.size() < MAX_REACHED) {
                reached.put(mailbox, new Access(shared.owner, rights));
            }
        });
        return reached;
    }

    @Override
    public void change(AccountId owner, MailboxId mailbox, Grantee to, boolean negative, UnaryOperator<Rights> change) {
        synchronized (this) {
            Key key = Key.of(to, negative);
            TreeMap<Key, Rights> changed = new TreeMap<>(entries(mailbox));
            Rights rights = change.apply(changed.getOrDefault(key, Rights.NONE));
            if (rights.isNone()) {
                changed.remove(key);
            } else {
                changed.put(key, rights);
            }
            put(owner, mailbox, changed);
        }
        Shares.tell(listeners, mailbox);
    }

    private TreeMap<Key, Rights> entries(MailboxId mailbox) {
        Shared shared = mailboxes.get(mailbox);
        return shared == null ? new TreeMap<>() : shared.entries;
    }

    private void put(AccountId owner, MailboxId mailbox, TreeMap<Key, Rights> entries) {
        long others = mailboxes.entrySet().stream()
                .filter(other ->
                        other.getValue().owner.equals(owner) && !other.getKey().equals(mailbox))
                .mapToLong(other -> other.getValue().entries.size())
                .sum();
        if (entries.size() > entries(mailbox).size()) {
            Shares.check(entries.size(), others + entries.size());
        }
        mailboxes.put(mailbox, new Shared(owner, entries));
    }

    @Override
    public void inherit(AccountId owner, MailboxId from, MailboxId to) {
        synchronized (this) {
            if (!entries(to).isEmpty() || entries(from).isEmpty()) {
                return;
            }
            put(owner, to, new TreeMap<>(entries(from)));
        }
        Shares.tell(listeners, to);
    }

    @Override
    public void forget(MailboxId mailbox) {
        synchronized (this) {
            mailboxes.remove(mailbox);
        }
        Shares.tell(listeners, mailbox);
    }

    @Override
    public synchronized void purge(AccountId account) {
        mailboxes.values().removeIf(shared -> shared.owner.equals(account));
        mailboxes
                .values()
                .forEach(shared -> shared.entries.keySet().removeIf(key -> !key.group && key.who == account.value()));
    }

    @Override
    public Subscription watch(Consumer<MailboxId> listener) {
        Consumer<MailboxId> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }
}
