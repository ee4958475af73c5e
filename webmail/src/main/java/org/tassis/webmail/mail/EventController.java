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
import org.tassis.store.Change;
import org.tassis.store.Subscription;
import org.tassis.web.Sessions;
import org.tassis.web.Visitor;

/// `GET /webmail/events`: what changes in the visitor's mail while a page is open, by whatever program.
/// Says in which mailboxes, no more; the page asks for what it shows. One virtual thread per open page
/// waits here; a visitor may have a few, the oldest gives way to a new one. Ends with the session.
@Controller
final class EventController implements ApplicationListener<ContextClosedEvent> {
    private static final int PER_SESSION = 6;
    private static final long HEARTBEAT_SECONDS = 20;
    /// Many changes in a row are told as one.
    private static final long GATHERED_MILLIS = 150;

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
                if (changed.size() < 1_000) {
                    changed.add(what);
                }
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

        /// Empty when nothing happened for as long as a heart beats.
        Set<String> take() throws InterruptedException {
            lock.lock();
            try {
                long left = TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS);
                while (changed.isEmpty() && !ended && left > 0) {
                    left = news.awaitNanos(left);
                }
                if (!changed.isEmpty() && !ended) {
                    long gather = TimeUnit.MILLISECONDS.toNanos(GATHERED_MILLIS);
                    while (gather > 0 && !ended) {
                        gather = news.awaitNanos(gather);
                    }
                }
                Set<String> taken = new LinkedHashSet<>(changed);
                changed.clear();
                return taken;
            } finally {
                lock.unlock();
            }
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
        try (Subscription _ = mail.store().watch(visitor.account().id(), listener::hear)) {
            out.write("retry: 3000\n\nevent: open\ndata: \n\n");
            while (!out.checkError() && !closed && !listener.isEnded() && lives(visitor)) {
                Set<String> changed = listener.take();
                out.write(
                        changed.isEmpty()
                                ? ": still here\n\n"
                                : "event: change\ndata: " + changed.stream().collect(Collectors.joining(",")) + "\n\n");
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
