package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.core.Quota;
import org.tassis.directory.Redirections;
import org.tassis.testkit.TestDirectory;

/// Addresses that are aliases, forwarded, caught or in a circle, as a sender sees them.
class RedirectionTest {
    private final SmtpServer server = SmtpServer.mx();
    private final Redirections redirections = server.people.directory.redirections();

    private String rcpt(String to) {
        return server.talk("EHLO c.example", "MAIL FROM:<a@b.example>", "RCPT TO:<" + to + ">", "QUIT")
                .replies()
                .get(3);
    }

    private void alias(String address, String... targets) {
        redirections.addAlias(
                EmailAddress.valueOf(address),
                Arrays.stream(targets).map(EmailAddress::valueOf).toList());
    }

    @Test
    void anAliasIsTakenAndEverybodyGetsIt() {
        alias("team@example.org", "ann@example.org", "bob@example.org");
        server.people.limit(server.people.bob, Quota.ofBytes(10));
        assertThat(server.talk(
                                "EHLO c.example",
                                "MAIL FROM:<a@b.example>",
                                "RCPT TO:<team+x@example.org>",
                                "DATA",
                                "Subject: x",
                                "",
                                "Hello",
                                ".",
                                "QUIT")
                        .replies()
                        .get(5))
                .startsWith("250 2.6.0 ");
        assertThat(server.store.usage(server.people.ann.id()).messages()).isEqualTo(1);
        assertThat(server.store.usage(server.people.bob.id()).messages()).isZero();
    }

    @Test
    void whatLeadsNowhereIsRefused() {
        alias("away@example.org", "x@far.example");
        alias("old@example.org", "bob@example.org");
        server.people.directory.removeMailbox(server.people.bob.id());
        assertThat(rcpt("away@example.org")).startsWith("451 4.3.0 ");
        assertThat(rcpt("old@example.org")).startsWith("550 5.1.1 ");
        redirections.setForward(server.people.ann.id(), List.of(EmailAddress.valueOf("x@far.example")), true);
        assertThat(rcpt("ann@example.org")).startsWith("451 4.3.0 ");
    }

    @Test
    void unknownAddressesMayBeCaught() {
        assertThat(rcpt("postmaster@example.org")).startsWith("550 5.1.1 ");
        redirections.roleMailbox(TestDirectory.domain("example.org"), Optional.of(server.people.ann.id()));
        assertThat(rcpt("postmaster@example.org")).startsWith("250 ");
        assertThat(rcpt("nobody@example.org")).startsWith("550 5.1.1 ");
        redirections.catchAll(
                TestDirectory.domain("example.org"), Optional.of(EmailAddress.valueOf("bob@example.org")));
        assertThat(rcpt("nobody@example.org")).startsWith("250 ");
    }
}
