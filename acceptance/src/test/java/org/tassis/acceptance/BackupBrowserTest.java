package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Backups and certificates as an operator has them in a browser.
class BackupBrowserTest extends BrowserTest {
    @TempDir
    static Path directory;

    private static RunningServer server;
    private static String password;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(
                directory, "", "backup: { target: \"" + directory.resolve("target") + "\", drill-every: 7d }\n"));
        password = server.operator();
        server.people("ann", "bob");
        server.submit("bob", "ann@example.org", "Fresh horses");
        server.submit(
                "bob", "ann@example.org", "A very long subject about the couriers between Brussels and Innsbruck");
        assertThat(server.command("backup", "now").output()).contains("messages");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private Page operator(Look look) {
        return browse("https://localhost:" + server.port("admin"), look, "operator", password);
    }

    /// No key of a message instead of its text.
    private static void saysEverything(Page page) {
        assertThat(page.locator("body").innerText())
                .as(page.url())
                .doesNotContain("??", "admin.")
                .doesNotContainPattern("(backup|certificates)[.](?!md|target)[a-z]");
    }

    private static void ended(Page page, String text) {
        page.waitForURL("**/admin/backup/jobs/*");
        page.locator("#job", new Page.LocatorOptions().setHasText(text))
                .waitFor(new Locator.WaitForOptions().setTimeout(90_000));
    }

    @Test
    void aMessageIsFoundAndComesBack() throws Exception {
        Page page = operator(Look.DESKTOP);
        page.navigate("/admin/backup");
        look(page, "backup-en-list");
        page.locator("button.primary").click();
        ended(page, "messages");
        look(page, "backup-en-job");
        page.navigate("/admin/backup");
        page.locator("tbody a.button").first().click();
        page.waitForSelector("table.list");
        look(page, "backup-en-mailboxes");
        page.locator("a.main", new Page.LocatorOptions().setHasText("ann")).click();
        page.waitForURL("**/mailbox?*");
        look(page, "backup-en-mailbox");
        page.locator("a.main", new Page.LocatorOptions().setHasText("INBOX")).click();
        page.waitForURL("**/messages?*");
        look(page, "backup-en-messages");
        page.fill("#q", "couriers brussels");
        page.keyboard().press("Enter");
        page.waitForURL("**q=couriers*");
        assertThat(page.locator("tbody tr").count()).isEqualTo(1);
        page.locator("tbody input[type=checkbox]").check();
        page.locator("main button.primary").click();
        page.waitForURL("**/preview?*");
        assertThat(page.locator("main").innerText()).contains("Nothing would come back");
        look(page, "backup-en-preview");
        page.fill("#into", "bob");
        page.locator("form.stack button").click();
        page.waitForURL("**into=bob*");
        look(page, "backup-en-preview-into");
        page.locator("main button.primary").click();
        ended(page, "One message is back");
        assertThat(server.command("audit").succeeded().output()).contains("backup restore");
    }

    @Test
    void aDrillAndItsReport() {
        Page page = operator(Look.DESKTOP);
        page.navigate("/admin/backup");
        page.locator("header button", new Page.LocatorOptions().setHasText("Drill"))
                .click();
        ended(page, "can be put back");
        look(page, "backup-en-drill");
        page.navigate("/admin/backup");
        page.locator("section:last-of-type a.main").first().click();
        page.waitForSelector("pre.report");
        look(page, "backup-en-report");
        page.navigate("/admin/backup");
        look(page, "backup-en-list-drilled");
    }

    @Test
    void certificatesAreShown() {
        Page page = operator(Look.DESKTOP);
        page.navigate("/admin/certificates");
        assertThat(page.locator("main").innerText()).contains("mail.example.org", "home-made");
        saysEverything(page);
        look(page, "certificates-en");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "nl"})
    void everyPageSpeaksTheLanguageOfItsVisitor(String language) {
        Page page = operator(Look.DESKTOP.in(language));
        page.navigate("/admin/backup");
        String backup = page.locator("tbody a.button").first().getAttribute("href");
        for (String path : new String[] {
            "/admin/backup",
            backup,
            backup + "/mailbox?login=ann",
            backup + "/messages?login=ann",
            backup + "/preview?login=ann",
            "/admin/certificates"
        }) {
            assertThat(page.navigate(path).status()).as(path).isEqualTo(200);
            saysEverything(page);
            glance(page, "backup-" + language + path.replaceAll("[^a-z]+", "-"));
        }
    }

    @Test
    void everythingWorksWithoutScripts() {
        Page page = operator(Look.PHONE.withoutScripts());
        page.navigate("/admin/backup");
        page.locator("button.primary").click();
        page.waitForURL("**/admin/backup/jobs/*");
        for (int i = 0; i < 500 && page.locator("#job .badge.good").count() == 0; i++) {
            page.reload();
        }
        assertThat(page.locator("#job").innerText()).contains("messages");
        page.navigate("/admin/backup");
        page.locator("tbody a.button").first().click();
        page.locator("main form button", new Page.LocatorOptions().setHasText("See what"))
                .click();
        page.waitForURL("**/admin/backup/jobs/*");
        assertThat(page.locator("h1").innerText()).contains("everything");
    }
}
