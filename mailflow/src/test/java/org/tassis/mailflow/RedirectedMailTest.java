package org.tassis.mailflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.directory.Target;
import org.tassis.mailflow.MailFlow.Opening;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.InMemoryMailStore;

/// Mail for addresses that lead to several mailboxes, or away.
class RedirectedMailTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T08:39:06Z"));
    private static final Client STRANGER = Client.connected(InetAddress.ofLiteral("192.0.2.7"));
    private static final int MAX_SIZE = 100_000;

    private final Map<AccountId, Quota> quotas = new HashMap<>();
    private final InMemoryMailStore store = new InMemoryMailStore(quotas::get, CLOCK);
    private final Map<String, Route> routes = new HashMap<>();
    private final MailFlow flow = new MailFlow(
            address -> routes.getOrDefault(address.key(), new Route.NoSuchUser()),
            Optional::empty,
            store,
            CLOCK,
            MAX_SIZE);

    private final Account ann = account(1, "ann", Quota.UNLIMITED);
    private final Account bob = account(2, "bob", Quota.ofBytes(1000));
    private final Account carl = account(3, "carl", Quota.ofBytes(1000));

    @Test
    void everyMailboxGetsOneCopy() {
        routes.put("team@example.org", reaches(at(ann, ""), at(bob, "")));
        routes.put("ann@example.org", reaches(at(ann, "")));
        Reception reception = begin(OptionalLong.empty());
        assertThat(rcpt(reception, "team@example.org")).isEmpty();
        assertThat(rcpt(reception, "ann@example.org")).isEmpty();
        assertThat(reception.deliver(message(100))).isInstanceOf(Delivery.Accepted.class);
        assertThat(counts()).containsExactly(1, 1, 0);
    }

    @Test
    void aFullMailboxDoesNotKeepTheOthersFromTheirMail() {
        routes.put("team@example.org", reaches(at(bob, ""), at(ann, "")));
        fill(bob);
        Reception reception = begin(OptionalLong.of(500));
        assertThat(rcpt(reception, "team@example.org")).isEmpty();
        assertThat(reception.deliver(message(500))).isInstanceOf(Delivery.Accepted.class);
        assertThat(counts()).containsExactly(1, 1, 0); // the one in Bob's is what filled it
    }

    @Test
    void whereEveryMailboxIsFullTheSenderIsTold() {
        routes.put("team@example.org", reaches(at(bob, ""), at(carl, "")));
        fill(bob);
        fill(carl);
        assertThat(rcpt(begin(OptionalLong.of(500)), "team@example.org")).contains(new Refusal.MailboxFull());
        assertThat(rcpt(begin(OptionalLong.of(5000)), "team@example.org")).contains(new Refusal.LargerThanMailbox());
    }

    @Test
    void aMailboxThatMayPassCountsMoreThanOneThatIsFull() {
        routes.put("team@example.org", reaches(at(bob, ""), at(carl, "")));
        routes.put("ann@example.org", reaches(at(ann, "")));
        fill(bob);
        Reception reception = begin(OptionalLong.empty());
        assertThat(rcpt(reception, "team@example.org")).isEmpty();
        assertThat(rcpt(reception, "ann@example.org")).contains(new Refusal.Separately());
        assertThat(reception.deliver(message(500))).isInstanceOf(Delivery.Accepted.class);
        assertThat(counts()).containsExactly(0, 1, 1);
        Reception larger = begin(OptionalLong.empty());
        assertThat(rcpt(larger, "team@example.org")).isEmpty();
        assertThat(larger.deliver(message(5000))).isEqualTo(new Delivery.Refused(new Refusal.MailboxFull()));
    }

    @Test
    void aFullMailboxThatIsSomebodysOnlyOneIsNotLeftOut() {
        routes.put("team@example.org", reaches(at(ann, ""), at(bob, "")));
        routes.put("bob@example.org", reaches(at(bob, "")));
        Reception reception = begin(OptionalLong.empty());
        assertThat(rcpt(reception, "bob@example.org")).isEmpty();
        assertThat(rcpt(reception, "team@example.org")).contains(new Refusal.Separately());
        assertThat(reception.deliver(message(5000))).isEqualTo(new Delivery.Refused(new Refusal.MailboxFull()));
        assertThat(counts()).containsExactly(0, 0, 0);
    }

    @Test
    void whatLeadsAwayOrInACircleIsRefused() {
        routes.put(
                "away@example.org",
                reaches(new Target.Remote(
                        EmailAddress.valueOf("x@far.example"),
                        new Target.Reason.Alias(EmailAddress.valueOf("away@example.org")))));
        routes.put("circle@example.org", new Route.Endless());
        assertThat(rcpt(begin(OptionalLong.empty()), "away@example.org")).contains(new Refusal.CannotPassOn());
        assertThat(rcpt(begin(OptionalLong.empty()), "circle@example.org")).contains(new Refusal.AddressLoop());
    }

    @Test
    void aReturnAddressIsNobodysForAnythingButBounces() {
        EmailAddress rewritten = EmailAddress.valueOf("SRS0=A=B=far.example=zoe@example.org");
        routes.put(
                rewritten.key(),
                reaches(new Target.Remote(
                        EmailAddress.valueOf("zoe@far.example"), new Target.Reason.Returned(rewritten))));
        assertThat(rcpt(begin(OptionalLong.empty()), rewritten.toString())).contains(new Refusal.CannotPassOn());
        Reception letter = ((Opening.Opened)
                        flow.mail(STRANGER, EmailAddress.parse("bob@far.example"), MailParameters.NONE))
                .reception();
        assertThat(rcpt(letter, rewritten.toString())).contains(new Refusal.NoSuchUser());
    }

    private void fill(Account account) {
        Reception reception = begin(OptionalLong.empty());
        routes.put("fill@example.org", reaches(at(account, "")));
        assertThat(rcpt(reception, "fill@example.org")).isEmpty();
        assertThat(reception.deliver(message(900))).isInstanceOf(Delivery.Accepted.class);
    }

    private List<Integer> counts() {
        List<Integer> counts = new ArrayList<>();
        for (Account account : List.of(ann, bob, carl)) {
            counts.add((int) store.usage(account.id()).messages());
        }
        return counts;
    }

    private Account account(long id, String login, Quota quota) {
        quotas.put(new AccountId(id), quota);
        return new Account(
                new AccountId(id),
                new Login(login),
                "",
                quota,
                true,
                Optional.empty(),
                List.of(EmailAddress.valueOf(login + "@example.org")),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.ENGLISH);
    }

    private static Route reaches(Target... targets) {
        return new Route.Reaches(List.of(targets));
    }

    private static Target at(Account account, String detail) {
        return new Target.Mailbox(account, Optional.of(detail).filter(text -> !text.isEmpty()), false);
    }

    private Reception begin(OptionalLong size) {
        MailParameters parameters =
                new MailParameters(size, MailParameters.Body.SEVEN_BIT, false, Optional.empty(), Optional.empty());
        return ((Opening.Opened) flow.mail(STRANGER, Optional.empty(), parameters)).reception();
    }

    private static Optional<Refusal> rcpt(Reception reception, String address) {
        return reception.rcpt(EmailAddress.valueOf(address), RecipientParameters.NONE);
    }

    private static MessageContent message(int size) {
        Spool spool = new Spool(Path.of("unused"));
        byte[] octets = ("\r\n" + "x".repeat(size - 4) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try {
            spool.write(octets, 0, octets.length);
            spool.finish();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return spool;
    }
}
