package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody sets for himself on a phone without scripts is what mail programs and other people meet.
class SettingsBrowserTest extends BrowserTest {
    private static final Look LOOK = Look.PHONE.withoutScripts();

    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo", "dora", "eva", "fay");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private Page open(String login) {
        return browse("https://localhost:" + server.port("https"), LOOK, login, RunningServer.PASSWORD);
    }

    private static void save(Page page) {
        page.locator("main form.stack button.primary").click();
        page.waitForSelector("main .success");
    }

    private static Store program(String protocol, String login, String password) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail." + protocol + ".ssl.trust", "*");
        Store store = Session.getInstance(properties).getStore(protocol);
        store.connect("127.0.0.1", server.port(protocol), login, password);
        return store;
    }

    private static List<String> subjects(String protocol, String login) throws MessagingException {
        try (Store store = program(protocol, login, RunningServer.PASSWORD)) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            List<String> subjects = new ArrayList<>();
            for (Message message : inbox.getMessages()) {
                subjects.add(message.getSubject());
            }
            inbox.close(false);
            return subjects;
        }
    }

    /// DELE and QUIT.
    private static void deleteByPop(String subject) throws MessagingException {
        try (Store store = program("pop3s", "ann", RunningServer.PASSWORD)) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            for (Message message : inbox.getMessages()) {
                if (message.getSubject().equals(subject)) {
                    message.setFlag(Flags.Flag.DELETED, true);
                }
            }
            inbox.close(true);
        }
    }

    private static List<String> listed(Page page) {
        page.navigate("/webmail");
        return page.locator(".message .subject").allInnerTexts().stream()
                .map(String::strip)
                .toList();
    }

    @Test
    void whatPop3DeletesIsHiddenFromItOrGoneAsChosen() throws Exception {
        server.deliver("ann", "One");
        server.deliver("ann", "Two");
        server.deliver("ann", "Three");
        Page page = open("ann");
        page.navigate("/webmail/settings");
        assertThat(page.isChecked("[name=expunge]")).isFalse();
        deleteByPop("One");
        assertThat(subjects("pop3s", "ann")).containsExactly("Two", "Three");
        assertThat(subjects("imaps", "ann")).containsExactly("One", "Two", "Three");
        assertThat(listed(page)).containsExactlyInAnyOrder("One", "Two", "Three");

        page.navigate("/webmail/settings");
        page.check("[name=expunge]");
        save(page);
        assertThat(page.isChecked("[name=expunge]")).isTrue();
        deleteByPop("Two");
        assertThat(subjects("pop3s", "ann")).containsExactly("Three");
        assertThat(subjects("imaps", "ann")).containsExactly("One", "Three");
        assertThat(listed(page)).containsExactlyInAnyOrder("One", "Three");
        page.navigate("/webmail/history/removed"); // it can be had back
        assertThat(page.locator("main").innerText()).contains("Two").doesNotContain("Three");

        page.navigate("/webmail/settings");
        page.uncheck("[name=expunge]");
        save(page);
        deleteByPop("Three");
        assertThat(subjects("pop3s", "ann")).isEmpty();
        assertThat(listed(page)).containsExactlyInAnyOrder("One", "Three");
    }

    @Test
    void aPasswordForOneProgramOpensItsProtocolAloneAndTellsItsUse() throws Exception {
        Page page = open("bob");
        page.navigate("/webmail/settings/devices");
        page.fill("#label", "Tablet");
        for (String other : List.of("pop3", "smtp", "managesieve")) {
            page.uncheck("[name=protocols][value=" + other + "]");
        }
        page.locator("form[action$='/devices/add'] button.primary").click();
        String secret = page.locator(".once").innerText();
        page.navigate("/webmail/settings/devices");
        Locator card = page.locator(".cards li", new Page.LocatorOptions().setHasText("Tablet"));
        assertThat(card.innerText()).contains("IMAP", "Not used yet").doesNotContain("POP3", "SMTP");
        program("imaps", "bob", secret).close();
        assertThatThrownBy(() -> program("pop3s", "bob", secret)).isInstanceOf(AuthenticationFailedException.class);
        assertThatThrownBy(() -> server.submit("bob", secret, "bob@example.org", "ann@example.org", "No"))
                .hasMessageContaining("535");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (card.innerText().contains("Not used yet") && System.nanoTime() < end) {
            page.reload(); // uses are written together, a little later
        }
        assertThat(card.innerText()).contains("Last used", "IMAP", "127.0.0.1");
        card.locator("button").click();
        page.waitForSelector("main");
        assertThat(page.locator("main").innerText()).doesNotContain("Tablet");
        assertThatThrownBy(() -> program("imaps", "bob", secret)).isInstanceOf(AuthenticationFailedException.class);
        // who logged in, by what, from where
        page.navigate("/security");
        assertThat(page.locator("#logins + .scroll").innerText()).contains("127.0.0.1");
    }

    @Test
    void nameLanguageAndAddressGoWithWhatIsWritten() throws Exception {
        Page page = open("cleo");
        page.navigate("/webmail/settings");
        page.fill("#name", "Cl\u00e9o de Thurn");
        page.selectOption("#language", "fr");
        save(page);
        assertThat(page.getAttribute("html", "lang")).isEqualTo("fr");
        page.navigate("/webmail/write");
        assertThat(page.locator("#from option:checked").innerText()).isEqualTo("Cl\u00e9o de Thurn <cleo@example.org>");
        page.fill("#to", "dora@example.org");
        page.fill("#subject", "De moi");
        page.fill("#text", "Bonjour, ci-joint le plan.");
        page.locator(".send .primary").click();
        assertThat(page.locator("#said").innerText()).contains("joint"); // and none is: asked in French
        page.setInputFiles("#files", new FilePayload("plan.txt", "text/plain", new byte[] {'p', 'l'}));
        page.locator(".send .primary").click();
        page.waitForURL("**/webmail?note=sent**");
        await("dora", "De moi");
        try (Store store = program("imaps", "dora", RunningServer.PASSWORD)) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            Message got = inbox.getMessages()[0];
            assertThat(got.getFrom()[0].toString()).contains("<cleo@example.org>");
            assertThat(((InternetAddress) got.getFrom()[0]).getPersonal()).isEqualTo("Cl\u00e9o de Thurn");
            assertThat(got.getContentType()).contains("multipart/mixed");
        }
        allow("status of 422");
    }

    private static void await(String login, String subject) throws MessagingException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!subjects("imaps", login).contains(subject) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(subjects("imaps", login)).contains(subject);
    }

    @Test
    void whoIsAwayAnswersAndForwards() throws Exception {
        Page page = open("eva");
        page.navigate("/webmail/settings/away");
        page.check("[name=on]");
        page.fill("#subject", "On the road");
        page.fill("#text", "I am back when the coach is.");
        save(page);
        page.navigate("/webmail/settings/forward");
        page.fill("#targets", "fay@example.org");
        page.check("[name=on]");
        page.check("[name=copy]");
        save(page);
        server.submit("bob", "eva@example.org", "Are you there, Eva?");
        await("bob", "On the road");
        await("fay", "Are you there, Eva?");
        assertThat(subjects("imaps", "eva")).contains("Are you there, Eva?");
        page.navigate("/webmail/settings/forward");
        page.fill("#targets", "");
        save(page);
        page.navigate("/webmail/settings/away");
        page.uncheck("[name=on]");
        save(page);
        server.submit("dora", "eva@example.org", "And now?");
        await("eva", "And now?");
        assertThat(subjects("imaps", "fay")).doesNotContain("And now?");
    }
}
