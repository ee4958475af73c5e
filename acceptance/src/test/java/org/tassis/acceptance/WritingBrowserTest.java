package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Writing mail as people do it.
class WritingBrowserTest extends BrowserTest {
    /// As a clipboard and a file manager bring them.
    private static final String PASTE_PICTURE = """
            async e => {
              const c = document.createElement('canvas');
              c.width = 90; c.height = 45;
              c.getContext('2d').fillRect(0, 0, 90, 45);
              const blob = await new Promise(done => c.toBlob(done));
              const data = new DataTransfer();
              data.items.add(new File([blob], 'train.png', {type: 'image/png'}));
              e.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
            }""";

    private static final String PASTE_HTML = """
            (e, html) => {
              const data = new DataTransfer();
              data.setData('text/html', html);
              e.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
            }""";

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo", "dora", "fred:fr", "nele:nl");
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

    @ParameterizedTest
    @CsvSource({"ann,en", "fred,fr", "nele,nl"})
    void pagesAreFitForEverybody(String login, String language) {
        Page page = open(login, Look.DESKTOP);
        for (String path : List.of(
                "/webmail/write",
                "/webmail/scheduled",
                "/webmail/settings/writing",
                "/webmail/settings/writing/identity?address=" + login + "@example.org",
                "/webmail/settings/replies",
                "/webmail/settings/replies/edit")) {
            page.navigate(path);
            page.waitForLoadState();
            page.locator("details.extras summary").all().forEach(Locator::click);
            String name = "writing-" + language + path.replaceAll("[?].*", "").replaceAll("[^a-z]+", "-");
            if (language.equals("en")) {
                look(page, name);
            } else {
                glance(page, name);
            }
        }
    }

    @Test
    void aRichLetterIsWrittenTakenBackAndSent() {
        Page page = open("bob", Look.DESKTOP);
        page.navigate("/webmail/settings/writing");
        page.selectOption("#undo", "30");
        page.locator("main form.stack button.primary").click();
        page.waitForSelector(".success");

        page.navigate("/webmail/write");
        page.fill("#to", "cleo@example.org");
        page.fill("#subject", "Horses");
        Locator text = page.locator("#rich");
        text.click();
        page.keyboard().type("Dear ");
        page.keyboard().press("Control+b");
        page.keyboard().type("Cleo");
        page.keyboard().press("Control+b");
        page.keyboard().type(", ");
        text.evaluate(
                PASTE_HTML,
                "<style>p{color:red}</style><p style='color:red' onclick='x()'>a <i>pasted</i> word"
                        + "<img src='https://elsewhere.example/x.png'><script>x()</script></p>");
        assertThat(text.innerHTML()).contains("<i>pasted</i>").doesNotContain("elsewhere", "onclick", "style");
        text.evaluate(PASTE_PICTURE);
        page.waitForSelector("#rich img");
        page.keyboard().press("Control+End");
        page.keyboard().press("Enter");
        page.keyboard().type("When does the coach leave?");
        page.setInputFiles(
                "#files", new FilePayload("stages.txt", "text/plain", "Mechelen".getBytes(StandardCharsets.UTF_8)));
        page.waitForSelector(".files li");
        page.locator("[data-mode]").click();
        page.waitForSelector("#text:visible");
        assertThat(page.inputValue("#text")).contains("Dear Cleo,").contains("[train]");
        page.locator("[data-mode]").click();
        page.waitForSelector("#rich:visible");
        assertThat(text.innerHTML()).contains("<b>Cleo</b>").contains("<img");
        look(page, "writing-letter");

        page.keyboard().press("Control+Enter");
        page.waitForURL("**/webmail?**held=**");
        page.locator("form.held button").click();
        page.waitForURL("**/webmail/write?draft=**");
        page.waitForSelector("#rich img");
        assertThat(page.inputValue("#to")).contains("cleo@example.org");
        assertThat(page.locator(".files li").innerText()).contains("stages.txt");

        page.locator("details.extras summary").click();
        page.locator("button[value^='at:']").first().click();
        page.waitForURL("**/webmail/scheduled**");
        look(page, "writing-scheduled");
        page.locator("button[value=now]").click();
        page.waitForSelector(".success");
        page.navigate("/webmail");
        page.locator("a[data-key='folder.sent']").click();
        page.waitForSelector("h1:has-text('Sent')");
        page.locator(".message .open").first().click();
        page.waitForSelector(".delivery li.good", new Page.WaitForSelectorOptions().setTimeout(40_000));
        assertThat(page.locator(".delivery").innerText())
                .contains("cleo@example.org")
                .contains("Delivered");
        look(page, "writing-delivery");

        Page cleo = open("cleo", Look.PHONE);
        cleo.locator(".message .open").first().click();
        cleo.waitForSelector("iframe.letter");
        assertThat(cleo.frameLocator("iframe.letter").locator("b").first().innerText())
                .isEqualTo("Cleo");
        assertThat(cleo.frameLocator("iframe.letter").locator("img").count()).isEqualTo(1);
        assertThat(cleo.locator(".file").innerText()).contains("stages.txt");

        // an answer between the lines
        cleo.navigate(cleo.url().replace("/m/", "/write?reply="));
        cleo.waitForSelector("#rich blockquote");
        look(cleo, "writing-answer");
        cleo.locator("#rich blockquote").click();
        cleo.evaluate("getSelection().selectAllChildren(document.querySelector('#rich blockquote').firstElementChild)");
        cleo.evaluate("getSelection().collapseToEnd()");
        cleo.keyboard().press("Enter");
        cleo.keyboard().press("Enter");
        cleo.keyboard().type("My answer");
        assertThat(cleo.evaluate("[...document.querySelectorAll('#rich *')].filter(e => e.textContent === 'My answer')"
                        + ".some(e => e.closest('blockquote'))"))
                .isEqualTo(false);
        cleo.keyboard().press("Control+Enter");
        cleo.waitForURL("**/webmail?note=sent**");
        page.navigate("/webmail");
        page.locator(".message:has-text('Re: Horses') .open").click(new Locator.ClickOptions().setTimeout(40_000));
        page.waitForSelector("iframe.letter");
        FrameLocator letter = page.frameLocator("iframe.letter");
        assertThat(letter.locator("blockquote").count()).isEqualTo(2); // it stands between two parts of what was said
        assertThat(String.join(" ", letter.locator("blockquote").allInnerTexts()))
                .contains("Dear", "coach leave")
                .doesNotContain("My answer");
        page.navigate(page.url().replaceAll("[?].*", "") + "/source");
        assertThat(page.locator("pre").innerText()).containsPattern("(?s)\n> Dear [^\n]*\nMy answer *\n> When does");
    }

    @Test
    void withoutAScriptMailIsWrittenTakenBackAndScheduled() {
        Page page = open("dora", Look.PHONE.withoutScripts());
        page.navigate("/webmail/settings/writing");
        page.selectOption("#undo", "30");
        page.locator("main form.stack button.primary").click();
        page.navigate("/webmail/write");
        assertThat(page.locator("#rich").isVisible()).isFalse();
        page.fill("#to", "dora@example.org");
        page.fill("#subject", "To myself");
        page.fill("#text", "The list is attached.");
        page.locator(".send .primary").click();
        assertThat(page.locator("#said").innerText()).contains("none is attached");
        assertThat(page.locator(".send .primary").evaluate("e => e === document.activeElement"))
                .isEqualTo(true); // Enter goes on
        page.setInputFiles("#files", new FilePayload("list.txt", "text/plain", "a".getBytes(StandardCharsets.UTF_8)));
        page.locator("button.attach").click();
        page.waitForSelector(".files li");
        page.locator(".send .primary").click();
        page.waitForURL("**/webmail?**held=**");
        page.locator("form.held button").click();
        page.waitForURL("**/webmail/write?draft=**");
        assertThat(page.inputValue("#text")).contains("The list is attached.");
        page.locator("details.extras summary").click();
        page.fill("#when", "2031-01-02T08:00");
        page.locator("button[value=later]").click();
        assertThat(page.locator("#said").innerText()).contains("cannot wait that long");
        page.locator("button[value^='at:']").first().click();
        page.waitForURL("**/webmail/scheduled**");
        page.locator("button[value=cancel]").click();
        assertThat(page.locator(".success").innerText()).contains("drafts again");
        allow("status of 422");
    }
}
