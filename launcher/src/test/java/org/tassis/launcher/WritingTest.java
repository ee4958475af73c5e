package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.writing.CannedReply;
import org.tassis.directory.writing.Identity;
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
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;
import org.tassis.webmail.WritingParts;

/// Writing without a script, with a queue behind it.
@Timeout(120)
class WritingTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final InMemoryTrace TRACE = new InMemoryTrace();
    private static final InMemoryWritingRecords RECORDS = new InMemoryWritingRecords();
    private static final BlockingQueue<Attempt> ATTEMPTS = new LinkedBlockingQueue<>();
    private static Dispatcher dispatcher;
    private static MailFlow flow;
    private static Outbox outbox;
    private static Site site;
    private static Account ann;
    private static Account bob;

    /// Takes, refuses or puts off, as the address says.
    private static final class Elsewhere implements Transport {
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
        Path spool = Files.createDirectories(directory.resolve("queue"));
        site = new Site(
                directory,
                _ -> new Services(SecondFactors.class, WritingParts.class)
                        .put(
                                WritingParts.class,
                                new WritingParts(
                                        RECORDS, Optional.of(outbox), Optional.of(TRACE), Duration.ofDays(30))),
                (people, store) -> flow(people, store, spool));
        ann = site.people.ann;
        bob = site.people.bob;
    }

    private static MailFlow flow(TestDirectory people, MailStore store, Path spool) {
        InMemoryQueue queue = new InMemoryQueue(store);
        Duration patience = RetrySchedule.DEFAULT.patience();
        DeliveryNotices notices = new DeliveryNotices(
                store,
                queue,
                new DeliveryNotices.People(people.directory::account, people.directory),
                TestDirectory.domain("mail.example.org"),
                Optional::empty,
                new InMemoryReplyHistory(),
                TRACE,
                CLOCK,
                spool);
        dispatcher = new Dispatcher(
                queue,
                new ReleaseTransport(new Elsewhere(), () -> flow, people.directory::account),
                RetrySchedule.DEFAULT,
                notices,
                attempt -> {
                    TRACE.record(new TraceEvent.Attempted(
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
                    ATTEMPTS.add(attempt);
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
                        TRACE)
                .through(new QueueIntake(queue, dispatcher, patience, _ -> "", () -> true))
                .followedBy(notices);
        outbox = new Outbox(queue, dispatcher, patience, TRACE, CLOCK);
        return flow;
    }

    @AfterAll
    static void stop() {
        site.close();
        dispatcher.close();
    }

    @BeforeEach
    void empty() {
        RECORDS.forget(ann.id());
        ATTEMPTS.clear();
        outbox.of(ann.id(), 100)
                .forEach(unsent -> outbox.cancel(ann, unsent.message().id()));
        for (Account account : List.of(ann, bob)) {
            for (Mailbox mailbox : site.store.mailboxes(account.id())) {
                site.store.expunge(mailbox.id(), UidSet.ALL);
            }
        }
    }

    private static PageBrowser browser() throws Exception {
        return site.browser("ann", TestDirectory.ANN_PASSWORD);
    }

    private static Mailbox mailbox(Account account, SpecialUse use) {
        return site.store.mailboxes(account.id()).stream()
                .filter(one -> one.uses().contains(use))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> mail(Mailbox mailbox) {
        MailboxSnapshot snapshot = site.store.snapshot(mailbox.id());
        return IntStream.range(0, snapshot.count())
                .mapToObj(i -> new String(
                        site.store.message(snapshot, i).octets(0, (int) snapshot.size(i)), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> inbox(Account account) {
        return mail(site.store.mailboxes(account.id()).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow());
    }

    private static String ref(Mailbox mailbox) {
        MailboxSnapshot snapshot = site.store.snapshot(mailbox.id());
        return mailbox.id().value() + "-" + snapshot.uid(snapshot.count() - 1);
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("none " + response.body());
    }

    private static Attempt attempt() throws InterruptedException {
        Attempt attempt = ATTEMPTS.poll(20, TimeUnit.SECONDS);
        assertThat(attempt).isNotNull();
        return attempt;
    }

    private static void undoAfter(int seconds) {
        RECORDS.put(ann.id(), new WritingHabits(false, Duration.ofSeconds(seconds), WritingHabits.Receipts.ASK));
    }

    private static HttpResponse<String> send(PageBrowser browser, String... fields) throws Exception {
        return browser.post("/webmail/write", browser.page("/webmail/write"), fields);
    }

    private static MimeMessage parsed(String octets) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(octets.getBytes(StandardCharsets.UTF_8)));
    }

    private static String in(Duration wait) {
        return LocalDateTime.ofInstant(Instant.now().plus(wait), ZoneId.systemDefault())
                .toString()
                .substring(0, 16);
    }

    @Test
    void anIdentityGoesWithItsAddress() throws Exception {
        undoAfter(0);
        PageBrowser browser = browser();
        String settings = browser.submit(
                "/webmail/settings/writing/identity",
                "/webmail/settings/writing/identity?address=info@example.org",
                "address",
                "info@example.org",
                "name",
                "The office\r\nBcc: x@example.org",
                "replyTo",
                "answers@example.org",
                "text",
                "Ann\r\nExample Ltd");
        assertThat(settings).contains("The office", "answers@example.org", "Example Ltd");
        assertThat(browser.post(
                                "/webmail/settings/writing/identity",
                                browser.page("/webmail/settings/writing"),
                                "address",
                                "bob@example.org",
                                "name",
                                "me")
                        .statusCode())
                .isEqualTo(404);
        assertThat(RECORDS.identities(ann.id())).hasSize(1);

        // its signature comes with it, when it is chosen without a script, too
        String changed = browser.post(
                        "/webmail/write",
                        browser.page("/webmail/write"),
                        "from",
                        "info@example.org",
                        "signed",
                        "ann@example.org",
                        "to",
                        "bob@example.org",
                        "text",
                        "Hello",
                        "action",
                        "save")
                .body();
        assertThat(changed.replace("\r", "")).contains("Hello\n\n-- \nAnn\nExample Ltd");

        HttpResponse<String> sent =
                send(browser, "from", "info@example.org", "to", "bob@example.org", "text", "Hello", "action", "send");
        assertThat(location(sent)).endsWith("/webmail?note=sent");
        MimeMessage got = parsed(inbox(bob).getFirst());
        assertThat(got.getHeader("From", null)).contains("The office").contains("<info@example.org>");
        assertThat(got.getHeader("Reply-To", null)).contains("answers@example.org");
        assertThat(got.getHeader("Bcc")).isNull();
    }

    @Test
    void anAnswerComesFromTheAddressThatWasWrittenTo() throws Exception {
        RECORDS.put(
                ann.id(),
                new Identity(EmailAddress.valueOf("info@example.org"), "Office", Optional.empty(), "The office", ""));
        Mailbox inbox = site.store.mailboxes(ann.id()).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow();
        site.store.append(
                inbox.id(),
                List.of(new NewMessage(
                        TestMessages.content(("From: bob@example.org\r\nTo: Office <INFO@example.org>\r\nSubject: Q\r\n"
                                        + "Content-Type: text/html\r\n\r\n<p>Where <b>is</b> it?</p>"
                                        + "<script>x()</script><img src=\"https://spy.example/\">")
                                .getBytes(StandardCharsets.US_ASCII)),
                        Flags.NONE,
                        Instant.now())));
        String rich = browser().page("/webmail/write?reply=" + ref(inbox));
        assertThat(rich)
                .contains("value=\"info@example.org\" selected=\"selected\"")
                .contains("data-rich=\"true\"")
                .contains("&lt;blockquote type=&quot;cite&quot;&gt;&lt;p&gt;Where &lt;b&gt;is&lt;/b&gt; it?")
                .contains("&gt; Where is it?")
                .contains("The office")
                .doesNotContain("spy.example")
                .doesNotContain("x()");
    }

    @Test
    void whatIsSentIsWellMade() throws Exception {
        undoAfter(0);
        HttpResponse<String> sent = send(
                browser(),
                "from",
                "ann@example.org",
                "to",
                "Bob <bob@example.org>",
                "subject",
                "\u00e9t\u00e9",
                "html",
                "<div>Dear <b>Bob</b><script>alert(1)</script></div><div onclick=\"x()\">two</div>",
                "rich",
                "true",
                "receipt",
                "true",
                "action",
                "send");
        assertThat(location(sent)).endsWith("/webmail?note=sent");
        String octets = inbox(bob).getFirst();
        assertThat(octets.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        MimeMessage got = parsed(octets);
        assertThat(got.getSubject()).isEqualTo("\u00e9t\u00e9");
        assertThat(got.getHeader("Disposition-Notification-To", null)).contains("ann@example.org");
        MimeMultipart both = (MimeMultipart) got.getContent();
        assertThat(both.getBodyPart(0).getContent()).isEqualTo("Dear Bob\r\ntwo\r\n");
        assertThat(both.getBodyPart(1).getContent().toString())
                .contains("Dear <b>Bob</b>")
                .doesNotContain("alert")
                .doesNotContain("onclick");
    }

    @Test
    void addressesOfAnyScriptAreWrittenTo() throws Exception {
        undoAfter(0);
        HttpResponse<String> sent = send(
                browser(),
                "from",
                "ann@example.org",
                "to",
                "Zo\u00eb <zo\u00eb@b\u00fccher.example>",
                "text",
                "x",
                "action",
                "send");
        assertThat(location(sent)).endsWith("/webmail?note=sent");
        Attempt attempt = attempt();
        assertThat(attempt.row().address().toString()).startsWith("zo\u00eb@");
        assertThat(attempt.row().message().parameters().smtpUtf8()).isTrue();
        assertThat(mail(mailbox(ann, SpecialUse.SENT)).getFirst()).contains("<zo\u00eb@");
        assertThat(browser().page("/webmail/m/" + ref(mailbox(ann, SpecialUse.SENT))))
                .contains("zo\u00eb@");
    }

    @Test
    void whatWasSentIsTakenBackWithinItsTime() throws Exception {
        undoAfter(30);
        PageBrowser browser = browser();
        HttpResponse<String> sent = send(
                browser,
                "from",
                "ann@example.org",
                "to",
                "bob@example.org",
                "bcc",
                "friend@far.example",
                "subject",
                "Oops",
                "text",
                "Not yet",
                "action",
                "send");
        assertThat(location(sent)).contains("note=sent&held=");
        String held = location(sent).replaceAll(".*held=", "");
        String list = browser.page("/webmail?note=sent&held=" + held);
        assertThat(list).contains("action=\"/webmail/write/undo\"", held);
        assertThat(inbox(bob)).isEmpty();
        assertThat(mail(mailbox(ann, SpecialUse.SENT))).hasSize(1);

        // nobody else can
        HttpResponse<String> stranger =
                site.browser("bob", TestDirectory.BOB_PASSWORD).post("/webmail/write/undo", list, "held", held);
        assertThat(stranger.statusCode()).isIn(302, 403);
        assertThat(mail(mailbox(ann, SpecialUse.SENT))).hasSize(1);

        String draft = browser.submit("/webmail/write/undo", "/webmail/write", "held", held);
        assertThat(draft).contains("Not yet").contains("bob@example.org").contains("friend@far.example");
        assertThat(mail(mailbox(ann, SpecialUse.SENT))).isEmpty();
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS))).hasSize(1);
        assertThat(outbox.of(ann.id(), 10)).isEmpty();
        assertThat(location(browser.post("/webmail/write/undo", list, "held", held)))
                .contains("note=toolate");
    }

    @Test
    void aLetterWaitsForItsTimeAndIsChanged() throws Exception {
        PageBrowser browser = browser();
        String[] letter = {
            "from", "ann@example.org", "to", "bob@example.org", "subject", "Later", "text", "In time", "when", ""
        };
        for (String wrong : List.of("", "nonsense", in(Duration.ofHours(-3)), in(Duration.ofDays(40)))) {
            letter[9] = wrong;
            HttpResponse<String> refused = send(browser, with(letter, "action", "later"));
            assertThat(refused.statusCode()).as(wrong).isEqualTo(422);
            assertThat(refused.body()).contains("In time");
        }
        letter[9] = in(Duration.ofHours(3));
        HttpResponse<String> waits = send(browser, with(letter, "action", "later"));
        assertThat(location(waits)).endsWith("/webmail/scheduled?note=scheduled");
        String list = browser.page("/webmail/scheduled?note=scheduled");
        assertThat(list).contains("Later", "bob@example.org", "at the time you chose");
        assertThat(inbox(bob)).isEmpty();
        String name = value(list, "name");

        String moved = browser.submit(
                "/webmail/scheduled",
                "/webmail/scheduled",
                "name",
                name,
                "action",
                "time",
                "when",
                in(Duration.ofDays(2)));
        assertThat(moved).contains("at the new time");
        assertThat(outbox.of(ann.id(), 10).getFirst().due())
                .isAfter(Instant.now().plus(Duration.ofHours(40)));

        String edited = browser.submit("/webmail/scheduled", "/webmail/scheduled", "name", name, "action", "edit");
        assertThat(edited).contains("In time", "value=\"Later\"");
        assertThat(outbox.of(ann.id(), 10)).isEmpty();

        send(browser, with(letter, "action", "later"));
        String now = browser.submit(
                "/webmail/scheduled",
                "/webmail/scheduled",
                "name",
                value(browser.page("/webmail/scheduled"), "name"),
                "action",
                "now");
        assertThat(now).contains("sent now");
        attempt();
        assertThat(inbox(bob)).singleElement().asString().contains("Subject: Later");
        String gone = browser.submit("/webmail/scheduled", "/webmail/scheduled", "name", name, "action", "cancel");
        assertThat(gone).contains("has left already");
    }

    private static String[] with(String[] fields, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(fields), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static String value(String page, String field) {
        Matcher found =
                Pattern.compile("name=\"" + field + "\" value=\"([^\"]+)\"").matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    @Test
    void whatBecameOfItIsToldForEachRecipient() throws Exception {
        undoAfter(0);
        PageBrowser browser = browser();
        send(
                browser,
                "from",
                "ann@example.org",
                "to",
                "bob@example.org, friend@far.example",
                "cc",
                "gone@gone.example, slow@slow.example",
                "subject",
                "Four",
                "text",
                "x",
                "action",
                "send");
        for (int i = 0; i < 3; i++) {
            attempt();
        }
        String ref = ref(mailbox(ann, SpecialUse.SENT));
        assertThat(browser.page("/webmail/m/" + ref)).contains("/webmail/m/" + ref + "/delivery");
        String fates = browser.page("/webmail/m/" + ref + "/delivery").replaceAll("\\s+", " ");
        assertThat(fates)
                .containsPattern("bob@example.org</span> <span class=\"state\"><span>Delivered")
                .containsPattern(
                        "friend@far.example</span> <span class=\"state\"><span>Delivered</span> to mx.far.example")
                .containsPattern("gone@gone.example</span> <span class=\"state\"><span>Not delivered")
                .contains("nobody of that name")
                .containsPattern("slow@slow.example</span> <span class=\"state\"><span>Delayed")
                .contains("come later")
                .contains("tried again")
                .contains("every 5s");
        // not of others' mail
        assertThat(site.browser("bob", TestDirectory.BOB_PASSWORD)
                        .get("/webmail/m/" + ref + "/delivery")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void receiptsAreGivenAsTheirReaderWants() throws Exception {
        for (WritingHabits.Receipts policy : WritingHabits.Receipts.values()) {
            empty();
            RECORDS.put(ann.id(), new WritingHabits(false, Duration.ZERO, policy));
            Mailbox inbox = site.store.mailboxes(ann.id()).stream()
                    .filter(one -> one.name().isInbox())
                    .findFirst()
                    .orElseThrow();
            site.store.append(
                    inbox.id(),
                    List.of(new NewMessage(
                            TestMessages.content(("Return-Path: <bob@example.org>\r\nFrom: bob@example.org\r\n"
                                            + "To: info@example.org\r\nSubject: Q\r\nMessage-ID: <q@example.org>\r\n"
                                            + "Disposition-Notification-To: Bob <bob@example.org>\r\n\r\ntext\r\n")
                                    .getBytes(StandardCharsets.US_ASCII)),
                            Flags.NONE,
                            Instant.now())));
            PageBrowser browser = browser();
            String path = "/webmail/m/" + ref(inbox);
            String page = browser.page(path);
            boolean asked = page.contains("wants to know");
            assertThat(asked).as(policy.name()).isEqualTo(policy == WritingHabits.Receipts.ASK);
            if (asked) {
                assertThat(inbox(bob)).isEmpty();
                assertThat(browser.submit(path + "/receipt", path, "answer", "send"))
                        .contains("is told");
            }
            if (policy == WritingHabits.Receipts.NEVER) {
                assertThat(inbox(bob)).isEmpty();
                continue;
            }
            String octets = inbox(bob).getFirst();
            MimeMessage receipt = parsed(octets);
            assertThat(receipt.getContentType())
                    .contains("multipart/report")
                    .contains("report-type=disposition-notification");
            assertThat(octets)
                    .contains("Final-Recipient: rfc822; info@example.org\r\n")
                    .contains("Original-Message-ID: <q@example.org>\r\n")
                    .contains(asked ? "MDN-sent-manually; displayed\r\n" : "MDN-sent-automatically; displayed\r\n");
            browser.page(path);
            assertThat(browser.page(path)).doesNotContain("wants to know");
            assertThat(inbox(bob)).hasSize(1);
        }
    }

    @Test
    void strangersGetNoReceiptByItself() throws Exception {
        RECORDS.put(ann.id(), new WritingHabits(false, Duration.ZERO, WritingHabits.Receipts.ALWAYS));
        Mailbox inbox = site.store.mailboxes(ann.id()).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow();
        for (String fields : List.of(
                "Return-Path: <other@example.net>\r\nDisposition-Notification-To: bob@example.org",
                "Disposition-Notification-To: bob@example.org",
                "Return-Path: <bob@example.org>\r\nDisposition-Notification-To: bob@example.org, x@example.net",
                "Return-Path: <bob@example.org>\r\nList-Id: <l.example>\r\nDisposition-Notification-To: bob@example.org")) {
            site.store.append(
                    inbox.id(),
                    List.of(new NewMessage(
                            TestMessages.content(
                                    (fields + "\r\nFrom: bob@example.org\r\nTo: ann@example.org\r\n\r\nx\r\n")
                                            .getBytes(StandardCharsets.US_ASCII)),
                            Flags.NONE,
                            Instant.now())));
            assertThat(browser().page("/webmail/m/" + ref(inbox))).contains("wants to know");
        }
        assertThat(inbox(bob)).isEmpty();
    }

    @Test
    void twoDevicesDoNotOverwriteEachOther() throws Exception {
        PageBrowser here = browser();
        PageBrowser there = browser();
        String first = save(here, "from", "ann@example.org", "text", "one");
        String open = there.page("/webmail/write?draft=" + value(first, "stored"));
        assertThat(open).contains("one");
        there.post("/webmail/write", open, saved(open, "two"));
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS)))
                .singleElement()
                .asString()
                .contains("two");

        HttpResponse<String> overtaken = here.post("/webmail/write", first, saved(first, "three"));
        assertThat(overtaken.statusCode()).isEqualTo(409);
        assertThat(overtaken.body()).contains("another device").contains("three");
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS))).hasSize(1);
        String[] apart = saved(first, "three");
        apart[apart.length - 1] = "apart";
        assertThat(here.post("/webmail/write", first, apart).statusCode()).isEqualTo(200);
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS))).hasSize(2);
    }

    private static String[] saved(String page, String text) {
        return new String[] {
            "from",
            "ann@example.org",
            "stored",
            value(page, "stored"),
            "version",
            value(page, "version"),
            "text",
            text,
            "action",
            "save"
        };
    }

    private static String save(PageBrowser browser, String... fields) throws Exception {
        HttpResponse<String> kept = send(browser, with(fields, "action", "save"));
        assertThat(kept.statusCode()).isEqualTo(200);
        return kept.body();
    }

    @Test
    void cannedRepliesAreKeptPutInAndRemoved() throws Exception {
        PageBrowser browser = browser();
        String list = browser.submit(
                "/webmail/settings/replies/edit",
                "/webmail/settings/replies/edit",
                "name",
                "Hours",
                "text",
                "From 9 to 17.");
        assertThat(list).contains("Hours", "From 9 to 17.");
        CannedReply hours = RECORDS.canned(ann.id()).getFirst();
        String form = send(browser, "from", "ann@example.org", "text", "Bye", "canned", hours.id(), "action", "insert")
                .body();
        assertThat(form.replace("\r", "")).contains("From 9 to 17.\nBye");
        String kept = send(
                        browser,
                        "from",
                        "ann@example.org",
                        "subject",
                        "Thanks",
                        "text",
                        "So much",
                        "action",
                        "keep-canned")
                .body();
        assertThat(kept).contains("is kept as a canned reply");
        assertThat(RECORDS.canned(ann.id())).extracting(CannedReply::title).containsExactly("Hours", "Thanks");
        browser.submit(
                "/webmail/settings/replies/edit", "/webmail/settings/replies", "id", hours.id(), "action", "remove");
        assertThat(RECORDS.canned(ann.id())).hasSize(1);
        assertThat(site.browser("bob", TestDirectory.BOB_PASSWORD)
                        .get("/webmail/settings/replies/edit?id="
                                + RECORDS.canned(ann.id()).getFirst().id())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRichDraftStaysRichWithoutAScript() throws Exception {
        String kept = save(browser(), "from", "ann@example.org", "html", "<div>Dear <b>Bob</b></div>", "rich", "true");
        assertThat(kept).contains("Dear &lt;b&gt;Bob&lt;/b&gt;").contains("Dear Bob");
        PageBrowser other = browser();
        String open = other.page("/webmail/write?draft=" + value(kept, "stored"));
        String[] same = with(saved(open, "Dear Bob"), "html", "<div>Dear <b>Bob</b></div>");
        other.post("/webmail/write", open, same);
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS)))
                .singleElement()
                .asString()
                .contains("<b>Bob</b>");
    }
}
