package org.tassis.mailflow.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.GreylistSettings;
import org.tassis.greylist.InMemoryGreylistHistory;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Entrance;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.store.InMemoryMailStore;

class GuardsTest {
    private static final Refusal GREYLISTED = new Refusal.Greylisted(Duration.ofMinutes(15));
    private static final Client STRANGER = Client.connected(InetAddress.ofLiteral("192.0.2.7"));
    private static final Account ANN = account(1, "ann");
    private static final Account BOB = account(2, "bob");

    private Instant now = Instant.parse("2026-11-21T08:39:06Z");
    private final InstantSource clock = () -> now;
    private final AccessLists lists = new AccessLists(new InMemoryAccessRules(), clock);
    private final Greylist greylist =
            new Greylist(new InMemoryGreylistHistory(1000, 1000), GreylistSettings.DEFAULT, clock);
    private final Set<String> written = new HashSet<>();
    private final List<String> notices = new ArrayList<>();
    private final List<TraceEvent> trace = new ArrayList<>();
    private RateSettings rates = RateSettings.DEFAULT;
    private SpfPass spf = SpfPass.UNKNOWN;
    private Optional<Dns> dns = Optional.empty();

    private final Correspondents correspondents = new Correspondents() {
        @Override
        public void wrote(AccountId who, Collection<EmailAddress> to, Instant when) {
            to.forEach(address -> written.add(who.value() + " " + address.key()));
        }

        @Override
        public boolean knows(AccountId who, EmailAddress other) {
            return written.contains(who.value() + " " + other.key());
        }
    };

    private static Account account(long id, String login) {
        EmailAddress address = EmailAddress.valueOf(login + "@example.org");
        return new Account(
                new AccountId(id),
                new Login(login),
                "",
                Quota.UNLIMITED,
                true,
                Optional.of(address),
                List.of(address),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.ENGLISH);
    }

    private static Route route(EmailAddress address) {
        return switch (address.toString()) {
            case "ann@example.org" -> Route.local(ANN, Optional.empty());
            case "bob@example.org" -> Route.local(BOB, Optional.empty());
            default ->
                address.domain().ascii().equals("example.org")
                        ? Route.local(account(3, "x"), Optional.empty())
                        : new Route.Remote();
        };
    }

    private MailFlow flow() {
        Guards guards = new Guards(
                "mx.example.org",
                List.of(Cidr.parse("127.0.0.0/8").orElseThrow()),
                lists,
                greylist,
                correspondents,
                rates,
                (account, recipients, _) -> notices.add(account.login() + " " + recipients),
                spf,
                dns,
                List.of(new DomainName("bad.example")),
                List.of(new DomainName("good.example")),
                clock);
        return new MailFlow(
                GuardsTest::route,
                Optional::empty,
                new InMemoryMailStore(Map.of(ANN.id(), Quota.UNLIMITED)::get, clock),
                clock,
                100_000,
                guards.inOrder(),
                correspondents,
                trace::add);
    }

    private static Reception mail(MailFlow flow, Client client, String sender) {
        return ((Opening.Opened) flow.mail(
                        client, sender.isEmpty() ? Optional.empty() : EmailAddress.parse(sender), MailParameters.NONE))
                .reception();
    }

    private static Optional<Refusal> rcpt(Reception reception, String address) {
        return reception.rcpt(EmailAddress.valueOf(address), RecipientParameters.NONE);
    }

    private Optional<Refusal> attempt(Client client, String sender, String recipient) {
        return rcpt(mail(flow(), client, sender), recipient);
    }

    private void list(String scope, String subject, Effect effect) {
        lists.put(scope(scope), Subject.parse(subject).orElseThrow(), effect);
    }

    private static Scope scope(String text) {
        return switch (text) {
            case "server" -> new Scope.Server();
            case "ann" -> new Scope.Mailbox(ANN.id());
            case "bob" -> new Scope.Mailbox(BOB.id());
            default -> new Scope.Domain(new DomainName(text));
        };
    }

    // ---- greylisting

    @Test
    void aStrangerComesAgainAndIsLetIn() {
        assertThat(attempt(STRANGER, "a@b.example", "ann@example.org")).contains(GREYLISTED);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(attempt(STRANGER, "a@b.example", "ann@example.org"))
                .contains(new Refusal.Greylisted(Duration.ofMinutes(5)));
        now = now.plus(Duration.ofMinutes(5));
        assertThat(attempt(STRANGER, "a@b.example", "ann@example.org")).isEmpty();
        assertThat(attempt(STRANGER, "a@b.example", "bob@example.org")).isEmpty();
    }

    @Test
    void ownUsersAndTrustedNetworksDoNotWait() {
        assertThat(attempt(STRANGER.loggedIn(ANN), "ann@example.org", "bob@example.org"))
                .isEmpty();
        assertThat(attempt(Client.connected(InetAddress.ofLiteral("127.0.0.1")), "a@b.example", "ann@example.org"))
                .isEmpty();
    }

    @Test
    void toWhomTheMailboxHasWrittenDoesNotWait() {
        correspondents.wrote(ANN.id(), List.of(EmailAddress.valueOf("friend@b.example")), now);
        assertThat(attempt(STRANGER, "Friend@b.example", "ann@example.org")).isEmpty();
        assertThat(attempt(STRANGER, "friend@b.example", "bob@example.org")).contains(GREYLISTED);
    }

    @Test
    void whoIsAllowedDoesNotWait() {
        list("ann", "b.example", Effect.ALLOW);
        assertThat(attempt(STRANGER, "a@mail.b.example", "ann@example.org")).isEmpty();
        assertThat(attempt(STRANGER, "a@mail.b.example", "bob@example.org")).contains(GREYLISTED);
    }

    @Test
    void hostsOfATrustedDomainDoNotWaitAndSpfIsAskedOncePerMessage() {
        List<String> asked = new ArrayList<>();
        spf = (client, sender) -> {
            asked.add(client.address().getHostAddress() + " " + sender);
            return true;
        };
        attempt(STRANGER, "a@b.example", "ann@example.org");
        now = now.plus(Duration.ofMinutes(15));
        assertThat(attempt(STRANGER, "a@b.example", "ann@example.org")).isEmpty();
        asked.clear();
        Reception reception = mail(flow(), Client.connected(InetAddress.ofLiteral("198.51.100.9")), "new@b.example");
        assertThat(rcpt(reception, "ann@example.org")).isEmpty();
        assertThat(rcpt(reception, "bob@example.org")).isEmpty();
        assertThat(asked).containsExactly("198.51.100.9 new@b.example");
    }

    @ParameterizedTest
    @CsvSource({"OFF, 0", "OBSERVE, 1"})
    void aCheckThatIsNotEnforcedRefusesNothing(Mode mode, int noted) {
        Client client = Client.connected(STRANGER.address(), new Entrance("smtp", Map.of(Check.GREYLISTING, mode)));
        assertThat(attempt(client, "a@b.example", "ann@example.org")).isEmpty();
        assertThat(trace.stream()
                        .filter(event -> event instanceof TraceEvent.Refused refused
                                && !refused.enforced()
                                && refused.cause().equals("Greylisted")))
                .hasSize(noted);
    }

    @Test
    void aRefusalIsTracedWithWhoAndWhy() {
        attempt(STRANGER.greeting("mail.b.example"), "a@b.example", "ann@example.org");
        assertThat(trace).singleElement().isInstanceOfSatisfying(TraceEvent.Refused.class, event -> {
            assertThat(event.enforced()).isTrue();
            assertThat(event.cause()).isEqualTo("Greylisted");
            assertThat(event.stage()).isEqualTo(TraceEvent.Stage.RCPT);
            assertThat(event.sender()).isEqualTo("a@b.example");
            assertThat(event.recipient()).isEqualTo("ann@example.org");
            assertThat(event.peer().address()).isEqualTo("192.0.2.7");
            assertThat(event.peer().name()).isEqualTo("mail.b.example");
            assertThat(event.detail()).isEqualTo("15 min");
        });
    }

    // ---- lists

    /// Lists as `scope subject effect`, then what becomes of a@m.b.example from 192.0.2.7 to ann@example.org.
    @ParameterizedTest
    @CsvSource({
        "server b.example BLOCK, blocked",
        "server a@m.b.example BLOCK, blocked",
        "server 192.0.2.0/24 BLOCK, blocked",
        "server 192.0.2.7 BLOCK, blocked",
        "server 192.0.2.8 BLOCK, waits",
        "server 2001:db8::/32 BLOCK, waits",
        "server xb.example BLOCK, waits",
        "server z@m.b.example BLOCK, waits",
        "example.org b.example BLOCK, blocked",
        "other.example b.example BLOCK, waits",
        "ann b.example BLOCK, blocked",
        "bob b.example BLOCK, waits",
        "server b.example ALLOW, accepted",
        // the nearest wins
        "server b.example BLOCK; ann b.example ALLOW, accepted",
        "server b.example BLOCK; example.org b.example ALLOW, accepted",
        "server b.example ALLOW; example.org b.example BLOCK, blocked",
        "example.org b.example ALLOW; ann 192.0.2.0/24 BLOCK, blocked",
        "example.org b.example BLOCK; ann 192.0.0.0/16 ALLOW, accepted",
        // at the same level allowing wins, whatever is more exact
        "server a@m.b.example BLOCK; server b.example ALLOW, accepted",
        "server b.example BLOCK; server a@m.b.example ALLOW, accepted",
        "server 192.0.2.7 BLOCK; server b.example ALLOW, accepted",
        "server 192.0.0.0/16 ALLOW; server 192.0.2.7 BLOCK, accepted",
    })
    void theNearestListDecides(String entries, String result) {
        for (String entry : entries.split("; ")) {
            String[] words = entry.split(" ");
            list(words[0], words[1], Effect.valueOf(words[2]));
        }
        Optional<Refusal> refusal = attempt(STRANGER, "a@m.b.example", "ann@example.org");
        assertThat(outcome(refusal)).isEqualTo(result);
    }

    private static String outcome(Optional<Refusal> refusal) {
        return refusal.map(why ->
                        why.equals(GREYLISTED) ? "waits" : why instanceof Refusal.Blocked ? "blocked" : why.toString())
                .orElse("accepted");
    }

    @Test
    void aListChangesAtOnceAndTheNullSenderIsKnownByItsHost() {
        assertThat(attempt(STRANGER, "", "ann@example.org")).contains(GREYLISTED);
        list("server", "192.0.2.0/24", Effect.BLOCK);
        assertThat(attempt(STRANGER, "", "ann@example.org")).contains(new Refusal.Blocked());
        assertThat(attempt(STRANGER.loggedIn(ANN), "ann@example.org", "bob@example.org"))
                .isEmpty();
        Subject network = Subject.parse("192.0.2.0/24").orElseThrow();
        assertThat(lists.remove(new Scope.Server(), network, Effect.ALLOW)).isFalse();
        assertThat(lists.remove(new Scope.Server(), network, Effect.BLOCK)).isTrue();
        assertThat(attempt(STRANGER, "", "ann@example.org")).contains(GREYLISTED);
    }

    // ---- lists in the DNS

    /// What zones say of 192.0.2.7, as `zone answer`, and what becomes of its mail.
    @ParameterizedTest
    @CsvSource({
        "'', waits",
        "bad.example 127.0.0.2, blocked",
        "bad.example 127.255.255.254, waits",
        "bad.example 192.0.2.1, waits",
        "bad.example fails, waits",
        "good.example 127.0.3.1, accepted",
        "good.example 127.0.3.1; bad.example 127.0.0.2, accepted",
        "good.example fails; bad.example 127.0.0.2, blocked",
    })
    void publishedListsAreAsked(String answers, String result) {
        InMemoryDns asked = new InMemoryDns();
        for (String answer : answers.isEmpty() ? new String[0] : answers.split("; ")) {
            String[] words = answer.split(" ");
            String name = "7.2.0.192." + words[0];
            if (words[1].equals("fails")) {
                asked.fails(name, Answer.Failure.TIMEOUT);
            } else {
                asked.host(name, words[1]);
            }
        }
        dns = Optional.of(asked);
        assertThat(outcome(attempt(STRANGER, "a@m.b.example", "ann@example.org")))
                .isEqualTo(result);
        Reception reception = mail(flow(), STRANGER, "a@m.b.example");
        rcpt(reception, "ann@example.org");
        rcpt(reception, "bob@example.org");
        assertThat(reception.marks())
                .extracting(Mark::code)
                .isEqualTo(
                        switch (result) {
                            case "accepted" -> List.of("listed-good");
                            case "blocked" -> List.of("listed-bad");
                            default -> List.of();
                        });
        if (result.equals("blocked")) {
            list("ann", "b.example", Effect.ALLOW);
            assertThat(attempt(STRANGER, "a@m.b.example", "ann@example.org")).isEmpty();
            assertThat(outcome(attempt(STRANGER, "a@m.b.example", "bob@example.org")))
                    .isEqualTo("blocked");
        }
    }

    @Test
    void publishedListsKnowIpv6AndAreNotAskedOfOwnUsers() {
        InMemoryDns asked = new InMemoryDns();
        asked.host("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bad.example", "127.0.0.4");
        dns = Optional.of(asked);
        Client client = Client.connected(InetAddress.ofLiteral("2001:db8::1"));
        assertThat(attempt(client, "", "ann@example.org")).contains(new Refusal.Blocked());
        assertThat(attempt(client.loggedIn(ANN), "ann@example.org", "bob@example.org"))
                .isEmpty();
        Entrance off = new Entrance("smtp", Map.of(Check.DNS_LISTS, Mode.OFF));
        assertThat(attempt(Client.connected(client.address(), off), "", "ann@example.org"))
                .contains(GREYLISTED);
    }

    // ---- rates

    @Test
    void aNetworkAndASenderGetSoMuchInAnHour() {
        rates = new RateSettings(3, 2, 0, 0, 0);
        list("server", "192.0.2.0/24", Effect.ALLOW);
        MailFlow flow = flow();
        assertThat(rcpt(mail(flow, STRANGER, "a@b.example"), "ann@example.org")).isEmpty();
        assertThat(rcpt(mail(flow, STRANGER, "a@b.example"), "ann@example.org")).isEmpty();
        assertThat(rcpt(mail(flow, STRANGER, "a@b.example"), "ann@example.org"))
                .contains(new Refusal.TooMuchAtOnce(Duration.ofMinutes(30)));
        Client neighbour = Client.connected(InetAddress.ofLiteral("192.0.2.99"));
        assertThat(rcpt(mail(flow, neighbour, "c@b.example"), "ann@example.org"))
                .isEmpty();
        assertThat(rcpt(mail(flow, neighbour, "d@b.example"), "ann@example.org"))
                .contains(new Refusal.TooMuchAtOnce(Duration.ofMinutes(20)));
        now = now.plus(Duration.ofMinutes(20));
        assertThat(rcpt(mail(flow, neighbour, "d@b.example"), "ann@example.org"))
                .isEmpty();
    }

    @Test
    void anAccountIsBrakedByTheHourAndTheDayAndItsOwnerIsTold() {
        rates = new RateSettings(0, 0, 3, 5, 0);
        MailFlow flow = flow();
        Client ann = STRANGER.loggedIn(ANN);
        Reception first = mail(flow, ann, "ann@example.org");
        for (String to : List.of("a", "b", "c")) {
            assertThat(rcpt(first, to + "@example.org")).isEmpty();
        }
        assertThat(rcpt(first, "d@example.org")).contains(new Refusal.AccountBraked(Duration.ofMinutes(20)));
        assertThat(notices).containsExactly("ann 3");
        assertThat(rcpt(mail(flow, STRANGER.loggedIn(BOB), "bob@example.org"), "d@example.org"))
                .isEmpty();
        now = now.plus(Duration.ofHours(1));
        assertThat(rcpt(first, "d@example.org")).isEmpty();
        assertThat(rcpt(first, "e@example.org")).isEmpty();
        assertThat(rcpt(first, "f@example.org")).get().isInstanceOf(Refusal.AccountBraked.class);
        assertThat(notices).containsExactly("ann 3", "ann 5");
    }

    @Test
    void newRecipientsAreCountedApart() {
        rates = new RateSettings(0, 0, 100, 100, 1);
        correspondents.wrote(ANN.id(), List.of(EmailAddress.valueOf("known@example.org")), now);
        Reception reception = mail(flow(), STRANGER.loggedIn(ANN), "ann@example.org");
        assertThat(rcpt(reception, "new@example.org")).isEmpty();
        assertThat(rcpt(reception, "newer@example.org")).get().isInstanceOf(Refusal.AccountBraked.class);
        assertThat(rcpt(reception, "known@example.org")).isEmpty();
    }

    @Test
    void bucketsStayWithinTheirRoom() {
        Buckets<Integer> buckets = new Buckets<>(1, Duration.ofHours(1), 10, clock);
        for (int i = 0; i < 1000; i++) {
            buckets.take(i);
        }
        assertThat(buckets.left(0)).isZero(); // forgotten
        assertThat(buckets.left(999)).isEqualTo(Duration.ofHours(1));
    }

    // ---- marks

    @ParameterizedTest
    @CsvSource({
        "mail.b.example, ''",
        "MX.example.org, helo-is-this-server",
        "localhost, helo-is-short",
        "[192.0.2.7], helo-is-address",
        "[192.0.2.8], helo-is-other-address",
        "a_b.example, helo-is-no-name",
    })
    void aBadNameLeavesAMarkAndRefusesNothing(String name, String mark) {
        Reception reception = mail(flow(), STRANGER.greeting(name), "a@b.example");
        assertThat(String.join(",", reception.marks().stream().map(Mark::code).toList()))
                .isEqualTo(mark);
        assertThat(mail(flow(), STRANGER.greeting(name).loggedIn(ANN), "ann@example.org")
                        .marks())
                .isEmpty();
    }
}
