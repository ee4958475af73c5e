package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.TrustingTls;

/// A mailet of James in the packaged program.
@Timeout(180)
class MailetsProgramTest {
    @Test
    void aMailetChangesMailForWhomItsMatcherPicks(@TempDir Path directory) throws Exception {
        Path folder = Files.createDirectories(directory.resolve("mailets"));
        Path config = RunningServer.config(
                directory,
                "",
                "mailets:\n  folder: " + folder + "\n  flow:\n"
                        + "    - { stage: received, matcher: \"RecipientIs=ann@example.org\", mailet: SetMimeHeader,"
                        + " parameters: { name: X-Seen, value: \"by a mailet\" } }\n");
        try (RunningServer server = RunningServer.start(config)) {
            server.people("ann", "bob");
            server.deliver("ann", "one");
            server.deliver("bob", "two");
            assertThat(first(server, "ann")).contains("Subject: one", "X-Seen: by a mailet");
            assertThat(first(server, "bob")).contains("Subject: two").doesNotContain("X-Seen");
        }
    }

    private static String first(RunningServer server, String login) throws Exception {
        try (Talk imap =
                Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), server.port("imaps"))))) {
            imap.line();
            imap.imap("a", "LOGIN " + login + " " + RunningServer.PASSWORD);
            imap.imap("b", "SELECT INBOX");
            return imap.imap("c", "FETCH 1 BODY[]");
        }
    }
}
