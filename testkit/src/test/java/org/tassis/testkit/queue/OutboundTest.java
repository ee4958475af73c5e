package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
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
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.Verdict;
import org.tassis.mailflow.autoreply.InMemoryReplyHistory;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.notice.DeliveryNotices;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.mailflow.queue.Dispatcher;
import org.tassis.mailflow.queue.DispatcherSettings;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.QueueIntake;
import org.tassis.mailflow.queue.RetrySchedule;
import org.tassis.mailflow.remote.RemoteSettings;
import org.tassis.mailflow.remote.RemoteTransport;
import org.tassis.mailflow.remote.Routes;
import org.tassis.mailflow.srs.Departures;
import org.tassis.mailflow.srs.ReturnRouter;
import org.tassis.mailflow.srs.Srs;
import org.tassis.mailflow.srs.SrsKeys;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.dkim.ArcOutcome;
import org.tassis.senderauth.dkim.ArcReason;
import org.tassis.senderauth.dkim.ArcResult;
import org.tassis.senderauth.dmarc.DmarcOutcome;
import org.tassis.senderauth.dmarc.DmarcPolicy;
import org.tassis.senderauth.dmarc.DmarcReason;
import org.tassis.senderauth.dmarc.DmarcResult;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.spf.SpfOutcome;
import org.tassis.senderauth.spf.SpfReason;
import org.tassis.senderauth.spf.SpfResult;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestMessages;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// From a user's MAIL to another server, and what the user hears of it.
@Timeout(60)
class OutboundTest {
    private final TestClock clock = new TestClock();
    private final TestTimer timer = new TestTimer(clock);
    private final TestDirectory people = new TestDirectory();
    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, clock);
    private final InMemoryQueue queue = new InMemoryQueue(store);
    private final ScriptedMx mx = new ScriptedMx();
    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    private final InMemoryTrace trace = new InMemoryTrace();
    private boolean open = true;
    private boolean vouched;

    /// The sender's domain vouches for it by SPF.
    private final Policy vouching = new Policy() {
        @Override
        public Verdict data(Reception reception, MessageContent content) {
            reception
                    .sender()
                    .filter(_ -> vouched)
                    .map(sender -> sender.domain().ascii())
                    .ifPresent(domain -> reception.authenticated(spfPass(domain)));
            return Verdict.ACCEPT;
        }
    };

    private static AuthenticationResult spfPass(String domain) {
        return new AuthenticationResult(
                new SpfResult(
                        SpfOutcome.PASS,
                        new SpfReason.Matched("mx", domain),
                        SpfResult.Identity.MAIL_FROM,
                        domain,
                        Optional.empty(),
                        1),
                List.of(),
                0,
                ArcResult.of(ArcOutcome.NONE, new ArcReason.NoChain()),
                new DmarcResult(
                        DmarcOutcome.NONE,
                        new DmarcReason.NoFrom(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        DmarcPolicy.NONE,
                        DmarcPolicy.NONE));
    }

    private RemoteTransport transport;
    private Dispatcher dispatcher;
    private MailFlow flow;

    @BeforeEach
    void start(@TempDir Path spool) throws Exception {
        DomainName host = TestDirectory.domain("mail.example.org");
        InMemoryDns dns =
                new InMemoryDns().mx("far.example", 10, "mx.far.example").host("mx.far.example", "127.0.0.1");
        transport = new RemoteTransport(
                dns,
                Routes.DIRECT,
                RemoteSettings.of(host).withPort(mx.port()),
                SSLContext.getDefault(),
                new Random(1));
        DeliveryNotices notices = new DeliveryNotices(
                store,
                queue,
                new DeliveryNotices.People(people.directory::account, people.directory),
                host,
                () -> Optional.of(TestDirectory.domain("example.org")),
                new InMemoryReplyHistory(),
                trace,
                clock,
                spool);
        dispatcher = new Dispatcher(
                queue,
                transport,
                RetrySchedule.DEFAULT,
                notices,
                attempts::add,
                clock,
                timer,
                DispatcherSettings.DEFAULT);
        Srs srs = new Srs(() -> List.of(new byte[SrsKeys.LENGTH]), clock);
        flow = new MailFlow(
                        new ReturnRouter(people.directory, srs),
                        Optional::empty,
                        store,
                        clock,
                        1 << 20,
                        List.of(vouching),
                        Correspondents.NONE,
                        trace)
                .through(
                        new QueueIntake(
                                queue,
                                dispatcher,
                                RetrySchedule.DEFAULT.patience(),
                                _ -> "X-Signed: yes\r\n",
                                () -> open),
                        new Departures(people.directory, srs))
                .followedBy(notices);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        transport.close();
        mx.close();
    }

    private Reception begin(Account account, Optional<EmailAddress> sender, MailParameters parameters) {
        Client client = Client.connected(InetAddress.ofLiteral("192.0.2.1")).loggedIn(account);
        return ((Opening.Opened) flow.mail(client, sender, parameters)).reception();
    }

    private static MessageContent content() {
        return TestMessages.content(("From: ann@example.org\r\nTo: someone\r\nSubject: important\r\n\r\nthe text\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private Attempt attempt() throws InterruptedException {
        Attempt attempt = attempts.poll(20, TimeUnit.SECONDS);
        assertThat(attempt).isNotNull();
        return attempt;
    }

    private List<String> inbox(Account account) {
        MailboxSnapshot snapshot = store.snapshot(
                store.mailbox(account.id(), MailboxName.INBOX).orElseThrow().id());
        return java.util.stream.IntStream.range(0, snapshot.count())
                .mapToObj(i -> new String(
                        store.message(snapshot, i).octets(0, (int) snapshot.size(i)), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void mailForHereAndThereIsAcceptedAtOnceAndSigned() throws Exception {
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        assertThat(reception.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE))
                .isEmpty();
        assertThat(reception.rcpt(EmailAddress.valueOf("bob@example.org"), RecipientParameters.NONE))
                .isEmpty();
        assertThat(reception.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        ScriptedMx.Taken taken = mx.next();
        assertThat(taken.mail()).startsWith("MAIL FROM:<ann@example.org>");
        assertThat(taken.content())
                .startsWith("X-Signed: yes\r\nFrom: ann@example.org\r\n")
                .endsWith("the text\r\n");
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.DELIVERED);
        assertThat(inbox(people.bob)).singleElement().asString().startsWith("From: ann@example.org");
        assertThat(queue.find(QueueFilter.ALL, 0, 9)).isEmpty();
    }

    @Test
    void strangersCannotSendThroughHereAndNobodyCanWhenDeliveryIsOff() {
        Reception stranger = ((Opening.Opened) flow.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.1")),
                        EmailAddress.parse("x@else.example"),
                        MailParameters.NONE))
                .reception();
        assertThat(stranger.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE))
                .contains(new Refusal.RelayDenied());
        open = false;
        assertThat(begin(people.ann, people.ann.primary(), MailParameters.NONE)
                        .rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE))
                .contains(new Refusal.CannotPassOn());
    }

    @Test
    void aFailureIsToldInTheLanguageOfItsSender() throws Exception {
        people.change(people.ann, new org.tassis.directory.MailboxChange.Language(Locale.FRENCH));
        mx.on(Stage.RCPT, "550 5.1.1 no such user\there");
        Reception reception = begin(
                people.now(people.ann),
                people.ann.primary(),
                new MailParameters(
                        OptionalLong.empty(),
                        MailParameters.Body.SEVEN_BIT,
                        false,
                        Optional.of(MailParameters.Return.FULL),
                        Optional.of("my-id")));
        reception.rcpt(
                EmailAddress.valueOf("x@far.example"),
                new RecipientParameters(
                        Set.of(Notify.FAILURE), Optional.of(new OriginalRecipient("rfc822", "first@far.example"))));
        reception.deliver(content());
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.FAILED);
        String notice = inbox(people.ann).getFirst();
        assertThat(notice)
                .startsWith("Return-Path: <>\r\n")
                .contains("To: <ann@example.org>\r\n")
                .contains("Subject: =?UTF-8?B?")
                .contains("Auto-Submitted: auto-replied\r\n")
                .contains("multipart/report; report-type=delivery-status;")
                .contains("Votre message n'a pas pu être distribué")
                .contains("Cette adresse n'existe pas.")
                .contains("Original-Envelope-Id: my-id\r\n")
                .contains("Reporting-MTA: dns; mail.example.org\r\n")
                .contains("\r\n\r\nOriginal-Recipient: rfc822; first@far.example\r\n"
                        + "Final-Recipient: rfc822; x@far.example\r\n"
                        + "Action: failed\r\n"
                        + "Status: 5.1.1\r\n"
                        + "Remote-MTA: dns; mx.far.example\r\n"
                        + "Diagnostic-Code: smtp; 550 5.1.1 no such user here\r\n")
                .contains("Content-Type: message/rfc822\r\n")
                .contains("\r\nthe text\r\n");
        assertThat(TestMessages.structure(notice.getBytes(StandardCharsets.UTF_8))
                        .root()
                        .children())
                .hasSize(3);
    }

    @Test
    void withoutAWishTheHeaderComesBack() throws Exception {
        mx.on(Stage.END, "554 5.7.1 spam");
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        reception.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE);
        reception.deliver(content());
        attempt();
        assertThat(inbox(people.ann).getFirst())
                .contains("Subject: Your message was not delivered\r\n")
                .contains("text/rfc822-headers")
                .contains("Subject: important\r\n")
                .doesNotContain("the text");
    }

    @Test
    void nobodyElseIsEverTold() throws Exception {
        mx.on(Stage.RCPT, "550 5.1.1 no");
        Reception receipt = begin(people.ann, Optional.empty(), MailParameters.NONE); // a null sender
        receipt.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE);
        receipt.deliver(content());
        attempt();
        for (Outgoing foreign : List.of(
                outgoing(Optional.empty(), "stranger@else.example"),
                outgoing(Optional.empty(), "ann@example.org"), // forged, passed on
                outgoing(Optional.of(people.ann.id()), "bob@example.org"))) { // no longer hers
            dispatcher.arrived(
                    queue.accept(content(), clock.instant(), List.of(), List.of(foreign), Duration.ofDays(5)));
            attempt();
        }
        store.mailboxes(people.ann.id());
        store.mailboxes(people.bob.id());
        assertThat(inbox(people.ann)).isEmpty();
        assertThat(inbox(people.bob)).isEmpty();
        assertThat(queue.find(QueueFilter.ALL, 0, 9)).isEmpty();
    }

    // ---- aliases and forwards ----

    private Delivery receive(String sender, String... recipients) {
        Reception reception = ((Opening.Opened) flow.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.1")),
                        EmailAddress.parse(sender),
                        MailParameters.NONE))
                .reception();
        for (String recipient : recipients) {
            assertThat(reception.rcpt(EmailAddress.valueOf(recipient), RecipientParameters.NONE))
                    .isEmpty();
        }
        return reception.deliver(
                TestMessages.content(("From: zoe@else.example\r\nTo: someone\r\nSubject: important\r\n\r\nthe text\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
    }

    private void forward(Account account, boolean copy, String... targets) {
        people.directory
                .redirections()
                .setForward(
                        account.id(),
                        List.of(targets).stream().map(EmailAddress::valueOf).toList(),
                        copy);
    }

    private void alias(String address, String... targets) {
        people.directory
                .redirections()
                .addAlias(
                        EmailAddress.valueOf(address),
                        List.of(targets).stream().map(EmailAddress::valueOf).toList());
    }

    @Test
    void aForwardLeavesUnderAnAddressOfThisServerUnsigned() throws Exception {
        forward(people.ann, true, "ann@far.example");
        forward(people.bob, false, "bob@far.example");
        assertThat(receive("zoe@else.example", "ann@example.org", "bob@example.org"))
                .isInstanceOf(Delivery.Accepted.class);
        for (int i = 0; i < 2; i++) {
            ScriptedMx.Taken taken = mx.next();
            assertThat(taken.mail())
                    .startsWith("MAIL FROM:<SRS0=")
                    .contains("=else.example=zoe@example.org>")
                    .doesNotContain("RET=", "ENVID=");
            assertThat(taken.content()).startsWith("Delivered-To: ").doesNotContain("X-Signed");
            assertThat(attempt().ending()).isEqualTo(Attempt.Ending.DELIVERED);
        }
        store.mailboxes(people.bob.id());
        assertThat(inbox(people.ann)).hasSize(1);
        assertThat(inbox(people.bob)).isEmpty();
        assertThat(trace.find(new TraceQuery(List.of("ann@example.org"), Instant.MIN, Instant.MAX, 9))
                        .getFirst()
                        .events())
                .anyMatch(event -> event instanceof TraceEvent.Filtered filtered
                        && filtered.action().equals("forwarded"));
    }

    @Test
    void aRefusedForwardFallsBackIntoTheMailboxAndItsOwnerIsToldOnce() throws Exception {
        people.change(people.bob, new org.tassis.directory.MailboxChange.Language(Locale.of("nl")));
        forward(people.bob, false, "bob@far.example");
        mx.on(Stage.END, "554 5.7.1 spam");
        for (int i = 1; i <= 2; i++) {
            receive("zoe@else.example", "bob@example.org");
            assertThat(attempt().ending()).isEqualTo(Attempt.Ending.FAILED);
            assertThat(inbox(people.bob)).hasSize(i + 1);
        }
        assertThat(inbox(people.bob).getFirst()).contains("the text").doesNotContain("Delivered-To");
        assertThat(inbox(people.bob).get(1))
                .contains("To: <bob@example.org>\r\n")
                .contains("Een adres waarnaar u doorstuurt weigert uw post")
                .contains("Uw post voor bob@example.org wordt doorgestuurd")
                .contains("  bob@far.example\r\n")
                .contains("554 5.7.1 spam");
        assertThat(inbox(people.bob).get(2)).contains("the text"); // the second time without a note
        assertThat(queue.find(QueueFilter.ALL, 0, 9)).isEmpty();
    }

    @Test
    void whereACopyIsKeptOnlyTheOwnerIsTold() throws Exception {
        forward(people.bob, true, "bob@far.example");
        mx.on(Stage.RCPT, "550 5.1.1 gone");
        receive("zoe@else.example", "bob@example.org");
        assertThat(attempt().ending()).isEqualTo(Attempt.Ending.FAILED);
        assertThat(inbox(people.bob)).hasSize(2);
        assertThat(inbox(people.bob).get(1)).contains("Your mailbox has its copy.");
    }

    @Test
    void oneTargetThatRefusesDoesNotHurtTheOthers() throws Exception {
        alias("team@example.org", "bob@example.org", "good@far.example", "bad@far.example");
        alias("postmaster@example.org", "ann@example.org");
        mx.on(Stage.RCPT, line -> line.contains("<bad@") ? "550 5.1.1 no" : "250 ok");
        receive("zoe@else.example", "team@example.org");
        assertThat(mx.next().recipients()).singleElement().asString().contains("<good@far.example>");
        assertThat(List.of(attempt().ending(), attempt().ending()))
                .containsExactlyInAnyOrder(Attempt.Ending.DELIVERED, Attempt.Ending.FAILED);
        assertThat(inbox(people.bob)).hasSize(1);
        assertThat(inbox(people.ann)).singleElement().satisfies(note -> assertThat(note)
                .contains("To: <postmaster@example.org>\r\n")
                .contains("Subject: Mail for an alias was refused\r\n")
                .contains("Mail for team@example.org is passed on to these addresses.")
                .contains("  bad@far.example\r\n")
                .doesNotContain("good@far.example"));
    }

    @Test
    void whoLoggedInHearsOfWhatAnAliasCouldNotPassOn() throws Exception {
        alias("team@example.org", "x@far.example");
        mx.on(Stage.RCPT, "550 5.1.1 no");
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        assertThat(reception.rcpt(EmailAddress.valueOf("team@example.org"), RecipientParameters.NONE))
                .isEmpty();
        assertThat(reception.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        assertThat(attempt().row().message().prefix()).isEqualTo("X-Signed: yes\r\nDelivered-To: team@example.org\r\n");
        assertThat(inbox(people.ann)).singleElement().satisfies(notice -> assertThat(notice)
                .contains("Subject: Your message was not delivered\r\n")
                .contains("Original-Recipient: rfc822; team@example.org\r\n")
                .contains("Final-Recipient: rfc822; x@far.example\r\n"));
    }

    @Test
    void whoAsksIsToldOfSuccessHereAndAnAliasSaysThatItExpands() throws Exception {
        alias("team@example.org", "x@far.example", "y@far.example");
        alias("one@example.org", "z@far.example");
        forward(people.bob, false, "bob@far.example");
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        for (String address : List.of("team@example.org", "one@example.org", "bob@example.org", "info@example.org")) {
            assertThat(reception.rcpt(
                            EmailAddress.valueOf(address),
                            new RecipientParameters(Set.of(Notify.SUCCESS), Optional.empty())))
                    .isEmpty();
        }
        assertThat(reception.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        List<String> told = inbox(people.ann).stream()
                .filter(one -> one.contains("message/delivery-status"))
                .toList();
        assertThat(told).hasSize(2);
        assertThat(told.stream().filter(one -> one.contains("Action: delivered")))
                .singleElement()
                .asString()
                .contains("rfc822; bob@example.org", "rfc822; info@example.org", "Subject: important")
                .doesNotContain("bob@far.example", "team@");
        assertThat(told.stream().filter(one -> one.contains("Action: expanded")))
                .singleElement()
                .asString()
                .contains("rfc822; team@example.org")
                .doesNotContain("far.example", "one@");
        List<String> envelopes = new java.util.ArrayList<>();
        for (int i = 0; i < 3; i++) {
            envelopes.add(String.join(" ", mx.next().recipients()));
        }
        assertThat(envelopes)
                .anyMatch(to -> to.contains("<x@far.example> NOTIFY=FAILURE ORCPT=rfc822;team@example.org"))
                .anyMatch(to -> to.contains("<z@far.example> NOTIFY=SUCCESS ORCPT=rfc822;one@example.org"))
                .anyMatch(to -> to.contains("<bob@far.example>") && !to.contains("NOTIFY"));
    }

    @Test
    void whoLoggedInIsToldOfAFilterThatRejectsWhatOthersGot() throws Exception {
        Filters filters = TestFilters.over(store);
        ScriptName name = new ScriptName("main");
        filters.put(people.bob.id(), name, "require \"reject\"; reject \"Not \u00e0 moi\";");
        filters.activate(people.bob.id(), Optional.of(name));
        flow.filteredBy(filters);
        Reception alone = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        assertThat(alone.rcpt(EmailAddress.valueOf("bob@example.org"), RecipientParameters.NONE))
                .isEmpty();
        assertThat(alone.deliver(content())).isEqualTo(new Delivery.Refused(new Refusal.Rejected("Not \u00e0 moi")));
        Reception both = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        for (String address : List.of("bob@example.org", "info@example.org", "x@far.example")) {
            assertThat(both.rcpt(EmailAddress.valueOf(address), RecipientParameters.NONE))
                    .isEmpty();
        }
        assertThat(both.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        assertThat(mx.next().recipients()).hasSize(1);
        assertThat(inbox(people.ann).stream().filter(one -> one.contains("message/delivery-status")))
                .singleElement()
                .asString()
                .contains("rfc822; bob@example.org", "Action: failed", "Status: 5.7.1", "Not \u00e0 moi")
                .doesNotContain("info@example.org\r\nAction");
        Reception quiet = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        for (String address : List.of("bob@example.org", "info@example.org")) {
            assertThat(quiet.rcpt(
                            EmailAddress.valueOf(address),
                            new RecipientParameters(Set.of(Notify.NEVER), Optional.empty())))
                    .isEmpty();
        }
        assertThat(quiet.deliver(content())).isInstanceOf(Delivery.Accepted.class);
        assertThat(inbox(people.ann).stream().filter(one -> one.contains("message/delivery-status")))
                .hasSize(1);
    }

    @Test
    void aBounceOfWhatWasPassedOnFindsItsWayBackAndNothingElseDoes() throws Exception {
        alias("team@example.org", "x@far.example");
        vouched = true;
        receive("zoe@far.example", "team@example.org");
        String rewritten = sender(mx.next());
        attempt();
        assertThat(receive("", rewritten)).isInstanceOf(Delivery.Accepted.class);
        ScriptedMx.Taken back = mx.next();
        assertThat(back.mail()).startsWith("MAIL FROM:<>");
        assertThat(back.recipients()).singleElement().asString().contains("<zoe@far.example>");
        Reception letter = ((Opening.Opened) flow.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.1")),
                        EmailAddress.parse("y@else.example"),
                        MailParameters.NONE))
                .reception();
        assertThat(letter.rcpt(EmailAddress.valueOf(rewritten), RecipientParameters.NONE))
                .contains(new Refusal.NoSuchUser());
    }

    @Test
    void nothingGoesBackToWhoMayHaveBeenForged() throws Exception {
        alias("team@example.org", "x@far.example");
        receive("zoe@far.example", "team@example.org");
        String rewritten = sender(mx.next());
        attempt();
        Reception bounce = ((Opening.Opened) flow.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.1")), Optional.empty(), MailParameters.NONE))
                .reception();
        assertThat(bounce.rcpt(EmailAddress.valueOf(rewritten), RecipientParameters.NONE))
                .contains(new Refusal.NoSuchUser());
    }

    private static String sender(ScriptedMx.Taken taken) {
        return taken.mail()
                .substring(taken.mail().indexOf('<') + 1, taken.mail().indexOf('>'));
    }

    @Test
    void whatComesBackIsRefusedOrStaysAndNeverLeavesTwice() throws Exception {
        forward(people.bob, false, "bob@far.example");
        alias("team@example.org", "x@far.example");
        String visited = "Delivered-To: bob@example.org\r\nDelivered-To: team@example.org\r\nSubject: x\r\n\r\n";
        for (String address : List.of("team@example.org", "bob@example.org")) {
            Reception reception = ((Opening.Opened) flow.mail(
                            Client.connected(InetAddress.ofLiteral("192.0.2.1")),
                            EmailAddress.parse("zoe@else.example"),
                            MailParameters.NONE))
                    .reception();
            reception.rcpt(EmailAddress.valueOf(address), RecipientParameters.NONE);
            Delivery delivery = reception.deliver(TestMessages.content(visited.getBytes(StandardCharsets.US_ASCII)));
            if (address.startsWith("team")) {
                assertThat(delivery).isEqualTo(new Delivery.Refused(new Refusal.BeenHere()));
            } else {
                assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
            }
        }
        assertThat(inbox(people.bob)).hasSize(1);
        assertThat(queue.find(QueueFilter.ALL, 0, 9)).isEmpty();
    }

    private static Outgoing outgoing(Optional<AccountId> owner, String sender) {
        return new Outgoing(
                "id",
                owner,
                EmailAddress.parse(sender),
                MailParameters.NONE,
                "",
                List.of(new Outgoing.To(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE)));
    }

    @Test
    void aDelayIsToldOnce() throws Exception {
        mx.on(Stage.RCPT, "450 4.2.2 full");
        Reception reception = begin(people.ann, people.ann.primary(), MailParameters.NONE);
        reception.rcpt(EmailAddress.valueOf("x@far.example"), RecipientParameters.NONE);
        reception.deliver(content());
        for (int i = 0; i < 10; i++) {
            Attempt attempt = attempt();
            while (timer.next().isAfter(attempt.next().orElseThrow())) {
                Thread.onSpinWait();
            }
            timer.advance(Duration.between(clock.instant(), attempt.next().orElseThrow()));
        }
        attempt();
        assertThat(inbox(people.ann)).singleElement().asString().contains("Action: delayed", "Will-Retry-Until:");
    }
}
