package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.core.Quota;
import org.tassis.directory.InMemoryDomainKeyRecords;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Decision;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.InMemoryAccessRules;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.spam.InMemorySpamMemory;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.Usage;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestGreylist;

/// Who waits, on the command line.
class GreylistCommandsTest {
    private final TestDirectory people = new TestDirectory();
    private final TestClock clock = new TestClock();
    private final Greylist greylist = TestGreylist.at(clock);
    private final DirectoryCommands commands = new DirectoryCommands(
            people.desk,
            _ -> new Usage(0, 0, Quota.UNLIMITED),
            new AccessLists(new InMemoryAccessRules(), InstantSource.system()),
            new InMemoryTrace(),
            new SigningKeys(new InMemoryDomainKeyRecords(people.records), Publication.UNKNOWN, InstantSource.system()),
            QueueDesk.withoutServer(
                    new InMemoryQueue(new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system())),
                    Duration.ofDays(5),
                    InstantSource.system()),
            TestFilters.alone(),
            new SpamKnowledge(new InMemorySpamMemory()),
            greylist,
            Optional.empty(),
            new Recordings(Path.of("nowhere")));

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
    void aMailboxIsOpenForAWhile() {
        assertThat(run("greylist", "pause", "ann")).isZero();
        assertThat(comes("code@far.example")).isEqualTo(new Decision.Accept(Decision.Reason.EXPECTED));
        clock.advance(Duration.ofMinutes(10));
        assertThat(comes("code@far.example")).isInstanceOf(Decision.Wait.class);
        assertThat(run("greylist", "pause", "ann", "--for", "1441")).isEqualTo(2);
        assertThat(run("greylist", "pause", "nobody")).isNotZero();
    }
}
