package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator sees of a server at work, and does with it.
class OperationsBrowserTest extends BrowserTest {
    private static final List<String> PAGES = List.of(
            "/admin",
            "/admin/queue",
            "/admin/greylist",
            "/admin/greylist?in=true",
            "/admin/quarantine",
            "/admin/trace?q=example.org",
            "/admin/sessions",
            "/admin/quota?percent=0",
            "/admin/graphs",
            "/admin/reports");

    @TempDir
    static Path directory;

    private static RunningServer server;
    private static String password;

    /// Where mail cannot be brought: nobody answers there.
    private static int nowhere;

    @BeforeAll
    static void start() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            nowhere = taken.getLocalPort();
        }
        server = RunningServer.start(RunningServer.config(
                directory,
                "",
                "relay: { server: \"localhost:" + nowhere
                        + "\", encryption: none }\ntrusted-networks: [192.0.2.0/24]\n"));
        password = server.operator();
        server.people("ann", "bob");
        try (Talk smtp = Talk.open(server.port("smtp"))) { // waits: greylisting is on
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            smtp.say("MAIL FROM:<lamoral@elsewhere.example>", "250");
            smtp.say("RCPT TO:<ann@example.org>", "45");
            smtp.say("QUIT", "221");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base() {
        return "https://localhost:" + server.port("admin");
    }

    private Page operator(Look look) {
        return browse(base(), look, "operator", password);
    }

    @Test
    void thePhoneHasAMenu() {
        Page page = operator(Look.PHONE);
        assertThat(page.locator("#menu").isVisible()).isFalse();
        page.click("a.menu");
        page.waitForSelector("#menu");
        isAccessible(page);
        keep(page, "admin-menu-360");
        page.locator("#menu a", new Page.LocatorOptions().setHasText("Queue")).click();
        page.waitForURL("**/admin/queue");
        assertThat(page.locator("#menu").isVisible()).isFalse();
    }

    @Test
    void whoWaitsIsLetIn() throws IOException {
        Page page = operator(Look.PHONE);
        page.navigate("/admin/greylist");
        assertThat(page.locator("tbody").innerText()).contains("lamoral@elsewhere.example", "ann@example.org");
        page.locator("button[value=let-in]").first().click();
        page.waitForSelector(".success.told");
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            smtp.say("MAIL FROM:<lamoral@elsewhere.example>", "250");
            smtp.say("RCPT TO:<ann@example.org>", "250");
            smtp.say("DATA", "354");
            smtp.say("From: lamoral@elsewhere.example\r\nSubject: Fresh horses\r\n\r\nNow.\r\n.", "250");
            smtp.say("QUIT", "221");
        }
        page.navigate("/admin/greylist/trusted?q=LAMORAL");
        assertThat(page.locator("tbody tr").count()).isEqualTo(1);
        look(page, "operations-en-trusted");
        page.locator("button[value=forget]").click();
        page.waitForSelector(".success.told");
        assertThat(page.locator("tbody tr").count()).isZero();
        page.locator(".success.told button").click(); // undo
        page.waitForSelector("tbody tr");
        assertThat(page.locator("tbody").innerText()).contains("lamoral@elsewhere.example", "127.0.0.0/24");
        page.navigate("/admin/trace?q=lamoral@elsewhere.example");
        Locator story = page.locator("details.story", new Page.LocatorOptions().setHasText("Fresh horses"));
        assertThat(story.locator(".badge").first().innerText()).isEqualTo("Delivered");
        story.locator("summary").click();
        assertThat(story.locator("ol.story li").count()).isGreaterThan(1);
    }

    @Test
    void theQueueIsHeldAndLetGo() throws Exception {
        server.submit("bob", "hold@elsewhere.example", "For elsewhere");
        Page page = operator(Look.DESKTOP);
        page.navigate("/admin/queue?q=hold@elsewhere.example");
        Locator row = page.locator("tbody tr");
        assertThat(row.count()).as(page.locator("main").innerText()).isEqualTo(1);
        row.locator("input[type=checkbox]").check();
        page.locator("button[value=hold]").click();
        page.waitForSelector(".success.told");
        page.navigate("/admin");
        assertThat(page.locator(".findings").innerText()).contains("held");
        page.navigate("/admin/queue?held=true");
        look(page, "operations-en-queue-held");
        page.locator("tbody a.main").first().click();
        page.waitForSelector("dl.facts");
        assertThat(page.locator("ol.story li").count()).isGreaterThan(0);
        look(page, "operations-en-queued");
        page.locator("button[value=release]").click();
        page.waitForSelector(".success.told button"); // undo
        page.locator(".success.told button").click();
        page.waitForURL("**/admin/queue");
        assertThat(page.locator(".success.told").innerText()).contains("Held");
        page.navigate("/admin/queue?q=hold@elsewhere.example");
        page.locator("tbody input[type=checkbox]").check();
        page.locator("button[value=drop]").click();
        page.waitForSelector("h1:has-text('Drop')");
        look(page, "operations-en-drop");
        page.locator("main button.danger").click();
        page.waitForSelector(".success.told");
        page.navigate("/admin/queue?q=hold@elsewhere.example");
        assertThat(page.locator("tbody tr").count()).isZero();
    }

    @Test
    void sessionsAreSeenAndEnded() throws Exception {
        Page page = operator(Look.DESKTOP);
        try (Talk imap = Talk.open(server.port("imap"))) {
            imap.line();
            imap.imap("a", "ID (\"name\" \"Courier horse\")");
            Page stranger = browse(base(), Look.DESKTOP);
            stranger.navigate("/login");
            stranger.fill("#login", "courier");
            stranger.fill("#password", "wrong");
            stranger.click("main button.primary");
            stranger.waitForSelector(".problem");
            allow("status of 401");
            page.navigate("/admin/sessions?q=courier");
            assertThat(page.locator("#failed").innerText()).contains("127.0.0.1", "courier");
            look(page, "admin-en-sessions-failed");
            assertThat(page.locator("tbody button").count()).isEqualTo(1);
            page.locator("tbody button").click();
            page.waitForSelector(".success.told");
            assertThat(imap.line()).startsWith("* BYE");
        }
        assertThat(server.command("audit").succeeded().output()).contains("session end");
    }

    @Test
    void pagesWorkWithoutScripts() {
        Page page = operator(Look.DESKTOP.withoutScripts());
        for (String path : PAGES) {
            page.navigate(path);
            assertThat(page.locator("h1").innerText()).isNotBlank();
        }
        assertThat(page.navigate("/admin/graphs?hours=24").status()).isEqualTo(200);
    }
}
