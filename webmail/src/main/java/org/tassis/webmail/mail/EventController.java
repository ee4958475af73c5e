package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.store.Change;
import org.tassis.store.Subscription;
import org.tassis.web.Sessions;
import org.tassis.web.Visitor;

/// `GET /webmail/events`: what changes in the visitor's mail, and in folders that others share with the
/// visitor, while a page is open, by whatever program. Says in which mailboxes, no more; the page asks for
/// what it shows. One virtual thread per open page waits here; a visitor may have a few, the oldest gives
/// way to a new one. Ends with the session.
@Controller
final class EventController implements ApplicationListener<ContextClosedEvent> {
    private static final int PER_SESSION = 6;
    private static final long HEARTBEAT_SECONDS = 20;
    /// Many changes in a row are told as one.
    private static final long GATHERED_MILLIS = 150;
    private static final int MOST_TOLD = 1_000;

    private final Mail mail;
    private final Sessions sessions;
    private final Map<String, Deque<Listener>> bySession = new HashMap<>();
    private volatile boolean closed;

    EventController(Mail mail, Sessions sessions) {
        this.mail = mail;
        this.sessions = sessions;
    }

    /// What one page has not been told yet.
    private static final class Listener {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition news = lock.newCondition();
        private final Set<String> changed = new LinkedHashSet<>();
        private final Set<MailboxId> shared = new LinkedHashSet<>();
        private boolean reshared;
        private boolean ended;

        void hear(Change change) {
            String what =
                    switch (change) {
                        case Change.Arrived arrived ->
                            (arrived.origin() instanceof Change.Origin.Delivered ? "new " : "")
                                    + arrived.mailbox().value();
                        case Change.Reflagged reflagged ->
                            String.valueOf(reflagged.mailbox().value());
                        case Change.Vanished vanished ->
                            String.valueOf(vanished.mailbox().value());
                        case Change.MailboxesChanged _ -> "folders";
                    };
            lock.lock();
            try {
                if (changed.size() < MOST_TOLD) {
                    changed.add(what);
                }
                news.signal();
            } finally {
                lock.unlock();
            }
        }

        /// Of somebody else's mailboxes: whether they may be told of is asked when it is told.
        void hearShared(Change change) {
            lock.lock();
            try {
                switch (change) {
                    case Change.Arrived arrived -> shared.add(arrived.mailbox());
                    case Change.Reflagged reflagged -> shared.add(reflagged.mailbox());
                    case Change.Vanished vanished -> shared.add(vanished.mailbox());
                    case Change.MailboxesChanged _ -> reshared = true;
                }
                if (shared.size() > MOST_TOLD) {
                    shared.clear();
                    changed.add("folders");
                }
                news.signal();
            } finally {
                lock.unlock();
            }
        }

        /// Somebody shares something, or does no longer.
        void reshare() {
            lock.lock();
            try {
                reshared = true;
                news.signal();
            } finally {
                lock.unlock();
            }
        }

        void end() {
            lock.lock();
            try {
                ended = true;
                news.signal();
            } finally {
                lock.unlock();
            }
        }

        boolean isEnded() {
            lock.lock();
            try {
                return ended;
            } finally {
                lock.unlock();
            }
        }

        private boolean isQuiet() {
            return changed.isEmpty() && shared.isEmpty() && !reshared;
        }

        /// What happened since it was asked for last; nothing at all when that was as long ago as a heart
        /// beats.
        News take() throws InterruptedException {
            lock.lock();
            try {
                long left = TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS);
                while (isQuiet() && !ended && left > 0) {
                    left = news.awaitNanos(left);
                }
                if (!isQuiet() && !ended) {
                    long gather = TimeUnit.MILLISECONDS.toNanos(GATHERED_MILLIS);
                    while (gather > 0 && !ended) {
                        gather = news.awaitNanos(gather);
                    }
                }
                News taken = new News(new LinkedHashSet<>(changed), new LinkedHashSet<>(shared), reshared);
                changed.clear();
                shared.clear();
                reshared = false;
                return taken;
            } finally {
                lock.unlock();
            }
        }
    }

    /// @param changed  what pages are told of own mail
    /// @param shared   mailboxes of others in which something happened
    /// @param reshared whether something may be shared that was not, or the other way round
    private record News(Set<String> changed, Set<MailboxId> shared, boolean reshared) {
        boolean isQuiet() {
            return changed.isEmpty() && shared.isEmpty() && !reshared;
        }
    }

    @GetMapping("/webmail/events")
    void events(Visitor visitor, HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        PrintWriter out = response.getWriter();
        Listener listener = new Listener();
        open(visitor.session().id(), listener);
        AccountId account = visitor.account().id();
        try (Subscription _ = mail.store().watch(account, listener::hear);
                Subscription _ = mail.reach().watch(listener::reshare);
                SharedFeed shared = new SharedFeed(mail, account, listener::hearShared)) {
            shared.renew();
            out.write("retry: 3000\n\nevent: open\ndata: \n\n");
            long told = System.nanoTime();
            while (!out.checkError() && !closed && !listener.isEnded() && lives(visitor)) {
                News news = listener.take();
                Set<String> changed = news.changed();
                if (news.reshared() && shared.renew()) { // before anything is told of what is shared no longer
                    changed.add("folders");
                }
                news.shared().stream()
                        .filter(shared::isReadable)
                        .forEach(mailbox -> changed.add(String.valueOf(mailbox.value())));
                boolean hidden = changed.isEmpty() && !news.isQuiet();
                if (hidden && System.nanoTime() - told < TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS)) {
                    continue; // not even that something happens elsewhere
                }
                out.write(
                        changed.isEmpty()
                                ? ": still here\n\n"
                                : "event: change\ndata: " + changed.stream().collect(Collectors.joining(",")) + "\n\n");
                told = System.nanoTime();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close(visitor.session().id(), listener);
        }
    }

    /// Looking does not count as using: a page left open does not keep a session alive.
    private boolean lives(Visitor visitor) {
        return sessions.of(visitor.account().id()).stream()
                .anyMatch(one -> one.id().equals(visitor.session().id()));
    }

    private void open(String session, Listener listener) {
        synchronized (bySession) {
            Deque<Listener> all = bySession.computeIfAbsent(session, _ -> new ArrayDeque<>());
            all.addLast(listener);
            if (all.size() > PER_SESSION) {
                all.removeFirst().end();
            }
        }
    }

    private void close(String session, Listener listener) {
        synchronized (bySession) {
            bySession.computeIfPresent(session, (_, all) -> {
                all.remove(listener);
                return all.isEmpty() ? null : all;
            });
        }
    }

    /// Ends all, so that the server can stop: it waits for answers that are under way.
    @Override
    public void onApplicationEvent(ContextClosedEvent closing) {
        closed = true;
        synchronized (bySession) {
            bySession.values().forEach(all -> all.forEach(Listener::end));
        }
    }
}
