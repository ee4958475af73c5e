package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Secret;
import org.tassis.directory.access.SecondFactors;
import org.tassis.migration.job.InMemoryJobs;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Work;

/// Jobs on pages, seen through HTTP.
class AdminMigrationTest {
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile String password = "";
    private Migrations migrations;
    private Site site;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Work work = (job, secret, progress) -> {
            password = secret.map(Secret::reveal).orElseThrow(Work.NeedsPassword::new);
            progress.at("INBOX");
            progress.expect(10);
            progress.brought(4, 4000);
            progress.refused("A message is <b>too large</b>.");
            while (open.getCount() > 0) {
                progress.check();
                Thread.onSpinWait();
            }
        };
        migrations = new Migrations(new InMemoryJobs(), Map.of(Job.Kind.IMAP, work), 2, InstantSource.system());
        site = new Site(
                directory, new Services(Migrations.class, SecondFactors.class).put(Migrations.class, migrations));
    }

    @AfterEach
    void stop() {
        open.countDown();
        site.close();
        migrations.close();
    }

    @Test
    void aMailboxIsFetchedAndLookedAt() throws Exception {
        var operator = site.browser("operator", Site.OPERATOR);
        assertThat(operator.page("/admin/migration")).contains("Nothing was brought in yet", "Migration");
        HttpResponse<String> wrong = operator.post(
                "/admin/migration/imap",
                operator.page("/admin/migration"),
                "mailbox",
                "monsite",
                "host",
                "imap.example.org",
                "tls",
                "implicit",
                "pin",
                "xyz",
                "password",
                "geheim-4711");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("64 hexadecimal digits", "imap.example.org")
                .doesNotContain("geheim-4711");
        String given = operator.submit(
                "/admin/migration/imap",
                "/admin/migration",
                "mailbox",
                "monsite",
                "host",
                "imap.example.org",
                "tls",
                "starttls",
                "user",
                "jan",
                "password",
                "geheim-4711");
        assertThat(given).contains("Job 1 for monsite has begun").doesNotContain("geheim-4711");
        while (migrations.job(1).orElseThrow().figures().refused() == 0) {
            Thread.onSpinWait();
        }
        assertThat(password).isEqualTo("geheim-4711");
        assertThat(operator.page("/admin/migration/jobs")).contains("runs", "5 of 10");
        assertThat(operator.page("/admin/migration/1"))
                .contains("A message is &lt;b&gt;too large&lt;/b&gt;.", "imap.example.org", "143")
                .doesNotContain("geheim-4711");
        assertThat(operator.submit("/admin/migration/1/cancel", "/admin/migration"))
                .contains("Job 1 is stopped");
        Optional<Job> ended = migrations.await(1, Duration.ofSeconds(20));
        assertThat(ended.orElseThrow().state()).isEqualTo(Job.State.CANCELLED);
        open.countDown();
        assertThat(operator.submit("/admin/migration/1/resume", "/admin/migration/1", "password", "again-1"))
                .contains("Job 1 goes on");
        assertThat(migrations.await(1, Duration.ofSeconds(20)).orElseThrow().state())
                .isEqualTo(Job.State.DONE);
        assertThat(password).isEqualTo("again-1");
    }

    @Test
    void itIsForOperators() throws Exception {
        var admin = site.browser("monsite", Site.ADMINISTRATOR);
        assertThat(admin.page("/admin")).doesNotContain("/admin/migration");
        assertThat(admin.get("/admin/migration").statusCode()).isIn(403, 404);
    }
}
