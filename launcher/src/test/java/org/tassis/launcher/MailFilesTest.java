package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.migration.job.FileWorks;
import org.tassis.migration.job.InMemoryJobs;
import org.tassis.migration.job.Job;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Uploads;
import org.tassis.store.PopIds;
import org.tassis.testkit.TestDirectory;

/// Files of mail that people send from their browsers, seen through HTTP.
class MailFilesTest {
    private static final String PAGE = "/webmail/settings/files";
    private static final String BRING = "/webmail/settings/files/bring";
    private static final Duration LONG = Duration.ofSeconds(30);

    private Path kept;
    private Uploads uploads;
    private Migrations migrations;
    private Site site;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        kept = directory.resolve("uploads");
        uploads = new Uploads(kept);
        Path spool = Files.createDirectory(directory.resolve("import"));
        migrations = new Migrations(
                new InMemoryJobs(),
                Map.of(Job.Kind.FILES, (job, password, progress) -> FileWorks.bring(
                                site.store, PopIds.NONE, spool, uploads)
                        .run(job, password, progress)),
                2,
                InstantSource.system());
        site = new Site(
                directory,
                new Services(Migrations.class, Uploads.class, SecondFactors.class)
                        .put(Migrations.class, migrations)
                        .put(Uploads.class, uploads));
    }

    @AfterEach
    void stop() {
        site.close();
        migrations.close();
    }

    private static String mbox(String... subjects) {
        StringBuilder text = new StringBuilder();
        for (String subject : subjects) {
            text.append("From a@b.example Thu Nov 19 12:00:00 2026\nMessage-ID: <")
                    .append(subject)
                    .append("@b.example>\nSubject: ")
                    .append(subject)
                    .append("\n\nText\n\n");
        }
        return text.toString();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private int count(Account account, String folder) {
        return site.store.mailboxes(account.id()).stream()
                .filter(mailbox -> mailbox.name().equals(new MailboxName(folder)))
                .mapToInt(mailbox -> site.store.snapshot(mailbox.id()).count())
                .sum();
    }

    private Job ended(long id) {
        return migrations.await(id, LONG).orElseThrow();
    }

    private List<Path> kept() throws Exception {
        try (Stream<Path> files = Files.list(kept)) {
            return files.toList();
        }
    }

    @Test
    void aUserBringsInAFileOfHisOwn() throws Exception {
        PageBrowser user = site.browser("monsite0001", Site.USER);
        String form = user.page(PAGE);
        assertThat(form).contains("Bring in mail from a file", BRING);
        HttpResponse<String> sent = user.upload(BRING, form, "file", "C:\\Mail\\Old.mbox", octets(mbox("one", "two")));
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(ended(1).state()).isEqualTo(Job.State.DONE);
        assertThat(count(site.user, "Old")).isEqualTo(2);
        assertThat(user.page(PAGE))
                .contains("Old.mbox", "Done", "2 messages came")
                .doesNotContain("C:\\Mail");
        assertThat(user.page("/webmail/settings/files/sent"))
                .contains("Old.mbox")
                .doesNotContain("every 3s");
        assertThat(kept()).as("it is not kept once it is in").isEmpty();

        user.upload(BRING, form, "file", "Old.mbox", octets(mbox("one", "two", "three")));
        assertThat(ended(2).figures().known()).isEqualTo(2);
        assertThat(count(site.user, "Old")).as("nothing comes twice").isEqualTo(3);
        assertThat(site.people.audit.page(AuditQuery.ALL, OptionalLong.empty(), 5))
                .extracting(AuditEntry::what)
                .contains("mailbox import file");

        HttpResponse<String> none = user.upload(BRING, form, "file", "empty.mbox", new byte[0]);
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(none.body()).contains("Choose a file that is not empty");
    }

    @Test
    void whatIsNoMailIsToldByName() throws Exception {
        PageBrowser user = site.browser("monsite0001", Site.USER);
        String form = user.page(PAGE);
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            for (Map.Entry<String, String> entry : Map.of("Work.mbox", mbox("one"), "letter.doc", "no mail at all")
                    .entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(octets(entry.getValue()));
            }
        }
        user.upload(BRING, form, "file", "all.zip", zip.toByteArray());
        assertThat(ended(1).state()).isEqualTo(Job.State.DONE);
        assertThat(user.page(PAGE)).contains("Not mail, passed over: letter.doc", "One message came");

        user.upload(BRING, form, "file", "<b>.txt", octets("no mail at all"));
        assertThat(ended(2).state()).isEqualTo(Job.State.FAILED);
        assertThat(user.page(PAGE))
                .contains("&lt;b&gt;.txt", "There is no mail in it")
                .doesNotContain("<b>");
        assertThat(kept()).isEmpty();
    }

    @Test
    void aFullMailboxGoesOnWhenThereIsRoom() throws Exception {
        site.people.directory.changeMailbox(site.user.id(), List.of(new MailboxChange.Limit(Quota.ofBytes(10))));
        PageBrowser user = site.browser("monsite0001", Site.USER);
        user.upload(BRING, user.page(PAGE), "file", "Old.mbox", octets(mbox("one")));
        assertThat(ended(1).state()).isEqualTo(Job.State.FULL);
        assertThat(kept()).hasSize(1);
        site.people.directory.changeMailbox(site.user.id(), List.of(new MailboxChange.Limit(Quota.ofBytes(1L << 30))));
        PageBrowser other = site.browser("ann", TestDirectory.ANN_PASSWORD);
        other.post("/webmail/settings/files/sent/1/again", other.page(PAGE));
        assertThat(ended(1).state()).as("it is not hers").isEqualTo(Job.State.FULL);
        assertThat(other.page(PAGE)).doesNotContain("Old.mbox");
        assertThat(user.submit("/webmail/settings/files/sent/1/again", PAGE)).contains("Old.mbox");
        assertThat(ended(1).state()).isEqualTo(Job.State.DONE);
        assertThat(count(site.user, "Old")).isEqualTo(1);

        user.submit("/webmail/settings/files/sent/1/again", PAGE);
        assertThat(ended(1).message()).contains("no longer on the server");
    }

    @Test
    void anAdministratorBringsItInForAMailboxOfHisOwn() throws Exception {
        PageBrowser administrator = site.browser("monsite", Site.ADMINISTRATOR);
        String path = "/admin/mailboxes/monsite0001/mail";
        assertThat(administrator.page("/admin/mailboxes/monsite0001")).contains(path);
        HttpResponse<String> sent =
                administrator.upload(path, administrator.page(path), "file", "Old.mbox", octets(mbox("one")));
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(ended(1).state()).isEqualTo(Job.State.DONE);
        assertThat(administrator.page(path)).contains("Job 1 for monsite0001 has begun", "Old.mbox", "monsite");
        assertThat(count(site.user, "Old")).isEqualTo(1);
        HttpResponse<String> foreign = administrator.upload(
                "/admin/mailboxes/ann/mail", administrator.page(path), "file", "Old.mbox", octets(mbox("two")));
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(migrations.jobs(10)).hasSize(1);
        assertThat(kept()).isEmpty();
    }

    @Test
    void largeFilesAreForWhoIsLoggedIn() throws Exception {
        String subject = "x".repeat(900);
        StringBuilder large = new StringBuilder(mbox("large"));
        while (large.length() < 6_000_000) { // more than other forms may have
            large.append(subject).append('\n');
        }
        PageBrowser user = site.browser("monsite0001", Site.USER);
        String form = user.page(PAGE);
        HttpResponse<String> sent = user.upload(BRING, form, "file", "Old.mbox", octets(large.toString()));
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(ended(1).state()).isEqualTo(Job.State.DONE);
        assertThat(count(site.user, "Old")).isEqualTo(1);

        assertThat(site.browser().begin(BRING, large.length())).isEqualTo(401);
        assertThat(user.begin("/webmail/contacts/import", large.length())).isEqualTo(413);
        assertThat(user.begin(BRING, 9_000_000)).as("larger than any may be").isEqualTo(413);
        assertThat(user.begin(BRING, -1)).as("nobody knows how large it is").isEqualTo(411);
        assertThat(migrations.jobs(10)).hasSize(1);
    }

    @Test
    void filesThatNobodyTriesAgainAreForgotten() throws Exception {
        String key = uploads.take(site.user.id(), file -> Files.writeString(file.toPath(), "x"));
        assertThat(uploads.find(key)).isPresent();
        assertThat(uploads.find("../" + key)).isEmpty();
        String next = uploads.take(site.user.id(), file -> Files.writeString(file.toPath(), "y"));
        assertThat(uploads.find(key)).as("one for each mailbox").isEmpty();
        String other = uploads.take(site.administrator.id(), file -> Files.writeString(file.toPath(), "z"));
        assertThat(uploads.find(next)).isPresent();
        assertThat(uploads.forget(Instant.now().minus(LONG))).isZero();
        assertThat(uploads.forget(Instant.now().plus(LONG))).isEqualTo(2);
        assertThat(uploads.find(other)).isEmpty();
        assertThat(Uploads.name(Optional.of("a/b\\..\u0007"))).isEqualTo("..?");
        assertThat(Uploads.name(Optional.of("/.."))).isEqualTo("mail");
        assertThat(Uploads.name(Optional.empty())).isEqualTo("mail");
    }
}
