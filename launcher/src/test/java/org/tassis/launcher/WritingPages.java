package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.writing.InMemoryWritingRecords;
import org.tassis.directory.writing.WritingHabits;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.autoreply.InMemoryReplyHistory;
import org.tassis.mailflow.notice.DeliveryNotices;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Dispatcher;
import org.tassis.mailflow.queue.DispatcherSettings;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.Outbox;
import org.tassis.mailflow.queue.QueueIntake;
import org.tassis.mailflow.queue.QueueTimer;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.ReleaseTransport;
import org.tassis.mailflow.queue.RetrySchedule;
import org.tassis.mailflow.queue.Transport;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.MessageContent;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.testkit.TestDirectory;
import org.tassis.webmail.WritingParts;

/// Pages for writing without a script, with a queue behind them.
@Timeout(120)
abstract class WritingPages {
    static final InstantSource CLOCK = InstantSource.system();
    static InMemoryTrace trace;
    static InMemoryWritingRecords records;
    static BlockingQueue<Attempt> attempts;
    static Dispatcher dispatcher;
    static MailFlow flow;
    static Outbox outbox;
    static Site site;
    static Account ann;
    static Account bob;

    /// Takes, refuses or puts off, as the address says.
    static final class Elsewhere implements Transport {
        @Override
        public String lane(String destination) {
            return destination;
        }

        @Override
        public Carrier carrier(String lane) {
            return new Carrier() {
                @Override
                public Result carry(List<Queued> recipients, MessageContent content) {
                    String local = recipients.getFirst().address().local();
                    return Result.all(
                            recipients,
                            switch (local) {
                                case "gone" -> DeliveryStatus.here(5, 1, 1, "550 5.1.1 nobody of that name");
                                case "slow" -> DeliveryStatus.here(4, 4, 1, "421 come later");
                                default -> DeliveryStatus.here(2, 0, 0, "250 taken");
                            });
                }

                @Override
                public void close() {}
            };
        }
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        trace = new InMemoryTrace(); // each class its own: an attempt may end after the last test of another
        records = new InMemoryWritingRecords();
        attempts = new LinkedBlockingQueue<>();
        Path spool = Files.createDirectories(directory.resolve("queue"));
        site = new Site(
                directory,
                _ -> new Services(SecondFactors.class, WritingParts.class)
                        .put(
                                WritingParts.class,
                                new WritingParts(
                                        records, Optional.of(outbox), Optional.of(trace), Duration.ofDays(30))),
                (people, store) -> flow(people, store, spool));
        ann = site.people.ann;
        bob = site.people.bob;
    }

    static MailFlow flow(TestDirectory people, MailStore store, Path spool) {
        InMemoryQueue queue = new InMemoryQueue(store);
        Duration patience = RetrySchedule.DEFAULT.patience();
        DeliveryNotices notices = new DeliveryNotices(
                store,
                queue,
                new DeliveryNotices.People(people.directory::account, people.directory),
                TestDirectory.domain("mail.example.org"),
                Optional::empty,
                new InMemoryReplyHistory(),
                trace,
                CLOCK,
                spool);
        dispatcher = new Dispatcher(
                queue,
                new ReleaseTransport(new Elsewhere(), () -> flow, people.directory::account),
                RetrySchedule.DEFAULT,
                notices,
                attempt -> {
                    trace.record(new TraceEvent.Attempted(
                            CLOCK.instant(),
                            attempt.row().message().id(),
                            attempt.row().address().toString(),
                            "mx.far.example:25",
                            switch (attempt.ending()) {
                                case DELIVERED -> TraceEvent.Attempted.Outcome.DELIVERED;
                                case DEFERRED -> TraceEvent.Attempted.Outcome.DEFERRED;
                                default -> TraceEvent.Attempted.Outcome.FAILED;
                            },
                            attempt.status().reply()));
                    attempts.add(attempt);
                },
                CLOCK,
                QueueTimer.system(CLOCK),
                DispatcherSettings.DEFAULT);
        flow = new MailFlow(
                        people.directory,
                        Optional::empty,
                        store,
                        CLOCK,
                        1_000_000,
                        List.of(),
                        Correspondents.NONE,
                        trace)
                .through(new QueueIntake(queue, dispatcher, patience, _ -> "", () -> true))
                .followedBy(notices);
        outbox = new Outbox(queue, dispatcher, patience, trace, CLOCK);
        return flow;
    }

    @AfterAll
    static void stop() {
        site.close();
        dispatcher.close();
    }

    @BeforeEach
    void empty() {
        records.forget(ann.id());
        attempts.clear();
        outbox.of(ann.id(), 100)
                .forEach(unsent -> outbox.cancel(ann, unsent.message().id()));
        for (Account account : List.of(ann, bob)) {
            for (Mailbox mailbox : site.store.mailboxes(account.id())) {
                site.store.expunge(mailbox.id(), UidSet.ALL);
            }
        }
    }

    static PageBrowser browser() throws Exception {
        return site.browser("ann", TestDirectory.ANN_PASSWORD);
    }

    static Mailbox mailbox(Account account, SpecialUse use) {
        return site.store.mailboxes(account.id()).stream()
                .filter(one -> one.uses().contains(use))
                .findFirst()
                .orElseThrow();
    }

    static List<String> mail(Mailbox mailbox) {
        MailboxSnapshot snapshot = site.store.snapshot(mailbox.id());
        return IntStream.range(0, snapshot.count())
                .mapToObj(i -> new String(
                        site.store.message(snapshot, i).octets(0, (int) snapshot.size(i)), StandardCharsets.UTF_8))
                .toList();
    }

    static List<String> inbox(Account account) {
        return mail(site.store.mailboxes(account.id()).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow());
    }

    static String ref(Mailbox mailbox) {
        MailboxSnapshot snapshot = site.store.snapshot(mailbox.id());
        return mailbox.id().value() + "-" + snapshot.uid(snapshot.count() - 1);
    }

    static Attempt attempt() throws InterruptedException {
        Attempt attempt = attempts.poll(20, TimeUnit.SECONDS);
        assertThat(attempt).isNotNull();
        return attempt;
    }

    static void undoAfter(int seconds) {
        records.put(ann.id(), new WritingHabits(false, Duration.ofSeconds(seconds), WritingHabits.Receipts.ASK));
    }

    static HttpResponse<String> send(PageBrowser browser, String... fields) throws Exception {
        return browser.post("/webmail/write", browser.page("/webmail/write"), fields);
    }

    static MimeMessage parsed(String octets) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(octets.getBytes(StandardCharsets.UTF_8)));
    }

    static String in(Duration wait) {
        return LocalDateTime.ofInstant(Instant.now().plus(wait), ZoneId.systemDefault())
                .toString()
                .substring(0, 16);
    }

    static String[] with(String[] fields, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(fields), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    static String value(String page, String field) {
        Matcher found =
                Pattern.compile("name=\"" + field + "\" value=\"([^\"]+)\"").matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }
}
