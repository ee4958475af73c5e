package org.tassis.mailflow.srs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;

class ReturnRouterTest {
    private static final DomainName HERE = new DomainName("here.example");
    private static final EmailAddress ZOE = EmailAddress.valueOf("zoe@far.example");

    private final Srs srs =
            new Srs(() -> List.of(new byte[SrsKeys.LENGTH]), () -> Instant.parse("2026-03-01T12:00:00Z"));
    private final Router people = address -> !address.domain().equals(HERE)
            ? new Route.Remote()
            : address.local().equals("off") ? new Route.Disabled() : new Route.NoSuchUser();
    private final Router router = new ReturnRouter(people, srs);

    @Test
    void aBounceFindsTheSender() {
        EmailAddress rewritten = srs.rewrite(ZOE, HERE, true).orElseThrow();
        assertThat(router.route(rewritten))
                .isEqualTo(new Route.Reaches(List.of(new Target.Remote(ZOE, new Target.Reason.Returned(rewritten)))));
    }

    @Test
    void aSenderOfThisServerIsFoundHere() {
        EmailAddress rewritten = srs.rewrite(EmailAddress.valueOf("off@here.example"), HERE, true)
                .orElseThrow();
        assertThat(router.route(rewritten)).isEqualTo(new Route.Disabled());
    }

    @Test
    void whatWasNotSignedHereIsNobody() {
        assertThat(router.route(EmailAddress.valueOf("SRS0=AAAAAA=AA=far.example=zoe@here.example")))
                .isEqualTo(new Route.NoSuchUser());
        assertThat(router.route(EmailAddress.valueOf("bob@here.example"))).isEqualTo(new Route.NoSuchUser());
        EmailAddress elsewhere =
                srs.rewrite(ZOE, new DomainName("there.example"), true).orElseThrow();
        assertThat(router.route(elsewhere)).isEqualTo(new Route.Remote());
    }
}
