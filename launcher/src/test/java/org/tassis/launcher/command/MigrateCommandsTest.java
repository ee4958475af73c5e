package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.migration.job.FileWorks;
import org.tassis.migration.job.InMemoryJobs;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.Migrations;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestDirectory;

class MigrateCommandsTest {
    private static final String MBOX = "From x Sat Nov 21 08:39:03 2026\nSubject: a\nStatus: RO\n\nbody\n\n";

    @TempDir
    Path directory;

    private final TestDirectory people = new TestDirectory();
    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Migrations migrations = new Migrations(
            new InMemoryJobs(),
            Map.of(
                    Job.Kind.FILES,
                    FileWorks.bring(store, Path.of(System.getProperty("java.io.tmpdir"))),
                    Job.Kind.EXPORT,
                    FileWorks.take(store)),
            2,
            InstantSource.system());

    @AfterEach
    void close() {
        migrations.close();
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--here", directory.toString()));
        return plain(all.toArray(String[]::new));
    }

    private int plain(String... words) {
        return TestCommands.over(people, migrations)
                .run(
                        List.of(words),
                        new ByteArrayInputStream(new byte[0]),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true));
    }

    private int inbox() {
        return store.snapshot(store.mailbox(people.ann.id(), MailboxName.INBOX)
                        .orElseThrow()
                        .id())
                .count();
    }

    @Test
    void bringsInAndTakesOut() throws IOException {
        Files.writeString(directory.resolve("ann"), MBOX, StandardCharsets.US_ASCII);
        String login = people.ann.login().value();
        assertThat(run("migrate", "mbox", login, "ann")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("done. 1 message, ").contains("brought in");
        assertThat(inbox()).isEqualTo(1);
        assertThat(run("migrate", "mbox", login, "ann")).isZero();
        assertThat(out.toString()).contains("1 were there already");
        assertThat(run("export", login, "--to", "out.mbox", "--folder", "INBOX"))
                .as(err.toString())
                .isZero();
        assertThat(Files.readString(directory.resolve("out.mbox"))).contains("Subject: a\nStatus: RO\n\nbody\n");
        assertThat(run("export", login, "--to", "out.zip", "--format", "maildir"))
                .isZero();
        assertThat(run("migrate", "zip", login, "out.zip", "--under", "Old")).isZero();
        assertThat(store.mailbox(people.ann.id(), new MailboxName("Old/INBOX"))).isPresent();
        assertThat(plain("migrate", "list")).isZero();
        assertThat(out.toString()).contains("import").contains("export");
        assertThat(plain("audit")).isZero();
        assertThat(out.toString()).contains("mailbox import mbox").contains("mailbox export");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        String login = people.ann.login().value();
        assertThat(run("migrate", "mbox", login, "nowhere")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot be read by the server");
        Files.writeString(directory.resolve("x.txt"), "hello");
        assertThat(run("migrate", "mbox", login, "x.txt")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no mail in it");
        assertThat(run("export", login, "--to", "x.txt", "--zip")).isEqualTo(1);
        assertThat(err.toString()).contains("is there already");
        assertThat(plain("migrate", "show", "77")).isEqualTo(1);
        assertThat(err.toString()).contains("Job 77");
        assertThat(run("migrate", "mbox", "nobody", "x.txt")).isEqualTo(1);
    }
}
