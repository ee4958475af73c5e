package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Contacts, rules, snoozed messages and folders as people have them.
class OrganiseBrowserTest extends BrowserTest {
    @TempDir
    static Path directory;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.config(directory, "", ""));
        server.people("ann", "bob", "cleo", "fred:fr", "nele:nl");
        for (String login : List.of("ann", "bob", "cleo", "fred", "nele")) {
            try (Talk smtp = Talk.open(server.port("smtp"))) {
                smtp.expect("220");
                smtp.say("EHLO elsewhere.example", "250");
                for (String subject : List.of("Grey horses", "The road", "Stage inn")) {
                    smtp.say("MAIL FROM:<lamoral@elsewhere.example>", "250");
                    smtp.say("RCPT TO:<" + login + "@example.org>", "250");
                    smtp.say("DATA", "354");
                    smtp.say(
                            "From: Lamoral <lamoral@elsewhere.example>\r\nTo: you@example.org\r\nSubject: " + subject
                                    + "\r\n\r\nText.\r\n.",
                            "250");
                }
                smtp.say("QUIT", "221");
            }
        }
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

    private static Locator message(Page page, String subject) {
        return page.locator(".message", new Page.LocatorOptions().setHasText(subject));
    }

    private static void add(Page page, String name, String address) {
        page.navigate(base() + "/webmail/contacts/new");
        page.fill("#name", name);
        page.fill("#addresses", address);
        page.click("main button.primary");
        page.waitForURL("**/webmail/contacts");
    }

    @ParameterizedTest
    @CsvSource({"ann,en", "fred,fr", "nele,nl"})
    void pagesAreFitForEverybody(String login, String language) throws Exception {
        Page page = open(login, Look.DESKTOP);
        add(page, "Ren\u00e9e von Thurn-und-Taxis", "renee@taxis.example");
        add(page, "Renee von Thurn-und-Taxis", "renee.von.thurn.und.taxis@subdomain.of.a.long.example.org");
        page.navigate(base() + "/webmail/rules/new");
        page.fill("#name", "Horses");
        page.fill("[name=value]", "horses");
        page.selectOption("[name=then]", "star");
        page.click("button.primary[value=save]");
        page.waitForURL("**/webmail/rules");
        for (String path : List.of(
                "/webmail/contacts",
                "/webmail/contacts/1",
                "/webmail/contacts?group=written",
                "/webmail/contacts/groups",
                "/webmail/contacts/duplicates",
                "/webmail/contacts/files",
                "/webmail/contacts/removed",
                "/webmail/rules",
                "/webmail/rules/0",
                "/webmail/rules/new",
                "/webmail/rules/trial",
                "/webmail/settings/blocked",
                "/webmail/snoozed")) {
            page.navigate(base() + path);
            String name = "organise-" + language + path.replaceAll("[^a-z0-9]+", "-");
            if (language.equals("en")) {
                look(page, name);
            } else {
                glance(page, name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ann", "fred", "nele"})
    void theMenuOfTheSettingsIsReadWhole(String login) {
        Page page = open(login, Look.DESKTOP);
        page.navigate(base() + "/webmail/settings");
        assertThat(page.evaluate("[...document.querySelectorAll('.side a .name')]"
                        + ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent).join()"))
                .isEqualTo("");
        page.locator(".side a[href$='/blocked']").click();
        page.fill("[name=sender]", "pushy@spam.example");
        page.click("main .inline button");
        page.waitForSelector(".told:has-text('pushy@spam.example')");
        look(page, "organise-blocked-" + login);
        page.locator(".told button").click();
        page.waitForSelector(".cards", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
    }

    @Test
    void aMessageIsSnoozedMovedByHandAndSortedByARule() {
        Page page = open("bob", Look.DESKTOP);
        // to sleep, and back by the note
        message(page, "Grey horses").locator("[name=ref]").check();
        page.click(".toolbar .snooze summary");
        page.click("button[value='snooze:tomorrow']");
        page.waitForSelector(".toast:has-text('Snoozed until')");
        assertThat(message(page, "Grey horses").count()).isZero();
        page.locator(".toast button").click();
        message(page, "Grey horses").waitFor();
        // and for longer, once it sleeps
        message(page, "Grey horses").locator("[name=ref]").check();
        page.click(".toolbar .snooze summary");
        page.click("button[value='snooze:tomorrow']");
        page.waitForSelector(".toast:has-text('Snoozed until')");
        page.navigate(base() + "/webmail/snoozed");
        page.click(".again summary");
        look(page, "organise-snoozed-again");
        page.navigate(base() + "/webmail/snoozed"); // axe leaves attributes of style behind
        page.locator(".people-list [name=id]").check();
        page.click(".again summary");
        page.fill(".again [name=until]", "2030-01-02T08:00");
        page.click(".again button[value=date]");
        page.waitForSelector(".people-list time:has-text('2030')");
        page.locator(".people-list [name=id]").check();
        page.click("main button.primary");
        page.waitForSelector(".nothing");
        page.navigate(base() + "/webmail");
        message(page, "Grey horses").waitFor();
        // dragged into a folder
        message(page, "The road").locator(".open").dragTo(page.locator("#folders a[data-key='folder.archive']"));
        page.waitForSelector(".toast:has-text('Moved')");
        assertThat(message(page, "The road").count()).isZero();
        // a rule from a message, tried, kept, done
        message(page, "Stage inn").locator(".open").click();
        page.waitForSelector(".reading");
        page.click(".toolbar .others summary");
        page.click("a[href*='/webmail/rules/new']");
        page.waitForSelector("#name");
        assertThat(page.inputValue("[name=value] >> nth=0")).isEqualTo("lamoral@elsewhere.example");
        page.selectOption("[name=folder] >> nth=0", "Archive");
        page.click("button[value=try]");
        page.waitForSelector("#tried:has-text('2 messages of the last 2')");
        page.click("button.primary[value=save]");
        page.waitForURL("**/webmail/rules");
        page.click(".now summary");
        page.click(".now button");
        page.waitForSelector(".toast:has-text('Done to 2 messages')");
        page.locator(".toast button").click();
        page.waitForSelector(".toast:has-text('Undone')");
        page.navigate(base() + "/webmail");
        assertThat(page.locator(".message").count()).isEqualTo(2);
    }

    @Test
    void foldersAreMadeRenamedRemovedAndBroughtBackWithoutAScript() {
        Page page = open("cleo", Look.PHONE.withoutScripts());
        page.navigate(base() + "/webmail/folders");
        page.fill("form.inline input[name=name]", "Horses");
        page.click("form.inline button");
        page.waitForSelector(".note.done:has-text('Horses')");
        page.click(".of-folders details summary");
        page.fill("details[open] input[name=name]", "Mares");
        page.click("details[open] form[action*=rename] button");
        page.waitForSelector(".note.done:has-text('Mares')");
        page.click(".of-folders details summary");
        page.click("details[open] form[action*=subscribe] button");
        page.click(".of-folders details summary");
        page.click("details[open] form[action*=delete] button");
        page.waitForSelector(".note.done:has-text('Mares')");
        page.click(".note.done button");
        page.waitForSelector("table a:has-text('Mares')");
        // a contact and a snooze work so, too
        add(page, "Anna", "anna@example.org");
        page.waitForSelector(".people-list a:has-text('Anna')");
        page.navigate(base() + "/webmail");
        message(page, "Grey horses").locator("[name=ref]").check();
        page.click(".toolbar .snooze summary");
        page.click("button[value='snooze:week']");
        page.waitForSelector(".note.done:has-text('Snoozed until')");
        page.navigate(base() + "/webmail/snoozed");
        page.waitForSelector(".people-list a:has-text('Grey horses')");
    }
}
