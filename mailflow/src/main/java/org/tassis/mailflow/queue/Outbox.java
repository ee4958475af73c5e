package org.tassis.mailflow.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.mailflow.Errand;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.MessageContent;
import org.tassis.store.StoreException;

/// What an account has sent that has not left yet, because it waits for its time or could not be brought: seen, called
/// back, sent earlier or later by its owner. A message is sent later by submitting it with
/// {@link org.tassis.mailflow.MailParameters#releaseAt}. Nobody gets at the mail of others here. What an administrator
/// holds stays held. Any thread; blocks; failures are {@link StoreException}s.
public final class Outbox {
    private final QueueStore store;
    private final Dispatcher dispatcher;
    private final Duration patience;
    private final Trace trace;
    private final InstantSource clock;

    /// @param patience for which recipients are tried from when they are due
    public Outbox(QueueStore store, Dispatcher dispatcher, Duration patience, Trace trace, InstantSource clock) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.patience = patience;
        this.trace = trace;
        this.clock = clock;
    }

    /// A message that has not left, or not for all.
    ///
    /// @param due        when it is tried next, for the first of its recipients
    /// @param recipients whom it has not reached; at least one
    public record Unsent(QueuedMessage message, Instant due, List<Queued> recipients) {}

    /// The newest first.
    ///
    /// @param limit recipients over all messages, 1 to {@link QueueStore#MAX_PAGE}; older ones are left out
    public List<Unsent> of(AccountId owner, int limit) {
        Map<Long, List<Queued>> byMessage = new LinkedHashMap<>();
        List<Queued> newest = new ArrayList<>();
        long after = 0;
        List<Queued> page;
        do {
            page = store.find(QueueFilter.of(owner), after, QueueStore.MAX_PAGE);
            page.stream().filter(Outbox::isSent).forEach(newest::add);
            if (newest.size() > limit) {
                newest.subList(0, newest.size() - limit).clear();
            }
            after = page.isEmpty() ? after : page.getLast().id();
        } while (page.size() == QueueStore.MAX_PAGE);
        for (Queued row : newest.reversed()) {
            byMessage
                    .computeIfAbsent(row.message().number(), _ -> new ArrayList<>())
                    .addFirst(row);
        }
        return byMessage.values().stream()
                .map(rows -> new Unsent(
                        rows.getFirst().message(),
                        rows.stream().map(Queued::due).min(Instant::compareTo).orElseThrow(),
                        List.copyOf(rows)))
                .toList();
    }

    /// To be shown, or to be written on.
    public MessageContent content(Unsent message) {
        return store.content(message.recipients().getFirst());
    }

    /// What calling back came to.
    ///
    /// @param cancelled who never gets it now
    /// @param tooLate   to whom it is being brought at this moment, or is past calling back
    public record Cancelled(List<Queued> cancelled, List<Queued> tooLate) {}

    /// Calls a message back before it is handed over: undo. Exact: who is named as cancelled does not get it.
    /// Whom it has reached before is in neither list.
    ///
    /// @param id of the message, as {@link QueuedMessage#id}
    public Cancelled cancel(Account owner, String id) {
        List<Queued> found = rows(owner.id(), id);
        Instant now = clock.instant();
        Set<Long> changed = new HashSet<>();
        // Held first: from then on nobody begins with them. Who began before is found by asking then, and a row of whom
        // who ended meanwhile is gone or, if it was in vain, there still.
        List<Queued> held = store.change(ids(found), row -> {
            if (row.state() == Queued.State.WAITING) {
                changed.add(row.id());
            }
            return row.withState(Queued.State.HELD);
        });
        dispatcher.changed(held);
        List<Queued> tooLate =
                held.stream().filter(row -> dispatcher.isUnderWay(row.id())).toList();
        List<Queued> cancelled = held.stream()
                .filter(row -> !tooLate.contains(row))
                .flatMap(row -> store.row(row.id()).stream())
                .toList();
        List<Queued> goOn =
                tooLate.stream().filter(row -> changed.contains(row.id())).toList();
        if (!goOn.isEmpty()) {
            dispatcher.changed(store.change(ids(goOn), row -> row.withState(Queued.State.WAITING)));
        }
        store.settle(cancelled.stream()
                .<Settlement>map(row -> new Settlement.Done(row.id()))
                .toList());
        cancelled.forEach(row -> trace.record(new TraceEvent.Deleted(
                now, row.message().id(), row.address().toString(), owner.login().value())));
        return new Cancelled(cancelled, tooLate);
    }

    /// Sends a message at another time than it waits for; a time that is past means at once. Recipients that were tried
    /// already, or are held, are left alone.
    ///
    /// @return for whom it was changed
    public List<Queued> sendAt(AccountId owner, String id, Instant time) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant due = time.isBefore(now) ? now : time.truncatedTo(ChronoUnit.MILLIS);
        Set<Long> moved = new HashSet<>();
        return change(rows(owner, id), row -> {
                    if (row.attempts() > 0
                            || row.state() == Queued.State.HELD
                            || !row.due().isAfter(now)) {
                        return row;
                    }
                    moved.add(row.id());
                    return row.withDue(due).withExpires(due.plus(patience));
                })
                .stream()
                .filter(row -> moved.contains(row.id()))
                .toList();
    }

    private List<Queued> change(List<Queued> rows, UnaryOperator<Queued> change) {
        List<Queued> changed = store.change(ids(rows), change);
        dispatcher.changed(changed);
        return changed;
    }

    private List<Queued> rows(AccountId owner, String id) {
        List<Queued> found = new ArrayList<>();
        long after = 0;
        List<Queued> page;
        do {
            page = store.find(QueueFilter.of(owner), after, QueueStore.MAX_PAGE);
            page.stream()
                    .filter(row -> isSent(row) && row.message().id().equals(id))
                    .forEach(found::add);
            after = page.isEmpty() ? after : page.getLast().id();
        } while (page.size() == QueueStore.MAX_PAGE);
        return found;
    }

    /// And not passed on for its owner.
    private static boolean isSent(Queued row) {
        return row.message().errand().equals(Errand.SENT);
    }

    private static List<Long> ids(Collection<Queued> rows) {
        return rows.stream().map(Queued::id).toList();
    }
}
