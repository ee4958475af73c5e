package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.core.Secret;
import org.tassis.directory.Authenticator.Outcome;
import org.tassis.directory.Route;

class TestDirectoryTest {
    private final TestDirectory people = new TestDirectory();

    @Test
    void annAndBobCanLogIn() {
        assertThat(login("ann", TestDirectory.ANN_PASSWORD)).isEqualTo(new Outcome.Granted(people.ann));
        assertThat(login("INFO@Example.org", TestDirectory.ANN_PASSWORD)).isEqualTo(new Outcome.Granted(people.ann));
        assertThat(login("bob", TestDirectory.BOB_PASSWORD)).isEqualTo(new Outcome.Granted(people.bob));
        assertThat(login("bob", TestDirectory.ANN_PASSWORD)).isEqualTo(new Outcome.Refused());
        people.enable(people.bob, false);
        assertThat(login("bob", TestDirectory.BOB_PASSWORD)).isEqualTo(new Outcome.Disabled());
    }

    @Test
    void mailFindsItsWay() {
        assertThat(people.directory.route(EmailAddress.valueOf("Info+shop@EXAMPLE.org")))
                .isEqualTo(Route.local(people.ann, java.util.Optional.of("shop")));
        assertThat(people.directory.route(EmailAddress.valueOf("carl@example.org")))
                .isEqualTo(new Route.NoSuchUser());
        assertThat(people.directory.route(EmailAddress.valueOf("ann@example.net")))
                .isEqualTo(new Route.Remote());
    }

    private Outcome login(String name, String password) {
        return people.authenticator.authenticate(name, new Secret(password), InetAddress.getLoopbackAddress(), "imap");
    }
}
