package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.directory.access.PageSession;
import org.tassis.testkit.TestDirectory;

/// Who is logged in to the pages, on the command line.
class BrowserCommandsTest {
    private final TestDirectory people = new TestDirectory();
    private final DirectoryCommands commands = TestCommands.over(people);

    private String out = "";

    private int run(String... words) {
        StringWriter written = new StringWriter();
        PrintWriter writer = new PrintWriter(written);
        int status = commands.run(List.of(words), InputStream.nullInputStream(), writer, writer);
        out = written.toString();
        return status;
    }

    private void open(String key, AccountId account, String client) {
        Instant now = Instant.now();
        people.desk
                .access()
                .put(new PageSession(key, account, now, now, now.plus(Duration.ofHours(1)), "192.0.2.9", client));
    }

    @Test
    void browsersAreListedAndLoggedOut() {
        assertThat(run("browser", "list")).isZero();
        assertThat(out).contains("No such browser is logged in.");
        open("key-of-ann", people.ann.id(), "Firefox\u0007 on Linux");
        open("key-of-bob", people.bob.id(), "Safari");
        assertThat(run("browser", "list")).isZero();
        assertThat(out).contains("ann", "Firefox? on Linux", "bob", "192.0.2.9");
        assertThat(run("browser", "list", "SAFARI", "--json")).isZero();
        assertThat(out).contains("\"login\":\"bob\"").doesNotContain("ann");
        assertThat(run("browser", "end", "key-of-ann", "nonesuch")).isEqualTo(1);
        assertThat(out).contains("The browser is logged out.", "No browser has the key nonesuch");
        assertThat(people.desk.access().sessions(people.ann.id())).isEmpty();
        assertThat(run("audit")).isZero();
        assertThat(out).contains("session end ann");
    }
}
