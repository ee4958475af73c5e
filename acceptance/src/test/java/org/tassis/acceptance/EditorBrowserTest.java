package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an editor of letters must not get wrong: what comes from elsewhere, files, names, and what is typed
/// when something breaks.
class EditorBrowserTest extends BrowserTest {
    private static final String PASTE_HTML = """
            (e, html) => {
              const data = new DataTransfer();
              data.setData('text/html', html);
              e.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
            }""";

    /// As a file manager does it.
    private static final String DROP = """
            (e, {name, type, size}) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(size)], name, {type}));
              for (const event of ['dragenter', 'dragover', 'drop']) {
                e.dispatchEvent(new DragEvent(event, {dataTransfer: data, bubbles: true, cancelable: true}));
              }
            }""";

    private static final String DROP_PICTURE = """
            async e => {
              const canvas = document.createElement('canvas');
              canvas.width = 60; canvas.height = 30;
              canvas.getContext('2d').fillRect(0, 0, 60, 30);
              const blob = await new Promise(done => canvas.toBlob(done));
              const data = new DataTransfer();
              data.items.add(new File([blob], 'horse.png', {type: 'image/png'}));
              e.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
            }""";

    private static final String PASTE_FILE = """
            e => {
              const data = new DataTransfer();
              data.items.add(new File(['fares'], 'fares.csv', {type: 'text/csv'}));
              e.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
            }""";

    private static final String WATCH_PROGRESS = """
            () => {
              const bar = document.getElementById('upload');
              window.progress = [];
              new MutationObserver(() => { if (!bar.hidden) window.progress.push(bar.value); })
                .observe(bar, {attributes: true});
            }""";

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo", "dora");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private Page open(String login, Look look) {
        return browse("https://localhost:" + server.port("https"), look, login, RunningServer.PASSWORD);
    }

    @Test
    void whatIsPastedKeepsItsStructureWithoutLooksAndIsTakenBack() {
        Page page = open("ann", Look.DESKTOP);
        page.navigate("/webmail/write");
        Locator text = page.locator("#rich");
        text.click();
        page.keyboard().type("Dear Cleo, hello");
        for (int i = 0; i < "hello".length(); i++) {
            page.keyboard().press("ArrowLeft");
        }
        String before = text.innerHTML();
        text.evaluate(PASTE_HTML, """
                <html><head><style>h1 { color: red }</style></head><body><!--StartFragment-->
                <h1 style="color: red" class="Title">Stages</h1>
                <ul style='margin:0'><li style="x:y">Mechelen</li><li onclick="x()">Brussels</li></ul>
                <table bgcolor="red"><tr><td colspan="2" style="width:9px">fare</td></tr></table>
                <p title="a > b" style="font:x">two <b>grooms</b><script>x()</script><iframe src="https://x.example/"></iframe></p>
                <!--EndFragment--></body></html>""");
        String after = text.innerHTML();
        assertThat(after)
                .contains("Dear Cleo,", "<h2>Stages</h2><ul><li>Mechelen</li><li>Brussels</li></ul>")
                .contains("<td colspan=\"2\">fare</td>")
                .contains("<p>two <b>grooms</b>hello</p>")
                .doesNotContain("style", "class", "onclick", "bgcolor", "title", "script", "iframe");
        page.keyboard().press("Control+z");
        assertThat(text.innerHTML()).isEqualTo(before);
        page.keyboard().press("Control+Shift+z");
        assertThat(text.innerHTML()).isEqualTo(after);
        page.keyboard().type("and horses");
        assertThat(text.innerText()).contains("groomsand horseshello");
        for (int i = 0; i < 20 && !text.innerHTML().equals(after); i++) {
            page.keyboard().press("Control+z"); // the browser's part
        }
        assertThat(text.innerHTML()).isEqualTo(after);
        page.keyboard().press("Control+z");
        assertThat(text.innerHTML()).isEqualTo(before);

        text.evaluate(PASTE_HTML, "<meta charset=utf-8><span style='color:red'>my dear </span>");
        assertThat(text.innerText()).contains("Dear Cleo, my dear hello");
        text.evaluate("e => { e.innerHTML = '<ul><li>one</li><li>four</li></ul>';"
                + " getSelection().collapse(e.querySelector('li').firstChild, 3); }");
        text.evaluate(PASTE_HTML, "<ul><li>two</li><li>three</li></ul>");
        assertThat(text.innerHTML()).isEqualTo("<ul><li>one</li><li>two</li><li>three</li><li>four</li></ul>");
        text.evaluate("e => { e.innerHTML = '<blockquote type=\"cite\"><div>said</div></blockquote>';"
                + " getSelection().collapse(e.querySelector('div').firstChild, 4); }");
        text.evaluate(PASTE_HTML, "<p>one</p><p>two</p>");
        assertThat(text.innerHTML()).isEqualTo("<blockquote type=\"cite\"><div>saidone</div><p>two</p></blockquote>");
    }

    @Test
    void filesAreDroppedAndPastedWithProgressAndTheLimitIsToldBefore() {
        Page page = open("bob", Look.DESKTOP);
        AtomicInteger sent = new AtomicInteger();
        page.onRequest(request -> {
            if (request.method().equals("POST") && request.url().contains("/webmail/write")) {
                sent.incrementAndGet();
            }
        });
        page.navigate("/webmail/write");
        assertThat(page.locator("#files-hint").innerText()).contains("At most 8.8\u00a0MB");
        page.evaluate(WATCH_PROGRESS);
        Locator form = page.locator("#write");
        form.evaluate(DROP, file("route.bin", 13_000_000));
        assertThat(page.locator("#files-fault").innerText()).contains("route.bin is too large", "8.8\u00a0MB");
        assertThat(sent.get()).isZero();
        look(page, "writing-too-large");

        form.evaluate(DROP, file("first.bin", 5_000_000));
        page.waitForSelector(".files li:has-text('first.bin')");
        assertThat((List<?>) page.evaluate("window.progress")).isNotEmpty();
        assertThat(page.locator("#files-fault").isVisible()).isFalse();
        assertThat(page.locator("#upload").isVisible()).isFalse();
        int before = sent.get();
        form.evaluate(DROP, file("second.bin", 5_000_000)); // both together are too much
        assertThat(page.locator("#files-fault").innerText()).contains("Together these files are too large");
        assertThat(sent.get()).isEqualTo(before);

        page.locator("#subject").evaluate(PASTE_FILE);
        page.waitForSelector(".files li:has-text('fares.csv')");
        page.locator("#rich").evaluate(DROP_PICTURE);
        page.waitForSelector("#rich img[alt=horse]");
        assertThat(page.locator(".files li").count()).isEqualTo(2);
        // into plain text there is no picture: it is attached
        page.locator("[data-mode]").click();
        page.waitForSelector("#text:visible");
        page.locator("#text").evaluate(DROP_PICTURE);
        page.waitForSelector(".files li:has-text('horse.png')");
        look(page, "writing-files");

        page.fill("#to", "cleo@example.org");
        page.fill("#subject", "Route");
        page.locator(".send .primary").click();
        page.waitForURL("**/webmail?note=sent**");
        Page cleo = open("cleo", Look.PHONE);
        cleo.locator(".message:has-text('Route') .open")
                .click(new Locator.ClickOptions().setTimeout(40_000)); // it can be called back for ten seconds
        cleo.waitForSelector(".file:has-text('first.bin')");
        assertThat(cleo.locator(".file").count()).isEqualTo(4); // with the picture that stood in the text
    }

    private static java.util.Map<String, Object> file(String name, int size) {
        return java.util.Map.of("name", name, "type", "application/octet-stream", "size", size);
    }

    @Test
    void namesAreCompletedFromContactsGroupsAndThoseWrittenTo() {
        Page page = open("dora", Look.DESKTOP);
        for (String name : List.of("Hans", "Greta, the groom")) {
            page.navigate("/webmail/contacts/new");
            page.fill("#name", name);
            page.fill(
                    "#addresses", name.substring(0, 4).strip().toLowerCase(java.util.Locale.ROOT) + "@stable.example");
            page.click("main button.primary");
            page.waitForURL("**/webmail/contacts");
        }
        page.navigate("/webmail/contacts/groups");
        page.fill("form.inline input[name=name]", "Riders");
        page.click("form.inline button");
        page.waitForSelector(".cards a:has-text('Riders')");
        page.navigate("/webmail/contacts");
        page.locator(".people-list input[type=checkbox]").all().forEach(Locator::check);
        page.click(".toolbar .move summary");
        page.click(".toolbar button:has-text('Riders')");
        page.waitForSelector(".toast, .note.done");

        page.navigate("/webmail/write");
        page.locator("#to").pressSequentially("gre");
        page.waitForSelector(".names li");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.inputValue("#to")).isEqualTo("\"Greta, the groom\" <gret@stable.example>, ");
        page.locator("#to").pressSequentially("rid");
        page.waitForSelector(".names li:has-text('Riders')");
        look(page, "writing-names");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.inputValue("#to"))
                .startsWith("\"Greta, the groom\" <gret@stable.example>, ")
                .contains("Hans <hans@stable.example>")
                .doesNotContain("Riders");

        // from the group's page, all of them
        page.navigate("/webmail/contacts/groups");
        page.locator(".cards a.button").click();
        page.waitForURL("**/webmail/write?group=**");
        assertThat(page.inputValue("#to")).contains("hans@stable.example", "gret@stable.example");

        // whom one has written to
        page.fill("#to", "Cleo of Ghent <cleo@example.org>");
        page.fill("#subject", "Hay");
        page.locator(".send .primary").click();
        page.waitForURL("**/webmail?note=sent**");
        page.waitForFunction(
                "async () => (await (await fetch('/webmail/contacts/complete?q=ghent')).json()).length > 0");
        page.navigate("/webmail/write");
        page.locator("#to").pressSequentially("ghe");
        page.waitForSelector(".names li:has-text('cleo@example.org')");
    }

    @Test
    void aDraftOutlivesACrashAndGoesOnElsewhere() {
        Page page = open("cleo", Look.DESKTOP);
        page.navigate("/webmail/write");
        page.fill("#to", "bob@example.org");
        page.fill("#subject", "Broken axle");
        page.locator("#rich").click();
        page.keyboard().type("First words.");
        page.waitForSelector("#kept:has-text('Kept at')");
        page.context().setOffline(true); // nothing reaches the server any more
        page.locator("#rich").click();
        page.keyboard().press("Control+End");
        page.keyboard().type(" Last words.");
        page.waitForFunction("Object.values(localStorage).join().includes('Last words')");
        BrowserContext browser = page.context();
        page.close();
        browser.setOffline(false);
        Page again = browser.newPage();
        again.navigate("/webmail/write");
        again.waitForURL("**/webmail/write?draft=**");
        again.waitForSelector("#rich:has-text('First words. Last words.')");
        assertThat(again.inputValue("#subject")).isEqualTo("Broken axle");
        again.waitForSelector("#kept:has-text('Kept at')");
        allow("ERR_INTERNET_DISCONNECTED");

        // another device has it, too
        Page phone = open("cleo", Look.PHONE);
        phone.navigate(phone.locator("a[data-key='folder.drafts']").getAttribute("href"));
        phone.locator(".message:has-text('Broken axle') .open").click();
        phone.waitForSelector("#rich:has-text('First words. Last words.')");
        assertThat(phone.inputValue("#to")).contains("bob@example.org");
        phone.locator("#rich").click();
        phone.keyboard().press("Control+End");
        phone.keyboard().type(" By telephone.");
        phone.waitForSelector("#kept:has-text('Kept at')");

        // where it is still open, nothing is overwritten unseen
        again.locator("#rich").click();
        again.keyboard().press("Control+End");
        again.keyboard().type(" At the desk.");
        again.waitForSelector("#overtaken:visible");
        allow("status of 409");
        again.locator("#overtaken a").click();
        again.waitForSelector("#rich:has-text('By telephone.')");
    }
}
