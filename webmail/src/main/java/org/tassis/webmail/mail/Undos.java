package org.tassis.webmail.mail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.store.Departed;
import org.tassis.store.FlagChange;
import org.tassis.store.Shares;
import org.tassis.web.Visitor;

/// What visitors did lately, and how each of it is taken back. Kept in memory, a few things per session;
/// the history of the store keeps what matters. Any thread.
public final class Undos {
    private static final int PER_SESSION = 20;
    private static final int SESSIONS = 10_000;

    private final Map<String, Deque<Done>> bySession = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Done> news = new LinkedHashMap<>(16, 0.75f, true);

    /// One step back.
    sealed interface Step {
        record Move(MailboxId from, UidSet uids, MailboxId to) implements Step {}

        record Reflag(MailboxId mailbox, UidSet uids, FlagChange change) implements Step {}

        /// @param owner in whose history they are: the visitor, or somebody who shares the mailbox
        record Restore(Departed messages, AccountId owner) implements Step {}

        record Rename(MailboxName from, MailboxName to) implements Step {}

        /// @param shared with whom it was shared
        record Recreate(MailboxName name, Set<SpecialUse> uses, boolean subscribed, List<Shares.Entry> shared)
                implements Step {}

        /// Of copies that were made.
        record Unmake(MailboxId mailbox, UidSet uids) implements Step {}

        /// What other pages take back themselves.
        record Run(Runnable back) implements Step {}
    }

    /// @param key   of the message that tells it, with {@link #count} and {@link #name} as arguments
    /// @param steps in the order in which they are taken; none when it cannot be taken back here
    record Done(String id, String key, long count, String name, List<Step> steps) {
        Done {
            steps = List.copyOf(steps);
        }

        public boolean undoable() {
            return !steps.isEmpty();
        }
    }

    void add(String session, String key, long count, String name, List<Step> steps) {
        Done done = new Done(UUID.randomUUID().toString(), key, count, name, steps);
        synchronized (bySession) {
            Deque<Done> all = bySession.computeIfAbsent(session, _ -> new ArrayDeque<>());
            if (done.undoable()) {
                all.addFirst(done);
            }
            if (all.size() > PER_SESSION) {
                all.removeLast();
            }
            news.put(session, done);
            trim(bySession);
            trim(news);
        }
    }

    /// Something that other pages did.
    ///
    /// @param key  of the message that tells it, with `count` and `name` as arguments; nothing is told of a
    ///     count of 0
    /// @param back takes it back
    public void add(Visitor visitor, String key, long count, String name, Runnable back) {
        if (count > 0) {
            add(visitor.session().id(), key, count, name, List.of(new Step.Run(back)));
        }
    }

    /// Likewise, of something that is not taken back here.
    public void add(Visitor visitor, String key, long count, String name) {
        if (count > 0) {
            add(visitor.session().id(), key, count, name, List.of());
        }
    }

    private static void trim(Map<String, ?> map) {
        if (map.size() > SESSIONS) {
            map.remove(map.keySet().iterator().next());
        }
    }

    /// What was done since it was asked for last; told once.
    Optional<Done> news(String session) {
        synchronized (bySession) {
            return Optional.ofNullable(news.remove(session));
        }
    }

    /// Takes it out, so that nothing is taken back twice.
    Optional<Done> take(String session, String id) {
        synchronized (bySession) {
            Deque<Done> all = bySession.getOrDefault(session, new ArrayDeque<>());
            Optional<Done> found =
                    all.stream().filter(done -> done.id().equals(id)).findFirst();
            found.ifPresent(all::remove);
            return found;
        }
    }
}
