package org.tassis.mailflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
import org.tassis.core.SystemFlag;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.FilterFailure;
import org.tassis.mailflow.filter.FilterRecords;
import org.tassis.mailflow.filter.FilterSettings;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.InMemoryFilterRecords;
import org.tassis.mailflow.filter.InMemorySeenMessages;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.filter.SeenMessages;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// What the recipients' filters do to mail that comes in.
class FilteredMailTest {
    private static final String SOME = "require [\"fileinto\", \"mailbox\", \"special-use\", \"imap4flags\","
            + " \"duplicate\", \"copy\", \"subaddress\", \"envelope\", \"vacation\"];\n";
    private static final String ALL = SOME + "require [\"reject\", \"editheader\", \"include\"];\n";
    private static final String MESSAGE = "From: x@sender.example\r\nTo: ann@example.org\r\nSubject: sale\r\n"
            + "Message-ID: <1@sender.example>\r\n\r\nbody\r\n";
    private static final Account ANN = account(1, "ann", Quota.UNLIMITED);
    private static final Account BOB = account(2, "bob", Quota.UNLIMITED);
    private static final Account LOW = account(3, "low", new Quota(1_000_000, 1));

    private final Instants clock = new Instants();
    private final Map<AccountId, Quota> quotas =
            Map.of(ANN.id(), ANN.quota(), BOB.id(), BOB.quota(), LOW.id(), LOW.quota());
    private final InMemoryMailStore store = new InMemoryMailStore(quotas::get, clock);
    private final FilterRecords records = new InMemoryFilterRecords();
    private final SeenMessages seen = new InMemorySeenMessages();
    private final Filters filters;
    private final List<TraceEvent> events = new ArrayList<>();
    private final MailFlow flow;

    FilteredMailTest(@TempDir Path spool) {
        filters = new Filters(records, seen, store, FilterSettings.DEFAULT, spool, clock);
        flow = flow(store);
    }

    private static final class Instants implements InstantSource {
        private Instant now = Instant.parse("2026-11-21T08:39:06Z");

        @Override
        public Instant instant() {
            return now;
        }
    }

    private MailFlow flow(MailStore into) {
        return flow(into, filters);
    }

    private MailFlow flow(MailStore into, Filters with) {
        return new MailFlow(
                        FilteredMailTest::route,
                        Optional::empty,
                        into,
                        clock,
                        100_000,
                        List.of(),
                        Correspondents.NONE,
                        events::add)
                .filteredBy(with);
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

    private static Route route(EmailAddress address) {
        return switch (address.base()) {
            case "ann" -> Route.local(ANN, address.detail());
            case "bob" -> Route.local(BOB, address.detail());
            case "low" -> Route.local(LOW, address.detail());
            default -> new Route.NoSuchUser();
        };
    }

    private void filter(Account account, String script) {
        ScriptName name = new ScriptName("main");
        filters.put(account.id(), name, (script.matches("(?s).*(reject|addheader|include).*") ? ALL : SOME) + script);
        filters.activate(account.id(), Optional.of(name));
    }

    private Reception begin(MailFlow through) {
        var opening = through.mail(
                Client.connected(InetAddress.ofLiteral("192.0.2.7")),
                EmailAddress.of("x", "sender.example"),
                MailParameters.NONE);
        return ((Opening.Opened) opening).reception();
    }

    private static Optional<Refusal> rcpt(Reception reception, String local) {
        return reception.rcpt(EmailAddress.valueOf(local + "@example.org"), RecipientParameters.NONE);
    }

    private Delivery deliver(MailFlow through, String... recipients) {
        Reception reception = begin(through);
        for (String recipient : recipients) {
            assertThat(rcpt(reception, recipient)).isEmpty();
        }
        return reception.deliver(message(MESSAGE));
    }

    private void accepted(String... recipients) {
        assertThat(deliver(flow, recipients)).isInstanceOf(Delivery.Accepted.class);
    }

    private static MessageContent message(String text) {
        Spool spool = new Spool(Path.of("unused"));
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try {
            spool.write(octets, 0, octets.length);
            spool.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spool;
    }

    private int count(Account account, String mailbox) {
        return store.mailbox(account.id(), new MailboxName(mailbox))
                .map(box -> store.snapshot(box.id()).count())
                .orElse(-1);
    }

    private Mailbox mailbox(Account account, String name) {
        return store.mailbox(account.id(), new MailboxName(name)).orElseThrow();
    }

    private String text(Account account, String name) {
        var snapshot = store.snapshot(mailbox(account, name).id());
        var stored = store.message(snapshot, 0);
        return new String(stored.octets(0, Math.toIntExact(stored.size())), StandardCharsets.UTF_8);
    }

    @Test
    void withoutAFilterMailGoesToInbox() {
        filters.put(ANN.id(), new ScriptName("not active"), "discard;");
        accepted("ann", "bob");
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
        assertThat(count(BOB, "INBOX")).isEqualTo(1);
    }

    @Test
    void itIsFiledWithFlagsWhereThereIsAMailbox() {
        store.mailboxes(ANN.id());
        store.create(ANN.id(), new MailboxName("Shop"), Set.of());
        filter(ANN, "if header :contains \"subject\" \"sale\" { fileinto :flags [\"\\\\Seen\", \"$Sale\"] \"Shop\"; }");
        accepted("ann", "bob");
        assertThat(count(ANN, "INBOX")).isZero();
        var row = store.snapshot(mailbox(ANN, "Shop").id());
        assertThat(row.count()).isEqualTo(1);
        assertThat(row.flags(0).has(SystemFlag.SEEN)).isTrue();
        assertThat(row.flags(0).has("$sale")).isTrue();
        assertThat(count(BOB, "INBOX")).isEqualTo(1);
    }

    @Test
    void aMissingMailboxIsCreatedOnlyWhenAsked() {
        filter(ANN, "fileinto \"New\";");
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
        assertThat(count(ANN, "New")).isEqualTo(-1);
        filter(ANN, "fileinto :create \"New/Deep\"; fileinto :create \"New/Deep\";");
        accepted("ann");
        assertThat(count(ANN, "New/Deep")).isEqualTo(1);
        assertThat(store.subscriptions(ANN.id())).contains(new MailboxName("New/Deep"));
    }

    @Test
    void specialMailboxesAreFoundAndMade() {
        filter(ANN, "fileinto :specialuse \"\\\\Junk\" \"Spam\";");
        accepted("ann");
        assertThat(count(ANN, "Junk")).isEqualTo(1);
        filter(ANN, "fileinto :create :specialuse \"\\\\Flagged\" \"Stars\";");
        accepted("ann");
        assertThat(count(ANN, "Stars") + Math.max(0, count(ANN, "INBOX"))).isEqualTo(1);
    }

    @Test
    void aMailboxThatCannotBeMadeIsInbox() {
        MailStore stubborn = (MailStore) Proxy.newProxyInstance(
                MailStore.class.getClassLoader(), new Class<?>[] {MailStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("create")) {
                        throw new StoreException(new StoreFailure.TooMany("mailboxes", 1));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        filter(ANN, "fileinto :create \"New\";");
        assertThat(deliver(flow(stubborn), "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
    }

    @Test
    void whatIsDiscardedIsNowhere() {
        filter(ANN, "discard;");
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isLessThan(1);
        accepted("ann", "bob");
        assertThat(count(BOB, "INBOX")).isEqualTo(1);
        assertThat(count(ANN, "INBOX")).isLessThan(1);
    }

    @Test
    void aRejectIsARefusalInATransactionOfItsOwn() {
        filter(ANN, "reject \"No, thanks\";");
        Reception reception = begin(flow);
        assertThat(rcpt(reception, "ann")).isEmpty();
        assertThat(rcpt(reception, "bob")).contains(new Refusal.Separately());
        assertThat(reception.deliver(message(MESSAGE)))
                .isEqualTo(new Delivery.Refused(new Refusal.Rejected("No, thanks")));
        assertThat(count(ANN, "INBOX")).isLessThan(1);
        Reception other = begin(flow);
        assertThat(rcpt(other, "bob")).isEmpty();
        assertThat(rcpt(other, "ann")).contains(new Refusal.Separately());
    }

    @Test
    void whoMayBeReachedByTwoAddressesIsRefusedOnlyWhenBothAre() {
        filter(ANN, "if envelope :detail \"to\" \"no\" { reject \"No\"; }");
        assertThat(deliver(flow, "ann+no")).isInstanceOf(Delivery.Refused.class);
        assertThat(deliver(flow, "ann+no", "ann+yes")).isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
    }

    @Test
    void anEditedMessageIsAContentOfItsOwn() {
        filter(ANN, "addheader \"X-Mark\" \"1\"; fileinto :create \"Copy\"; deleteheader \"x-mark\"; keep;");
        accepted("ann");
        assertThat(text(ANN, "Copy")).isEqualTo("X-Mark: 1\r\n" + MESSAGE);
        assertThat(text(ANN, "INBOX")).isEqualTo(MESSAGE);
    }

    @Test
    void aFurtherCopyThatFindsNoSpaceDoesNotCostTheMessage() {
        filter(LOW, "fileinto :create \"A\"; fileinto :create \"B\"; keep;");
        accepted("low");
        assertThat(count(LOW, "A") + count(LOW, "B") + Math.max(0, count(LOW, "INBOX")))
                .isEqualTo(1);
    }

    @Test
    void aFurtherEditedCopyThatFindsNoSpaceDoesNotEither() {
        filter(LOW, "fileinto :create \"A\"; addheader \"X-Mark\" \"1\"; keep;");
        accepted("low");
        assertThat(count(LOW, "A") + Math.max(0, count(LOW, "INBOX"))).isEqualTo(1);
    }

    @Test
    void duplicatesAreRecognisedUntilTheyExpire() {
        filter(ANN, "if duplicate :seconds 60 { discard; }");
        accepted("ann");
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
        clock.now = clock.now.plus(Duration.ofSeconds(61));
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(2);
    }

    @Test
    void aMessageThatWasRefusedIsNoDuplicate() {
        filter(ANN, "if duplicate { discard; } reject \"No\";");
        assertThat(deliver(flow, "ann")).isInstanceOf(Delivery.Refused.class);
        assertThat(deliver(flow, "ann")).isInstanceOf(Delivery.Refused.class);
    }

    @Test
    void whatIsKeptGoesWhereThePlusAddressLeads() {
        store.mailboxes(ANN.id());
        store.create(ANN.id(), new MailboxName("Shop"), Set.of());
        filter(ANN, "addflag \"$seen-by-filter\";");
        accepted("ann+shop");
        assertThat(count(ANN, "Shop")).isEqualTo(1);
    }

    @Test
    void whatCannotBeSentOnIsKept() {
        filter(ANN, "redirect \"ann@elsewhere.example\";");
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
        filter(ANN, "redirect :copy \"ann@elsewhere.example\";");
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(2);
    }

    @Test
    void aFilterThatFailsKeepsTheMessage() {
        filter(ANN, "fileinto \"INBOX\"; reject \"a conflict\";");
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
        SeenMessages broken = (SeenMessages) Proxy.newProxyInstance(
                SeenMessages.class.getClassLoader(), new Class<?>[] {SeenMessages.class}, (_, _, _) -> {
                    throw new StoreException(new StoreFailure.Unavailable());
                });
        Filters failing = new Filters(records, broken, store, FilterSettings.DEFAULT, Path.of("unused"), clock);
        filter(ANN, "if duplicate { discard; } else { discard; }");
        MailFlow through = flow(store, failing);
        assertThat(deliver(through, "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "INBOX")).isEqualTo(2);
    }

    @Test
    void recordsThatCannotBeReadLetMailIn() {
        FilterRecords broken = (FilterRecords) Proxy.newProxyInstance(
                FilterRecords.class.getClassLoader(), new Class<?>[] {FilterRecords.class}, (_, _, _) -> {
                    throw new FilterException(new FilterFailure.Unavailable());
                });
        Filters failing = new Filters(broken, seen, store, FilterSettings.DEFAULT, Path.of("unused"), clock);
        MailFlow through = flow(store, failing);
        assertThat(deliver(through, "ann")).isInstanceOf(Delivery.Accepted.class);
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
    }

    @Test
    void aChangeHoldsFromTheNextMessageOn() {
        filter(ANN, "discard;");
        accepted("ann");
        filter(ANN, "keep;");
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
        filter(ANN, "discard;");
        filters.activate(ANN.id(), Optional.empty());
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(2);
    }

    @Test
    void anIncludedScriptRunsAndItsChangeIsSeen() {
        filters.put(ANN.id(), new ScriptName("part"), "discard;");
        filter(ANN, "include \"part\";");
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isLessThan(1);
        filters.put(ANN.id(), new ScriptName("part"), "require \"reject\"; reject \"from inside\";");
        assertThat(deliver(flow, "ann")).isEqualTo(new Delivery.Refused(new Refusal.Rejected("from inside")));
    }

    @Test
    void theTraceTellsWhatFiltersDid() {
        filter(ANN, "discard;");
        filter(BOB, "fileinto :create \"Shop\"; fileinto \"INBOX\"; reject \"a conflict\";");
        accepted("ann");
        accepted("bob");
        assertThat(events.stream()
                        .map(event -> switch (event) {
                            case TraceEvent.Filtered e -> e.recipient() + " " + e.action();
                            case TraceEvent.Delivered e -> e.recipient() + " delivered";
                            default -> "";
                        })
                        .filter(text -> !text.isEmpty()))
                .containsExactly("ann@example.org discarded", "bob@example.org failed", "bob@example.org delivered");
        filter(ANN, "fileinto :create \"Shop\";");
        accepted("ann");
        assertThat(events.getLast())
                .isEqualTo(new TraceEvent.Filtered(
                        clock.now,
                        ((TraceEvent.Filtered) events.getLast()).message(),
                        "ann@example.org",
                        "filed",
                        "Shop"));
        filter(ANN, "reject \"No\";");
        deliver(flow, "ann");
        assertThat(((TraceEvent.Refused) events.getLast()).cause()).isEqualTo("Rejected");
    }

    @Test
    void otherNodesAreHeardOfAfterAWhile() {
        accepted("ann");
        records.put(ANN.id(), new ScriptName("main"), "discard;", 10);
        records.activate(ANN.id(), Optional.of(new ScriptName("main")));
        clock.now = clock.now.plus(FilterSettings.DEFAULT.cacheTime()).plusSeconds(1);
        accepted("ann");
        assertThat(count(ANN, "INBOX")).isEqualTo(1);
    }
}
