package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Webmail as people have it.
class WebmailBrowserTest extends BrowserTest {
    private static final String FRESH = "The stage inn has fresh horses";

    /// Each would be seen: as a request to elsewhere, or as a word in the title of the page.
    private static final List<String> ATTACKS = List.of(
            "<script>top.document.title='owned'</script>",
            "<img src=x onerror=\"top.document.title='owned'\">",
            "<svg onload=\"top.document.title='owned'\"></svg>",
            "<iframe srcdoc=\"<script>top.document.title='owned'</script>\"></iframe>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=top.document.title='owned'&gt;\">",
            "<form><math><mtext></form><form><mglyph><style></math><img src onerror=top.document.title='owned'>",
            "<meta http-equiv=refresh content=\"0;url=https://elsewhere.example/\">",
            "<link rel=stylesheet href=https://elsewhere.example/a.css>",
            "<style>@import url(https://elsewhere.example/b.css); body { background: url(https://elsewhere.example/c) }</style>",
            "<p style=\"background:u\\72l(https://elsewhere.example/d)\">x</p>",
            "<img srcset=\"https://elsewhere.example/e 1x\" src=\"https://elsewhere.example/f\">",
            "<video autoplay poster=https://elsewhere.example/g src=https://elsewhere.example/h></video>",
            "<table background=https://elsewhere.example/i><tr><td>x</table>",
            "<object data=https://elsewhere.example/j></object><embed src=https://elsewhere.example/k>",
            "<details open ontoggle=\"top.document.title='owned'\">x</details>",
            "<base href=https://elsewhere.example/><a href=l>x</a>");

    /// Says what has the focus and does not show it: WCAG 2.2, 2.4.7.
    private static final String UNSEEN_FOCUS = """
            () => {
              const one = document.activeElement;
              if (one === document.body || one.localName === 'iframe' || one.id === 'content') return '';
              const style = getComputedStyle(one);
              const box = one.getBoundingClientRect();
              const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
              return shown && box.width > 1 && box.height > 1 ? '' : one.outerHTML.slice(0, 200);
            }""";

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo", "dirk", "eva", "gus", "hugo", "ida", "jan", "fred:fr", "nele:nl");
        for (String login : List.of("ann", "bob", "cleo", "fred", "nele")) {
            List<String> letters = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                letters.add(letter("Stage " + i, "text/plain", FRESH + ", number " + i + "."));
            }
            letters.add(
                    letter("Autumn horses", "text/html", "<h1 style='color:#7d4507'>Grey mare</h1><p>40 florins</p>"));
            deliver(login, letters);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private Page open(String login, Look look) {
        Page page = browse(base(), look, login, RunningServer.PASSWORD);
        assertThat(page.url()).isEqualTo(base() + "/webmail");
        return page;
    }

    private static String base() {
        return "https://localhost:" + server.port("https");
    }

    /// As another server does.
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

    private static String letter(String subject, String type, String body) {
        return "From: Lamoral <lamoral@elsewhere.example>\nTo: you@example.org\nSubject: " + subject
                + "\nMIME-Version: 1.0\nContent-Type: " + type + "; charset=utf-8\n\n" + body + "\n";
    }

    @ParameterizedTest
    @CsvSource({"ann,en", "fred,fr", "nele,nl"})
    void pagesAreFitForEverybody(String login, String language) throws Exception {
        Page page = open(login, Look.DESKTOP);
        String name = "webmail-" + language;
        assertThat(page.getAttribute("html", "lang")).isEqualTo(language);
        page.waitForSelector(".message");
        see(language, page, name + "-list");
        page.locator(".message .open", new Page.LocatorOptions().setHasText("Autumn horses"))
                .click();
        page.waitForSelector("iframe.letter");
        assertThat(page.frameLocator("iframe.letter").locator("h1").innerText()).isEqualTo("Grey mare");
        see(language, page, name + "-message");
        String message = page.url().substring(base().length());
        for (String path : List.of(
                message + "/conversation",
                message + "/headers",
                message + "/source",
                "/webmail/folders",
                "/webmail/history",
                "/webmail/history/removed",
                "/webmail/search?q=stage",
                "/webmail/write",
                "/webmail/settings",
                "/webmail/settings/password",
                "/webmail/settings/away",
                "/webmail/settings/forward",
                "/webmail/settings/devices",
                "/webmail/settings/files")) {
            page.navigate(path);
            see(language, page, name + path.replace(message, "-message").replaceAll("[^a-z]+", "-"));
        }
        page.navigate("/webmail/folders");
        page.locator("a[href$='/sharing']").first().click();
        page.fill("input[name=who]", login.equals("nele") ? "fred" : "nele");
        page.selectOption("select[name=level]", "WRITE");
        page.click("main form.stack button.primary");
        page.waitForSelector(".shares");
        see(language, page, name + "-sharing");
    }

    @ParameterizedTest
    @CsvSource({"en", "fr", "nl"})
    void pagesBeforeTheLoginAreFitForEverybody(String language) {
        Page page = browse(base(), Look.DESKTOP.in(language));
        for (String path : List.of("/", "/login")) {
            page.navigate(path);
            assertThat(page.getAttribute("html", "lang")).isEqualTo(language);
            see(language, page, "web-" + language + (path.equals("/") ? "-welcome" : "-login"));
        }
        page.fill("#login", "ann");
        page.fill("#password", "wrong");
        page.click("main button.primary");
        page.waitForSelector(".problem");
        see(language, page, "web-" + language + "-login-wrong");
        allow("status of 401");
    }

    /// English in every width, the others where words are longest for the room.
    private void see(String language, Page page, String name) {
        if (language.equals("en")) {
            look(page, name);
        } else {
            glance(page, name);
        }
    }

    @Test
    void aSharedFolderIsReadAndIsGoneAtOnceWhenItIsSharedNoLonger() throws Exception {
        deliver("hugo", List.of(letter("Tolls of the Brenner", "text/plain", "Four crowns.")));
        Page hugo = open("hugo", Look.DESKTOP);
        hugo.navigate(base() + "/webmail/folders");
        hugo.locator("a[href$='/sharing']").first().click();
        hugo.waitForSelector("#who");
        String sharing = hugo.url();
        hugo.fill("#who", "nobody-of-that-name");
        hugo.selectOption("#level", "WRITE");
        hugo.click("main form.stack button.primary");
        hugo.waitForSelector(".problem"); // and not only a word that something failed
        assertThat(hugo.inputValue("#who")).isEqualTo("nobody-of-that-name");
        assertThat(hugo.inputValue("#level")).isEqualTo("WRITE");
        assertThat(hugo.url()).isEqualTo(sharing);
        look(hugo, "webmail-sharing-problem");
        allow("status of 422");
        hugo.navigate(sharing); // what axe did to the page is not for htmx to take over
        hugo.fill("#who", "ida");
        hugo.selectOption("#level", "READ");
        hugo.click("main form.stack button.primary");
        hugo.waitForSelector(".shares");
        look(hugo, "webmail-sharing");
        hugo.navigate(sharing);

        Page ida = open("ida", Look.DESKTOP);
        ida.locator(".folders.shared a").first().click();
        ida.waitForSelector("text=Shared by");
        look(ida, "webmail-shared-list");
        assertThat(ida.locator("#list button[value=delete]").count()).isZero();
        String list = ida.url();
        ida.locator(".message .open", new Page.LocatorOptions().setHasText("Tolls of the Brenner"))
                .first()
                .click();
        ida.waitForSelector(".reading");
        look(ida, "webmail-shared-message");
        ida.waitForResponse("**/webmail/events", () -> ida.navigate(list));
        ida.waitForSelector(".message");
        hugo.locator("form[action$='/sharing/end'] button").first().click();
        ida.waitForURL(base() + "/webmail");
        assertThat(ida.locator(".folders.shared").count()).isZero();
        allow("status of 404"); // what the page asked for was gone
    }

    /// Whichever of the two answers comes first.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasOpenedLastIsShownThoughTheAnswerToUndoIsLate(boolean last) throws Exception {
        deliver("jan", List.of(letter("Tolls", "text/plain", FRESH), letter("Passes", "text/plain", FRESH)));
        Page page = open("jan", Look.DESKTOP);
        page.locator(".message [name=ref]").first().check();
        page.click("button[value=archive]");
        page.waitForSelector(".toast button");
        List<Route> undo = new ArrayList<>();
        List<Route> message = new ArrayList<>();
        page.route("**/webmail/undo", undo::add);
        page.route("**/webmail/m/*", message::add);
        page.click(".toast button");
        page.waitForCondition(() -> !undo.isEmpty());
        page.locator(".message .open").first().click();
        page.waitForCondition(() -> !message.isEmpty());
        if (last) {
            message.getFirst().resume();
            page.waitForSelector(".reading");
            undo.getFirst().resume();
            page.waitForSelector(".toast:has-text('Undone')");
        } else {
            undo.getFirst().resume();
            page.waitForSelector(".toast:has-text('Undone')");
            assertThat(page.locator(".list-page").count()).isOne();
            message.getFirst().resume();
            page.waitForSelector(".reading");
        }
        assertThat(page.url()).contains("/webmail/m/");
        assertThat(page.locator(".reading").count()).isOne();
        assertThat(page.locator(".list-page").count()).isZero();
        assertThat(page.title()).doesNotContain("Inbox");
    }

    @Test
    void attacksDoNothing() throws Exception {
        Page page = open("dirk", Look.DESKTOP);
        List<String> attacks = new ArrayList<>();
        for (String attack : ATTACKS) {
            attacks.add(letter("Attack " + attacks.size(), "text/html", "<p id=shown>Read me</p>" + attack));
        }
        deliver("dirk", attacks);
        page.navigate(base() + "/webmail");
        List<String> letters = new ArrayList<>();
        for (Locator link : page.locator(".message .open").all()) {
            letters.add(link.getAttribute("href"));
        }
        assertThat(letters).hasSize(ATTACKS.size());
        for (String letter : letters) {
            page.navigate(base() + letter);
            assertThat(page.frameLocator("iframe.letter").locator("p").first().innerText())
                    .isEqualTo("Read me");
            page.waitForLoadState();
            assertThat(page.title()).doesNotContain("owned");
            assertThat(page.url()).isEqualTo(base() + letter);
            page.navigate(base() + letter + "/print"); // without a frame it is as harmless
            page.waitForLoadState();
            assertThat(page.title()).doesNotContain("owned");
        }
    }

    @Test
    void everythingIsDoneByKeysAndUndone() throws Exception {
        Page page = open("bob", Look.DESKTOP);
        page.waitForSelector(".message");
        page.keyboard().press("j");
        page.keyboard().press("j");
        String subject = page.locator(".message:focus-within .subject").innerText();
        page.keyboard().press("e");
        page.waitForSelector(".toast");
        assertThat(page.locator("#total").innerText()).startsWith("60 messages");
        // news of it may come before the answer does: the next key is for what the answer shows
        page.waitForResponse(response -> response.request().method().equals("POST"), () -> page.keyboard()
                .press("z"));
        page.waitForSelector("#total:has-text('61 messages')");
        page.waitForFunction("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')");
        page.keyboard().press("o");
        page.waitForSelector(".reading");
        assertThat(page.locator("h1").innerText()).isNotEmpty();
        page.keyboard().press("u");
        page.waitForSelector(".list-page");
        page.keyboard().press("?");
        page.waitForSelector("dialog[open]");
        page.keyboard().press("Escape");
        page.keyboard().press("/");
        page.keyboard().type("subject:\"" + subject + "\"");
        page.keyboard().press("Enter");
        page.waitForURL("**/search**");
        page.waitForSelector(".message");
        page.locator("h1").click();
        page.keyboard().press("g");
        page.keyboard().press("t");
        page.waitForSelector("h1:has-text('Trash')");
    }

    @Test
    void newMailAppearsByItselfAndWhatIsChosenStays() throws Exception {
        Page page = open("cleo", Look.DESKTOP);
        page.waitForResponse("**/webmail/events", () -> page.navigate(base() + "/webmail"));
        Locator first = page.locator(".message [name=ref]").first();
        first.check();
        String chosen = first.inputValue();
        deliver("cleo", List.of(letter("Fresh from the road", "text/plain", "Now.")));
        page.waitForSelector(".message:has-text('Fresh from the road')");
        assertThat(page.locator("[name=ref]:checked").inputValue()).isEqualTo(chosen);
    }

    @Test
    void withoutAScriptEverythingWorksToo() throws Exception {
        Page page = open("ann", Look.DESKTOP.withoutScripts());
        page.locator(".message [name=ref]").first().check();
        page.locator("button[value=flag]").first().click();
        page.waitForSelector(".note.done");
        page.locator(".note.done button").click();
        page.waitForSelector(".note.done:has-text('Undone')");
        page.fill("#q", "from:lamoral stage");
        page.keyboard().press("Enter");
        page.waitForURL("**/search**");
        assertThat(page.locator(".message").count()).isEqualTo(50);
    }

    /// From the login to an answer without a mouse and without the keys of {@link
    /// #everythingIsDoneByKeysAndUndone}: whatever has the focus shows it.
    @Test
    void everythingIsReachedByTabAndEnter() throws Exception {
        deliver(
                "eva",
                List.of(letter("First stage", "text/plain", FRESH), letter("Second stage", "text/plain", FRESH)));
        Page page = browse(base(), Look.DESKTOP);
        page.navigate("/login");
        to(page, "Tab", "#login");
        page.keyboard().type("eva");
        to(page, "Tab", "#password");
        page.keyboard().type(RunningServer.PASSWORD);
        page.keyboard().press("Enter");
        page.waitForSelector(".message");
        page.keyboard().press("Tab");
        assertThat(focused(page, ".skip")).isTrue();
        page.keyboard().press("Enter");
        // a message is put away and comes back
        to(page, "Tab", ".message [name=ref]");
        page.keyboard().press("Space");
        to(page, "Shift+Tab", ".toolbar [value=archive]");
        page.keyboard().press("Enter");
        page.waitForSelector("#total:has-text('One message')");
        to(page, "Tab", ".toast button");
        page.keyboard().press("Enter");
        page.waitForSelector("#total:has-text('2 messages')");
        // sorted, filtered
        to(page, "Tab", ".filters [href*='only=unread']");
        page.keyboard().press("Enter");
        page.waitForURL("**only=unread**");
        page.waitForSelector(".filters a[aria-current]:has-text('Unread')");
        // read, moved
        to(page, "Tab", ".message .open");
        page.keyboard().press("Enter");
        page.waitForSelector(".reading h1");
        to(page, "Tab", ".move summary");
        page.keyboard().press("Enter");
        to(page, "Tab", ".move .panel button");
        page.keyboard().press("Enter");
        page.waitForSelector(".toast:has-text('Moved')");
        // answered
        to(page, "Tab", ".message .open");
        page.keyboard().press("Enter");
        page.waitForSelector(".reading h1");
        to(page, "Tab", ".toolbar [data-key=r]");
        page.keyboard().press("Enter");
        page.waitForSelector("form.write");
        to(page, "Tab", "form.write textarea, form.write [contenteditable=true]");
        page.keyboard().type("By the next coach.");
        to(page, "Shift+Tab", "#subject");
        page.keyboard().press("Control+Enter");
        page.waitForURL(url -> !url.contains("/write"));
        // logged out
        to(page, "Tab", ".account summary");
        page.keyboard().press("Enter");
        to(page, "Tab", "form[action$=logout] button");
        page.keyboard().press("Enter");
        page.waitForURL(url -> !url.contains("/webmail"));
    }

    private static boolean focused(Page page, String selector) {
        return (Boolean) page.evaluate("selector => document.activeElement.matches(selector)", selector);
    }

    /// Presses a key until what is wanted has the focus; whatever has it meanwhile is to be seen.
    private static void to(Page page, String key, String selector) {
        List<String> passed = new ArrayList<>();
        for (int i = 0; i < 120 && !focused(page, selector); i++) {
            page.keyboard().press(key);
            String hidden = (String) page.evaluate(UNSEEN_FOCUS);
            assertThat(hidden).as("focus on " + page.url()).isEmpty();
            passed.add((String) page.evaluate("document.activeElement.outerHTML.slice(0, 90)"));
        }
        assertThat(focused(page, selector))
                .as("%s by %s, passing %s", selector, key, passed)
                .isTrue();
    }

    /// A PDF that is one red page, so that it is seen whether it is drawn.
    private static final String RED = """
            From: Franz <franz@elsewhere.example>
            To: you@example.org
            Subject: Red page
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: text/plain

            See there.
            --a
            Content-Type: application/pdf; name="red.pdf"
            Content-Disposition: attachment; filename="red.pdf"

            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<>>>>endobj
            4 0 obj<</Length 27>>stream
            1 0 0 rg 0 0 200 200 re f
            endstream endobj
            trailer<</Root 1 0 R>>
            --a--
            """;

    @Test
    void aPdfIsDrawnInThePage() throws Exception {
        deliver("gus", List.of(RED));
        Page page = browse(wholeBrowser(), base(), Look.DESKTOP);
        logIn(page, "gus", RunningServer.PASSWORD);
        page.locator(".message .open", new Page.LocatorOptions().setHasText("Red page"))
                .click();
        page.locator(".look").click();
        page.waitForSelector("iframe.sheet");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        int red = 0;
        byte[] picture = {};
        while (red < 10_000 && System.nanoTime() < end) {
            picture = page.screenshot();
            red = red(ImageIO.read(new ByteArrayInputStream(picture)));
        }
        Files.write(Path.of("target", "screenshots", "webmail-view-pdf.png"), picture);
        assertThat(red).as("red dots on %s", page.url()).isGreaterThan(10_000);
        allow("asks for chrome"); // its viewer is made of pages
    }

    private static int red(BufferedImage image) {
        int red = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                red += (image.getRGB(x, y) & 0xffffff) == 0xff0000 ? 1 : 0;
            }
        }
        return red;
    }
}
