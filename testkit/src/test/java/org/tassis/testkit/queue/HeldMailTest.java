package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.autoreply.InMemoryReplyHistory;
import org.tassis.mailflow.notice.DeliveryNotices;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Dispatcher;
import org.tassis.mailflow.queue.DispatcherSettings;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.Outbox;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.QueueIntake;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.ReleaseTransport;
import org.tassis.mailflow.queue.RetrySchedule;
import org.tassis.mailflow.queue.Transport;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.MessageContent;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

/// Mail that waits for its time: for mailboxes here as for others, and called back by who sent it.
@Timeout(60)
class HeldMailTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestClock clock = new TestClock();
    private final TestTimer timer = new TestTimer(clock);
    private final TestDirectory people = new TestDirectory();
    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, clock);
    private final InMemoryQueue queue = new InMemoryQueue(store);
    private final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    private final Elsewhere elsewhere = new Elsewhere();
    private Dispatcher dispatcher;
    private MailFlow flow;
    private Outbox outbox;
    private QueueDesk desk;

    /// Takes all mail for other servers.
    private static final class Elsewhere implements Transport {
        final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        volatile CountDownLatch gate = new CountDownLatch(0);
        final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public String lane(String destination) {
            return destination;
        }

        @Override
        public Carrier carrier(String lane) {
            return new Carrier() {
                @Override
                public Result carry(List<Queued> recipients, MessageContent content) {
                    begun.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    recipients.forEach(row -> taken.add(row.address().toString()));
                    return Result.all(recipients, DeliveryStatus.here(2, 0, 0, "taken"));
                }

                @Override
                public void close() {}
            };
        }
    }

    @BeforeEach
    void start(@TempDir Path spool) {
        Duration patience = RetrySchedule.DEFAULT.patience();
        DeliveryNotices notices = new DeliveryNotices(
                store,
                queue,
                new DeliveryNotices.People(people.directory::account, people.directory),
                TestDirectory.domain("mail.example.org"),
                Optional::empty,
                new InMemoryReplyHistory(),
                events::add,
                clock,
                spool);
        dispatcher = new Dispatcher(
                queue,
                new ReleaseTransport(elsewhere, () -> flow, people.directory::account),
                RetrySchedule.DEFAULT,
                notices,
                attempts::add,
                clock,
                timer,
                DispatcherSettings.DEFAULT);
        flow = new MailFlow(
                        people.directory,
                        Optional::empty,
                        store,
                        clock,
                        1 << 20,
                        List.of(),
                        Correspondents.NONE,
                        events::add)
                .through(new QueueIntake(queue, dispatcher, patience, _ -> "", () -> true))
                .followedBy(notices);
        outbox = new Outbox(queue, dispatcher, patience, events::add, clock);
        desk = new QueueDesk(queue, dispatcher, patience, clock, Trace.NONE);
    }

    @AfterEach
    void stop() {
        elsewhere.gate.countDown();
        dispatcher.close();
    }

    /// From Ann, to be sent in so much time.
    private String submit(Duration wait, RecipientParameters wishes, String... recipients) {
        Client client = Client.connected(InetAddress.ofLiteral("192.0.2.1")).loggedIn(people.ann);
        Reception reception = ((Opening.Opened) flow.mail(
                        client,
                        EmailAddress.parse("ann@example.org"),
                        MailParameters.NONE.withReleaseAt(
                                Optional.of(clock.instant().plus(wait)))))
                .reception();
        for (String recipient : recipients) {
            assertThat(reception.rcpt(EmailAddress.valueOf(recipient), wishes)).isEmpty();
        }
        Delivery delivery = reception.deliver(TestMessages.content(
                "From: ann@example.org\r\nSubject: later\r\n\r\nthe text\r\n".getBytes(StandardCharsets.US_ASCII)));
        return ((Delivery.Accepted) delivery).id();
    }

    private String submit(Duration wait, String... recipients) {
        return submit(wait, RecipientParameters.NONE, recipients);
    }

    private List<String> inbox(Account account) {
        store.mailboxes(account.id());
        MailboxSnapshot snapshot = store.snapshot(
                store.mailbox(account.id(), MailboxName.INBOX).orElseThrow().id());
        return IntStream.range(0, snapshot.count())
                .mapToObj(i -> new String(
                        store.message(snapshot, i).octets(0, (int) snapshot.size(i)), StandardCharsets.UTF_8))
                .toList();
    }

    private Attempt attempt() throws InterruptedException {
        Attempt attempt = attempts.poll(20, TimeUnit.SECONDS);
        assertThat(attempt).isNotNull();
        return attempt;
    }

    @Test
    void mailWaitsForItsTimeHereAndElsewhere() throws Exception {
        String id = submit(HOUR, "bob@example.org", "friend@far.example");
        timer.advance(Duration.ofMinutes(59));
        assertThat(inbox(people.bob)).isEmpty();
        assertThat(elsewhere.taken).isEmpty();
        assertThat(events).noneMatch(TraceEvent.Delivered.class::isInstance);
        timer.advance(Duration.ofMinutes(1));
        assertThat(List.of(attempt().ending(), attempt().ending())).containsOnly(Attempt.Ending.DELIVERED);
        assertThat(inbox(people.bob)).singleElement().asString().contains("Subject: later");
        assertThat(elsewhere.taken).containsExactly("friend@far.example");
        assertThat(events)
                .filteredOn(TraceEvent.Accepted.class::isInstance)
                .singleElement()
                .extracting(TraceEvent::message)
                .isEqualTo(id);
        assertThat(events).filteredOn(TraceEvent.Delivered.class::isInstance).hasSize(1);
        assertThat(queue.find(QueueFilter.ALL, 0, 10)).isEmpty();
    }

    @Test
    void aTimeThatIsPastIsNow() {
        submit(Duration.ofSeconds(-5), "bob@example.org");
        assertThat(inbox(people.bob)).hasSize(1);
    }

    @Test
    void twoMailboxesShareOneDelivery() throws Exception {
        Account carl = people.add("carl", "carl-paints-9-boats", "carl@example.org");
        submit(HOUR, "bob@example.org", "carl@example.org");
        timer.advance(HOUR);
        attempt();
        attempt();
        assertThat(inbox(people.bob)).hasSize(1);
        assertThat(inbox(carl)).hasSize(1);
    }

    @Test
    void addressesLeadWhereTheyLeadWhenItIsTime() throws Exception {
        submit(HOUR, "bob@example.org");
        people.enable(people.bob, false);
        timer.advance(HOUR);
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.FAILED);
        assertThat(inbox(people.ann)).singleElement().asString().contains("Status: 5.2.1");
    }

    @Test
    void whoWantsToKnowHearsThatItWasDelivered() throws Exception {
        submit(HOUR, new RecipientParameters(Set.of(Notify.SUCCESS), Optional.empty()), "bob@example.org");
        timer.advance(HOUR);
        attempt();
        assertThat(inbox(people.ann)).singleElement().asString().contains("Action: delivered");
    }

    @Test
    void aMessageIsCalledBackBeforeItIsHandedOver() {
        String id = submit(HOUR, "bob@example.org", "friend@far.example");
        assertThat(outbox.of(people.ann.id(), 100)).singleElement().satisfies(unsent -> {
            assertThat(unsent.recipients()).hasSize(2);
            assertThat(unsent.due()).isEqualTo(clock.instant().plus(HOUR));
        });
        assertThat(outbox.of(people.bob.id(), 100)).isEmpty();
        assertThat(outbox.cancel(people.bob, id).cancelled()).isEmpty(); // not his
        Outbox.Cancelled cancelled = outbox.cancel(people.ann, id);
        assertThat(cancelled.cancelled()).hasSize(2);
        assertThat(cancelled.tooLate()).isEmpty();
        timer.advance(HOUR);
        assertThat(inbox(people.bob)).isEmpty();
        assertThat(queue.find(QueueFilter.ALL, 0, 10)).isEmpty();
        assertThat(events).filteredOn(TraceEvent.Deleted.class::isInstance).hasSize(2);
    }

    @Test
    void whatIsBeingHandedOverIsNotCalledBack() throws Exception {
        elsewhere.gate = new CountDownLatch(1);
        String id = submit(HOUR, "friend@far.example");
        timer.advance(HOUR);
        elsewhere.begun.await();
        Outbox.Cancelled cancelled = outbox.cancel(people.ann, id);
        assertThat(cancelled.cancelled()).isEmpty();
        assertThat(cancelled.tooLate()).hasSize(1);
        elsewhere.gate.countDown();
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.DELIVERED);
        assertThat(elsewhere.taken).hasSize(1);
        assertThat(outbox.cancel(people.ann, id)).isEqualTo(new Outbox.Cancelled(List.of(), List.of()));
    }

    @Test
    void aMessageIsSentEarlierOrLater() throws Exception {
        String id = submit(HOUR, "bob@example.org");
        Instant later = clock.instant().plus(HOUR.multipliedBy(3));
        assertThat(outbox.sendAt(people.ann.id(), id, later)).hasSize(1);
        timer.advance(HOUR.multipliedBy(2));
        assertThat(inbox(people.bob)).isEmpty();
        assertThat(outbox.sendAt(people.bob.id(), id, Instant.EPOCH)).isEmpty(); // not his
        assertThat(outbox.sendAt(people.ann.id(), id, Instant.EPOCH)).hasSize(1);
        attempt();
        assertThat(inbox(people.bob)).hasSize(1);
    }

    @Test
    void anAdministratorReleasesAndDrops() throws Exception {
        submit(HOUR, "bob@example.org");
        submit(HOUR, "info@example.org");
        List<Queued> rows = queue.find(QueueFilter.ALL, 0, 10);
        assertThat(rows).extracting(Queued::destination).containsOnly(Queued.HERE);
        desk.release(List.of(rows.get(0).id()));
        desk.drop(List.of(rows.get(1).id()), "console");
        attempt();
        timer.advance(HOUR);
        assertThat(inbox(people.bob)).hasSize(1);
        assertThat(inbox(people.ann)).isEmpty();
    }

    @Test
    void whatWaitedOutlivesARestart() throws Exception {
        submit(HOUR, "bob@example.org");
        dispatcher.close();
        start(Path.of("unused"));
        clock.advance(HOUR);
        dispatcher.start(Queued.HERE::equals);
        attempt();
        assertThat(inbox(people.bob)).hasSize(1);
    }
}
