package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What mail programs did is told in the browser, and taken back there; without a script, too.
class HistoryBrowserTest extends BrowserTest {
    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo", "dirk", "emma", "fred:fr", "nele:nl");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base() {
        return "https://localhost:" + server.port("https");
    }

    private static void deliver(String login, String... subjects) throws Exception {
        try (Talk smtp = Talk.open(server.port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            for (String subject : subjects) {
                smtp.say("MAIL FROM:<lamoral@elsewhere.example>", "250");
                smtp.say("RCPT TO:<" + login + "@example.org>", "250");
                smtp.say("DATA", "354");
                smtp.say(
                        "From: Lamoral <lamoral@elsewhere.example>\r\nTo: you@example.org\r\nSubject: " + subject
                                + "\r\n\r\nFresh horses.\r\n.",
                        "250");
            }
            smtp.say("QUIT", "221");
        }
    }

    private static Store program(String protocol, String login) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail." + protocol + ".ssl.trust", "*");
        Store store = Session.getInstance(properties).getStore(protocol);
        store.connect("127.0.0.1", server.port(protocol), login, RunningServer.PASSWORD);
        if (store instanceof IMAPStore imap) {
            imap.id(Map.of("name", "Thunderbird", "version", "140"));
        }
        return store;
    }

    private Page open(String login, Look look) {
        Page page = browse(base(), look, login, RunningServer.PASSWORD);
        page.navigate(base() + "/webmail/history");
        return page;
    }

    private static Locator deed(Page page, String text) {
        return page.locator(".deeds > li", new Page.LocatorOptions().setHasText(text))
                .first();
    }

    private static void undo(Page page, String text) {
        page.navigate(base() + "/webmail/history");
        deed(page, text).locator("button").click();
        page.locator(".success, .warning").waitFor();
    }

    private static int count(Store store, String name) throws MessagingException {
        Folder folder = store.getFolder(name);
        if (!folder.exists()) {
            return -1;
        }
        folder.open(Folder.READ_ONLY);
        try {
            return folder.getMessageCount();
        } finally {
            folder.close(false);
        }
    }

    @Test
    void whatAProgramDidIsTakenBack() throws Exception {
        deliver("ann", "Letter one", "Letter two", "Letter three");
        try (Store store = program("imaps", "ann")) {
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            Message[] all = inbox.getMessages();
            inbox.setFlags(all, new Flags(Flags.Flag.SEEN), true);
            inbox.moveMessages(new Message[] {all[0]}, store.getFolder("Archive"));
            inbox.setFlags(new Message[] {all[1]}, new Flags(Flags.Flag.DELETED), true);
            inbox.expunge();
            inbox.close(false);
            Page page = open("ann", Look.DESKTOP);
            Locator moved = deed(page, "One message moved from “Inbox” to “Archive”");
            assertThat(moved.innerText()).contains("Thunderbird 140 (IMAP)", "127.0.0.1");
            assertThat(deed(page, "3 messages marked as read in “Inbox”").innerText())
                    .contains("Thunderbird");
            undo(page, "One message moved from");
            assertThat(page.locator(".success").innerText()).contains("Undone: One message moved");
            assertThat(count(store, "Archive")).isZero();
            assertThat(count(store, "INBOX")).isEqualTo(2);
            undo(page, "One message deleted from “Inbox”");
            assertThat(count(store, "INBOX")).isEqualTo(3);
            assertThat(deed(page, "One message brought back into “Inbox”").innerText())
                    .contains("By undo", "webmail (Chrome");
            // two of the three are other messages of the mailbox now: they came back under new numbers
            undo(page, "3 messages marked as read");
            assertThat(page.locator(".warning").innerText()).contains("One part was put back; 2 could not be.");
            // the undo is undone
            undo(page, "One message brought back");
            assertThat(count(store, "INBOX")).isEqualTo(2);
            deed(page, "One message deleted from").locator(".what a").click();
            page.locator("h1", new Page.LocatorOptions().setHasText("One message deleted"))
                    .waitFor();
            assertThat(page.locator(".people-list").innerText()).contains("Letter");
        }
    }

    @Test
    void foldersComeBack() throws Exception {
        deliver("bob", "Letter one", "Letter two");
        try (Store store = program("imaps", "bob")) {
            Folder shop = store.getFolder("Shop");
            shop.create(Folder.HOLDS_MESSAGES);
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            inbox.moveMessages(inbox.getMessages(), shop);
            inbox.close(false);
            shop.renameTo(store.getFolder("Store"));
            store.getFolder("Store").delete(true);
            Page page = open("bob", Look.PHONE.withoutScripts());
            undo(page, "Folder “Store” deleted with 2 messages");
            assertThat(count(store, "Store")).isEqualTo(2);
            assertThat(deed(page, "deleted with 2 messages").innerText()).contains("Undone");
            page.selectOption("[name=kind]", "folders");
            page.click("form.inline button");
            assertThat(page.url()).contains("kind=folders");
            assertThat(page.locator(".deeds").first().innerText()).doesNotContain("moved");
            deed(page, "Folder “Store” made").locator("button").click();
            page.locator(".warning").waitFor();
            assertThat(page.url()).contains("kind=folders");
            assertThat(page.locator(".warning").innerText())
                    .contains("Nothing of this can be undone any more.", "The folder has messages in it now.");
        }
    }

    @Test
    void popDeletionsComeBack() throws Exception {
        deliver("cleo", "Letter one", "Letter two");
        try (Store store = program("pop3s", "cleo")) {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            inbox.getMessage(1).setFlag(Flags.Flag.DELETED, true);
            inbox.close(true);
        }
        Page page = open("cleo", Look.DESKTOP.withoutScripts());
        Locator deed = page.locator(".deeds > li").first();
        assertThat(deed.innerText()).contains("(POP3)", "One message");
        deed.locator("button").click();
        assertThat(page.locator(".success").innerText()).contains("Undone");
        try (Store store = program("pop3s", "cleo")) {
            assertThat(count(store, "INBOX")).isEqualTo(2);
        }
    }

    @Test
    void whatTakesLongTellsHowFarItIs() throws Exception {
        deliver("emma", "Letter");
        try (Store store = program("imaps", "emma")) {
            Folder many = store.getFolder("Many");
            many.create(Folder.HOLDS_MESSAGES);
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            inbox.moveMessages(inbox.getMessages(), many);
            inbox.close(false);
            for (int times = 0; times < 15; times++) {
                many.open(Folder.READ_WRITE);
                many.copyMessages(many.getMessages(), many);
                many.close(false);
            }
            assertThat(count(store, "Many")).isEqualTo(32_768);
            many.delete(true);
            Page page = open("emma", Look.DESKTOP);
            deed(page, "deleted with 32,768 messages").locator("button").click();
            page.locator(".note progress").waitFor();
            isAccessible(page);
            keep(page, "history-running");
            page.locator(".success").waitFor(new Locator.WaitForOptions().setTimeout(60_000));
            assertThat(page.locator(".success").innerText()).contains("32,768 messages");
            assertThat(page.locator(".note progress").count()).isZero();
            assertThat(count(store, "Many")).isEqualTo(32_768);
        }
    }

    @Test
    void pagesAreFitForEverybody() throws Exception {
        for (String login : List.of("dirk", "fred", "nele")) {
            deliver(login, "Letter one", "Letter two", "Letter three");
            try (Store store = program("imaps", login)) {
                store.getFolder("Shop").create(Folder.HOLDS_MESSAGES);
                IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
                inbox.open(Folder.READ_WRITE);
                inbox.setFlags(inbox.getMessages(), new Flags("$Label1"), true);
                inbox.setFlags(inbox.getMessages(), new Flags(Flags.Flag.FLAGGED), true);
                inbox.moveMessages(new Message[] {inbox.getMessage(1)}, store.getFolder("Shop"));
                inbox.getMessage(2).setFlag(Flags.Flag.DELETED, true);
                inbox.close(true);
                store.getFolder("Shop").delete(true);
            }
            Page page = open(login, Look.DESKTOP);
            page.locator(".deeds button").first().click();
            page.locator(".success").waitFor();
            if (login.equals("dirk")) {
                look(page, "history-en");
            } else {
                glance(page, "history-" + login);
            }
            page.locator(".deeds .what a").last().click();
            page.locator("main h1 + p").waitFor();
            look(page, "history-entry-" + login);
            page.navigate(base() + "/webmail/history/removed");
            look(page, "history-removed-" + login);
        }
    }
}
