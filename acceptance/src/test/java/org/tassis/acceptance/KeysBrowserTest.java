package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sheet of keys is whole, and each key on it does what stands beside it.
class KeysBrowserTest extends BrowserTest {
    private static final Pattern NAME = Pattern.compile("(?m)^      (?:'([^']+)'|([a-zA-Z]+)): \\(\\) =>");

    /// The first key of two, and another key for what `#` does.
    private static final Set<String> UNTOLD = Set.of("g", "Delete");

    @TempDir
    static Path directory;

    private static RunningServer server;

    private final Map<String, Runnable> keys = new LinkedHashMap<>();
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "fred:fr", "nele:nl");
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            for (int i = 1; i < 5; i++) {
                smtp.say("MAIL FROM:<lamoral@elsewhere.example>", "250");
                smtp.say("RCPT TO:<ann@example.org>", "250");
                smtp.say("DATA", "354");
                smtp.say(
                        "From: lamoral@elsewhere.example\r\nTo: ann@example.org, fred@example.org\r\nSubject: Letter "
                                + i + "\r\n\r\nText.\r\n.",
                        "250");
            }
            smtp.say("QUIT", "221");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base() {
        return "https://localhost:" + server.port("https");
    }

    private void press(String... all) {
        for (String one : all) {
            page.keyboard().press(one);
        }
    }

    /// Nothing of a page is on its way any more.
    private void settled() {
        page.waitForSelector(
                ".htmx-request, .htmx-swapping, .htmx-settling",
                new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
    }

    private void list() {
        page.navigate("/webmail");
        page.waitForSelector(".message");
    }

    private void letter() {
        list();
        press("j", "o");
        page.waitForSelector(".reading");
        settled();
    }

    private String subjectWithFocus() {
        return page.locator(".message:focus-within .subject").innerText().strip();
    }

    private Locator row(String subject) {
        return page.locator(".message", new Page.LocatorOptions().setHasText(subject));
    }

    /// What a key does to the topmost letter can be undone.
    private void andBack(String key) {
        list();
        press("j");
        String subject = subjectWithFocus();
        press(key);
        page.waitForSelector(".toast form.done button");
        page.waitForSelector("#total:has-text('3 messages')");
        assertThat(row(subject).count()).isZero();
        settled();
        press("z");
        row(subject).waitFor();
    }

    private void goes(String key, String folder) {
        list();
        press("g", key);
        page.waitForURL("**/webmail/f/**");
        page.waitForSelector("h1:has-text('" + folder + "')");
    }

    private void writes(String key, String what) {
        letter();
        press(key);
        page.waitForURL("**/webmail/write?" + what + "=**");
    }

    private void describe() {
        keys.put("j", () -> {
            list();
            press("j", "j");
            assertThat(subjectWithFocus()).isEqualTo("Letter 3");
        });
        keys.put("k", () -> {
            list();
            press("j", "j", "k");
            assertThat(subjectWithFocus()).isEqualTo("Letter 4");
        });
        keys.put("o", this::letter);
        keys.put("u", () -> {
            letter();
            press("u");
            page.waitForSelector(".list-page .message");
        });
        keys.put("x", () -> {
            list();
            press("j", "x");
            assertThat(page.locator(".message [name=ref]").first().isChecked()).isTrue();
            press("x");
            assertThat(page.locator(".message [name=ref]").first().isChecked()).isFalse();
        });
        keys.put("e", () -> andBack("e"));
        keys.put("#", () -> andBack("#"));
        keys.put("!", () -> andBack("!"));
        keys.put("s", () -> {
            list();
            press("j", "s");
            page.waitForSelector(".message .star.on");
        });
        keys.put("m", () -> {
            letter();
            String subject = page.locator("h1").innerText().strip();
            press("u");
            page.waitForSelector(".message:not(.unread):has-text('" + subject + "')");
            settled();
            press("m");
            page.waitForSelector(".message.unread:has-text('" + subject + "')");
        });
        keys.put("r", () -> writes("r", "reply"));
        keys.put("a", () -> writes("a", "replyAll"));
        keys.put("f", () -> writes("f", "forward"));
        keys.put("c", () -> {
            list();
            press("c");
            page.waitForURL("**/webmail/write");
        });
        keys.put("Ctrl Enter", () -> {
            page.navigate("/webmail/write?to=ann@example.org");
            page.fill("#subject", "By a key");
            press("Control+Enter");
            page.waitForURL("**/webmail?note=sent**");
            page.waitForSelector("form.held button");
            page.locator("form.held button").click(); // the lists of the other keys stay as they are
            page.waitForURL("**/webmail/write?draft=**");
        });
        keys.put("/", () -> {
            list();
            press("/");
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("q");
        });
        keys.put("g i", () -> goes("i", "Inbox"));
        keys.put("g d", () -> goes("d", "Drafts"));
        keys.put("g s", () -> goes("s", "Sent"));
        keys.put("g a", () -> goes("a", "Archive"));
        keys.put("g j", () -> goes("j", "Junk"));
        keys.put("g t", () -> goes("t", "Trash"));
        keys.put("z", () -> andBack("e"));
        keys.put("?", () -> {
            list();
            press("?");
            page.waitForSelector("dialog#keys[open]");
        });
    }

    @Test
    void eachKeyDoesWhatTheSheetSays() {
        page = browse(base(), Look.DESKTOP, "ann", RunningServer.PASSWORD);
        describe();
        list();
        press("?");
        page.waitForSelector("dialog#keys[open]");
        assertThat(page.locator("dialog#keys kbd").allInnerTexts()).containsExactlyInAnyOrderElementsOf(keys.keySet());
        String script = page.request()
                .get(page.locator("script[src*='/web/mail']").first().getAttribute("src"))
                .text();
        Set<String> known = NAME.matcher(script)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .filter(name -> !UNTOLD.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).hasSizeGreaterThan(20).allSatisfy(name -> assertThat(keys)
                .containsKey(name));
        keys.values().forEach(Runnable::run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fred", "nele"})
    void theSheetIsReadInEveryLanguageAndWidth(String login) {
        page = browse(base(), Look.DESKTOP, login, RunningServer.PASSWORD);
        page.navigate("/webmail");
        press("?");
        page.waitForSelector("dialog#keys[open]");
        assertThat(page.locator("dialog#keys").innerText()).doesNotContain("??");
        assertThat(page.evaluate("[...document.querySelectorAll('dialog#keys kbd, dialog#keys dd')]"
                        + ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent).join()"))
                .isEqualTo("");
        glance(page, "keys-" + login);
    }
}
