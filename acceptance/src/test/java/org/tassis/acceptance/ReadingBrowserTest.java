package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Mail as it is found and read in a browser: by words and operators, with its conversation, in the dark,
/// without scripts, and the trash that is emptied.
@Timeout(240)
class ReadingBrowserTest extends BrowserTest {
    private static final String WHITE = "rgb(255, 255, 255)";
    private static final String DARK = "rgb(29, 32, 36)";

    /// The text of a letter that is least to be told from what is behind it: WCAG 2.2, 1.4.3.
    private static final String FAINTEST = """
            body => {
              const numbers = text => text.match(/[0-9.]+/g).map(Number);
              const light = text => {
                const [r, g, b] = numbers(text).slice(0, 3).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
                return .2126 * r + .7152 * g + .0722 * b;
              };
              const behind = one => {
                for (let at = one; at; at = at.parentElement) {
                  const colour = getComputedStyle(at).backgroundColor;
                  const parts = numbers(colour);
                  if (parts.length < 4 || parts[3] > 0) return colour;
                }
                return 'rgb(0, 0, 0)';
              };
              let faintest = 21;
              const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                if (!texts.currentNode.data.trim()) continue;
                const one = texts.currentNode.parentElement;
                const [a, b] = [light(getComputedStyle(one).color), light(behind(one))];
                faintest = Math.min(faintest, (Math.max(a, b) + .05) / (Math.min(a, b) + .05));
              }
              return faintest;
            }""";

    /// How people colour mail, and what is behind it in the dark.
    private static final Map<String, List<String>> COLOURS = new LinkedHashMap<>();

    static {
        COLOURS.put(
                "No colours",
                List.of(
                        "<p>Forty florins</p><p><a href='https://elsewhere.example/'>the stage</a></p>"
                                + "<blockquote>quoted</blockquote><ul><li>one</li></ul><hr><pre>as it is</pre>",
                        DARK));
        COLOURS.put(
                "What was old",
                List.of("<body text='#000000' link='#0000ff'><p>Forty</p><a href='https://a.example/'>x</a>", DARK));
        COLOURS.put("Ink", List.of("<p style='color:#222222'>Forty florins</p><p>and more</p>", WHITE));
        COLOURS.put("Ink of a font", List.of("<font color='navy'>Forty florins</font> and more", WHITE));
        COLOURS.put("Paper", List.of("<table bgcolor='#ffffff'><tr><td>Forty florins</table><p>and more</p>", WHITE));
        COLOURS.put("Paper of a style", List.of("<div style='background-color: #fffbe6'>Forty florins</div>", WHITE));
        COLOURS.put(
                "Paper with a picture",
                List.of("<div style='background: #fff url(https://elsewhere.example/x.png)'>Forty</div> more", DARK));
        COLOURS.put("Sheet", List.of("<style>p { color: #333 } td { background: #eee }</style><p>Forty</p>", WHITE));
        COLOURS.put("All of it", List.of("<body style='background:#101418;color:#eeeeee'><p>Forty</p>", WHITE));
        COLOURS.put("All of it, as of old", List.of("<body bgcolor='#fffff0'><p>Forty florins</p>", WHITE));
        COLOURS.put(
                "Its own darkness",
                List.of(
                        "<style>@media (prefers-color-scheme: dark) { body, p { background: #000; color: #fff }"
                                + " a { color: #fff } }</style><p>Forty</p><a href='https://a.example/'>x</a>",
                        DARK));
        COLOURS.put(
                "Its own darkness over its own light",
                List.of(
                        "<style>p { color: #222 } @media (prefers-color-scheme: dark) { p { color: #fff } }</style>"
                                + "<p>Forty</p>",
                        WHITE));
        COLOURS.put(
                "Where links lead",
                List.of("<p><a href='https://elsewhere.example/'>https://bank.example/</a></p>", DARK));
    }

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo", "dirk", "eva");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base() {
        return "https://localhost:" + server.port("https");
    }

    private Page open(String login, Look look) {
        return browse(base(), look, login, RunningServer.PASSWORD);
    }

    private static Locator row(Page page, String subject) {
        return page.locator(".message", new Page.LocatorOptions().setHasText(subject));
    }

    /// What other programs kept, with its dates.
    private static void bring(String login, String folder, String... letters) throws Exception {
        StringBuilder all = new StringBuilder();
        for (String letter : letters) {
            all.append("From a@b.example " + separator(letter) + "\n")
                    .append(letter)
                    .append("\n\n");
        }
        Path box = Files.writeString(directory.resolve(login + "-" + folder + ".mbox"), all);
        server.command("migrate", "mbox", login, box.toString(), "--into", folder)
                .succeeded();
    }

    /// The date of a letter as its separator says it.
    private static String separator(String letter) {
        String date = letter.substring(letter.indexOf("Date: ") + 6, letter.indexOf("\nSubject:"));
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                .withZoneSameInstant(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT));
    }

    private static String letter(String from, String to, String date, String subject, String more, String text) {
        return "From: " + from + "\nTo: " + to + "\nDate: " + date + "\nSubject: " + subject + "\n" + more + "\n"
                + text;
    }

    @Test
    void mailStaysReadableInTheDark() throws Exception {
        StringBuilder faults = new StringBuilder();
        String[] letters = COLOURS.entrySet().stream()
                .map(one -> letter(
                        "Lamoral <lamoral@elsewhere.example>",
                        "ann@example.org",
                        "Thu, 1 Oct 2026 10:00:00 +0200",
                        one.getKey(),
                        "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
                                + "Content-Transfer-Encoding: base64\n",
                        Base64.getMimeEncoder(76, new byte[] {'\n'})
                                .encodeToString(one.getValue().getFirst().getBytes(StandardCharsets.UTF_8))))
                .toArray(String[]::new);
        bring("ann", "INBOX", letters);
        for (Look look : List.of(Look.PHONE, new Look(1280, true, "en-GB", true))) {
            Page page = open("ann", look);
            Map<String, String> addresses = new LinkedHashMap<>();
            for (Locator one : page.locator(".message .open").all()) {
                addresses.put(one.locator(".subject").innerText(), one.getAttribute("href"));
            }
            assertThat(addresses.keySet()).containsAll(COLOURS.keySet());
            for (Map.Entry<String, List<String>> one : COLOURS.entrySet()) {
                page.navigate(addresses.get(one.getKey()));
                Locator body = page.frameLocator("iframe.letter").locator("body");
                body.waitFor();
                String behind = (String)
                        body.evaluate("body => getComputedStyle(body.ownerDocument.documentElement).backgroundColor");
                double faintest = ((Number) body.evaluate(FAINTEST)).doubleValue();
                if (!behind.equals(one.getValue().get(1)) || faintest < 4.5) {
                    faults.append(one.getKey() + " is on " + behind + " with " + faintest + "\n");
                }
                keep(page, "reading-dark-" + one.getKey().replaceAll("[^A-Za-z]+", "-") + "-" + look.width());
            }
            isAccessible(page);
        }
        assertThat(faults.toString()).isEmpty();
    }

    private static void finds(Page page, String query, String... subjects) {
        page.navigate("/webmail");
        page.fill("#q", query);
        page.keyboard().press("Enter");
        page.waitForURL("**/search**");
        page.waitForSelector("#further");
        Set<String> found = new TreeSet<>();
        page.locator(".message .subject").allInnerTexts().forEach(found::add);
        assertThat(found).as(query).isEqualTo(new TreeSet<>(List.of(subjects)));
    }

    /// With and without scripts, at both ends of the widths.
    @Test
    void everyOperatorIsKnown() throws Exception {
        String file = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
        bring(
                "bob",
                "INBOX",
                letter(
                        "Lamoral <lamoral@elsewhere.example>",
                        "bob@example.org",
                        "Wed, 1 Jan 2020 10:00:00 +0100",
                        "Old horses",
                        "",
                        "Grey ones."),
                letter(
                        "Leonard <leonard@else.example>",
                        "bob@example.org, team@example.org",
                        "Mon, 1 Jan 2024 10:00:00 +0100",
                        "Road toll",
                        file,
                        "--b\n\nSee there.\n--b\nContent-Disposition: attachment; filename=toll.csv\n\n1,2\n--b--"),
                letter(
                        "Lamoral <lamoral@elsewhere.example>",
                        "bob@example.org",
                        "Thu, 1 Oct 2026 10:00:00 +0200",
                        "Young horses",
                        "",
                        "Brown ones on the road."));
        bring(
                "bob",
                "Archive",
                letter(
                        "Leonard <leonard@else.example>",
                        "bob@example.org",
                        "Tue, 1 Jan 2019 10:00:00 +0100",
                        "Kept horses",
                        "",
                        "Put away."));
        bring(
                "bob",
                "Trash",
                letter(
                        "Leonard <leonard@else.example>",
                        "bob@example.org",
                        "Tue, 1 Jan 2019 10:00:00 +0100",
                        "Lost horses",
                        "",
                        "Thrown away."));
        for (Look look : List.of(Look.DESKTOP, Look.PHONE.withoutScripts())) {
            Page page = open("bob", look);
            finds(page, "horses", "Old horses", "Young horses", "Kept horses");
            finds(page, "from:lamoral", "Old horses", "Young horses");
            finds(page, "to:team", "Road toll");
            finds(page, "subject:road", "Road toll");
            finds(page, "road", "Road toll", "Young horses");
            finds(page, "has:attachment", "Road toll");
            finds(page, "before:2024-01-01", "Old horses", "Kept horses");
            finds(page, "after:01/06/2024", "Young horses");
            finds(page, "in:archive horses", "Kept horses");
            finds(page, "in:trash horses", "Lost horses");
            finds(page, "in:all from:leonard", "Road toll", "Kept horses", "Lost horses");
            finds(page, "horses -subject:old -in:archive before:2026-12-31 after:2019-06-01", "Young horses");
            finds(page, "\"ones on the\"", "Young horses");
            page.navigate("/webmail");
            row(page, "Road toll").locator(".star").click();
            page.waitForSelector(".message:has-text('Road toll') .star.on");
            finds(page, "is:flagged", "Road toll");
            row(page, "Road toll").locator(".star").click();
            page.waitForSelector(".nothing");
            finds(page, "is:unread is:flagged");
            assertThat(page.locator(".nothing").innerText()).isNotBlank();
            isNotTooWide(page);
        }
        Page page = open("bob", Look.DESKTOP);
        page.navigate("/webmail/search?q=horses");
        assertThat(row(page, "Kept horses").locator(".badge").innerText()).isEqualTo("Archive");
        look(page, "reading-search");
        page.navigate("/webmail/search?q=nothing-like-that");
        look(page, "reading-search-nothing");
    }

    /// Letter, own reply, answer: each from its folder.
    @Test
    void aConversationHoldsOnesOwnReplies() throws Exception {
        bring(
                "cleo",
                "INBOX",
                letter(
                        "Lamoral <lamoral@elsewhere.example>",
                        "cleo@example.org",
                        "Thu, 1 Oct 2026 10:00:00 +0200",
                        "The road",
                        "Message-ID: <one@elsewhere.example>\n",
                        "Which road?"),
                letter(
                        "Lamoral <lamoral@elsewhere.example>",
                        "cleo@example.org",
                        "Thu, 1 Oct 2026 12:00:00 +0200",
                        "Re: The road",
                        "Message-ID: <three@elsewhere.example>\nIn-Reply-To: <two@example.org>\n"
                                + "References: <one@elsewhere.example> <two@example.org>\n",
                        "Then we meet in Trent."),
                letter(
                        "Leonard <leonard@else.example>",
                        "cleo@example.org",
                        "Thu, 1 Oct 2026 13:00:00 +0200",
                        "The road",
                        "Message-ID: <four@else.example>\n",
                        "Another matter."));
        bring(
                "cleo",
                "Sent",
                letter(
                        "Cleo <cleo@example.org>",
                        "lamoral@elsewhere.example",
                        "Thu, 1 Oct 2026 11:00:00 +0200",
                        "Re: The road",
                        "Message-ID: <two@example.org>\n"
                                + "In-Reply-To: <one@elsewhere.example>\nReferences: <one@elsewhere.example>\n",
                        "Over the Brenner."));
        Page page = open("cleo", Look.DESKTOP);
        row(page, "Which road?").locator(".open").click();
        page.waitForSelector(".talk li");
        assertThat(page.locator(".talk .preview").allInnerTexts())
                .containsExactly("Then we meet in Trent.", "Over the Brenner.", "Which road?");
        assertThat(page.locator(".talk .people").nth(1).innerText()).isEqualTo("You, to lamoral@elsewhere.example");
        assertThat(page.locator(".talk .badge").allInnerTexts()).containsExactly("Inbox", "Sent", "Inbox");
        look(page, "reading-conversation");
        page.locator(".talk a").nth(1).click();
        page.waitForSelector(".letter:has-text('Over the Brenner.')");
        Page plain = open("cleo", Look.PHONE.withoutScripts());
        row(plain, "Then we meet").locator(".open").click();
        plain.locator(".conversation a").click();
        assertThat(plain.locator(".talk li").count()).isEqualTo(3);
        isNotTooWide(plain);
    }

    /// How much it frees is told before; it comes back.
    @Test
    void theTrashIsEmptiedAndComesBack() throws Exception {
        bring(
                "dirk",
                "Trash",
                letter(
                        "Lamoral <lamoral@elsewhere.example>",
                        "dirk@example.org",
                        "Thu, 1 Oct 2026 10:00:00 +0200",
                        "Thrown away",
                        "",
                        "x".repeat(60).concat("\n").repeat(5_000)));
        server.command("mailbox", "change", "dirk", "--quota", "10MB").succeeded();
        for (Look look : List.of(Look.DESKTOP, Look.PHONE.withoutScripts())) {
            Page page = open("dirk", look);
            if (look.scripts()) {
                assertThat(page.locator("#folders .quota").innerText())
                        .containsPattern("of 10.MB")
                        .contains("trash frees");
                page.click("#folders a[data-key='folder.trash']");
            } else {
                page.navigate(page.locator("#folders a[data-key='folder.trash']")
                        .first()
                        .getAttribute("href"));
            }
            page.waitForSelector("h1:has-text('Trash')");
            assertThat(page.locator(".empty button").innerText()).containsPattern("frees [0-9.]+.[kKM]B");
            if (look.scripts()) {
                look(page, "reading-trash");
            }
            page.locator(".empty button").click();
            page.waitForSelector(".nothing");
            page.navigate("/webmail/history/removed");
            page.locator("tr, li", new Page.LocatorOptions().setHasText("Thrown away"))
                    .locator("[name=id]")
                    .check();
            page.waitForResponse(
                    response -> response.request().method().equals("POST"),
                    () -> page.locator("form[action$=restore] button.primary").click());
            page.waitForLoadState();
            page.navigate("/webmail/search?q=in:trash");
            row(page, "Thrown away").waitFor();
        }
    }

    @Test
    void listsNeedNoScripts() throws Exception {
        String[] letters = new String[120];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = letter(
                    "Lamoral <lamoral@elsewhere.example>",
                    "eva@example.org",
                    "Thu, 1 Oct 2026 10:" + (i / 60) + (i % 60 / 10) + ":" + (10 + i % 10) + " +0200",
                    "Stage " + (100 + i),
                    "",
                    "Fresh horses.");
        }
        bring("eva", "INBOX", letters);
        for (Look look : List.of(Look.DESKTOP.withoutScripts(), Look.PHONE.withoutScripts())) {
            Page page = open("eva", look);
            assertThat(page.locator(".message").count()).isEqualTo(50);
            page.click(".pages [rel=next]");
            page.click(".pages [rel=next]");
            assertThat(page.locator(".message").count()).isEqualTo(20);
            page.click(".filters summary");
            page.locator(".filters .panel a").nth(1).click();
            assertThat(page.locator(".message .subject").first().innerText()).isEqualTo("Stage 100");
            row(page, "Stage 101").locator(".star").click();
            page.locator(".filters > a").nth(2).click();
            assertThat(page.locator(".message .subject").allInnerTexts()).containsExactly("Stage 101");
            row(page, "Stage 101").locator(".star").click();
            assertThat(page.locator(".message").count()).isZero();
            isNotTooWide(page);
            page.locator(".filters > a").first().click();
            page.locator(".message [name=ref]").nth(0).check();
            page.locator(".message [name=ref]").nth(1).check();
            page.click(".toolbar .move summary");
            page.locator(".toolbar .move .panel button", new Page.LocatorOptions().setHasText("Archive"))
                    .click();
            assertThat(page.locator(".note.done").innerText()).contains("2 messages");
            page.locator(".note.done button").click();
            page.waitForSelector(".note.done:has-text('Undone')");
            page.locator(".message .open").first().click();
            if (look.width() > 600) { // a phone has no room for it
                page.click(".toolbar [rel=next], .toolbar [rel=prev]");
            }
            page.waitForSelector(".reading h1");
            page.click(".toolbar .back");
            page.waitForSelector(".list-page");
        }
    }
}
