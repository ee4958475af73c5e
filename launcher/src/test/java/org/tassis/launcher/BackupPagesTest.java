package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.backup.Vault;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.launcher.backup.Places;
import org.tassis.launcher.settings.Settings;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.Mailbox;

/// Backups by the pages of a running server, as they are made, looked into, tried and brought back.
@Timeout(300)
class BackupPagesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// What looks again and again must leave time for what it waits for.
    private static final Semaphore NEVER = new Semaphore(0);

    @TempDir
    static Path directory;

    private static Settings settings;
    private static Server server;
    private static HttpClient client;
    private static DemoData.Sample people;
    private static PageBrowser operator;
    private static PageBrowser administrator;
    private static Account marie;
    private static String backup;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        settings = Saved.settings(
                directory.resolve("data"),
                List.of("smtp", "admin"),
                Map.of("backup.target", directory.resolve("target").toString()));
        server = Server.start(settings);
        people = DemoData.sow(server, directory.resolve("demo.json"));
        client = Saved.client(server);
        operator = Saved.browser(server, client, "operator", people.operator().password());
        administrator = Saved.browser(
                server, client, "monsite", people.accounts().getFirst().password());
        marie = server.directory().identify("monsite0001").orElseThrow();
        Mailbox horses = server.store().create(marie.id(), new MailboxName("Horses"), Set.of());
        for (int i = 1; i <= 60; i++) {
            deliver(
                    horses,
                    "Subject: Horse " + i + (i == 7 ? " is brown" : "")
                            + "\r\nFrom: Stable <s@stable.example>\r\n\r\nx\r\n");
        }
        job(operator.submit("/admin/backup/make", "/admin/backup"), operator, "63 messages");
        try (Vault vault = Places.open(settings, Optional.empty())) {
            backup = vault.newest().orElseThrow().id();
        }
    }

    @AfterAll
    static void stop() {
        client.shutdownNow();
        server.close();
    }

    private static void deliver(Mailbox box, String text) throws Exception {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try (Spool spool = server.spool()) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            server.store().deliver(spool, Instant.now(), List.of(new Destination(box.id(), Flags.NONE)));
        }
    }

    /// Waits for the job of this page.
    ///
    /// @return its page at the end
    private static String job(String page, PageBrowser browser, String expected) throws Exception {
        return job(page, browser, expected, () -> true);
    }

    /// Likewise, and says something until that is heard.
    private static String job(String page, PageBrowser browser, String expected, Callable<Boolean> said)
            throws Exception {
        Matcher link = Pattern.compile("/admin/backup/jobs/[0-9]+").matcher(page);
        if (!link.find()) { // it has ended already
            assertThat(page).contains("id=\"job\"", expected);
            return page;
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        String seen = browser.page(link.group());
        boolean heard = false;
        while (seen.contains("every 2s")) {
            heard = heard || said.call();
            assertThat(System.nanoTime()).as(seen).isLessThan(end);
            assertThat(NEVER.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
            seen = browser.page(link.group());
        }
        assertThat(seen).contains(expected);
        return seen;
    }

    private static String at(String rest) {
        return "/admin/backup/" + backup + rest;
    }

    private static int count(String folder) {
        return server.store()
                .mailbox(marie.id(), new MailboxName(folder))
                .map(box -> server.store().snapshot(box.id()).count())
                .orElse(0);
    }

    private static void lose(String folder) {
        Mailbox box =
                server.store().mailbox(marie.id(), new MailboxName(folder)).orElseThrow();
        server.store().expunge(box.id(), server.store().snapshot(box.id()).uids());
        server.store().forget(Instant.now().plusSeconds(60));
    }

    @Test
    void theListTellsWhatThereIs() throws Exception {
        String page = operator.page("/admin/backup");
        assertThat(page)
                .contains(
                        "not encrypted",
                        at(""),
                        "Kept until",
                        "Make one now",
                        directory.resolve("target").toString())
                .contains("Last good backup", "Next one", "Work on backups");
        job(operator.submit(at("/check"), "/admin/backup"), operator, "All is well");
        assertThat(operator.page("/admin/backup")).contains("whole");
        assertThat(administrator.page("/admin/backup"))
                .contains(at(""))
                .doesNotContain("Make one now", directory.toString(), "Kept until", "All is well");
    }

    @Test
    void aFolderAMessageAndAMailboxComeBackForTheirAdministrator() throws Exception {
        assertThat(administrator.page(at(""))).contains("monsite0001").doesNotContain("operator<");
        assertThat(administrator.page(at("/mailbox?login=info@monsite.test"))).contains("Horses", "INBOX", "60");
        String found = administrator.page(at("/messages?login=monsite0001&folder=Horses&q=horse+BROWN"));
        assertThat(found).contains("Horse 7 is brown", "Stable", "60 of 60").doesNotContain("Horse 8");
        String first = administrator.page(at("/messages?login=monsite0001&folder=Horses"));
        assertThat(first).contains("Horse 60", "from=50").doesNotContain("Horse 10<");
        assertThat(administrator.page(at("/messages?login=monsite0001&folder=Horses&from=50")))
                .contains("Horse 10<");
        lose("Horses");
        String preview = administrator.page(at("/preview?login=monsite0001&folder=Horses&uid=7&uid=9"));
        assertThat(preview).contains("2 messages", "would come back", "Horse 7 is brown");
        String restored = administrator.submit(
                at("/restore"),
                at("/preview?login=monsite0001&folder=Horses&uid=7&uid=9"),
                "login",
                "monsite0001",
                "folder",
                "Horses",
                "uid",
                "7",
                "uid",
                "9");
        assertThat(job(restored, administrator, "2 messages are back")).contains("none was there already");
        assertThat(count("Horses")).isEqualTo(2);
        assertThat(administrator.page(at("/preview?login=monsite0001&folder=Horses")))
                .contains("58 messages", "2 are there already");
        job(
                administrator.submit(
                        at("/restore"),
                        at("/preview?login=monsite0001&folder=Horses"),
                        "login",
                        "monsite0001",
                        "folder",
                        "Horses"),
                administrator,
                "58 messages are back");
        assertThat(count("Horses")).isEqualTo(60);
        job(
                administrator.submit(
                        at("/restore"),
                        at("/preview?login=monsite0001"),
                        "login",
                        "monsite0001",
                        "into",
                        "monsite0002"),
                administrator,
                "messages are back");
        assertThat(administrator.page("/admin/audit")).contains("backup restore");
    }

    @Test
    void everythingIsComparedAndComesBack() throws Exception {
        Mailbox gone = server.store().create(marie.id(), new MailboxName("Later"), Set.of());
        deliver(gone, "Subject: after the backup\r\n\r\nx\r\n");
        Mailbox inbox = server.store().mailbox(marie.id(), MailboxName.INBOX).orElseThrow();
        server.store().expunge(inbox.id(), server.store().snapshot(inbox.id()).uids());
        String compared = job(operator.submit(at("/compare"), at("")), operator, "would come back, into 3 mailboxes");
        assertThat(count("INBOX")).as("nothing was changed").isZero();
        assertThat(compared).contains(at("/everything"));
        job(operator.submit(at("/everything"), at("")), operator, "back");
        assertThat(count("INBOX")).isEqualTo(1);
        assertThat(count("Later")).as("what is there stays").isEqualTo(1);
    }

    @Test
    void aDrillIsMadeAndItsReportKept() throws Exception {
        assertThat(job(operator.submit("/admin/backup/drill", "/admin/backup"), operator, "can be put back"))
                .contains("read by IMAP and POP3");
        String page = operator.page("/admin/backup");
        Matcher report = Pattern.compile("/admin/backup/drills/[^\"]+").matcher(page);
        assertThat(report.find()).isTrue();
        assertThat(operator.page(report.group())).contains("messages examined one by one");
    }

    @Test
    void whatIsDamagedIsSaidOnThePage() throws Exception {
        String other;
        Path copy = directory.resolve("elsewhere");
        Settings beside =
                Saved.settings(directory.resolve("beside"), List.of("admin"), Map.of("backup.target", copy.toString()));
        try (Server second = Server.start(beside);
                HttpClient away = Saved.client(second)) {
            DemoData.Sample sample = DemoData.sow(second, directory.resolve("beside.json"));
            PageBrowser browser =
                    Saved.browser(second, away, "operator", sample.operator().password());
            job(browser.submit("/admin/backup/make", "/admin/backup"), browser, "3 messages");
            other = Places.open(beside, Optional.empty()).newest().orElseThrow().id();
            try (Stream<Path> files = Files.walk(copy.resolve("pieces"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    byte[] octets = Files.readAllBytes(file);
                    octets[octets.length / 2] ^= 1;
                    Files.write(file, octets);
                }
            }
            assertThat(browser.get("/admin/backup/" + other + "/mailbox?login=monsite0001")
                            .body())
                    .contains("That backup cannot be read", "pieces/");
            job(browser.submit("/admin/backup/drill", "/admin/backup"), browser, "can not be put back");
            assertThat(browser.page("/admin")).contains("The last drill failed");
            Files.write(copy.resolve("manifests/" + other + ".txt"), new byte[] {1});
            assertThat(browser.page("/admin/backup")).contains("cannot be read");
        }
    }

    /// So slow that there is time to say so.
    @Test
    void aBackupIsStoppedFromItsPageAndByTheCommandAndLeavesNone() throws Exception {
        Settings slow = Saved.settings(
                directory.resolve("slow"),
                List.of("admin"),
                Map.of("backup.target", directory.resolve("slow-target").toString(), "backup.rate", "2KB"));
        try (Server second = Server.start(slow);
                HttpClient away = Saved.client(second)) {
            DemoData.Sample sample = DemoData.sow(second, directory.resolve("slow.json"));
            PageBrowser browser =
                    Saved.browser(second, away, "operator", sample.operator().password());
            String page = browser.submit("/admin/backup/make", "/admin/backup");
            Matcher stop = Pattern.compile("/admin/backup/jobs/[0-9]+/stop").matcher(page);
            assertThat(stop.find()).as(page).isTrue();
            String at = stop.group().replace("/stop", "");
            String told = browser.submit(stop.group(), at);
            assertThat(told).doesNotContain(stop.group());
            job(told, browser, "Somebody stopped it");
            assertThat(browser.page("/admin/audit")).contains("backup stop");
            job(browser.submit("/admin/backup/make", "/admin/backup"), browser, "", () -> {
                Saved.Said said = Saved.asked(slow, "stop");
                return said.out().contains("It stops.");
            });
            assertThat(browser.page("/admin/backup")).contains("Somebody stopped it", "There is none yet");
            assertThat(browser.page("/admin")).doesNotContain("The last backup went wrong");
            assertThat(Saved.asked(slow, "stop").out()).contains("Nothing of that kind is running");
        }
    }

    @Test
    void workGivenByTheCommandIsInTheListOfThePage() throws Exception {
        Settings other = Saved.settings(
                directory.resolve("console"),
                List.of("admin"),
                Map.of("backup.target", directory.resolve("console-target").toString()));
        try (Server second = Server.start(other);
                HttpClient away = Saved.client(second)) {
            DemoData.Sample sample = DemoData.sow(second, directory.resolve("console.json"));
            PageBrowser browser =
                    Saved.browser(second, away, "operator", sample.operator().password());
            assertThat(browser.page("/admin/backup")).doesNotContain("/admin/backup/jobs/1\"");
            assertThat(Saved.asked(other, "now").status()).isZero();
            assertThat(Saved.asked(other, "verify").status()).isZero();
            assertThat(Saved.asked(other, "restore", "mailbox", "monsite0001").status())
                    .isZero();
            assertThat(browser.page("/admin/backup/jobs"))
                    .contains("console", "/admin/backup/jobs/1", "/admin/backup/jobs/2", "/admin/backup/jobs/3");
            assertThat(browser.page("/admin/backup/jobs/3")).contains("console", "monsite0001");
            assertThat(Saved.asked(other, "restore", "mailbox", "nonesuch").status())
                    .isEqualTo(1);
            assertThat(browser.page("/admin/backup/jobs/4")).contains("no mailbox nonesuch");
        }
    }

    @Test
    void workThatASuddenEndInterruptedIsNamed() throws Exception {
        Path data = directory.resolve("stopped");
        Settings again = Saved.settings(
                data,
                List.of("admin"),
                Map.of("backup.target", directory.resolve("stopped-target").toString()));
        Files.createDirectories(data.resolve("backup"));
        Files.writeString(
                data.resolve("backup/jobs"),
                "1 BACKUP    0  operator  RUNNING 2026-11-21T02:30:00Z   messages%3D3 0\n");
        try (Server second = Server.start(again);
                HttpClient away = Saved.client(second)) {
            DemoData.Sample sample = DemoData.sow(second, directory.resolve("stopped.json"));
            PageBrowser browser =
                    Saved.browser(second, away, "operator", sample.operator().password());
            assertThat(browser.page("/admin/backup/jobs/1")).contains("The server stopped meanwhile");
        }
    }
}
