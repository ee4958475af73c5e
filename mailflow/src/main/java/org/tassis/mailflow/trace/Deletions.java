package org.tassis.mailflow.trace;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.message.HeaderFields;
import org.tassis.store.Change;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Remembered;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;
import org.tassis.store.Subscription;

/// Tells the trace of messages that were delivered and then deleted, by whatever protocol: it hears of it
/// from the store, and finds out by the Received field on top under which id mail flow knew the message.
/// What did not come by mail flow has no story, and none is told.
///
/// One thread tells; who deletes never waits for it. When more is deleted at once than it can tell, the
/// rest is counted and left out; of what one command deletes, the newest 1,000 are told. Close it before
/// the store.
public final class Deletions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

    private static final int WAITING = 1000; // changes
    private static final int MOST_OF_ONE_CHANGE = 1000; // messages
    private static final int HEADER = 4096; // octets in which the field is looked for

    /// What was deleted longer ago is another message of the same number.
    private static final Duration RECENTLY = Duration.ofMinutes(10);

    private static final Change.MailboxesChanged END = new Change.MailboxesChanged(new AccountId(1));

    private final MailStore store;
    private final Pattern received;
    private final Function<AccountId, Optional<String>> logins;
    private final Trace trace;
    private final InstantSource clock;
    private final ArrayBlockingQueue<Change> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong leftOut = new AtomicLong();
    private final Subscription subscription;
    private final Thread worker;

    /// Begins at once.
    ///
    /// @param hostname by which this server calls itself in Received fields
    /// @param logins   whose account it is
    public Deletions(
            MailStore store,
            String hostname,
            Function<AccountId, Optional<String>> logins,
            Trace trace,
            InstantSource clock) {
        this.store = store;
        this.received = Pattern.compile(
                "\\sby\\s+" + Pattern.quote(hostname) + "\\s+with\\s+\\w+\\s+id\\s+([0-9a-z]{1,20})\\b");
        this.logins = logins;
        this.trace = trace;
        this.clock = clock;
        this.worker = Thread.ofVirtual().name("trace-deletions").unstarted(this::work);
        this.subscription = store.watchAll(this::hear);
        worker.start();
    }

    /// On a thread of the store: returns at once.
    private void hear(Change change) {
        if (change instanceof Change.Vanished vanished && !waiting.offer(change)) {
            leftOut.addAndGet(vanished.uids().size());
        }
    }

    private void work() {
        try {
            while (true) {
                Change next = waiting.take();
                if (next == END) {
                    return;
                }
                long missing = leftOut.getAndSet(0);
                if (missing > 0) {
                    trace.record(new TraceEvent.LeftOut(clock.instant(), missing));
                }
                if (next instanceof Change.Vanished vanished) {
                    try {
                        tell(vanished);
                    } catch (StoreException e) {
                        LOG.debug("trace: a deletion is not told", e); // gone meanwhile, or the database is away
                    } catch (RuntimeException e) {
                        LOG.warn("trace: a deletion is not told", e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Change.Vanished vanished) {
        AccountId account = vanished.account();
        Predicate<MailboxName> from = from(account, vanished.mailbox());
        // What was moved is not in history; what was just deleted is the newest there, but for what came after it.
        int size = (int) Math.min(MOST_OF_ONE_CHANGE, vanished.uids().size() + 100);
        List<Remembered> newest = store.history(account, size);
        Instant since = clock.instant().minus(RECENTLY);
        Optional<String> login = Optional.empty();
        for (Remembered entry : newest) {
            if (from.test(entry.mailbox())
                    && vanished.uids().contains(entry.uid())
                    && entry.expungedAt().isAfter(since)) {
                Optional<String> message = id(account, entry);
                if (message.isPresent()) {
                    login = login.or(() -> logins.apply(account));
                    String who = login.orElse("?");
                    trace.record(new TraceEvent.Deleted(entry.expungedAt(), message.get(), who, who));
                }
            }
        }
    }

    /// By what name history knows the mailbox: its own, or, when it was deleted with all in it, one that is
    /// there no more.
    private Predicate<MailboxName> from(AccountId account, MailboxId mailbox) {
        List<Mailbox> there = store.mailboxes(account);
        Set<MailboxName> names = there.stream().map(Mailbox::name).collect(Collectors.toSet());
        return there.stream()
                .filter(one -> one.id().equals(mailbox))
                .map(Mailbox::name)
                .findFirst()
                .<Predicate<MailboxName>>map(own -> own::equals)
                .orElse(name -> !names.contains(name));
    }

    /// In the field that this server wrote when the message came.
    private Optional<String> id(AccountId account, Remembered entry) {
        byte[] header;
        try {
            StoredMessage message = store.message(account, entry);
            header = message.octets(0, (int) Math.min(HEADER, message.size()));
        } catch (StoreException e) {
            return Optional.empty();
        }
        HeaderFields fields = new HeaderFields(header);
        while (fields.next()) {
            if (fields.isNamed("Received")) {
                Matcher matcher = received.matcher(new String(
                        fields.value(1000).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.US_ASCII));
                return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// Tells what it has heard of.
    @Override
    public void close() {
        subscription.close();
        try {
            waiting.put(END);
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
