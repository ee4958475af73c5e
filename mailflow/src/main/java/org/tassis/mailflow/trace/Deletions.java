package org.tassis.mailflow.trace;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.AccountId;
import org.tassis.mailflow.aside.AsideWorker;
import org.tassis.message.HeaderFields;
import org.tassis.store.Change;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Remembered;
import org.tassis.store.RememberedMessage;
import org.tassis.store.StoreException;
import org.tassis.store.StoredMessage;
import org.tassis.store.Subscription;

/// Tells the trace of messages that were delivered and then deleted, by whatever protocol: it hears of it
/// from the store, and finds out by the Received field on top under which id mail flow knew the message.
/// What did not come by mail flow has no story, and none is told.
///
/// One thread tells; who deletes never waits for it. It goes through what one command deleted page by page,
/// and through commands in their turn; when more than 1,000 of them wait, the others are counted and left
/// out. Close it before the store.
public final class Deletions implements AutoCloseable {
    private static final int WAITING = 1000; // changes
    private static final int PAGE = 500; // messages
    private static final int HEADER = 4096; // octets in which the field is looked for

    /// Who takes away what a removed mailbox still had.
    private static final String SERVER = "tassis";

    private final MailStore store;
    private final Pattern received;
    private final Function<AccountId, Optional<String>> logins;
    private final Trace trace;
    private final InstantSource clock;
    private final AsideWorker worker = new AsideWorker("trace-deletions", WAITING, "trace: a deletion is not told");
    private final AtomicLong leftOut = new AtomicLong();
    private final Subscription subscription;
    private volatile boolean ending;

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
        this.subscription = store.watchAll(this::hear);
    }

    /// On a thread of the store: returns at once. What was moved is not deleted.
    private void hear(Change change) {
        if (change instanceof Change.Vanished vanished && !vanished.moved() && !worker.offer(() -> next(vanished))) {
            leftOut.addAndGet(vanished.uids().size());
        }
    }

    private void next(Change.Vanished vanished) {
        long missing = leftOut.getAndSet(0);
        if (missing > 0) {
            trace.record(new TraceEvent.LeftOut(clock.instant(), missing));
        }
        tell(vanished);
    }

    private void tell(Change.Vanished vanished) {
        AccountId account = vanished.account();
        Optional<String> login = Optional.empty();
        long after = 0;
        List<RememberedMessage> page;
        do {
            page = store.expungedMessages(account, vanished.mailbox(), vanished.modSeq(), after, PAGE);
            for (RememberedMessage one : page) {
                Remembered entry = one.entry();
                after = entry.uid();
                Optional<String> message = id(one::message);
                if (message.isPresent()) {
                    login = login.or(() -> logins.apply(account));
                    String who = login.orElse("?");
                    trace.record(new TraceEvent.Deleted(entry.expungedAt(), message.get(), who, who));
                }
            }
        } while (page.size() == PAGE && !ending);
    }

    /// Tells of all that an account still has, before it is purged. Takes as long as reading the head of each
    /// message.
    ///
    /// @throws StoreException the store cannot be used
    public void allOf(AccountId account) {
        String who = logins.apply(account).orElse("?");
        for (Mailbox mailbox : store.mailboxes(account)) {
            MailboxSnapshot snapshot = store.snapshot(mailbox.id());
            for (int i = 0; i < snapshot.count(); i++) {
                int index = i;
                id(() -> store.message(snapshot, index))
                        .ifPresent(
                                message -> trace.record(new TraceEvent.Deleted(clock.instant(), message, who, SERVER)));
            }
        }
    }

    /// In the field that this server wrote when the message came.
    private Optional<String> id(Supplier<StoredMessage> stored) {
        byte[] header;
        try {
            StoredMessage message = stored.get();
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

    /// Tells what it has heard of; of a long list, the page it is at.
    @Override
    public void close() {
        subscription.close();
        ending = true;
        worker.finish();
    }
}
