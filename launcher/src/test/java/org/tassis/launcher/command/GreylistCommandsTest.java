package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Decision;
import org.tassis.greylist.Greylist;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestGreylist;

/// Who waits, on the command line.
class GreylistCommandsTest {
    private final TestDirectory people = new TestDirectory();
    private final TestClock clock = new TestClock();
    private final Greylist greylist = TestGreylist.at(clock);
    private final DirectoryCommands commands = TestCommands.over(people, greylist);

    private String out = "";

    private int run(String... words) {
        StringWriter written = new StringWriter();
        PrintWriter writer = new PrintWriter(written);
        int status = commands.run(List.of(words), InputStream.nullInputStream(), writer, writer);
        out = written.toString();
        return status;
    }

    private Decision comes(String sender) {
        return greylist.decide(new Attempt(
                InetAddress.ofLiteral("192.0.2.1"),
                EmailAddress.parse(sender),
                EmailAddress.valueOf("ann@example.org"),
                false,
                Optional.of(people.ann.id())));
    }

    private String entry() {
        return out.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
    }

    @Test
    void whoWaitsIsListedAndLetIn() {
        assertThat(run("greylist", "list")).isZero();
        assertThat(out).contains("Nobody waits.");
        comes("shop@far.example");
        run("greylist", "list", "--mailbox", "ann");
        assertThat(out).contains("shop@far.example", "ann@example.org", "192.0.2.1");
        assertThat(run("greylist", "let-in", entry())).isZero();
        assertThat(comes("shop@far.example")).isEqualTo(new Decision.Accept(Decision.Reason.TRUSTED_PAIR));
        run("greylist", "list", "--let-in", "--json");
        assertThat(out).contains("\"state\":\"let-in\"");
        run("greylist", "list", "--let-in");
        assertThat(run("greylist", "forget", entry())).isZero();
        assertThat(comes("shop@far.example")).isInstanceOf(Decision.Wait.class);
        run("greylist", "list", "--mailbox", "bob");
        assertThat(out).contains("Nobody waits.");
        assertThat(run("greylist", "let-in", "4711")).isNotZero();
    }

    @Test
    void whoIsTrustedByHandNeedNotWait() {
        assertThat(run("greylist", "trust", "News-17@far.example", "--from", "192.0.2.200"))
                .isZero();
        assertThat(out).contains("news-#@far.example 192.0.2.0/24 need not wait any more");
        assertThat(comes("news-18@far.example")).isEqualTo(new Decision.Accept(Decision.Reason.TRUSTED_PAIR));
        assertThat(comes("other@far.example")).isInstanceOf(Decision.Wait.class);
        assertThat(run("greylist", "trust", "Shop.example")).isZero();
        run("greylist", "trusted");
        assertThat(out).contains("shop.example", "news-#@far.example");
        assertThat(run("greylist", "trust", "a@far.example")).isEqualTo(1);
        assertThat(out).contains("needs --from");
        assertThat(run("greylist", "trust", "a@far.example", "--from", "192.0.0.0/16"))
                .isEqualTo(1);
    }

    @Test
    void aMailboxIsOpenForAWhile() {
        assertThat(run("greylist", "pause", "ann")).isZero();
        assertThat(comes("code@far.example")).isEqualTo(new Decision.Accept(Decision.Reason.EXPECTED));
        clock.advance(Duration.ofMinutes(10));
        assertThat(comes("code@far.example")).isInstanceOf(Decision.Wait.class);
        assertThat(run("greylist", "pause", "ann", "--for", "1441")).isEqualTo(2);
        assertThat(run("greylist", "pause", "nobody")).isNotZero();
    }
}
