package org.tassis.mailflow.spam.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.ContentId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;
import org.tassis.mailflow.policy.InMemoryAccessRules;
import org.tassis.mailflow.spam.InMemorySpamMemory;
import org.tassis.mailflow.spam.Lesson;
import org.tassis.mailflow.spam.Owner;
import org.tassis.mailflow.spam.Reputation;
import org.tassis.mailflow.spam.SpamClass;
import org.tassis.mailflow.spam.SpamField;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.spam.SpamVerdict;
import org.tassis.mailflow.spam.SpamVerdict.Filing;
import org.tassis.mailflow.spam.check.Scanner.ScannerSettings;
import org.tassis.mailflow.spam.check.Scanner.WhenDown;
import org.tassis.mailflow.srs.Departures;
import org.tassis.mailflow.srs.Srs;
import org.tassis.mailflow.srs.SrsKeys;
import org.tassis.mailflow.trace.Endings;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoredMessage;

/// The policy in a mail flow, with the other programs played by scripted servers.
@Timeout(60)
class SpamFilterTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:39:06Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.66");
    private static final InetAddress TRUSTED = InetAddress.ofLiteral("10.1.2.3");
    private static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
    private static final Account ANN = account(1, "ann");
    private static final Account BEN = account(2, "ben");

    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, CLOCK);
    private final InMemorySpamMemory memory = new InMemorySpamMemory();
    private final SpamKnowledge knowledge = new SpamKnowledge(memory);
    private final Reputation reputation = new Reputation(memory, knowledge, CLOCK);
    private final AccessLists lists = new AccessLists(new InMemoryAccessRules(), CLOCK);
    private final InMemoryTrace trace = new InMemoryTrace();
    private final Map<Check, Mode> modes = new EnumMap<>(Check.class);
    private final Correspondents correspondents = new Correspondents() {
        @Override
        public void wrote(AccountId who, Collection<EmailAddress> to, Instant when) {}

        @Override
        public boolean knows(AccountId who, EmailAddress other) {
            return other.toString().equals("friend@far.example") && who.equals(ANN.id());
        }
    };
    private double points;
    private int messages;

    private static Account account(long id, String name) {
        EmailAddress address = EmailAddress.valueOf(name + "@example.org");
        return new Account(
                new AccountId(id),
                new Login(name),
                "",
                Quota.UNLIMITED,
                true,
                Optional.of(address),
                List.of(address),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.ENGLISH);
    }

    /// Another check, which marks as a test wants it.
    private final Policy marks = new Policy() {
        @Override
        public org.tassis.mailflow.Verdict data(Reception reception, MessageContent content) {
            if (points != 0) {
                reception.mark(new Mark(Check.HELO, points, "helo-is-short", "x; y"));
            }
            return org.tassis.mailflow.Verdict.ACCEPT;
        }
    };

    private MailFlow flow(Optional<Scanner> viruses, Optional<Scanner> rspamd) {
        return flow(
                address -> Route.local(address.toString().startsWith("ann") ? ANN : BEN, Optional.empty()),
                viruses,
                rspamd);
    }

    private MailFlow flow(Router router, Optional<Scanner> viruses, Optional<Scanner> rspamd) {
        SpamFilter filter = new SpamFilter(
                SpamSettings.DEFAULT,
                knowledge,
                reputation,
                lists,
                correspondents,
                List.of(Cidr.parse("10.0.0.0/8").orElseThrow()),
                rspamd);
        return new MailFlow(
                router,
                Optional::empty,
                store,
                CLOCK,
                1_000_000,
                new Asking(viruses, rspamd).around(List.of(marks), filter),
                correspondents,
                trace);
    }

    private static MessageContent mail(String text) {
        Spool spool = new Spool(Path.of("/nonexistent"), Integer.MAX_VALUE / 2);
        byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        try {
            spool.write(octets, 0, octets.length);
            spool.finish();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return spool;
    }

    private static MessageContent plain(String body) {
        return mail("From: a@b.example\nSubject: s\nMessage-ID: <1@b.example>\n\n" + body + "\n");
    }

    private Delivery send(MailFlow flow, InetAddress from, String sender, MessageContent content, String... to) {
        Client client = Client.connected(from, new Entrance("smtp", modes)).greeting("mail.b.example");
        Opening opening = flow.mail(client, Optional.of(EmailAddress.valueOf(sender)), MailParameters.NONE);
        Reception reception = ((Opening.Opened) opening).reception();
        for (String one : to) {
            assertThat(reception.rcpt(EmailAddress.valueOf(one + "@example.org"), RecipientParameters.NONE))
                    .isEmpty();
        }
        return reception.deliver(content);
    }

    private Delivery send(String body, String... to) {
        return send(flow(Optional.empty(), Optional.empty()), STRANGER, "a@b.example", plain(body), to);
    }

    private int count(Account account, String box) {
        store.mailboxes(account.id());
        return store.snapshot(store.mailbox(account.id(), new MailboxName(box))
                        .orElseThrow()
                        .id())
                .count();
    }

    private SpamVerdict kept(Account account, String box) {
        MailboxSnapshot snapshot = store.snapshot(
                store.mailbox(account.id(), new MailboxName(box)).orElseThrow().id());
        StoredMessage message = store.message(snapshot, snapshot.count() - 1);
        byte[] header = message.octets(0, (int) message.structure().root().bodyStart());
        return SpamField.parse(HeaderFields.first(header, SpamField.NAME).orElseThrow())
                .orElseThrow();
    }

    private static Refusal refusal(Delivery delivery) {
        return ((Delivery.Refused) delivery).refusal();
    }

    private void teach(Account account, String spam, String ham, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            knowledge.learn(lesson(account, spam + " number " + i, SpamClass.SPAM));
            knowledge.learn(lesson(account, ham + " number " + i, SpamClass.HAM));
        }
    }

    private Lesson lesson(Account account, String text, SpamClass as) throws IOException {
        return new Lesson(
                Owner.of(account.id()),
                new ContentId(++messages),
                as,
                false,
                knowledge.tokenizer().tokens(plain(text)).hashes(),
                20_000);
    }

    @Test
    void theSumDecides() {
        points = 4.9;
        assertThat(send("hello", "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
        assertThat(kept(ANN, "INBOX").filing()).isEqualTo(Filing.PASS);
        assertThat(kept(ANN, "INBOX").scores())
                .extracting(score -> score.code())
                .containsExactly("helo-is-short", "network-known");
        points = 5;
        send("hello", "ann");
        assertThat(count(ANN, "Junk")).isEqualTo(1);
        assertThat(kept(ANN, "Junk").filing()).isEqualTo(Filing.JUNK);
        assertThat(kept(ANN, "Junk").score()).isEqualTo(5);
        points = 15;
        assertThat(refusal(send("hello", "ann"))).isEqualTo(new Refusal.Spam());
    }

    @Test
    void whoAsksWhyFindsTheRefusalByItsAddress() {
        points = 15;
        assertThat(refusal(send("hello", "ann", "ben"))).isEqualTo(new Refusal.Spam());
        for (String address : List.of("ann@example.org", "ben@example.org")) {
            assertThat(trace.find(new TraceQuery(List.of(address), NOW.minusSeconds(1), NOW.plusSeconds(1), 10)))
                    .singleElement()
                    .satisfies(
                            story -> assertThat(story.endings().get(address)).isInstanceOf(TraceEvent.Refused.class));
        }
    }

    @Test
    void spamStaysWithWhoHasItsMailPassedOn() {
        EmailAddress away = EmailAddress.valueOf("ann@away.example");
        List<Outgoing> left = new ArrayList<>();
        EmailAddress ann = EmailAddress.valueOf("ann@example.org");
        MailFlow flow = flow(
                        _ -> new Route.Reaches(
                                List.of(new Target.Remote(away, new Target.Reason.Forward(ANN, ann, false)))),
                        Optional.empty(),
                        Optional.empty())
                .through(
                        new Intake() {
                            @Override
                            public boolean passesOn() {
                                return true;
                            }

                            @Override
                            public void accept(
                                    MessageContent content,
                                    Instant now,
                                    List<Destination> mailboxes,
                                    List<Outgoing> outgoing) {
                                if (!mailboxes.isEmpty()) {
                                    store.deliver(content, now, mailboxes);
                                }
                                left.addAll(outgoing);
                            }
                        },
                        new Departures(
                                _ -> new Route.Remote(), new Srs(() -> List.of(new byte[SrsKeys.LENGTH]), CLOCK)));
        send(flow, STRANGER, "a@b.example", plain("hello"), "ann");
        assertThat(left).hasSize(1);
        points = 5;
        send(flow, STRANGER, "a@b.example", plain("hello"), "ann");
        assertThat(left).hasSize(1);
        assertThat(count(ANN, "Junk")).isEqualTo(1);
    }

    @Test
    void nobodysTrainingGivesNoVerdict() {
        send("cheap pills casino winner", "ann");
        assertThat(kept(ANN, "INBOX").scores())
                .extracting(score -> score.code())
                .containsExactly("network-known");
    }

    @Test
    void eachMailboxIsJudgedByWhatItHasLearnt() throws Exception {
        teach(ANN, "cheap pills casino winner prize lottery million", "garden committee minutes lunch invoice", 15);
        teach(BEN, "garden committee minutes lunch invoice", "cheap pills casino winner prize lottery million", 15);
        send("cheap pills casino winner prize lottery million", "ann", "ben");
        assertThat(count(ANN, "Junk")).isEqualTo(1);
        assertThat(count(BEN, "INBOX")).isEqualTo(1);
        assertThat(kept(BEN, "INBOX").filing()).as("none is told of the other").isEqualTo(Filing.EACH);
        assertThat(kept(BEN, "INBOX").scores())
                .extracting(score -> score.code())
                .containsExactly("network-known");
        send("cheap pills casino winner prize lottery million", "ann");
        assertThat(kept(ANN, "Junk").scores())
                .extracting(score -> score.code())
                .containsExactly("network-known", "learnt-spam");
        List<TraceEvent> events = trace.find(
                        new TraceQuery(List.of("ann@example.org"), NOW.minusSeconds(9), NOW.plusSeconds(9), 9))
                .getFirst()
                .events();
        assertThat(events.stream().map(new Endings(Locale.FRENCH)::sentence).toList())
                .anyMatch(sentence -> sentence.contains("Rangé parmi les indésirables de ann@example.org.")
                        && sentence.contains("il ressemble à du courrier indésirable (99 sur 100)"));
    }

    @Test
    void itIsRefusedOnlyWhenAllWouldRefuse() throws Exception {
        points = 11;
        teach(ANN, "cheap pills casino winner prize lottery million", "garden committee minutes lunch invoice", 15);
        assertThat(send("cheap pills casino winner prize lottery million", "ann", "ben"))
                .isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "Junk") + count(BEN, "Junk")).isEqualTo(2);
        assertThat(refusal(send("cheap pills casino winner prize lottery million", "ann")))
                .isEqualTo(new Refusal.Spam());
    }

    @Test
    void whoIsLetInSkipsTheFilter() {
        points = 20;
        MailFlow flow = flow(Optional.empty(), Optional.empty());
        assertThat(send(flow, STRANGER, "friend@far.example", plain("x"), "ann"))
                .isInstanceOf(Delivery.Accepted.class);
        assertThat(kept(ANN, "INBOX").filing()).isEqualTo(Filing.PASS);
        assertThat(kept(ANN, "INBOX").scores())
                .extracting(score -> score.code())
                .contains("correspondent");
        assertThat(refusal(send(flow, STRANGER, "friend@far.example", plain("x"), "ben")))
                .isEqualTo(new Refusal.Spam());
        lists.put(new Scope.Mailbox(BEN.id()), Subject.parse("far.example").orElseThrow(), Effect.ALLOW);
        assertThat(send(flow, STRANGER, "friend@far.example", plain("x"), "ben"))
                .isInstanceOf(Delivery.Accepted.class);
        assertThat(count(BEN, "INBOX")).isEqualTo(1);
        assertThat(send(flow, TRUSTED, "a@b.example", plain(GTUBE), "ann")).isInstanceOf(Delivery.Accepted.class);
    }

    @Test
    void observedItChangesNothingButIsTold() {
        modes.put(Check.SPAM, Mode.OBSERVE);
        points = 20;
        assertThat(send("hello", "ann")).isInstanceOf(Delivery.Accepted.class);
        points = 7;
        assertThat(send("hello", "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "INBOX")).isEqualTo(2);
        assertThat(kept(ANN, "INBOX").score()).isBetween(7.0, 9.0);
        assertThat(
                        trace
                                .find(new TraceQuery(
                                        List.of("a@b.example"), NOW.minusSeconds(9), NOW.plusSeconds(9), 9))
                                .stream()
                                .flatMap(story -> story.events().stream()))
                .anyMatch(event -> event instanceof TraceEvent.Refused refused && !refused.enforced());
        modes.put(Check.SPAM, Mode.OFF);
        assertThat(send(GTUBE, "ann")).isInstanceOf(Delivery.Accepted.class);
    }

    @Test
    void whatAnotherCheckOnlyObservesWeighsNothing() {
        modes.put(Check.HELO, Mode.OBSERVE);
        points = 20;
        assertThat(send("hello", "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(kept(ANN, "INBOX").score()).isZero();
    }

    @Test
    void theTestMessageIsRefused() {
        assertThat(refusal(send(GTUBE, "ann"))).isEqualTo(new Refusal.Spam());
    }

    @Test
    void aNetworkThatSendsSpamGetsABadName() {
        points = 6;
        for (int i = 0; i < 20; i++) {
            send("hello", "ann");
        }
        points = 0;
        send("hello", "ann");
        assertThat(kept(ANN, "INBOX").scores().getFirst().code()).isEqualTo("network-bad");
        assertThat(kept(ANN, "INBOX").score()).isBetween(1.0, 3.0);
    }

    // ---- other programs

    private static ScannerSettings to(ScriptedServer server, WhenDown whenDown) {
        return new ScannerSettings(server.address(), Duration.ofMillis(1500), whenDown);
    }

    /// What clamd reads, by its protocol.
    private static byte[] instream(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        assertThat(in.readNBytes(10)).isEqualTo("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int length = in.readInt(); length != 0; length = in.readInt()) {
            octets.write(in.readNBytes(length));
        }
        return octets.toByteArray();
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    private Delivery scanned(ScriptedServer.Script script, WhenDown whenDown, String body) {
        try (ScriptedServer server = new ScriptedServer(script)) {
            return send(
                    flow(Optional.of(new ClamAv(to(server, whenDown))), Optional.empty()),
                    STRANGER,
                    "a@b.example",
                    plain(body),
                    "ann");
        }
    }

    @Test
    void aVirusIsRefusedWithItsName() {
        List<byte[]> seen = new ArrayList<>();
        String body = "x".repeat(60) + "\n";
        Delivery found = scanned(
                client -> {
                    seen.add(instream(client));
                    say(client, "stream: Eicar-\u00e9-Signature FOUND\0");
                },
                WhenDown.ACCEPT,
                body.repeat(5000));
        assertThat(refusal(found)).isEqualTo(new Refusal.Virus("Eicar-?-Signature"));
        assertThat(seen.getFirst()).hasSizeGreaterThan(300_000);
        Delivery clean = scanned(
                client -> {
                    instream(client);
                    say(client, "stream: OK\0");
                },
                WhenDown.DEFER,
                body);
        assertThat(clean).isInstanceOf(Delivery.Accepted.class);
    }

    @Test
    void whatAScannerThatIsDownMeansIsTheOperatorsChoice() {
        CountDownLatch over = new CountDownLatch(1);
        Map<String, ScriptedServer.Script> scripts = new HashMap<>();
        scripts.put("slow", client -> {
            instream(client);
            over.await();
        });
        scripts.put("closed at once", _ -> {});
        scripts.put(
                "closed within the message", client -> client.getInputStream().readNBytes(2000));
        scripts.put("nonsense", client -> {
            instream(client);
            say(client, "hello\0");
        });
        scripts.put("endless", client -> {
            instream(client);
            while (true) {
                say(client, "x".repeat(10_000));
            }
        });
        scripts.put("too large", client -> {
            client.getInputStream().readNBytes(2000);
            say(client, "INSTREAM size limit exceeded. ERROR\0");
        });
        String body = ("y".repeat(70) + "\n").repeat(3000);
        scripts.forEach((name, script) -> {
            long start = System.nanoTime();
            assertThat(scanned(script, WhenDown.ACCEPT, body)).as(name).isInstanceOf(Delivery.Accepted.class);
            assertThat(refusal(scanned(script, WhenDown.DEFER, body))).as(name).isEqualTo(new Refusal.CheckDown());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(name).isLessThan(Duration.ofSeconds(10));
        });
        over.countDown();
        Scanner nobody = new ClamAv(new ScannerSettings("127.0.0.1:1", Duration.ofSeconds(2), WhenDown.DEFER));
        assertThat(refusal(
                        send(flow(Optional.of(nobody), Optional.empty()), STRANGER, "a@b.example", plain("x"), "ann")))
                .isEqualTo(new Refusal.CheckDown());
    }

    /// Giving a slow program up must not close the file of a large message.
    @Test
    void aLargeMessageSurvivesAScannerThatReadsSlowly(@TempDir Path directory) throws Exception {
        byte[] octets = ("From: a@b.example\r\nSubject: s\r\n\r\n" + ("z".repeat(70) + "\r\n").repeat(30_000))
                .getBytes(StandardCharsets.US_ASCII);
        CountDownLatch over = new CountDownLatch(1);
        try (Spool spool = new Spool(directory, 1000);
                ScriptedServer server = new ScriptedServer(client -> {
                    client.getInputStream().readNBytes(100);
                    over.await();
                })) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            assertThat(send(
                            flow(Optional.of(new ClamAv(to(server, WhenDown.ACCEPT))), Optional.empty()),
                            STRANGER,
                            "a@b.example",
                            spool,
                            "ann"))
                    .isInstanceOf(Delivery.Accepted.class);
            assertThat(count(ANN, "INBOX")).isEqualTo(1);
        } finally {
            over.countDown();
        }
    }

    /// Reads a request, answers with a status and a text.
    private static ScriptedServer.Script http(String status, String answer, List<String> requests) {
        return client -> {
            InputStream in = client.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(in.read());
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int length = Integer.parseInt(text.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
            in.readNBytes(length);
            requests.add(text);
            say(
                    client,
                    "HTTP/1.1 " + status + "\r\nContent-Length: " + answer.getBytes(StandardCharsets.UTF_8).length
                            + "\r\n\r\n" + answer);
        };
    }

    private Delivery judged(ScriptedServer.Script script, WhenDown whenDown) {
        try (ScriptedServer server = new ScriptedServer(script)) {
            return send(
                    flow(Optional.empty(), Optional.of(new Rspamd(to(server, whenDown)))),
                    STRANGER,
                    "a@b.example",
                    plain("hello"),
                    "ann",
                    "ben");
        }
    }

    private static String answer(String action, double score) {
        return "{\"is_skipped\":false,\"score\":" + score + ",\"required_score\":15.0,\"symbols\":{\"X\":{\"name\":"
                + "\"X\",\"score\":99.0,\"options\":[\"}\",\"\\\"{\"]}},\"messages\":{},\"action\":\"" + action
                + "\",\"urls\":[]}";
    }

    @Test
    void rspamdIsOneScoreAmongOthers() {
        List<String> requests = new ArrayList<>();
        judged(http("200 OK", answer("no action", 3), requests), WhenDown.DEFER);
        assertThat(kept(ANN, "INBOX").scores().getFirst().toString()).contains("rspamd", "2.0", "no action 3.0");
        assertThat(requests.getFirst().lines().map(line -> line.toLowerCase(Locale.ROOT)))
                .contains(
                        "post /checkv2 http/1.1",
                        "ip: 198.51.100.66",
                        "helo: mail.b.example",
                        "from: a@b.example",
                        "rcpt: ann@example.org",
                        "rcpt: ben@example.org");
        judged(http("200 OK", answer("add header", 7), requests), WhenDown.DEFER);
        assertThat(count(ANN, "Junk")).isEqualTo(1);
        points = 6;
        assertThat(refusal(judged(http("200 OK", answer("reject", 22), requests), WhenDown.DEFER)))
                .isEqualTo(new Refusal.Spam());
    }

    @Test
    void anRspamdThatAnswersBadlyIsDown() {
        List<String> requests = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        List<ScriptedServer.Script> scripts = List.of(
                http("500 Oops", "{}", requests),
                http("200 OK", "{\"action\":\"reject\"}", requests),
                http("200 OK", "{\"action\":\"reject\",\"score\":\"NaN", requests),
                http("200 OK", "[]", requests),
                http("200 OK", "", requests),
                http("200 OK", "{\"a\":" + "[".repeat(100_000), requests),
                http("200 OK", "{\"a\":\"" + "x".repeat(3_000_000), requests),
                client -> client.getInputStream().readNBytes(20),
                _ -> over.await());
        for (ScriptedServer.Script script : scripts) {
            assertThat(refusal(judged(script, WhenDown.DEFER))).isEqualTo(new Refusal.CheckDown());
        }
        assertThat(judged(scripts.getFirst(), WhenDown.ACCEPT)).isInstanceOf(Delivery.Accepted.class);
        over.countDown();
    }
}
