package org.tassis.mailflow.srs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.Errand;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;

class DeparturesTest {
    private static final Account ANN = account(1, "ann");
    private static final Account BOB = account(2, "bob");
    private static final Router ROUTER =
            address -> address.domain().ascii().endsWith("here.example") ? new Route.NoSuchUser() : new Route.Remote();

    private final Srs srs =
            new Srs(() -> List.of(new byte[SrsKeys.LENGTH]), () -> Instant.parse("2026-03-01T12:00:00Z"));
    private final Departures departures = new Departures(ROUTER, srs);

    private static Account account(long id, String login) {
        return new Account(
                new AccountId(id),
                new Login(login),
                "",
                Quota.UNLIMITED,
                true,
                Optional.empty(),
                List.of(address(login + "@here.example")),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.ENGLISH);
    }

    private static EmailAddress address(String text) {
        return EmailAddress.valueOf(text);
    }

    private static Recipient recipient(String address, Target... targets) {
        return new Recipient(address(address), RecipientParameters.NONE, new Route.Reaches(List.of(targets)));
    }

    private static Target aliased(String to) {
        return new Target.Remote(address(to), new Target.Reason.Alias(address("team@here.example")));
    }

    private static Target forwarded(String to, boolean copy) {
        return new Target.Remote(address(to), new Target.Reason.Forward(ANN, address("ann@sub.here.example"), copy));
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

    /// One copy that leaves.
    private record Leaving(EmailAddress to, Outgoing with) {
        EmailAddress sender() {
            return with.sender().orElseThrow();
        }
    }

    private List<Leaving> leave(Optional<Account> author, String sender, Recipient... recipients) {
        List<Leaving> all = new ArrayList<>();
        departures
                .outgoing(
                        "id",
                        author.map(Account::id),
                        EmailAddress.parse(sender),
                        new MailParameters(
                                OptionalLong.of(7),
                                MailParameters.Body.EIGHT_BIT,
                                true,
                                Optional.of(MailParameters.Return.FULL),
                                Optional.of("envelope"),
                                true,
                                Optional.of(Instant.MAX)),
                        List.of(recipients),
                        true)
                .forEach(one -> one.recipients().forEach(to -> all.add(new Leaving(to.address(), one))));
        return all;
    }

    @Test
    void theSenderBecomesOneOfTheDomainThatLeadsAway() {
        List<Leaving> all = leave(
                Optional.empty(),
                "zoe@far.example",
                recipient("team@here.example", aliased("x@away.example")),
                recipient("ann@here.example", forwarded("y@away.example", true)));
        assertThat(all).hasSize(2);
        Leaving alias = all.getFirst();
        assertThat(alias.to()).isEqualTo(address("x@away.example"));
        assertThat(alias.with().prefix()).isEqualTo("Delivered-To: team@here.example\r\n");
        assertThat(alias.with().owner()).isEmpty();
        assertThat(alias.with().errand()).isEqualTo(new Errand.Aliased(address("team@here.example")));
        assertThat(alias.sender().domain().ascii()).isEqualTo("here.example");
        assertThat(srs.original(alias.sender())).contains(address("zoe@far.example"));
        Leaving forward = all.getLast();
        assertThat(forward.sender().domain().ascii()).isEqualTo("sub.here.example");
        assertThat(forward.with().owner()).contains(ANN.id());
        assertThat(forward.with().errand()).isEqualTo(new Errand.Forwarded(address("ann@sub.here.example"), true));
        assertThat(all).allSatisfy(one -> {
            assertThat(one.with().authored()).isFalse();
            MailParameters parameters = one.with().parameters();
            assertThat(parameters.returned()).isEmpty();
            assertThat(parameters.envelopeId()).isEmpty();
            assertThat(parameters.releaseAt()).isEmpty();
            assertThat(parameters.requireTls()).isTrue();
            assertThat(parameters.body()).isEqualTo(MailParameters.Body.EIGHT_BIT);
        });
    }

    @Test
    void whatStrangersWantToHearStaysHere() {
        Recipient asking = new Recipient(
                address("ann@here.example"),
                new RecipientParameters(
                        Set.of(Notify.SUCCESS, Notify.FAILURE), Optional.of(new OriginalRecipient("rfc822", "secret"))),
                new Route.Reaches(List.of(forwarded("y@away.example", false), aliased("x@away.example"))));
        assertThat(departures.outgoing(
                        "id",
                        Optional.empty(),
                        EmailAddress.parse("z@far.example"),
                        MailParameters.NONE,
                        List.of(asking),
                        true))
                .hasSize(2)
                .flatExtracting(Outgoing::recipients)
                .extracting(Outgoing.To::parameters)
                .containsOnly(RecipientParameters.NONE);
    }

    @Test
    void whoLoggedInStaysTheSenderOfWhatAnAliasPassesOn() {
        RecipientParameters wishes = new RecipientParameters(Set.of(Notify.SUCCESS), Optional.empty());
        List<Outgoing> one = departures.outgoing(
                "id",
                Optional.of(new AccountId(9)),
                EmailAddress.parse("bob@here.example"),
                MailParameters.NONE,
                List.of(new Recipient(
                        address("team@here.example"), wishes, new Route.Reaches(List.of(aliased("x@away.example"))))),
                true);
        assertThat(one).singleElement().satisfies(outgoing -> {
            assertThat(outgoing.owner()).contains(new AccountId(9));
            assertThat(outgoing.authored()).isTrue();
            assertThat(outgoing.sender()).contains(address("bob@here.example"));
            assertThat(outgoing.recipients().getFirst().parameters())
                    .isEqualTo(new RecipientParameters(
                            Set.of(Notify.SUCCESS), Optional.of(new OriginalRecipient("rfc822", "team@here.example"))));
        });
        List<Outgoing> several = departures.outgoing(
                "id",
                Optional.of(new AccountId(9)),
                EmailAddress.parse("bob@here.example"),
                MailParameters.NONE,
                List.of(new Recipient(
                        address("team@here.example"),
                        wishes,
                        new Route.Reaches(List.of(aliased("x@away.example"), aliased("y@away.example"))))),
                true);
        assertThat(several)
                .flatExtracting(Outgoing::recipients)
                .extracting(to -> to.parameters().notices())
                .containsExactly(Set.of(Notify.FAILURE), Set.of(Notify.FAILURE));
        assertThat(several).hasSize(1); // one envelope
    }

    @Test
    void sendersOfThisServerBouncesAndReturnsAreNotRewritten() {
        Recipient team = recipient("team@here.example", aliased("x@away.example"));
        assertThat(leave(Optional.empty(), "bob@here.example", team))
                .extracting(Leaving::sender)
                .containsExactly(address("bob@here.example"));
        assertThat(leave(Optional.empty(), "", team))
                .extracting(one -> one.with().sender())
                .containsExactly(Optional.empty());
        Recipient back = recipient(
                "SRS0=A=B=c.example=d@here.example",
                new Target.Remote(
                        address("d@c.example"),
                        new Target.Reason.Returned(address("SRS0=A=B=c.example=d@here.example"))));
        assertThat(leave(Optional.empty(), "", back)).singleElement().satisfies(one -> {
            assertThat(one.with().sender()).isEmpty();
            assertThat(one.with().errand()).isEqualTo(Errand.RETURNED);
        });
    }

    @Test
    void whatCannotBeRewrittenLeavesWithoutASender() {
        assertThat(leave(
                        Optional.empty(),
                        "z".repeat(60) + "@far.example",
                        recipient("team@here.example", aliased("x@away.example"))))
                .extracting(one -> one.with().sender())
                .containsExactly(Optional.empty());
    }

    @Test
    void anAddressGetsOneCopyWhoeverLeadsThere() {
        assertThat(leave(
                        Optional.empty(),
                        "",
                        recipient("team@here.example", aliased("x@away.example")),
                        recipient("ann@here.example", forwarded("X@away.example", true))))
                .hasSize(1);
    }

    @Test
    void aMailboxWithoutACopyGetsACopyOfItsOwnSoThatItHasWhatIsRefused() {
        assertThat(leave(
                        Optional.empty(),
                        "",
                        recipient("team@here.example", aliased("x@away.example")),
                        recipient("ann@here.example", forwarded("x@away.example", false)),
                        recipient("ann.two@here.example", forwarded("x@away.example", false)),
                        recipient(
                                "bob@here.example",
                                new Target.Remote(
                                        address("x@away.example"),
                                        new Target.Reason.Forward(BOB, address("bob@here.example"), false)))))
                .extracting(one -> one.with().owner())
                .containsExactly(Optional.of(ANN.id()), Optional.of(BOB.id()));
    }

    @Test
    void whatTheSenderNamesItselfIsNotSentTwice() {
        assertThat(leave(
                        Optional.of(BOB),
                        "bob@here.example",
                        new Recipient(address("x@away.example"), RecipientParameters.NONE, new Route.Remote()),
                        recipient("team@here.example", aliased("x@away.example"))))
                .extracting(one -> one.with().errand())
                .containsExactly(Errand.SENT);
    }

    @Test
    void fromWhereAMessageWasItDoesNotLeaveAgain() throws IOException {
        List<Recipient> recipients = List.of(
                recipient("ann@here.example", forwarded("y@away.example", false)),
                recipient(
                        "bob@here.example", new Target.Mailbox(BOB, Optional.empty(), true), aliased("z@away.example")),
                recipient("all@here.example", aliased("z@away.example")),
                recipient("team@here.example", aliased("x@away.example")));
        List<Recipient> settled = departures.settled(
                recipients,
                message("Delivered-To: ANN@here.example\r\nDelivered-To: other@here.example\r\n"
                        + "Delivered-To: bob@here.example\r\nDelivered-To: all@here.example\r\nSubject: x\r\n\r\n"
                        + "Delivered-To: team@here.example\r\n"));
        assertThat(settled)
                .extracting(recipient -> recipient.address().toString())
                .containsExactly("ann@here.example", "bob@here.example", "team@here.example");
        assertThat(settled.get(0).accounts()).containsExactly(ANN);
        assertThat(settled.get(0).remotes()).isEmpty();
        assertThat(settled.get(1).accounts()).containsExactly(BOB);
        assertThat(settled.get(1).remotes()).isEmpty();
        assertThat(settled.get(2)).isEqualTo(recipients.get(3));
        assertThat(departures.settled(recipients, message("Subject: x\r\n\r\n")))
                .isEqualTo(recipients);
    }

    @Test
    void deliveredToIsInAsciiAndStillKnownAgain() throws IOException {
        Recipient recipient = recipient("zo\u00eb+\u20ac@here.example", aliased("x@away.example"));
        String prefix = departures
                .outgoing("id", Optional.empty(), Optional.empty(), MailParameters.NONE, List.of(recipient), true)
                .getFirst()
                .prefix();
        assertThat(prefix).isEqualTo("Delivered-To: zo\\x{eb}+\\x{20ac}@here.example\r\n");
        assertThat(departures.settled(List.of(recipient), message(prefix + "\r\nx\r\n")))
                .isEmpty();
        assertThat(departures.settled(
                        List.of(recipient), message("Delivered-To: \\x{110000}x@here.example\r\n\r\nx\r\n")))
                .hasSize(1);
    }
}
