package org.tassis.mailflow.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.AutoReply;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Delivery;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.Verdict;
import org.tassis.mailflow.WayOut;
import org.tassis.mailflow.filter.FilterSettings;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.InMemoryFilterRecords;
import org.tassis.mailflow.filter.InMemorySeenMessages;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.dkim.ArcOutcome;
import org.tassis.senderauth.dkim.ArcReason;
import org.tassis.senderauth.dkim.ArcResult;
import org.tassis.senderauth.dmarc.DmarcOutcome;
import org.tassis.senderauth.dmarc.DmarcPolicy;
import org.tassis.senderauth.dmarc.DmarcReason;
import org.tassis.senderauth.dmarc.DmarcResult;
import org.tassis.senderauth.spf.SpfOutcome;
import org.tassis.senderauth.spf.SpfReason;
import org.tassis.senderauth.spf.SpfResult;
import org.tassis.store.Destination;
import org.tassis.store.InMemoryMailStore;

/// Whole messages through the flow, and what is answered.
class AutoResponderTest {
    private static final Account ANN = account(1, "ann", "Ann Smith", Locale.ENGLISH);
    private static final Account ZOE = account(2, "zoe", "Zoë \"Z\" Ward", Locale.FRENCH);

    private record Carried(Account from, EmailAddress to, String message) {
        /// Unfolded.
        String field(String name) {
            String header = message.substring(0, message.indexOf("\r\n\r\n")).replaceAll("\r\n[ \t]", " ");
            return header.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .findFirst()
                    .map(line -> line.substring(name.length() + 2))
                    .orElse("none");
        }

        String body() {
            return message.substring(message.indexOf("\r\n\r\n") + 4);
        }
    }

    private boolean vouched = true;

    /// The sender's domain vouches for it by SPF.
    private final class Vouching implements Policy {
        @Override
        public Verdict data(Reception reception, MessageContent content) {
            if (vouched) {
                String domain = reception
                        .sender()
                        .map(sender -> sender.domain().ascii())
                        .orElse("");
                reception.authenticated(new AuthenticationResult(
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
                                DmarcPolicy.NONE)));
            }
            return Verdict.ACCEPT;
        }
    }

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, () -> now);
    private final Map<AccountId, AutoReply> replies = new HashMap<>();
    private final Map<String, Route> routes = new HashMap<>(Map.of(
            "ann@example.org", Route.local(ANN, Optional.empty()),
            "zoe@example.org", Route.local(ZOE, Optional.empty())));
    private final Router router = address -> address.domain().ascii().equals("example.org")
            ? routes.getOrDefault(address.key(), new Route.NoSuchUser())
            : new Route.Remote();
    private final List<Carried> carried = new ArrayList<>();
    private final List<TraceEvent> events = new ArrayList<>();
    private AutoResponder.Carrier carrier =
            (_, from, to, message) -> carried.add(new Carried(from, to, new String(message, StandardCharsets.UTF_8)));
    private final MailFlow flow = new MailFlow(
                    router,
                    Optional::empty,
                    store,
                    () -> now,
                    1_000_000,
                    List.of(new Vouching()),
                    Correspondents.NONE,
                    Trace.NONE)
            .followedBy(new AutoResponder(
                    id -> Optional.ofNullable(replies.get(id)).filter(reply -> reply.isActive(now)),
                    new InMemoryReplyHistory(),
                    () -> now,
                    (id, from, to, message) -> carrier.carry(id, from, to, message),
                    events::add));

    private final Filters filters = new Filters(
            new InMemoryFilterRecords(),
            new InMemorySeenMessages(),
            store,
            FilterSettings.DEFAULT,
            Path.of("unused"),
            () -> now);

    private void filter(Account account, String script) {
        ScriptName name = new ScriptName("main");
        filters.put(account.id(), name, "require [\"vacation\", \"vacation-seconds\"];\r\n" + script);
        filters.activate(account.id(), Optional.of(name));
        flow.filteredBy(filters);
    }

    private static Account account(long id, String login, String name, Locale language) {
        EmailAddress address = EmailAddress.valueOf(login + "@example.org");
        return new Account(
                new AccountId(id),
                new Login(login),
                name,
                Quota.UNLIMITED,
                true,
                Optional.of(address),
                List.of(address, EmailAddress.valueOf(login + ".2@example.org")),
                Account.PopDelete.HIDE,
                Set.of(),
                language);
    }

    private void away(Account account, String subject, String text) {
        replies.put(
                account.id(),
                new AutoReply(
                        subject,
                        text,
                        Optional.empty(),
                        Optional.of(Instant.parse("2026-03-10T00:00:00Z")),
                        Duration.ofDays(1),
                        true,
                        now,
                        Optional.empty()));
    }

    @Test
    void aLetterIsAnswered() {
        away(ANN, "", "I am away.\nAnn");
        receive(
                "bob@far.example",
                "ann@example.org",
                "From: bob@far.example\r\nTo: ann@example.org\r\nSubject: Re: re: Tomorrow =?utf-8?q?=C3=A0_8?=\r\n"
                        + "Message-ID: <2@far.example>\r\nReferences: <0@x> <1@x>\r\n\r\nCome?\r\n");
        assertThat(carried).hasSize(1);
        Carried reply = carried.getFirst();
        assertThat(reply.to()).isEqualTo(EmailAddress.valueOf("bob@far.example"));
        assertThat(reply.field("Return-Path")).isEqualTo("<>");
        assertThat(reply.field("From")).isEqualTo("\"Ann Smith\" <ann@example.org>");
        assertThat(reply.field("To")).isEqualTo("<bob@far.example>");
        assertThat(reply.field("Subject")).startsWith("=?UTF-8?B?UmU6IFRvbW9ycm93IM");
        assertThat(reply.field("Date")).isEqualTo("Sun, 1 Mar 2026 12:00:00 +0000");
        assertThat(reply.field("Message-ID")).matches("<[0-9a-z]+@example\\.org>");
        assertThat(reply.field("In-Reply-To")).isEqualTo("<2@far.example>");
        assertThat(reply.field("References")).isEqualTo("<0@x> <1@x> <2@far.example>");
        assertThat(reply.field("Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(reply.field("Content-Type")).isEqualTo("text/plain; charset=us-ascii");
        assertThat(reply.body()).isEqualTo("I am away.\r\nAnn\r\n");
    }

    @Test
    void itIsInTheLanguageAndLettersOfItsOwner() {
        away(ZOE, "", "Je suis absente jusqu'au 9 — à bientôt.\n\nFrom me = Zoë " + "x".repeat(100) + " ");
        receive("bob@far.example", "zoe@example.org", "To: zoe@example.org\r\n\r\nx\r\n");
        Carried reply = carried.getFirst();
        assertThat(reply.field("Subject")).isEqualTo("=?UTF-8?B?UsOpcG9uc2UgYXV0b21hdGlxdWU=?=");
        assertThat(reply.field("Content-Language")).isEqualTo("fr");
        assertThat(reply.field("From")).startsWith("=?UTF-8?B?").endsWith("?= <zoe@example.org>");
        assertThat(reply.field("In-Reply-To")).isEqualTo("none");
        assertThat(reply.field("References")).isEqualTo("none");
        assertThat(reply.field("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(reply.message().chars()).allMatch(c -> c < 0x80);
        assertThat(reply.message().lines()).allMatch(line -> line.length() <= 78);
        assertThat(reply.body())
                .contains("=E2=80=94 =C3=A0")
                .contains("\r\n=46rom me =3D Zo=C3=AB")
                .endsWith("x=20\r\n");
    }

    @Test
    void theSubjectOfTheOwnerIsTaken() {
        away(ANN, "Away", "x");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\nSubject: Hi\r\n\r\nx\r\n");
        assertThat(carried.getFirst().field("Subject")).isEqualTo("Away");
    }

    @Test
    void nothingOfTheMessageBreaksTheHeader() {
        away(ANN, "", "x");
        receive(
                "bob@far.example",
                "ann@example.org",
                "To: ann@example.org\r\nSubject: =?utf-8?q?Hi=0D=0ABcc:_x@y.example?=\r\n"
                        + "Message-ID: <a b@c> <<d>>\r\nReferences: <" + "e".repeat(300) + "> " + "<f@g> ".repeat(5000)
                        + "\r\n\r\nx\r\n");
        Carried reply = carried.getFirst();
        assertThat(reply.field("Bcc")).isEqualTo("none");
        assertThat(reply.field("Subject")).isEqualTo("Re: Hi  Bcc: x@y.example");
        assertThat(reply.field("References")).hasSizeLessThan(600);
    }

    @Test
    void aSenderIsAnsweredOnceInAnIntervalAndNotOutsideTheDates() {
        away(ANN, "", "x");
        String letter = "To: ann@example.org\r\n\r\nx\r\n";
        receive("bob@far.example", "ann@example.org", letter);
        receive("bob@far.example", "ann@example.org", letter);
        receive("carl@far.example", "ann@example.org", letter);
        assertThat(carried).extracting(reply -> reply.to().local()).containsExactly("bob", "carl");
        now = now.plus(Duration.ofDays(1));
        receive("bob@far.example", "ann@example.org", letter);
        assertThat(carried).hasSize(3);
        now = Instant.parse("2026-03-10T00:00:00Z");
        receive("bob@far.example", "ann@example.org", letter);
        assertThat(carried).hasSize(3);
    }

    @Test
    void oneMessageForSeveralIsAnsweredByEachOfThemOnce() {
        away(ANN, "", "x");
        away(ZOE, "", "y");
        routes.put("ann.2@example.org", Route.local(ANN, Optional.empty()));
        Reception reception = begin("bob@far.example");
        for (String recipient : List.of("ann@example.org", "ann.2@example.org", "zoe@example.org")) {
            assertThat(reception.rcpt(EmailAddress.valueOf(recipient), RecipientParameters.NONE))
                    .isEmpty();
        }
        deliver(reception, "To: ann@example.org, zoe@example.org\r\n\r\nx\r\n");
        assertThat(carried).extracting(reply -> reply.from().login().value()).containsExactly("ann", "zoe");
    }

    @Test
    void whoIsOnlyOneOfAnAliasDoesNotAnswerForIt() {
        away(ANN, "", "x");
        routes.put(
                "team@example.org",
                new Route.Reaches(List.of(
                        new Target.Mailbox(ANN, Optional.empty(), false),
                        new Target.Mailbox(ZOE, Optional.empty(), false))));
        routes.put("info@example.org", Route.local(ANN, Optional.empty()));
        receive("bob@far.example", "team@example.org", "To: team@example.org\r\n\r\nx\r\n");
        assertThat(carried).isEmpty();
        receive("bob@far.example", "info@example.org", "To: info@example.org\r\n\r\nx\r\n");
        assertThat(carried).hasSize(1);
        assertThat(carried.getFirst().field("From")).isEqualTo("\"Ann Smith\" <ann@example.org>");
    }

    @Test
    void bouncesAndOtherAnswersAreNotAnsweredSoTwoWhoAreAwayAreQuiet() {
        away(ANN, "", "x");
        away(ZOE, "", "y");
        ReplyDelivery local = new ReplyDelivery(router, store, Intake.mailboxesOnly(store), WayOut.DIRECT, () -> now);
        carrier = local;
        receive("zoe@example.org", "ann@example.org", "To: ann@example.org\r\nSubject: Hi\r\n\r\nx\r\n");
        assertThat(inbox(ANN)).isEqualTo(1);
        assertThat(inbox(ZOE)).isEqualTo(1);
        Reception bounce = begin("");
        assertThat(bounce.rcpt(EmailAddress.valueOf("ann@example.org"), RecipientParameters.NONE))
                .isEmpty();
        deliver(bounce, "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(inbox(ZOE)).isEqualTo(1);
        assertThat(local.carry("1", ANN, EmailAddress.valueOf("bob@far.example"), new byte[] {'\r', '\n'}))
                .isFalse();
        assertThat(local.carry("1", ANN, EmailAddress.valueOf("nobody@example.org"), new byte[] {'\r', '\n'}))
                .isFalse();
    }

    @Test
    void whoMayBeForgedIsNotAnswered() {
        away(ANN, "", "x");
        vouched = false;
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(carried).isEmpty();
        vouched = true;
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(carried).hasSize(1);
    }

    @Test
    void answersForOthersLeaveThroughTheQueueSignedAndWithoutASender() {
        away(ANN, "", "x");
        List<Outgoing> left = new ArrayList<>();
        carrier = new ReplyDelivery(
                router,
                store,
                new Intake() {
                    @Override
                    public boolean passesOn() {
                        return true;
                    }

                    @Override
                    public void accept(
                            MessageContent content, Instant at, List<Destination> mailboxes, List<Outgoing> outgoing) {
                        assertThat(mailboxes).isEmpty();
                        left.addAll(outgoing);
                    }
                },
                WayOut.DIRECT,
                () -> now);
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(left).singleElement().satisfies(one -> {
            assertThat(one.sender()).isEmpty();
            assertThat(one.owner()).contains(ANN.id());
            assertThat(one.authored()).isTrue();
            assertThat(one.recipients())
                    .extracting(Outgoing.To::address)
                    .containsExactly(EmailAddress.valueOf("bob@far.example"));
        });
    }

    @Test
    void whatFailsCostsTheAnswerAlone() {
        away(ANN, "", "x");
        carrier = (_, _, _, _) -> {
            throw new DirectoryException(new DirectoryFailure.Unavailable());
        };
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(inbox(ANN)).isEqualTo(1);
    }

    @Test
    void aFilterSaysWhatIsAnswered() {
        filter(ANN, "if header :contains \"subject\" \"order\" { vacation :seconds 3600 \"Thanks.\"; }");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\nSubject: Hi\r\n\r\nx\r\n");
        assertThat(carried).isEmpty();
        String order = "To: ann@example.org\r\nSubject: My order\r\nMessage-ID: <1@far>\r\n\r\nx\r\n";
        receive("bob@far.example", "ann@example.org", order);
        receive("bob@far.example", "ann@example.org", order);
        assertThat(carried).hasSize(1);
        Carried reply = carried.getFirst();
        assertThat(reply.field("Subject")).isEqualTo("Auto: My order");
        assertThat(reply.field("From")).isEqualTo("\"Ann Smith\" <ann@example.org>");
        assertThat(reply.field("In-Reply-To")).isEqualTo("<1@far>");
        assertThat(reply.field("Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(reply.body()).isEqualTo("Thanks.\r\n");
        now = now.plusSeconds(3600);
        receive("bob@far.example", "ann@example.org", order);
        assertThat(carried).hasSize(2);
        assertThat(inbox(ANN)).isEqualTo(4);
    }

    @Test
    void theTraceTellsWhatWasAnswered() {
        filter(ANN, "vacation \"x\";");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(events).singleElement().isInstanceOfSatisfying(TraceEvent.Filtered.class, event -> assertThat(
                        event.recipient() + " " + event.action() + " " + event.detail())
                .isEqualTo("ann@example.org replied bob@far.example"));
    }

    @Test
    void repliesOfAFilterAreToldApartByTheirHandles() {
        filter(ANN, "if header :is \"subject\" \"a\" { vacation \"A\"; } else { vacation \"B\"; }");
        for (String subject : List.of("a", "b", "a", "b")) {
            receive(
                    "bob@far.example",
                    "ann@example.org",
                    "To: ann@example.org\r\nSubject: " + subject + "\r\n\r\nx\r\n");
        }
        assertThat(carried).extracting(Carried::body).containsExactly("A\r\n", "B\r\n");
    }

    @Test
    void whoAnswersByAFilterDoesNotAnswerTwice() {
        away(ANN, "", "I am away");
        filter(
                ANN,
                "if header :is \"subject\" \"a\" { vacation \"A\"; }\r\n"
                        + "elsif header :is \"subject\" \"gone\" { discard; }");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\nSubject: gone\r\n\r\nx\r\n");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\nSubject: a\r\n\r\nx\r\n");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\nSubject: b\r\n\r\nx\r\n");
        assertThat(carried).extracting(Carried::body).containsExactly("A\r\n", "I am away\r\n");
    }

    @Test
    void nobodyAnswersInTheNameOfOthersByAFilter() {
        filter(ANN, "vacation :from \"Boss <boss@example.org>\" :subject \"Hi\" \"x\";");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(carried.getFirst().field("From")).isEqualTo("\"Ann Smith\" <ann@example.org>");
        filter(ANN, "vacation :from \"\\\"A. S.\\\" <ann.2@example.org>\" :handle \"other\" :subject \"Hi\" \"x\";");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(carried.getLast().field("From")).isEqualTo("\"A. S.\" <ann.2@example.org>");
        assertThat(carried.getLast().field("Subject")).isEqualTo("Hi");
    }

    @Test
    void otherAddressesOfTheOwnerCount() {
        String letter = "To: ann@elsewhere.example\r\n\r\nx\r\n";
        filter(ANN, "vacation \"x\";");
        receive("bob@far.example", "ann@example.org", letter);
        assertThat(carried).isEmpty();
        filter(ANN, "vacation :addresses \"ann@elsewhere.example\" \"x\";");
        receive("bob@far.example", "ann@example.org", letter);
        assertThat(carried).hasSize(1);
    }

    @Test
    void aReplyMayBeAMimeEntityButNotAHeader() {
        filter(ANN, """
                vacation :mime text:
                Bcc: victim@far.example
                Content-Type: multipart/alternative;
                 boundary="b"
                X-Evil: yes
                 really

                --b
                Content-Type: text/html; charset=utf-8

                <p>Zoë</p>
                --b--
                .
                ;""".replace("\n", "\r\n"));
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\nSubject: Hi\r\n\r\nx\r\n");
        Carried reply = carried.getFirst();
        assertThat(reply.field("Content-Type")).isEqualTo("multipart/alternative; boundary=\"b\"");
        assertThat(reply.field("Content-Transfer-Encoding")).isEqualTo("8bit");
        assertThat(reply.field("Bcc") + reply.field("X-Evil")).isEqualTo("nonenone");
        assertThat(reply.message()).doesNotContain("really");
        assertThat(reply.body())
                .isEqualTo("--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Zoë</p>\r\n--b--\r\n");
        filter(ANN, "vacation :mime \"No header, " + "é".repeat(1000) + "\";");
        receive("bob@far.example", "ann@example.org", "To: ann@example.org\r\n\r\nx\r\n");
        assertThat(carried.getLast().field("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(carried.getLast().body()).startsWith("No header, é");
        assertThat(carried.getLast().message().lines())
                .allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 998);
    }

    private int inbox(Account account) {
        store.mailboxes(account.id());
        return store.snapshot(store.mailbox(account.id(), MailboxName.INBOX)
                        .orElseThrow()
                        .id())
                .count();
    }

    private void receive(String sender, String recipient, String message) {
        Reception reception = begin(sender);
        assertThat(reception.rcpt(EmailAddress.valueOf(recipient), RecipientParameters.NONE))
                .isEmpty();
        deliver(reception, message);
    }

    private Reception begin(String sender) {
        Client client = Client.connected(InetAddress.ofLiteral("192.0.2.7"));
        return ((MailFlow.Opening.Opened) flow.mail(client, EmailAddress.parse(sender), MailParameters.NONE))
                .reception();
    }

    private static void deliver(Reception reception, String message) {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        try (Spool spool = new Spool(Path.of("unused"))) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            assertThat(reception.deliver(spool)).isInstanceOf(Delivery.Accepted.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
