package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.together;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.mailflow.Errand;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.QueueFigures;
import org.tassis.mailflow.queue.QueueFilter;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.Settlement;
import org.tassis.message.MessageContent;
import org.tassis.store.Destination;
import org.tassis.store.StoreFailure;
import org.tassis.testkit.TestMessages;
import org.tassis.testkit.store.StoreFixture;

/// What every {@link QueueStore} must do. One queue may serve all tests of a class: every test has domains of its own.
public interface QueueContract extends StoreFixture {
    Duration PATIENCE = Duration.ofDays(5);
    AtomicLong SERIAL = new AtomicLong();

    /// The queue beside {@link #store}.
    QueueStore queue();

    // ---- words ----

    default String newDomain() {
        return "d" + SERIAL.incrementAndGet() + ".example";
    }

    default Instant now() {
        return clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    static Outgoing outgoing(MailParameters parameters, String... recipients) {
        return new Outgoing(
                "id" + SERIAL.incrementAndGet(),
                Optional.of(new AccountId(7)),
                EmailAddress.parse("ann@example.org"),
                parameters,
                "",
                List.of(recipients).stream()
                        .map(address -> new Outgoing.To(EmailAddress.valueOf(address), RecipientParameters.NONE))
                        .toList());
    }

    default List<Queued> accept(String... recipients) {
        return queue().accept(
                        TestMessages.content(TestMessages.simple("queued", "text")),
                        clock().instant(),
                        List.of(),
                        List.of(outgoing(MailParameters.NONE, recipients)),
                        PATIENCE);
    }

    default List<Queued> due(String domain) {
        return queue().due(domain, clock().instant(), QueueStore.MAX_PAGE);
    }

    static byte[] octets(MessageContent content) {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try {
            content.writeTo(Channels.newChannel(copy));
            assertThat(content.size()).isEqualTo(copy.size());
            assertThat(content.open().readAllBytes()).isEqualTo(copy.toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return copy.toByteArray();
    }

    static List<Long> ids(List<Queued> rows) {
        return rows.stream().map(Queued::id).toList();
    }

    // ---- accepting ----

    @Test
    default void mailForMailboxesAndForOthersIsOneDecision() {
        MailboxId inbox = inbox(newAccount());
        String domain = newDomain();
        byte[] octets = new TestMessages(5).attachment(300_000);
        List<Queued> rows = queue().accept(
                        TestMessages.content(octets),
                        clock().instant(),
                        List.of(new Destination(inbox, Flags.NONE)),
                        List.of(
                                outgoing(MailParameters.NONE, "a@" + domain, "b@" + domain),
                                outgoing(MailParameters.NONE, "c@" + domain)),
                        PATIENCE);
        assertThat(rows).hasSize(3).doesNotHaveDuplicates();
        assertThat(due(domain)).isEqualTo(rows);
        assertThat(store().message(now(inbox), 0).octets(0, octets.length)).isEqualTo(octets);
        for (Queued row : rows) {
            MessageContent content = queue().content(row);
            assertThat(octets(content)).isEqualTo(octets);
            assertThat(content.structure()).isEqualTo(TestMessages.structure(octets));
            assertThat(row.message().size()).isEqualTo(octets.length);
        }
        assertThat(rows.get(0).message().number())
                .isEqualTo(rows.get(1).message().number());
        assertThat(rows.get(2).message().number())
                .isNotEqualTo(rows.get(1).message().number());
    }

    @Test
    default void whyAMessageLeavesIsKept() {
        String domain = newDomain();
        List<Errand> errands = List.of(
                Errand.SENT,
                new Errand.Aliased(EmailAddress.valueOf("t\u00e9am@example.org")),
                new Errand.Forwarded(EmailAddress.valueOf("ann@example.org"), false),
                new Errand.Forwarded(EmailAddress.valueOf("ann@example.org"), true),
                Errand.RETURNED);
        List<Outgoing> outgoing = errands.stream()
                .map(errand -> new Outgoing(
                        "id" + SERIAL.incrementAndGet(),
                        Optional.of(new AccountId(7)),
                        EmailAddress.parse("SRS0=x=y=far.example=zoe@example.org"),
                        MailParameters.NONE,
                        "Delivered-To: ann@example.org\r\n",
                        List.of(new Outgoing.To(EmailAddress.valueOf("a@" + domain), RecipientParameters.NONE)),
                        errand,
                        false))
                .toList();
        List<Queued> rows = queue().accept(
                        TestMessages.content(TestMessages.simple("queued", "text")),
                        clock().instant(),
                        List.of(),
                        outgoing,
                        PATIENCE);
        assertThat(due(domain)).isEqualTo(rows);
        assertThat(rows).extracting(row -> row.message().errand()).isEqualTo(errands);
    }

    @Test
    default void aRefusedMailboxLeavesNothingInTheQueue() {
        MailboxId full = inbox(newAccount(Quota.ofBytes(10)));
        String domain = newDomain();
        QueueFigures before = queue().figures();
        assertRefused(StoreFailure.OverQuota.class, () -> queue().accept(
                        TestMessages.content(TestMessages.simple("x", "y")),
                        clock().instant(),
                        List.of(new Destination(full, Flags.NONE)),
                        List.of(outgoing(MailParameters.NONE, "a@" + domain)),
                        PATIENCE));
        assertThat(due(domain)).isEmpty();
        assertThat(queue().nextDue(domain, Instant.EPOCH)).isEmpty();
        assertThat(queue().figures()).isEqualTo(before);
    }

    @Test
    default void rowsAreFoundByTheirOwner() {
        AccountId owner = newAccount();
        String domain = newDomain();
        Outgoing outgoing = outgoing(MailParameters.NONE, "a@" + domain, "b@" + domain);
        List<Queued> rows = queue().accept(
                        TestMessages.content(TestMessages.simple("x", "y")),
                        clock().instant(),
                        List.of(),
                        List.of(new Outgoing(
                                outgoing.id(),
                                Optional.of(owner),
                                outgoing.sender(),
                                outgoing.parameters(),
                                "",
                                outgoing.recipients())),
                        PATIENCE);
        accept("a@" + domain);
        assertThat(queue().find(QueueFilter.of(owner), 0, 10)).isEqualTo(rows);
        assertThat(queue().find(QueueFilter.of(owner), rows.getFirst().id(), 10))
                .isEqualTo(rows.subList(1, 2));
        assertThat(queue().find(QueueFilter.of(owner), 0, 1)).isEqualTo(rows.subList(0, 1));
    }

    @Test
    default void whatIsForHereWaitsInALineOfItsOwn() {
        Outgoing.To to = new Outgoing.To(EmailAddress.valueOf("bob@" + newDomain()), RecipientParameters.NONE, true);
        Instant later = now().plus(Duration.ofHours(1));
        List<Queued> rows = queue().accept(
                        TestMessages.content(TestMessages.simple("x", "y")),
                        clock().instant(),
                        List.of(),
                        List.of(new Outgoing(
                                "later",
                                Optional.of(new AccountId(7)),
                                Optional.empty(),
                                MailParameters.NONE.withReleaseAt(Optional.of(later)),
                                "",
                                List.of(to))),
                        PATIENCE);
        Queued kept = queue().row(rows.getFirst().id()).orElseThrow();
        assertThat(kept.destination()).isEqualTo(Queued.HERE);
        assertThat(kept.due()).isEqualTo(later);
        assertThat(kept.expires()).isEqualTo(later.plus(PATIENCE));
        queue().settle(List.of(new Settlement.Done(kept.id())));
    }

    @Test
    default void anEnvelopeIsKept() {
        String domain = newDomain();
        MailParameters parameters = new MailParameters(
                OptionalLong.empty(),
                MailParameters.Body.EIGHT_BIT,
                true,
                Optional.of(MailParameters.Return.FULL),
                Optional.of("QQ 314+=\"x"),
                true,
                Optional.empty());
        RecipientParameters wishes = new RecipientParameters(
                Set.of(Notify.SUCCESS, Notify.DELAY), Optional.of(new OriginalRecipient("utf-8", "Zoë;@exämple.org")));
        Outgoing outgoing = new Outgoing(
                "abc",
                Optional.empty(),
                Optional.empty(),
                parameters,
                "DKIM-Signature: v=1; é\r\n",
                List.of(
                        new Outgoing.To(EmailAddress.valueOf("\"odd local\"@" + domain), wishes),
                        new Outgoing.To(EmailAddress.valueOf("josé@" + domain), RecipientParameters.NONE)));
        byte[] octets = TestMessages.simple("envelope", "text");
        queue().accept(TestMessages.content(octets), clock().instant(), List.of(), List.of(outgoing), PATIENCE);
        Queued row = due(domain).getFirst();
        assertThat(row.address().toString()).isEqualTo("\"odd local\"@" + domain);
        assertThat(due(domain).get(1).address().local()).isEqualTo("josé");
        assertThat(row.parameters()).isEqualTo(wishes);
        assertThat(row.destination()).isEqualTo(domain);
        assertThat(row.state()).isEqualTo(Queued.State.WAITING);
        assertThat(row.due()).isEqualTo(now());
        assertThat(row.expires()).isEqualTo(now().plus(PATIENCE));
        assertThat(row.attempts()).isZero();
        assertThat(row.lastStatus()).isEmpty();
        assertThat(row.message().id()).isEqualTo("abc");
        assertThat(row.message().owner()).isEmpty();
        assertThat(row.message().sender()).isEmpty();
        assertThat(row.message().parameters()).isEqualTo(parameters);
        assertThat(row.message().prefix()).isEqualTo("DKIM-Signature: v=1; é\r\n");
        assertThat(row.message().accepted()).isEqualTo(now());
        assertThat(queue().row(row.id())).contains(row);
    }

    @Test
    default void mailIsNotDueBeforeItsRelease() {
        String domain = newDomain();
        Instant release = now().plus(Duration.ofHours(3));
        queue().accept(
                        TestMessages.content(TestMessages.simple("later", "text")),
                        clock().instant(),
                        List.of(),
                        List.of(outgoing(
                                new MailParameters(
                                        OptionalLong.empty(),
                                        MailParameters.Body.SEVEN_BIT,
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        Optional.of(release)),
                                "a@" + domain)),
                        PATIENCE);
        assertThat(due(domain)).isEmpty();
        assertThat(queue().nextDue(domain, Instant.EPOCH)).contains(release);
        assertThat(queue().due(domain, release.minusMillis(1), 10)).isEmpty();
        assertThat(queue().due(domain, release, 10)).singleElement().satisfies(row -> assertThat(row.expires())
                .isEqualTo(release.plus(PATIENCE)));
    }

    // ---- what is due ----

    @Test
    default void theOldestAreDueFirstAndMessagesStayTogether() {
        String domain = newDomain();
        List<Queued> first = accept("a@" + domain, "b@" + domain, "x@" + newDomain());
        clock().advance(Duration.ofSeconds(1));
        List<Queued> second = accept("c@" + domain);
        List<Long> expected =
                List.of(first.get(0).id(), first.get(1).id(), second.getFirst().id());
        assertThat(ids(due(domain))).isEqualTo(expected);
        assertThat(ids(queue().due(domain, clock().instant(), 2))).isEqualTo(expected.subList(0, 2));
        assertThat(ids(queue().due(domain, first.getFirst().due(), 9))).isEqualTo(expected.subList(0, 2));
        assertThat(queue().nextDue(domain, Instant.EPOCH))
                .contains(first.getFirst().due());
        assertThat(queue().nextDue(domain, first.getFirst().due()))
                .contains(second.getFirst().due());
        assertThat(queue().nextDue(domain, second.getFirst().due())).isEmpty();
        assertThat(queue().waiting())
                .filteredOn(one -> one.destination().equals(domain))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.due()).isEqualTo(first.getFirst().due()));
    }

    @Test
    default void whatWasDeferredIsDueLater() {
        String domain = newDomain();
        Queued row = accept("a@" + domain).getFirst();
        Instant later = now().plus(Duration.ofMinutes(5));
        DeliveryStatus status = DeliveryStatus.here(4, 4, 1, "no answer\r\nfrom \u0000 there");
        queue().settle(List.of(new Settlement.Deferred(row.id(), later, status, true)));
        assertThat(due(domain)).isEmpty();
        assertThat(queue().nextDue(domain, Instant.EPOCH)).contains(later);
        Queued again = queue().due(domain, later, 10).getFirst();
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.delayTold()).isTrue();
        assertThat(again.lastStatus()).contains(status);
        assertThat(status.reply()).isEqualTo("no answer  from   there");
        DeliveryStatus other = new DeliveryStatus(
                new org.tassis.core.EnhancedStatus(4, 20, 301), Optional.of("mx.example"), "450 Später");
        queue().settle(List.of(new Settlement.Deferred(row.id(), later.plusSeconds(1), other, false)));
        Queued third = queue().row(row.id()).orElseThrow();
        assertThat(third.attempts()).isEqualTo(2);
        assertThat(third.delayTold()).as("told once is told").isTrue();
        assertThat(third.lastStatus()).contains(other);
        assertThat(third.expires()).isEqualTo(row.expires());
    }

    @Test
    default void contentGoesWithTheLastRowAndStaysInMailboxes() {
        MailboxId inbox = inbox(newAccount());
        String domain = newDomain();
        byte[] octets = TestMessages.simple("shared", "text");
        List<Queued> rows = queue().accept(
                        TestMessages.content(octets),
                        clock().instant(),
                        List.of(new Destination(inbox, Flags.NONE)),
                        List.of(outgoing(MailParameters.NONE, "a@" + domain, "b@" + domain)),
                        PATIENCE);
        queue().settle(List.of(new Settlement.Done(rows.get(0).id())));
        assertThat(due(domain)).containsExactly(rows.get(1));
        assertThat(octets(queue().content(rows.get(1)))).isEqualTo(octets);
        queue().settle(List.of(
                new Settlement.Done(rows.get(1).id()),
                new Settlement.Done(rows.get(0).id())));
        assertThat(due(domain)).isEmpty();
        assertThat(queue().row(rows.get(1).id())).isEmpty();
        assertRefused(
                StoreFailure.Gone.class, () -> queue().content(rows.get(1)).size());
        assertThat(store().message(now(inbox), 0).octets(0, octets.length)).isEqualTo(octets);
    }

    @Test
    default void settlingWhatIsGoneDoesNothing() {
        String domain = newDomain();
        Queued row = accept("a@" + domain).getFirst();
        queue().settle(List.of(new Settlement.Done(row.id())));
        DeliveryStatus status = DeliveryStatus.here(4, 0, 0, "late");
        queue().settle(List.of(
                new Settlement.Deferred(row.id(), now(), status, false), new Settlement.Done(Long.MAX_VALUE)));
        queue().settle(List.of());
        assertThat(due(domain)).isEmpty();
    }

    @Test
    default void manySettleAtTheSameTime() throws Exception {
        String domain = newDomain();
        List<Queued> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.addAll(accept("a" + i + "@" + domain, "b" + i + "@" + domain));
        }
        Instant later = now().plusSeconds(60);
        List<Callable<Boolean>> work = new ArrayList<>();
        Set<Long> staying = new HashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            long id = rows.get(i).id();
            if (i % 3 == 0) {
                staying.add(id);
                work.add(() -> {
                    queue().settle(List.of(
                            new Settlement.Deferred(id, later, DeliveryStatus.here(4, 0, 0, "again"), false)));
                    return true;
                });
            } else {
                work.add(() -> {
                    queue().settle(List.of(new Settlement.Done(id)));
                    return true;
                });
            }
        }
        together(work);
        assertThat(queue().due(domain, later, 1000))
                .allMatch(row -> row.attempts() == 1)
                .extracting(Queued::id)
                .containsExactlyInAnyOrderElementsOf(staying);
    }

    // ---- administrators ----

    @Test
    default void rowsAreFoundPageByPage() {
        String domain = newDomain();
        String[] recipients =
                IntStream.range(0, 7).mapToObj(i -> "u" + i + "@" + domain).toArray(String[]::new);
        List<Queued> rows = accept(recipients);
        QueueFilter filter = QueueFilter.containing("@" + domain.toUpperCase(java.util.Locale.ROOT));
        List<Long> found = new ArrayList<>();
        List<Queued> page = queue().find(filter, 0, 3);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            found.addAll(ids(page));
            page = queue().find(filter, page.getLast().id(), 3);
        }
        assertThat(found).isEqualTo(ids(rows));
        assertThat(queue().find(QueueFilter.containing(rows.getFirst().message().id()), 0, 10))
                .hasSizeGreaterThanOrEqualTo(7);
        assertThat(queue().find(QueueFilter.containing("u_@" + domain), 0, 10)).isEmpty();
        assertThat(queue().find(
                                new QueueFilter(
                                        Optional.empty(), Optional.of(domain), Optional.of(Queued.State.WAITING)),
                                0,
                                10))
                .hasSize(7);
        assertThat(queue().find(
                                new QueueFilter(Optional.empty(), Optional.of(domain), Optional.of(Queued.State.HELD)),
                                0,
                                10))
                .isEmpty();
    }

    @Test
    default void heldRowsWaitForAnAdministrator() {
        String domain = newDomain();
        QueueFigures before = queue().figures();
        List<Queued> rows = accept("a@" + domain, "b@" + domain);
        assertThat(queue().figures().waiting()).isEqualTo(before.waiting() + 2);
        assertThat(queue().figures().oldest()).isPresent();
        long held = rows.getFirst().id();
        assertThat(queue().change(List.of(held, Long.MAX_VALUE), row -> row.withState(Queued.State.HELD)))
                .singleElement()
                .satisfies(row -> assertThat(row.state()).isEqualTo(Queued.State.HELD));
        assertThat(due(domain)).containsExactly(rows.get(1));
        assertThat(queue().figures().held()).isEqualTo(before.held() + 1);
        queue().settle(List.of(new Settlement.Done(rows.get(1).id())));
        assertThat(queue().nextDue(domain, Instant.EPOCH)).isEmpty();
        assertThat(queue().waiting()).noneMatch(one -> one.destination().equals(domain));
        String elsewhere = "relay-" + domain + ":2525";
        Instant later = now().plusSeconds(7);
        queue().change(List.of(held), row -> row.withState(Queued.State.WAITING)
                .withDestination(elsewhere)
                .withDue(later)
                .withExpires(later.plusSeconds(9)));
        assertThat(queue().due(elsewhere, later, 10)).singleElement().satisfies(row -> {
            assertThat(row.due()).isEqualTo(later);
            assertThat(row.expires()).isEqualTo(later.plusSeconds(9));
            assertThat(row.address()).isEqualTo(rows.getFirst().address());
        });
    }

    // ---- durable ----

    @Test
    default void theQueueIsFoundAgain() {
        String domain = newDomain();
        List<Queued> rows = accept("a@" + domain, "b@" + domain, "c@" + domain);
        queue().settle(List.of(
                new Settlement.Done(rows.get(0).id()),
                new Settlement.Deferred(
                        rows.get(1).id(), now().plusSeconds(9), DeliveryStatus.here(4, 7, 1, "greylisted"), false)));
        List<Queued> before = queue().due(domain, now().plusSeconds(9), 10);
        assertThat(before).hasSize(2);
        byte[] octets = octets(queue().content(rows.get(2)));
        reopened();
        assertThat(queue().due(domain, now().plusSeconds(9), 10)).isEqualTo(before);
        assertThat(octets(queue().content(before.getFirst()))).isEqualTo(octets);
        assertThat(queue().waiting()).anyMatch(one -> one.destination().equals(domain));
    }
}
