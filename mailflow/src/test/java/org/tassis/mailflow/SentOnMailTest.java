package org.tassis.mailflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.filter.FilterSettings;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.InMemoryFilterRecords;
import org.tassis.mailflow.filter.InMemorySeenMessages;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.srs.Departures;
import org.tassis.mailflow.srs.Srs;
import org.tassis.mailflow.srs.SrsKeys;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Filters that send messages on.
class SentOnMailTest {
    private static final String MESSAGE = "Subject: Hello\r\n\r\nHi.\r\n";
    private static final Account ANN = account(1, "ann", Quota.UNLIMITED);
    private static final Account BOB = account(2, "bob", Quota.UNLIMITED);
    private static final Account LOW = account(3, "low", new Quota(10, 10));

    private record Left(Outgoing envelope, String content) {
        @Override
        public String toString() {
            return envelope.sender().map(EmailAddress::toString).orElse("<>") + " -> "
                    + envelope.recipients().stream()
                            .map(to -> to.address().toString())
                            .toList()
                    + " " + envelope.errand();
        }
    }

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-21T08:39:06Z"));
    private final Map<AccountId, Quota> quotas =
            Map.of(ANN.id(), ANN.quota(), BOB.id(), BOB.quota(), LOW.id(), LOW.quota());
    private final InMemoryMailStore store = new InMemoryMailStore(quotas::get, clock);
    private final Map<String, Route> routes = new HashMap<>(Map.of(
            "ann@example.org", Route.local(ANN, Optional.empty()),
            "bob@example.org", Route.local(BOB, Optional.empty()),
            "low@example.org", Route.local(LOW, Optional.empty())));
    private final Router router = address -> address.domain().ascii().equals("example.org")
            ? routes.getOrDefault(address.key(), new Route.NoSuchUser())
            : new Route.Remote();
    private final List<Left> left = new ArrayList<>();
    private final List<TraceEvent> events = new ArrayList<>();
    private final Filters filters;
    private final MailFlow flow;
    private boolean passesOn = true;
    private boolean spam;

    SentOnMailTest(@TempDir Path spool) {
        filters = new Filters(
                new InMemoryFilterRecords(), new InMemorySeenMessages(), store, FilterSettings.DEFAULT, spool, clock);
        flow = new MailFlow(router, Optional::empty, store, clock, 100_000, List.of(), Correspondents.NONE, events::add)
                .filteredBy(filters)
                .through(
                        new Intake() {
                            @Override
                            public boolean passesOn() {
                                return passesOn;
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
                                outgoing.forEach(one -> left.add(new Left(one, text(content))));
                            }
                        },
                        new Departures(router, new Srs(() -> List.of(new byte[SrsKeys.LENGTH]), clock)));
    }

    private static String text(MessageContent content) {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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

    private void filter(Account account, String script) {
        ScriptName name = new ScriptName("main");
        String needs = script.contains("header") ? "\"editheader\", " : script.contains("reject") ? "\"reject\", " : "";
        filters.put(account.id(), name, "require [" + needs + "\"copy\", \"fileinto\"];\r\n" + script);
        filters.activate(account.id(), Optional.of(name));
    }

    private Delivery deliver(String message, String... recipients) {
        Reception reception = ((MailFlow.Opening.Opened) flow.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.7")),
                        EmailAddress.parse("sender@far.example"),
                        MailParameters.NONE))
                .reception();
        for (String recipient : recipients) {
            assertThat(reception.rcpt(EmailAddress.valueOf(recipient), RecipientParameters.NONE))
                    .isEmpty();
        }
        if (spam) {
            reception.putIntoJunk("it is spam");
        }
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        try (Spool spool = new Spool(Path.of("unused"))) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            return reception.deliver(spool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accepted(String message, String... recipients) {
        assertThat(deliver(message, recipients)).isInstanceOf(Delivery.Accepted.class);
    }

    private int count(Account account) {
        store.mailboxes(account.id());
        return store.snapshot(store.mailbox(account.id(), MailboxName.INBOX)
                        .orElseThrow()
                        .id())
                .count();
    }

    private List<String> told() {
        return events.stream()
                .map(event -> switch (event) {
                    case TraceEvent.Filtered e -> e.recipient() + " " + e.action() + " " + e.detail();
                    case TraceEvent.Delivered e -> e.recipient() + " delivered";
                    default -> "";
                })
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @Test
    void itLeavesAsByAForwardOfTheMailbox() {
        filter(ANN, "redirect \"ann@elsewhere.example\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(left).hasSize(1);
        Outgoing envelope = left.getFirst().envelope();
        assertThat(envelope.sender().orElseThrow().toString()).matches("SRS0=.*=far\\.example=sender@example\\.org");
        assertThat(envelope.owner()).contains(ANN.id());
        assertThat(envelope.errand()).isEqualTo(new Errand.Forwarded(EmailAddress.valueOf("ann@example.org"), false));
        assertThat(envelope.authored()).isFalse();
        assertThat(envelope.prefix()).isEqualTo("Delivered-To: ann@example.org\r\n");
        assertThat(envelope.recipients()).singleElement().satisfies(to -> assertThat(to.address())
                .isEqualTo(EmailAddress.valueOf("ann@elsewhere.example")));
        assertThat(left.getFirst().content()).isEqualTo(MESSAGE);
        assertThat(count(ANN)).isZero();
        assertThat(told()).containsExactly("ann@example.org forwarded ann@elsewhere.example");
    }

    @Test
    void aCopyStaysWhenTheFilterWantsOne() {
        filter(ANN, "redirect :copy \"ann@elsewhere.example\"; redirect \"two@elsewhere.example\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(ANN)).isZero();
        filter(ANN, "redirect :copy \"ann@elsewhere.example\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(ANN)).isEqualTo(1);
        assertThat(left.getLast().envelope().errand())
                .isEqualTo(new Errand.Forwarded(EmailAddress.valueOf("ann@example.org"), true));
    }

    @Test
    void whereMailDoesNotLeaveItIsKept() {
        passesOn = false;
        filter(ANN, "redirect \"ann@elsewhere.example\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(left).isEmpty();
        assertThat(count(ANN)).isEqualTo(1);
        assertThat(told()).containsExactly("ann@example.org delivered");
    }

    @Test
    void aMessageThatWasHereDoesNotLeaveAgain() {
        filter(ANN, "redirect \"ann@elsewhere.example\";");
        accepted("Delivered-To: ann@example.org\r\n" + MESSAGE, "ann@example.org");
        assertThat(left).isEmpty();
        assertThat(count(ANN)).isEqualTo(1);
    }

    @Test
    void aChangedHeaderLeavesChanged() {
        filter(ANN, "addheader \"X-Via\" \"ann\"; redirect :copy \"ann@elsewhere.example\"; deleteheader \"x-via\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(left).singleElement().satisfies(one -> assertThat(one.content())
                .isEqualTo("X-Via: ann\r\n" + MESSAGE));
        assertThat(count(ANN)).isEqualTo(1);
        assertThat(told())
                .containsExactly("ann@example.org forwarded ann@elsewhere.example", "ann@example.org delivered");
    }

    @Test
    void peopleHereGetItAtOnceAndTheirFiltersAreAsked() {
        filter(ANN, "redirect \"bob@example.org\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(ANN)).isZero();
        assertThat(count(BOB)).isEqualTo(1);
        assertThat(told()).containsExactly("ann@example.org forwarded bob@example.org", "bob@example.org delivered");
        filter(BOB, "discard;");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(BOB)).isEqualTo(1);
        filter(BOB, "redirect \"bob@elsewhere.example\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(left)
                .singleElement()
                .satisfies(one -> assertThat(one.envelope().owner()).contains(BOB.id()));
    }

    @Test
    void circlesHereEndWhereTheyClose() {
        filter(ANN, "redirect \"bob@example.org\";");
        filter(BOB, "redirect \"ann@example.org\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(BOB)).isEqualTo(1);
        assertThat(count(ANN)).isZero();
        filter(ANN, "redirect \"ann@example.org\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(ANN)).isEqualTo(1);
    }

    @Test
    void whoRejectsWhatIsSentOnLeavesItWhereItWas() {
        filter(ANN, "redirect \"bob@example.org\";");
        filter(BOB, "reject \"no\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(ANN)).isEqualTo(1);
        assertThat(count(BOB)).isZero();
    }

    @Test
    void whoHasNoSpaceForWhatIsSentOnLeavesItWhereItWas() {
        filter(ANN, "redirect \"low@example.org\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(ANN)).isEqualTo(1);
        filter(ANN, "redirect \"low@example.org\"; redirect \"bob@example.org\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(ANN)).isEqualTo(1);
        assertThat(count(BOB)).isEqualTo(1);
    }

    @Test
    void nobodyThereIsNobodyReached() {
        filter(ANN, "redirect \"nobody@example.org\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(ANN)).isEqualTo(1);
    }

    @Test
    void aliasesLeadOn() {
        EmailAddress team = EmailAddress.valueOf("team@example.org");
        routes.put(
                "team@example.org",
                new Route.Reaches(List.of(
                        new Target.Mailbox(BOB, Optional.empty(), false),
                        new Target.Remote(
                                EmailAddress.valueOf("x@elsewhere.example"), new Target.Reason.Alias(team)))));
        filter(ANN, "redirect \"team@example.org\";");
        accepted(MESSAGE, "ann@example.org");
        assertThat(count(BOB)).isEqualTo(1);
        assertThat(left)
                .singleElement()
                .satisfies(one -> assertThat(one.envelope().errand()).isEqualTo(new Errand.Aliased(team)));
    }

    @Test
    void spamIsNotSentOn() {
        filter(ANN, "redirect \"ann@elsewhere.example\";");
        spam = true;
        accepted(MESSAGE, "ann@example.org");
        assertThat(left).isEmpty();
        assertThat(count(ANN)).isZero();
        assertThat(store.mailboxes(ANN.id()).stream()
                        .filter(mailbox -> mailbox.name().equals(new MailboxName("Junk")))
                        .mapToInt(mailbox -> store.snapshot(mailbox.id()).count())
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void whoIsReachedTwiceGetsOneCopy() {
        filter(ANN, "redirect :copy \"bob@example.org\";");
        accepted(MESSAGE, "ann@example.org", "bob@example.org");
        assertThat(count(BOB)).isEqualTo(1);
    }

    @Test
    void filtersThatSendOnToEachOtherEnd() {
        for (Account account : List.of(ANN, BOB)) {
            filter(
                    account,
                    "redirect \"ann@example.org\"; redirect \"bob@example.org\"; redirect :copy \"many@example.org\";");
        }
        routes.put(
                "many@example.org",
                new Route.Reaches(List.of(
                        new Target.Mailbox(ANN, Optional.empty(), false),
                        new Target.Mailbox(BOB, Optional.empty(), false))));
        accepted(MESSAGE, "many@example.org");
        assertThat(count(ANN) + count(BOB)).isBetween(1, 2);
    }

    @Test
    void aPartThatIsStoredIsNotStoredAgain() {
        filter(ANN, "fileinto \"INBOX\";");
        filter(BOB, "addheader \"X-Mark\" \"1\"; keep;");
        routes.put(
                "both@example.org",
                new Route.Reaches(List.of(
                        new Target.Mailbox(ANN, Optional.empty(), false),
                        new Target.Mailbox(BOB, Optional.empty(), false),
                        new Target.Mailbox(LOW, Optional.empty(), false))));
        filter(LOW, "addheader \"X-Mark\" \"2\"; keep;");
        accepted(MESSAGE, "both@example.org");
        assertThat(count(ANN)).isEqualTo(1);
        assertThat(count(BOB)).isEqualTo(1);
    }

    @Test
    void whatCannotBeFoundOutNowIsTriedAgain() {
        filter(ANN, "redirect \"ann@elsewhere.example\";");
        MailFlow broken = new MailFlow(router, Optional::empty, store, clock, 100_000)
                .filteredBy(filters)
                .through(Intake.mailboxesOnly(store), new WayOut() {
                    @Override
                    public boolean leadsAway() {
                        return true;
                    }

                    @Override
                    public List<Recipient> settled(java.util.Collection<Recipient> recipients, MessageContent content) {
                        return List.copyOf(recipients);
                    }

                    @Override
                    public List<Outgoing> outgoing(
                            String id,
                            Optional<AccountId> author,
                            Optional<EmailAddress> sender,
                            MailParameters parameters,
                            java.util.Collection<Recipient> recipients,
                            boolean proven) {
                        throw new StoreException(new StoreFailure.Unavailable());
                    }
                });
        Reception reception = ((MailFlow.Opening.Opened) broken.mail(
                        Client.connected(InetAddress.ofLiteral("192.0.2.7")),
                        EmailAddress.parse("sender@far.example"),
                        MailParameters.NONE))
                .reception();
        assertThat(reception.rcpt(EmailAddress.valueOf("ann@example.org"), RecipientParameters.NONE))
                .isEmpty();
        byte[] octets = MESSAGE.getBytes(StandardCharsets.UTF_8);
        try (Spool spool = new Spool(Path.of("unused"))) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            assertThat(reception.deliver(spool)).isEqualTo(new Delivery.Refused(new Refusal.Unavailable()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
