package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Second factors as people have them: the browser's own virtual authenticator stands for a telephone.
class PasskeyBrowserTest extends BrowserTest {
    @TempDir
    static Path directory;

    private static RunningServer server;
    private static String password;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        password = server.operator();
        server.people("ann", "bob:nl", "carl:fr", "dora");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base(String listener) {
        return "https://localhost:" + server.port(listener);
    }

    /// A device that looks who holds it, and says yes.
    private static void device(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        session.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject arguments = new JsonObject();
        arguments.add("options", options);
        session.send("WebAuthn.addVirtualAuthenticator", arguments);
    }

    private static List<String> addPasskey(Page page, String name, String present) {
        page.navigate("/security");
        page.click("a[href='/security/passkeys/new']");
        page.fill("#name", name);
        page.fill("#present", present);
        page.click("main button.primary");
        page.waitForSelector(".codes li");
        return page.locator(".codes li").allInnerTexts();
    }

    private static void loggedOut(Page page) {
        page.context().clearCookies();
        page.navigate("/login");
    }

    @Test
    void aPasskeyIsAddedOpensAndIsRemoved() {
        Page page = browse(base("https"), Look.DESKTOP, "operator", password);
        device(page);
        assertThat(addPasskey(page, "My telephone", password)).hasSize(10);
        look(page, "security-recovery");
        page.navigate("/security");
        assertThat(page.locator("main").innerText()).contains("My telephone", "10 left", "not yet");
        look(page, "security-passkeys");

        loggedOut(page); // alone
        look(page, "login-passkey");
        page.click("text=Log in with a passkey");
        page.waitForURL("**/admin");

        loggedOut(page); // beside the password
        page.fill("#login", "operator");
        page.fill("#password", password);
        page.click("main button.primary");
        page.waitForURL("**/login/code");
        look(page, "login-second");
        page.click("text=Use a passkey");
        page.waitForURL("**/admin");

        page.navigate("/security");
        page.click("a[aria-label='Change the passkey My telephone']");
        look(page, "security-passkey");
        page.fill("#name", "Old telephone");
        page.click("main button.primary");
        page.waitForURL("**/security?done=renamed");
        page.click("a[aria-label='Change the passkey Old telephone']");
        page.fill("#present", password);
        page.click("main button.danger");
        page.waitForURL("**/security?done=removed");
        assertThat(page.locator("main").innerText()).doesNotContain("Old telephone", "Recovery codes");
        loggedOut(page);
        page.fill("#login", "operator");
        page.fill("#password", password);
        page.click("main button.primary");
        page.waitForURL("**/admin");
    }

    @Test
    void theSameKeyOpensAdministrationOnItsOwnPort() {
        Page page = browse(base("https"), Look.PHONE, "ann", RunningServer.PASSWORD);
        device(page);
        List<String> recovery = addPasskey(page, "Telephone", RunningServer.PASSWORD);
        assertThat(page.locator("main").innerText()).contains("Make an app password");
        loggedOut(page);
        page.fill("#login", "ann");
        page.fill("#password", RunningServer.PASSWORD);
        page.click("main button.primary");
        page.waitForURL("**/login/code");
        page.click("summary:has-text('Use a recovery code')");
        page.fill("#recovery", recovery.getFirst());
        page.click("details button");
        page.waitForURL(url -> !url.contains("/login"));
        page.navigate("/security");
        assertThat(page.locator("main").innerText()).contains("9 left");
    }

    @Test
    void aDeviceWithoutAKeyOfThisServerIsToldSo() {
        Page page = browse(base("admin"), Look.DESKTOP);
        device(page);
        page.navigate("/login");
        page.click("text=Log in with a passkey");
        page.waitForSelector("form[data-passkey] .problem:not([hidden])");
        assertThat(page.locator("form[data-passkey] .problem").innerText()).contains("did not use a passkey");
        isAccessible(page);
    }

    @Test
    void thePagesSpeakEveryLanguage() {
        for (String login : List.of("bob", "carl")) {
            Page page = browse(
                    base("https"), Look.DESKTOP.in(login.equals("bob") ? "nl" : "fr"), login, RunningServer.PASSWORD);
            device(page);
            page.navigate("/security/passkeys/new");
            glance(page, "security-passkey-new-" + login);
            addPasskey(page, "x", RunningServer.PASSWORD);
            glance(page, "security-recovery-" + login);
            for (String path : List.of("/security", "/security/confirm/recovery", "/security/factor")) {
                page.navigate(path);
                assertThat(page.locator("body").innerText()).doesNotContain("??", "recovery.", "passkey.", "security.");
                glance(page, "security-of-" + login + path.replace('/', '-'));
            }
        }
    }

    @Test
    void withoutAScriptThereAreRecoveryCodes() {
        Page page = browse(base("https"), Look.DESKTOP.withoutScripts());
        page.navigate("/login");
        assertThat(page.locator("form[data-passkey]").isVisible()).isFalse();
    }

    @Test
    void anOperatorSeesBrowsersAndLogsThemOut() {
        Page other = browse(base("https"), Look.PHONE, "dora", RunningServer.PASSWORD);
        Page page = browse(base("admin"), Look.DESKTOP, "operator", password);
        page.navigate("/admin/sessions?q=dora");
        look(page, "admin-browsers");
        page.click("#browsers button");
        page.waitForSelector("text=That browser is logged out");
        other.navigate("/webmail");
        assertThat(other.url()).contains("/login");
    }
}
