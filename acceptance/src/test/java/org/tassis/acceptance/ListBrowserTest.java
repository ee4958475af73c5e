package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What webmail's lists of messages tell and do, as people have them.
class ListBrowserTest extends BrowserTest {
    /// So many that they are not looked at for files in the time that one page takes.
    private static final int OLD = 48_000;

    /// Tells what the line of progress said since the page was opened.
    private static final String TOLD = """
            window.told = [];
            new MutationObserver(() => {
              const line = document.querySelector('#further [role=status]')?.textContent;
              if (line && line !== window.told.at(-1)) window.told.push(line);
            }).observe(document, {childList: true, subtree: true, characterData: true});
            """;

    private static final Pattern LEFT = Pattern.compile("^([0-9,]+) older messages have not been looked at");

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory.resolve("lists"), "", ""));
        server.people("ann", "bob", "fred:fr", "nele:nl");
        for (String login : List.of("ann", "fred", "nele")) {
            for (String subject : List.of("Grey horses", "The road", "Stage inn")) {
                server.deliver(login, subject);
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base() {
        return "https://localhost:" + server.port("https");
    }

    private static Locator message(Page page, String subject) {
        return page.locator(".message", new Page.LocatorOptions().setHasText(subject));
    }

    @ParameterizedTest
    @CsvSource({"ann,Unread", "fred,Non lus", "nele,Ongelezen"})
    void filtersAndOrderAreOneLineOnThePhone(String login, String unread) {
        Page page = browse(base(), Look.PHONE, login, RunningServer.PASSWORD);
        page.waitForSelector(".message");
        for (int width : List.of(320, 360, 390)) {
            page.setViewportSize(width, 740);
            assertThat(page.evaluate("[...document.querySelectorAll('.filters > *')]"
                            + ".map(e => Math.round(e.getBoundingClientRect().top + e.getBoundingClientRect().height / 2))"
                            + ".filter((at, i, all) => Math.abs(at - all[0]) > 2).length"))
                    .as("below the first line at %d px", width)
                    .isEqualTo(0);
            isNotTooWide(page);
        }
        assertThat(page.locator(".filters a").nth(1).innerText().strip()).isEqualTo(unread);
        // those that are drawn are read aloud all the same
        for (Locator drawn :
                page.locator(".filters > a:has(svg), .filters summary").all()) {
            assertThat(drawn.textContent().strip()).isNotEmpty().isEqualTo(drawn.getAttribute("title"));
            assertThat(drawn.boundingBox().width).isGreaterThan(24);
        }
        look(page, "list-filters-" + login);
        page.navigate(base() + "/webmail"); // axe leaves attributes of style behind
        page.setViewportSize(320, 740);
        page.click(".filters summary");
        isNotTooWide(page);
        keep(page, "list-sorts-" + login);
        page.locator(".filters .panel a").nth(1).click();
        page.waitForURL("**sort=oldest**");
        page.locator(".filters > a").nth(3).click();
        page.waitForURL("**only=files**");
        page.waitForSelector(".filters a[aria-current] svg");
    }

    @ParameterizedTest
    @CsvSource({"ann,en-US", "fred,fr-FR", "nele,nl-BE"})
    void theHoursAreTwentyFourWhateverTheBrowserSpeaks(String login, String locale) {
        Page page = browse(base(), Look.DESKTOP.in(locale), login, RunningServer.PASSWORD);
        page.waitForSelector(".message");
        assertThat(page.locator(".message time").allInnerTexts())
                .isNotEmpty()
                .allMatch(time -> time.matches("[0-2][0-9]:[0-5][0-9]"));
        assertThat(page.locator(".message time").first().getAttribute("title"))
                .containsPattern("[0-2][0-9]:[0-5][0-9]$");
    }

    /// What the buttons do is learnt; what is taken back, too, and it does not come back when the message is
    /// read.
    @Test
    void theButtonsForSpamTeach() throws Exception {
        for (String subject : List.of("Cheap pills", "Minutes of the meeting", "Lottery")) {
            server.deliver("bob", subject);
        }
        Page page = browse(base(), Look.DESKTOP, "bob", RunningServer.PASSWORD);
        message(page, "Cheap pills").locator("[name=ref]").check();
        page.click(".toolbar [value=junk]");
        page.waitForSelector(".toast");
        server.learnt("bob", 1, 0);

        page.click("#folders a[data-key='folder.junk']");
        page.waitForSelector("h1:has-text('Junk')");
        message(page, "Cheap pills").locator("[name=ref]").check();
        page.click(".toolbar [value=notjunk]");
        page.waitForSelector(".toast");
        server.learnt("bob", 0, 1);

        page.navigate(base() + "/webmail");
        message(page, "Minutes of the meeting").locator(".open").click();
        page.waitForSelector(".reading h1");
        page.click(".toolbar [value=junk]");
        page.waitForSelector(".toast");
        page.locator(".toast button").focus(); // it stays as long
        server.learnt("bob", 1, 1);
        page.locator(".toast button").click();
        page.waitForSelector(".toast:has-text('Undone')");
        server.learnt("bob", 0, 2);

        page.navigate(base() + "/webmail");
        Locator again = message(page, "Minutes of the meeting");
        again.locator("[name=ref]").check();
        page.click(".toolbar [value=unread]");
        page.waitForSelector(".toast");
        page.navigate(base() + "/webmail");
        message(page, "Lottery").locator("[name=ref]").check();
        page.click(".toolbar [value=junk]"); // lessons are learnt one after the other
        page.waitForSelector(".toast");
        server.learnt("bob", 1, 2);
    }

    /// Messages from before files were noted, here made of others: it is told how many are still to be looked
    /// at, it goes on by itself, and without a script by a link.
    @Test
    @Timeout(400)
    void itIsSeenHowFarTheLookForFilesIs() throws Exception {
        Path old = directory.resolve("old");
        Path config = RunningServer.config(old, "", "");
        try (RunningServer before = RunningServer.start(config)) {
            before.people("olga");
            Path box = old.resolve("old.mbox");
            try (BufferedWriter out = Files.newBufferedWriter(box)) {
                for (int i = 0; i < OLD; i++) {
                    out.write(message(i));
                }
            }
            before.command("migrate", "mbox", "olga", box.toString(), "--into", "INBOX")
                    .succeeded();
        }
        forgetFiles(old.resolve("data").resolve("derby"));
        try (RunningServer after = RunningServer.start(config)) {
            String base = "https://localhost:" + after.port("https");
            Page plain = browse(base, Look.PHONE.withoutScripts(), "olga", RunningServer.PASSWORD);
            plain.navigate(base + "/webmail?only=files");
            int left = left(plain.locator("#further [role=status]").innerText());
            assertThat(left).isBetween(1, OLD - 1);
            keep(plain, "list-files-looking");
            isNotTooWide(plain);
            assertThat(plain.locator("#further a").getAttribute("href")).contains("only=files");

            Page page = browse(base, Look.DESKTOP, "olga", RunningServer.PASSWORD);
            page.addInitScript(TOLD);
            page.navigate(base + "/webmail?only=files");
            page.waitForSelector(
                    "#further",
                    new Page.WaitForSelectorOptions()
                            .setState(WaitForSelectorState.DETACHED)
                            .setTimeout(120_000));
            @SuppressWarnings("unchecked")
            List<String> told = (List<String>) page.evaluate("window.told");
            assertThat(told).as("what the line said").isNotEmpty();
            assertThat(told.stream().map(ListBrowserTest::left).toList())
                    .as("it goes on where it was, and down")
                    .allMatch(more -> more < left)
                    .isSortedAccordingTo((a, b) -> Integer.compare(b, a));
            page.reload();
            assertThat(page.locator(".pages > span").innerText()).contains("of " + count(OLD / 2));
            assertThat(page.locator("#further").count()).isZero();
        }
    }

    private static String count(int number) {
        return String.format(java.util.Locale.UK, "%,d", number);
    }

    private static int left(String line) {
        Matcher matcher = LEFT.matcher(line.strip());
        assertThat(matcher.find()).as(line).isTrue();
        return Integer.parseInt(matcher.group(1).replace(",", ""));
    }

    /// Every other one holds a file.
    private static String message(int number) {
        String header = "From a@b.example Thu Jan  1 00:00:00 2026\nFrom: Lamoral <lamoral@elsewhere.example>\n"
                + "To: olga@example.org\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <" + number
                + "@elsewhere.example>\nSubject: Stage " + number + "\nMIME-Version: 1.0\n";
        return number % 2 == 0
                ? header + "\nText.\n\n"
                : header + "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nText.\n--a\n"
                        + "Content-Disposition: attachment; filename=\"route.txt\"\n\nBrussels\n--a--\n\n";
    }

    /// The database as it was when nothing was noted about files: the bits of the flags are not set.
    private static void forgetFiles(Path database) throws SQLException {
        System.setProperty(
                "derby.stream.error.file", database.resolveSibling("test.log").toString());
        String url = "jdbc:derby:directory:" + database;
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(connection.createStatement().executeUpdate("UPDATE store_message SET flags = 0"))
                    .isGreaterThanOrEqualTo(OLD);
        }
        try {
            DriverManager.getConnection(url + ";shutdown=true").close();
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as("it says that it was shut down").isEqualTo("08006");
        }
    }
}
