package org.tassis.mailflow.contact;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.SpecialUse;
import org.tassis.directory.contact.Contacts;
import org.tassis.mailflow.aside.AsideWorker;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.store.Change;
import org.tassis.store.Change.Origin;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Subscription;

/// Hears from the store of messages that come into the folder of what was sent, by whatever program, and
/// tells {@link Contacts} to whom they went. What is older than two days was brought from elsewhere, and a
/// change of many messages is no writing: both are left alone.
///
/// One thread collects; who sends a message never waits for it. When more comes than it can do, or while
/// the server is down, people are not noted: the next message to them is as good. Close it before the
/// store.
public final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private static final int WAITING = 1_000; // changes
    private static final int MOST_OF_ONE_CHANGE = 10; // messages
    private static final Duration FRESH = Duration.ofDays(2);

    private final MailStore store;
    private final Contacts contacts;
    private final InstantSource clock;
    private final AsideWorker worker = new AsideWorker("contact-collector", WAITING, "contacts: not noted");
    private final Subscription subscription;

    /// Begins at once.
    public Collector(MailStore store, Contacts contacts, InstantSource clock) {
        this.store = store;
        this.contacts = contacts;
        this.clock = clock;
        this.subscription = store.watchAll(this::hear);
    }

    /// On a thread of the store: returns at once.
    private void hear(Change change) {
        if (change instanceof Change.Arrived arrived && !(arrived.origin() instanceof Origin.Restored)) {
            boolean writing = arrived.origin() instanceof Origin.Appended || arrived.origin() instanceof Origin.Copied;
            if (writing && arrived.uids().size() <= MOST_OF_ONE_CHANGE && !worker.offer(() -> collect(arrived))) {
                LOG.debug("contacts: too much at once, somebody is not noted");
            }
        }
    }

    private void collect(Change.Arrived arrived) {
        Optional<Mailbox> sent = store.mailboxes(arrived.account()).stream()
                .filter(one -> one.id().equals(arrived.mailbox()) && one.uses().contains(SpecialUse.SENT))
                .findFirst();
        if (sent.isEmpty()) {
            return;
        }
        MailboxSnapshot snapshot = store.snapshot(arrived.mailbox());
        PrimitiveIterator.OfLong each = arrived.uids().stream().iterator();
        while (each.hasNext()) {
            int index = snapshot.indexOf(each.nextLong());
            if (index >= 0) {
                collect(arrived.account(), snapshot, index);
            }
        }
    }

    private void collect(AccountId account, MailboxSnapshot snapshot, int index) {
        Instant now = clock.instant();
        Instant when = Instant.ofEpochSecond(snapshot.internalDate(index));
        if (when.isBefore(now.minus(FRESH))) {
            return;
        }
        Envelope envelope = store.message(snapshot, index).structure().envelope();
        List<Contacts.Written> people = new ArrayList<>();
        Stream.of(envelope.to(), envelope.cc(), envelope.bcc())
                .flatMap(List::stream)
                .limit(Contacts.MOST_OF_ONE_MESSAGE + 1L)
                .forEach(one -> written(one).ifPresent(people::add));
        contacts.wrote(account, people, when.isAfter(now) ? now : when);
    }

    private static Optional<Contacts.Written> written(Envelope.Mailbox mailbox) {
        String local = utf8(mailbox.local().orElse(""));
        String host = utf8(mailbox.host().orElse(""));
        return EmailAddress.of(local, host)
                .or(() -> EmailAddress.of('"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"', host))
                .map(address -> new Contacts.Written(
                        HeaderText.decode(mailbox.name().orElse("")).strip(), address));
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// When everything heard of before was done.
    CompletableFuture<Boolean> settled() {
        return worker.settled();
    }

    /// What waits is left out; what is being done is finished.
    @Override
    public void close() {
        subscription.close();
        worker.close();
    }
}
