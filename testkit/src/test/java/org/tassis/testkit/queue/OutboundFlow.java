package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.Verdict;
import org.tassis.mailflow.autoreply.InMemoryReplyHistory;
import org.tassis.mailflow.notice.DeliveryNotices;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.mailflow.queue.Dispatcher;
import org.tassis.mailflow.queue.DispatcherSettings;
import org.tassis.mailflow.queue.InMemoryQueue;
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
import org.tassis.testkit.TestMessages;

/// Mail flow with a queue, a server elsewhere, and what its answers come to.
@Timeout(60)
abstract class OutboundFlow {
    final TestClock clock = new TestClock();
    final TestTimer timer = new TestTimer(clock);
    final TestDirectory people = new TestDirectory();
    final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, clock);
    final InMemoryQueue queue = new InMemoryQueue(store);
    final ScriptedMx mx = new ScriptedMx();
    final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    final InMemoryTrace trace = new InMemoryTrace();
    boolean open = true;
    boolean vouched;

    /// The sender's domain vouches for it by SPF.
    final Policy vouching = new Policy() {
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

    static AuthenticationResult spfPass(String domain) {
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

    RemoteTransport transport;
    Dispatcher dispatcher;
    MailFlow flow;

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

    Reception begin(Account account, Optional<EmailAddress> sender, MailParameters parameters) {
        Client client = Client.connected(InetAddress.ofLiteral("192.0.2.1")).loggedIn(account);
        return ((Opening.Opened) flow.mail(client, sender, parameters)).reception();
    }

    static MessageContent content() {
        return TestMessages.content(("From: ann@example.org\r\nTo: someone\r\nSubject: important\r\n\r\nthe text\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    Attempt attempt() throws InterruptedException {
        Attempt attempt = attempts.poll(20, TimeUnit.SECONDS);
        assertThat(attempt).isNotNull();
        return attempt;
    }

    List<String> inbox(Account account) {
        MailboxSnapshot snapshot = store.snapshot(
                store.mailbox(account.id(), MailboxName.INBOX).orElseThrow().id());
        return java.util.stream.IntStream.range(0, snapshot.count())
                .mapToObj(i -> new String(
                        store.message(snapshot, i).octets(0, (int) snapshot.size(i)), StandardCharsets.UTF_8))
                .toList();
    }

    Delivery receive(String sender, String... recipients) {
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

    void forward(Account account, boolean copy, String... targets) {
        people.directory
                .redirections()
                .setForward(
                        account.id(),
                        List.of(targets).stream().map(EmailAddress::valueOf).toList(),
                        copy);
    }

    void alias(String address, String... targets) {
        people.directory
                .redirections()
                .addAlias(
                        EmailAddress.valueOf(address),
                        List.of(targets).stream().map(EmailAddress::valueOf).toList());
    }
}
