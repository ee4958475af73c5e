package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One mailbox in two browsers and a mail program at once; one on a phone; one without a script.
class SharedMailboxBrowserTest extends BrowserTest {
    private static final String INVITATION = """
            From: Franz <franz@elsewhere.example>
            To: you@example.org
            Subject: Stage coaches
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: text/plain

            Do come.
            --a
            Content-Type: text/calendar; charset=utf-8; method=REQUEST

            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//x//y//EN
            METHOD:REQUEST
            BEGIN:VEVENT
            UID:coach-1@elsewhere.example
            DTSTAMP:20261101T000000Z
            DTSTART;TZID=Europe/Lisbon:20261201T090000
            DTEND;TZID=Europe/Lisbon:20261201T100000
            RRULE:FREQ=WEEKLY;BYDAY=TU
            SUMMARY:Stage coaches
            LOCATION:Post house at Braine-le-Château
            DESCRIPTION:Bring the way-bills.
            ORGANIZER;CN=Bob:mailto:bob@example.org
            ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:fred@example.org
            ATTENDEE;CN=Nele;PARTSTAT=ACCEPTED:mailto:nele@example.org
            END:VEVENT
            END:VCALENDAR
            --a
            Content-Type: text/plain; name="way-bill.txt"
            Content-Disposition: attachment; filename="way-bill.txt"

            Forty florins.
            --a
            Content-Type: application/pdf; name="way-bill.pdf"
            Content-Disposition: attachment; filename="way-bill.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0xLjEKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoKMiAwIG9iago8PC9UeXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PgplbmRvYmoKMyAwIG9iago8PC9UeXBlL1BhZ2UvUGFyZW50IDIgMCBSL01lZGlhQm94WzAgMCAyMDAgMTAwXT4+CmVuZG9iagp0cmFpbGVyPDwvUm9vdCAxIDAgUj4+CiUlRU9GCg==
            --a--
            """;

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo", "fred:fr", "nele:nl");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base() {
        return "https://localhost:" + server.port("https");
    }

    private static void deliver(String login, List<String> letters) throws Exception {
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            for (String letter : letters) {
                smtp.say("MAIL FROM:<lamoral@elsewhere.example>", "250");
                smtp.say("RCPT TO:<" + login + "@example.org>", "250");
                smtp.say("DATA", "354");
                smtp.say(letter.replace("\n", "\r\n") + "\r\n.", "250");
            }
            smtp.say("QUIT", "221");
        }
    }

    private static String letter(String subject) {
        return "From: Lamoral <lamoral@elsewhere.example>\nTo: you@example.org\nSubject: " + subject
                + "\n\nThe stage inn has fresh horses.\n";
    }

    private Page open(String login) {
        Page page = browse(base(), Look.DESKTOP, login, RunningServer.PASSWORD);
        page.waitForResponse("**/webmail/events", () -> page.navigate(base() + "/webmail"));
        page.evaluate("window.sameAsBefore = true");
        return page;
    }

    private static Locator row(Page page, String subject) {
        return page.locator(".message", new Page.LocatorOptions().setHasText(subject));
    }

    @Test
    void twoBrowsersAndAMailProgramSeeTheSame() throws Exception {
        Page one = open("ann");
        Page two = open("ann");
        deliver("ann", List.of(letter("Letter alpha"), letter("Letter beta"), letter("Letter gamma")));
        for (Page page : List.of(one, two)) {
            row(page, "Letter gamma").waitFor();
        }
        Properties properties = new Properties();
        properties.setProperty("mail.imaps.ssl.trust", "*");
        try (Store store = Session.getInstance(properties).getStore("imaps")) {
            store.connect("127.0.0.1", server.port("imaps"), "ann", RunningServer.PASSWORD);
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            Message alpha = find(inbox, "Letter alpha");
            // flags that the program sets are seen in both browsers
            alpha.setFlag(Flags.Flag.FLAGGED, true);
            alpha.setFlag(Flags.Flag.SEEN, true);
            for (Page page : List.of(one, two)) {
                page.waitForSelector(".message:not(.unread):has-text('Letter alpha') .star.on");
            }
            // what one browser moves is gone in the other, and is where the program looks
            row(one, "Letter beta").locator("[name=ref]").check();
            one.locator("#list button[value=archive]").click();
            row(two, "Letter beta").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
            Folder archive = store.getFolder("Archive");
            archive.open(Folder.READ_ONLY);
            assertThat(archive.getMessageCount()).isEqualTo(1);
            archive.close(false);
            // what the program removes leaves both browsers, and comes back from the history
            find(inbox, "Letter gamma").setFlag(Flags.Flag.DELETED, true);
            inbox.expunge();
            for (Page page : List.of(one, two)) {
                row(page, "Letter gamma").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
                assertThat(page.evaluate("window.sameAsBefore")).isEqualTo(true); // nothing was loaded anew
            }
            two.navigate(base() + "/webmail/history/removed");
            two.locator("tr", new Page.LocatorOptions().setHasText("Letter gamma"))
                    .locator("[name=id]")
                    .check();
            two.locator("form[action$=restore] button.primary").click();
            row(one, "Letter gamma").waitFor();
            // undo in one browser is seen in the program
            one.locator(".toast form.done button").click();
            row(one, "Letter beta").waitFor();
            assertThat(inbox.getMessageCount()).isEqualTo(3);
            inbox.close(false);
        }
    }

    private static Message find(Folder folder, String subject) throws Exception {
        List<Message> found = new ArrayList<>();
        for (Message message : folder.getMessages()) {
            try {
                if (subject.equals(message.getSubject())) {
                    found.add(message);
                }
            } catch (MessageRemovedException _) {
                // a browser moved it, and this program has not been told yet
            }
        }
        return found.getFirst();
    }

    @Test
    void aPhoneReadsAndPutsAway() throws Exception {
        deliver("cleo", List.of(letter("First stage"), letter("Second stage")));
        Page page = browse(base(), Look.PHONE, "cleo", RunningServer.PASSWORD);
        isNotTooWide(page);
        row(page, "Second stage").locator(".open").click();
        page.waitForSelector(".reading");
        isNotTooWide(page);
        page.locator(".reading .toolbar button[value=archive]").click();
        page.waitForSelector(".toast");
        assertThat(row(page, "Second stage").count()).isZero();
        page.locator(".toast form.done button").click();
        row(page, "Second stage").waitFor();
        page.locator(".bar .menu").click();
        page.locator("#menu a[data-key='folder.archive']").click();
        page.waitForSelector(".list-page h1");
        isNotTooWide(page);
    }

    @Test
    void anInvitationWithFilesIsFitForEverybody() throws Exception {
        deliver("fred", List.of(INVITATION));
        Page page = browse(base(), Look.DESKTOP, "fred", RunningServer.PASSWORD);
        row(page, "Stage coaches").locator(".open").click();
        page.waitForSelector(".invitation");
        page.locator(".invitation summary").click();
        String said = page.locator(".invitation").innerText();
        assertThat(said)
                .contains(
                        "Bob vous invite", "mardi 1 décembre 2026, 10:00–11:00", "toutes les semaines, mardi", "Nele");
        look(page, "webmail-invitation");
        String message = page.url();
        page.locator("button[value=accepted]").click();
        page.waitForSelector(".invitation .success");
        page.navigate(message + "/view/2");
        assertThat(page.locator("pre.source").innerText()).contains("Forty florins.");
        glance(page, "webmail-view-text");
        page.navigate(message + "/headers");
        look(page, "webmail-headers");
        for (String path : List.of("reading", "waiting", "arrivals")) {
            page.navigate(base() + "/webmail/settings/" + path);
            look(page, "webmail-settings-" + path);
        }
        Page bob = browse(base(), Look.DESKTOP, "bob", RunningServer.PASSWORD);
        row(bob, "Accepté").locator(".open").click();
        bob.waitForSelector(".invitation");
        assertThat(bob.locator(".invitation").innerText()).contains("accepts");
    }

    @Test
    void withoutAScriptAnInvitationIsAnsweredAndChoicesAreMade() throws Exception {
        deliver("nele", List.of(INVITATION.replace("fred@example.org", "nele@example.org")));
        Page page = browse(base(), Look.DESKTOP.withoutScripts(), "nele", RunningServer.PASSWORD);
        row(page, "Stage coaches").locator(".open").click();
        page.locator("button[value=tentative]").click();
        assertThat(page.locator(".invitation .success").innerText()).contains("bob@example.org");
        page.navigate(base() + "/webmail/settings/reading");
        page.selectOption("#zone", "America/New_York");
        page.locator("main button.primary").click();
        page.navigate(base() + "/webmail");
        row(page, "Stage coaches").locator(".open").click();
        assertThat(page.locator(".invitation").innerText()).contains("04:00");
        page.navigate(base() + "/webmail/settings/waiting");
        page.locator("main button.primary").click();
        assertThat(page.locator("main .badge.good").count()).isEqualTo(1);
    }
}
