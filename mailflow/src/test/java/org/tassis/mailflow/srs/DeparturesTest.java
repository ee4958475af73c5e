package org.tassis.mailflow.srs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;

class DeparturesTest {
    private static final Account ANN = new Account(
            new AccountId(1),
            new Login("ann"),
            "",
            Quota.UNLIMITED,
            true,
            Optional.empty(),
            List.of(address("ann@here.example")),
            Account.PopDelete.HIDE,
            Set.of(),
            Locale.ENGLISH);
    private static final Router ROUTER =
            address -> address.domain().ascii().endsWith("here.example") ? new Route.NoSuchUser() : new Route.Remote();

    private final Srs srs =
            new Srs(() -> List.of(new byte[SrsKeys.LENGTH]), () -> Instant.parse("2026-03-01T12:00:00Z"));
    private final Departures departures = new Departures(ROUTER, srs);

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

    @Test
    void theSenderBecomesOneOfTheDomainThatLeadsAway() {
        List<Departure> all = departures.of(
                Optional.of(address("zoe@far.example")),
                List.of(
                        recipient("team@here.example", aliased("x@away.example")),
                        recipient("ann@here.example", forwarded("y@away.example", true))),
                Set.of());
        assertThat(all).hasSize(2);
        Departure alias = all.getFirst();
        assertThat(alias.recipient()).isEqualTo(address("x@away.example"));
        assertThat(alias.prefix()).isEqualTo("Delivered-To: team@here.example\r\n");
        assertThat(alias.forwarder()).isEmpty();
        EmailAddress sender = alias.sender().orElseThrow();
        assertThat(sender.domain().ascii()).isEqualTo("here.example");
        assertThat(srs.original(sender)).contains(address("zoe@far.example"));
        Departure forward = all.getLast();
        assertThat(forward.sender().orElseThrow().domain().ascii()).isEqualTo("sub.here.example");
        assertThat(forward.forwarder()).contains(ANN.id());
        assertThat(forward.copyKept()).isTrue();
    }

    @Test
    void sendersOfThisServerBouncesAndReturnsAreNotRewritten() {
        List<Recipient> team = List.of(recipient("team@here.example", aliased("x@away.example")));
        assertThat(departures.of(Optional.of(address("bob@here.example")), team, Set.of()))
                .extracting(Departure::sender)
                .containsExactly(Optional.of(address("bob@here.example")));
        assertThat(departures.of(Optional.empty(), team, Set.of()))
                .extracting(Departure::sender)
                .containsExactly(Optional.empty());
        Recipient back = recipient(
                "SRS0=A=B=c.example=d@here.example",
                new Target.Remote(
                        address("d@c.example"),
                        new Target.Reason.Returned(address("SRS0=A=B=c.example=d@here.example"))));
        assertThat(departures.of(Optional.empty(), List.of(back), Set.of()))
                .extracting(Departure::sender)
                .containsExactly(Optional.empty());
    }

    @Test
    void whatCannotBeRewrittenLeavesWithoutASender() {
        assertThat(departures.of(
                        Optional.of(address("z".repeat(60) + "@far.example")),
                        List.of(recipient("team@here.example", aliased("x@away.example"))),
                        Set.of()))
                .extracting(Departure::sender)
                .containsExactly(Optional.empty());
    }

    @Test
    void anAddressGetsOneCopyWhoeverLeadsThere() {
        assertThat(departures.of(
                        Optional.empty(),
                        List.of(
                                recipient("team@here.example", aliased("x@away.example")),
                                recipient("ann@here.example", forwarded("X@away.example", false))),
                        Set.of()))
                .hasSize(1);
    }

    @Test
    void fromWhereAMessageWasItDoesNotLeaveAgain() throws IOException {
        List<Recipient> recipients = List.of(
                recipient("ann@here.example", forwarded("y@away.example", false)),
                recipient("team@here.example", aliased("x@away.example")));
        Set<EmailAddress> visited = Departures.visited(
                recipients,
                message("Delivered-To: ANN@here.example\r\nDelivered-To: other@here.example\r\nSubject: x\r\n\r\n"
                        + "Delivered-To: team@here.example\r\n"));
        assertThat(visited).containsExactly(address("ann@here.example"));
        assertThat(departures.of(Optional.empty(), recipients, visited))
                .extracting(Departure::recipient)
                .containsExactly(address("x@away.example"));
        assertThat(Departures.fallBack(recipients, visited)).containsExactly(ANN.id());
        assertThat(Departures.fallBack(recipients, Set.of())).isEmpty();
        assertThat(Departures.fallBack(
                        List.of(recipient("ann@here.example", forwarded("y@away.example", true))), visited))
                .isEmpty();
    }
}
