package org.tassis.mailflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.trace.Endings;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceQuery;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

class MailFlowTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T08:39:06Z"));
    private static final Client STRANGER = Client.connected(InetAddress.ofLiteral("192.0.2.7"));
    private static final Account ANN = account(1, "ann", Quota.UNLIMITED);
    private static final Account BOB = account(2, "bob", Quota.ofBytes(1000));

    private final Map<AccountId, Quota> quotas = Map.of(ANN.id(), ANN.quota(), BOB.id(), BOB.quota());
    private final InMemoryMailStore store = new InMemoryMailStore(quotas::get, CLOCK);

    private static Account account(long id, String login, Quota quota) {
        EmailAddress address = EmailAddress.valueOf(login + "@example.org");
        return new Account(
                new AccountId(id),
                new Login(login),
                "",
                quota,
                true,
                Optional.of(address),
                List.of(address),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.ENGLISH);
    }

    private static Route route(EmailAddress address) {
        if (!address.domain().ascii().equals("example.org")) {
            return new Route.Remote();
        }
        return switch (address.base()) {
            case "ann" -> Route.local(ANN, address.detail());
            case "bob" -> Route.local(BOB, address.detail());
            case "off" -> new Route.Disabled();
            default -> new Route.NoSuchUser();
        };
    }

    private MailFlow flow(Router router, MailStore into) {
        return new MailFlow(router, Optional::empty, into, CLOCK, 100_000);
    }

    private MailFlow flow(Policy... policies) {
        return new MailFlow(
                MailFlowTest::route, Optional::empty, store, CLOCK, List.of(policies), Correspondents.NONE, Trace.NONE);
    }

    private static Reception begin(MailFlow flow) {
        return begin(flow, STRANGER);
    }

    private static Reception begin(MailFlow flow, Client client) {
        var opening = flow.mail(client, Optional.empty(), MailParameters.NONE);
        return ((Opening.Opened) opening).reception();
    }

    private static Optional<Refusal> rcpt(Reception reception, String address) {
        return reception.rcpt(EmailAddress.valueOf(address), RecipientParameters.NONE);
    }

    private static MessageContent message(String text) {
        Spool spool = new Spool(Path.of("unused"));
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try {
            spool.write(octets, 0, octets.length);
            spool.finish();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return spool;
    }

    @Test
    void everyRouteHasItsAnswer() {
        Reception reception = begin(flow(MailFlowTest::route, store));
        assertThat(rcpt(reception, "x@elsewhere.example")).contains(new Refusal.RelayDenied());
        assertThat(rcpt(reception, "nobody@example.org")).contains(new Refusal.NoSuchUser());
        assertThat(rcpt(reception, "off@example.org")).contains(new Refusal.MailboxDisabled());
        assertThat(rcpt(reception, "ann@example.org")).isEmpty();
        assertThat(reception.recipients())
                .extracting(r -> r.address().toString())
                .containsExactly("ann@example.org");
        Reception own = begin(flow(MailFlowTest::route, store), STRANGER.loggedIn(ANN));
        assertThat(rcpt(own, "x@elsewhere.example")).contains(new Refusal.CannotPassOn());
    }

    @Test
    void aDirectoryThatFailsRefusesNobodyForGood() {
        Router broken = _ -> {
            throw new DirectoryException(new DirectoryFailure.Unavailable());
        };
        assertThat(rcpt(begin(flow(broken, store)), "ann@example.org")).contains(new Refusal.Unavailable());
        Supplier<Optional<org.tassis.core.DomainName>> noDomain = () -> {
            throw new DirectoryException(new DirectoryFailure.Unavailable());
        };
        Reception reception = begin(new MailFlow(MailFlowTest::route, noDomain, store, CLOCK, 1000));
        assertThat(reception.rcptPostmaster(RecipientParameters.NONE)).contains(new Refusal.Unavailable());
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new StoreFailure.OverQuota(ANN.id()), new Refusal.MailboxFull()),
                Arguments.of(new StoreFailure.Full(), new Refusal.NoSpace()),
                Arguments.of(new StoreFailure.Unavailable(), new Refusal.Unavailable()),
                Arguments.of(new StoreFailure.Gone(), new Refusal.Unavailable()),
                Arguments.of(new StoreFailure.Damaged(new ContentId(1)), new Refusal.Unavailable()),
                Arguments.of(new StoreFailure.TooMany("x", 1), new Refusal.Unavailable()),
                Arguments.of(new StoreFailure.NoSuchMailbox(), new Refusal.Unavailable()));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureOfTheStoreHasAMeaning(StoreFailure failure, Refusal refusal) {
        Reception reception = begin(flow(MailFlowTest::route, failing(() -> {
            throw new StoreException(failure);
        })));
        assertThat(rcpt(reception, "ann@example.org")).isEmpty();
        assertThat(reception.deliver(message("\r\nx\r\n"))).isEqualTo(new Delivery.Refused(refusal));
    }

    @Test
    void aFolderThatGoesAwayMeanwhileLosesNoMail() {
        store.mailboxes(ANN.id());
        store.create(ANN.id(), new MailboxName("Shop"), Set.of());
        List<String> tries = new ArrayList<>();
        Reception reception = begin(flow(MailFlowTest::route, failing(() -> {
            if (tries.isEmpty()) {
                store.delete(ANN.id(), new MailboxName("Shop")); // between looking and writing
            }
            tries.add("deliver");
        })));
        assertThat(rcpt(reception, "ann+shop@example.org")).isEmpty();
        assertThat(reception.deliver(message("\r\nx\r\n"))).isInstanceOf(Delivery.Accepted.class);
        assertThat(tries).hasSize(2);
        var inbox = store.mailbox(ANN.id(), MailboxName.INBOX).orElseThrow();
        assertThat(store.snapshot(inbox.id()).count()).isEqualTo(1);
    }

    @Test
    void policiesAreAskedInOrderAndTheFirstRefusalCounts() {
        List<String> asked = new ArrayList<>();
        Policy watching = new Policy() {
            @Override
            public Verdict connect(Client client) {
                asked.add("connect");
                return Verdict.ACCEPT;
            }

            @Override
            public Verdict helo(Client client) {
                asked.add("helo " + client.helo().orElse("?"));
                return Verdict.ACCEPT;
            }

            @Override
            public Verdict mail(Reception reception) {
                asked.add("mail");
                return Verdict.ACCEPT;
            }

            @Override
            public Verdict rcpt(Reception reception, Recipient recipient) {
                asked.add("rcpt");
                return recipient.address().local().equals("ann")
                        ? Verdict.ACCEPT
                        : new Verdict.Refuse(new Refusal.MailboxDisabled(), "not Ann");
            }

            @Override
            public Verdict data(Reception reception, MessageContent content) {
                asked.add("data");
                return new Verdict.Refuse(new Refusal.Unavailable(), "no");
            }
        };
        Policy never = new Policy() {
            @Override
            public Verdict rcpt(Reception reception, Recipient recipient) {
                asked.add("second");
                return new Verdict.Refuse(new Refusal.NoSpace(), "never");
            }
        };
        MailFlow flow = flow(watching);
        assertThat(flow.connect(STRANGER)).isEmpty();
        assertThat(flow.helo(STRANGER.greeting("c.example"))).isEmpty();
        Reception reception = begin(flow);
        assertThat(rcpt(reception, "ann@example.org")).isEmpty();
        assertThat(reception.deliver(message("\r\nx\r\n"))).isEqualTo(new Delivery.Refused(new Refusal.Unavailable()));
        assertThat(asked).containsExactly("connect", "helo c.example", "mail", "rcpt", "data");
        asked.clear();
        assertThat(rcpt(begin(flow(watching, never)), "bob@example.org")).contains(new Refusal.MailboxDisabled());
        assertThat(asked).containsExactly("mail", "rcpt");
    }

    private List<String> stored(Mailbox mailbox) throws IOException {
        var snapshot = store.snapshot(mailbox.id());
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < snapshot.count(); i++) {
            var message = store.message(snapshot, i);
            try (var in = message.open(0, message.size())) {
                texts.add(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    @Test
    void aPolicyPutsFieldsOnTopAndMailIntoJunk() throws IOException {
        Policy policy = new Policy() {
            @Override
            public Verdict data(Reception reception, MessageContent content) {
                reception.prepend("X-First: 1\r\n");
                reception.prepend("X-Second: 2\r\n");
                reception.putIntoJunk("because");
                reception.putIntoJunk("also because");
                assertThat(reception.junk()).contains("because");
                return Verdict.ACCEPT;
            }
        };
        MailFlow flow = flow(policy);
        var junk = store.mailboxes(ANN.id()).stream()
                .filter(mailbox -> mailbox.uses().contains(SpecialUse.JUNK))
                .findFirst()
                .orElseThrow();
        Reception reception = begin(flow);
        rcpt(reception, "ann+Trash@example.org");
        assertThat(reception.deliver(message("Subject: x\r\n\r\ntext\r\n"))).isInstanceOf(Delivery.Accepted.class);
        assertThat(stored(junk)).containsExactly("X-Second: 2\r\nX-First: 1\r\nSubject: x\r\n\r\ntext\r\n");

        store.delete(ANN.id(), junk.name());
        reception = begin(flow);
        rcpt(reception, "ann@example.org");
        assertThat(reception.deliver(message("\r\nmore"))).isInstanceOf(Delivery.Accepted.class);
        assertThat(stored(store.mailbox(ANN.id(), MailboxName.INBOX).orElseThrow()))
                .containsExactly("X-Second: 2\r\nX-First: 1\r\n\r\nmore");
    }

    @Test
    void recipientsOfDifferentFatesDoNotShareATransaction() {
        Policy byFirstLetter = new Policy() {
            @Override
            public Verdict rcpt(Reception reception, Recipient recipient) {
                String local = recipient.address().local();
                return local.startsWith("b") ? Verdict.apart("b") : Verdict.ACCEPT;
            }
        };
        Reception first = begin(flow(byFirstLetter));
        assertThat(rcpt(first, "ann@example.org")).isEmpty();
        assertThat(rcpt(first, "bob@example.org")).contains(new Refusal.Separately());
        assertThat(rcpt(first, "ann+x@example.org")).isEmpty();
        Reception second = begin(flow(byFirstLetter));
        assertThat(rcpt(second, "bob@example.org")).isEmpty();
        assertThat(rcpt(second, "bob+x@example.org")).isEmpty();
        assertThat(rcpt(second, "ann@example.org")).contains(new Refusal.Separately());
        assertThat(second.recipients()).hasSize(2);
    }

    @Test
    void idsAreNeverGivenTwiceNotEvenAfterARestart() {
        MailFlow before = flow(MailFlowTest::route, store);
        String last = "";
        for (int i = 0; i < 60; i++) {
            last = begin(before).id();
        }
        InstantSource later = InstantSource.fixed(CLOCK.instant().plusMillis(1));
        MailFlow after = new MailFlow(MailFlowTest::route, Optional::empty, store, later, 1000);
        assertThat(Long.parseLong(begin(after).id(), 36)).isGreaterThan(Long.parseLong(last, 36));
    }

    @Test
    void everyDecisionIsTraced() {
        InMemoryTrace trace = new InMemoryTrace();
        List<String> wrote = new ArrayList<>();
        Correspondents correspondents = new Correspondents() {
            @Override
            public void wrote(AccountId who, Collection<EmailAddress> to, Instant when) {
                to.forEach(address -> wrote.add(who.value() + " " + address));
            }

            @Override
            public boolean knows(AccountId who, EmailAddress other) {
                return false;
            }
        };
        MailFlow flow = new MailFlow(
                MailFlowTest::route, Optional::empty, store, CLOCK, 100_000, List.of(), correspondents, trace);
        flow.connect(STRANGER);
        Reception reception = begin(flow, STRANGER.greeting("mail.b.example"));
        rcpt(reception, "nobody@example.org");
        rcpt(reception, "ann@example.org");
        reception.refused("550 5.6.0 Message has a NUL octet");
        reception.deliver(message("Message-ID: <1@b.example>\r\nSubject: =?utf-8?q?R=C3=A9union?=\r\n\r\nx\r\n"));
        Reception own = begin(flow, STRANGER.loggedIn(ANN));
        rcpt(own, "ann@example.org");
        own.deliver(message("From: ann@example.org\r\n\r\nx\r\n"));
        assertThat(wrote).containsExactly("1 ann@example.org");
        var all = new TraceQuery(List.of(), Instant.MIN, Instant.MAX, 10);
        Endings endings = new Endings(Locale.ENGLISH);
        assertThat(trace.find(all).stream()
                        .filter(story -> story.message().equals(reception.id()))
                        .flatMap(story -> story.events().stream())
                        .map(endings::sentence))
                .containsExactly(
                        "Refused: there is no address nobody@example.org here.",
                        "Refused because of what the message is like: 550 5.6.0 Message has a NUL octet",
                        "Accepted from the mail system itself, sent by mail.b.example [192.0.2.7].",
                        "Delivered to the mailbox ann of ann@example.org.");
        var found = new TraceQuery(List.of("R\u00c9UNION", "<1@b.example>"), Instant.MIN, Instant.MAX, 10);
        assertThat(trace.find(found)).singleElement().satisfies(story -> {
            assertThat(story.message()).isEqualTo(reception.id());
            assertThat(story.endings()).containsKeys("nobody@example.org", "ann@example.org");
        });
        assertThat(trace.find(all)).hasSize(3); // and the connection
    }

    @Test
    void nothingIsDeliveredToNobody() {
        Reception reception = begin(flow(MailFlowTest::route, store));
        MessageContent content = message("\r\nx\r\n");
        assertThatThrownBy(() -> reception.deliver(content)).isInstanceOf(IllegalStateException.class);
    }

    /// The store, with something happening before each delivery.
    private MailStore failing(Runnable beforeDelivery) {
        return (MailStore) Proxy.newProxyInstance(
                MailStore.class.getClassLoader(), new Class<?>[] {MailStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("deliver")) {
                        beforeDelivery.run();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
