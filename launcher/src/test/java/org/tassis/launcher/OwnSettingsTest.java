package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.launcher.PageBrowser.location;

import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.directory.access.CredentialUse;
import org.tassis.testkit.TestDirectory;

/// What users of the webmail set for themselves.
class OwnSettingsTest {
    private static Site site;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        site = new Site(directory);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void usersSetThingsForThemselves() throws Exception {
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        for (String page : List.of("", "/password", "/away", "/forward", "/devices")) {
            HttpResponse<String> shown = bob.get("/webmail/settings" + page);
            assertThat(shown.statusCode()).as(page).isEqualTo(200);
            assertThat(shown.body()).doesNotContain("??");
        }
        HttpResponse<String> profile = bob.get("/webmail/settings");
        assertThat(location(bob.post(
                        "/webmail/settings",
                        profile,
                        "name",
                        "Bob B.",
                        "primary",
                        "ann@example.org",
                        "language",
                        "nl")))
                .isEqualTo("/webmail/settings?saved");
        assertThat(site.people.now(site.people.bob).realName()).isEqualTo("Bob B.");
        assertThat(site.people.now(site.people.bob).primary()).contains(EmailAddress.valueOf("bob@example.org"));
        assertThat(bob.get("/webmail/settings").body()).contains("lang=\"nl\"").contains("Bewaren");
        bob.post("/webmail/settings", profile, "name", "Bob", "language", "en");

        HttpResponse<String> away = bob.get("/webmail/settings/away");
        assertThat(bob.post("/webmail/settings/away", away, "on", "true", "text", "", "until", "2026-12-24")
                        .statusCode())
                .isEqualTo(422);
        assertThat(location(bob.post(
                        "/webmail/settings/away",
                        away,
                        "on",
                        "true",
                        "text",
                        "I am on a train.\nBob",
                        "until",
                        "2030-12-24",
                        "interval",
                        "60")))
                .isEqualTo("/webmail/settings/away?saved");
        assertThat(site.people.directory.autoReplies().active(site.people.bob.id()))
                .hasValueSatisfying(reply -> assertThat(reply.text()).isEqualTo("I am on a train.\nBob"));
        assertThat(bob.get("/webmail/settings/away").body())
                .contains("2030-12-24")
                .contains("I am on a train.");

        HttpResponse<String> forward = bob.get("/webmail/settings/forward");
        HttpResponse<String> circle =
                bob.post("/webmail/settings/forward", forward, "targets", "bob@example.org", "on", "true");
        assertThat(circle.statusCode()).isEqualTo(422);
        assertThat(circle.body()).contains("in a circle").contains("bob@example.org");
        bob.post("/webmail/settings/forward", forward, "targets", "b@far.example\nann@example.org", "on", "true");
        assertThat(site.people.directory.redirections().forward(site.people.bob.id()))
                .hasValueSatisfying(one -> assertThat(one.targets()).hasSize(2));
        bob.post("/webmail/settings/forward", forward, "targets", "");
        assertThat(site.people.directory.redirections().forward(site.people.bob.id()))
                .isEmpty();

        assertThat(bob.get("/webmail/settings/files").body()).contains("My mail as files");
        HttpResponse<String> zip = bob.get("/webmail/settings/files/mail.zip?folder=&form=maildir");
        assertThat(zip.headers().firstValue("Content-Type")).hasValue("application/zip");
        assertThat(zip.body()).startsWith("PK").contains("cur/");
        assertThat(bob.get("/webmail/settings/files/mail.zip?folder=999999").statusCode())
                .isEqualTo(404);

        HttpResponse<String> devices = bob.get("/webmail/settings/devices");
        HttpResponse<String> made =
                bob.post("/webmail/settings/devices/add", devices, "label", "My phone", "protocols", "imap");
        Matcher secret = Pattern.compile("class=\"once\">([^<]+)<").matcher(made.body());
        assertThat(secret.find()).isTrue();
        assertThat(site.people.authenticator.authenticate(
                        "bob", new Secret(secret.group(1)), InetAddress.getLoopbackAddress(), "imap"))
                .isInstanceOf(Authenticator.Outcome.Granted.class);
        assertThat(site.people.authenticator.authenticate(
                        "bob", new Secret(secret.group(1)), InetAddress.getLoopbackAddress(), "smtp"))
                .isInstanceOf(Authenticator.Outcome.Refused.class);
        assertThat(bob.get("/webmail/settings/devices").body())
                .contains("My phone", ">IMAP<", "Not used yet")
                .doesNotContain(secret.group(1));
        long phone = site.people.directory.credentials().of(site.people.bob.id()).stream()
                .filter(one -> one.label().equals("My phone"))
                .findFirst()
                .orElseThrow()
                .id();
        site.people.desk.access().used(List.of(new CredentialUse(phone, Instant.now(), "imap", "192.0.2.77")));
        assertThat(bob.get("/webmail/settings/devices").body())
                .contains("Last used", "192.0.2.77")
                .doesNotContain("Not used yet");
    }

    @Test
    void howGoodANewPasswordIsIsToldWhileItIsTyped() throws Exception {
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        for (String path : List.of("/webmail/settings/password", "/security")) {
            HttpResponse<String> page = bob.get(path);
            assertThat(page.body()).contains("data-strength=\"wanted\"", "data-ask=\"/security/password/strength\"");
        }
        HttpResponse<String> page = bob.get("/security");
        assertThat(bob.post("/security/password/strength", page, "wanted", "horse")
                        .body())
                .contains("\"score\":0", "fewer than 8 characters");
        assertThat(bob.post("/security/password/strength", page, "wanted", "bob@example.org")
                        .body())
                .contains("is the login name, address");
        HttpResponse<String> good =
                bob.post("/security/password/strength", page, "wanted", "seven grey horses to Mechelen");
        assertThat(good.body()).contains("\"score\":4", "Very good");
        assertThat(good.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(bob.post("/security/password/strength", page, "wanted", "x".repeat(5000))
                        .body())
                .contains("\"score\":0");
    }

    @Test
    void aPasswordChangesOnlyWithTheOldOneAndLogsOthersOut() throws Exception {
        Account eve = site.people.add("eve", "first-password-77", "eve@example.org");
        PageBrowser here = site.browser();
        PageBrowser there = site.browser();
        here.login("eve", "first-password-77");
        there.login("eve", "first-password-77");
        HttpResponse<String> form = here.get("/webmail/settings/password");
        assertThat(here.post(
                                "/webmail/settings/password",
                                form,
                                "present",
                                "guessed",
                                "wanted",
                                "second-password-88",
                                "again",
                                "second-password-88")
                        .statusCode())
                .isEqualTo(422);
        HttpResponse<String> weak = here.post(
                "/webmail/settings/password", form, "present", "first-password-77", "wanted", "eve", "again", "eve");
        assertThat(weak.statusCode()).isEqualTo(422);
        assertThat(weak.body()).contains("fewer than 8 characters");
        assertThat(location(here.post(
                        "/webmail/settings/password",
                        form,
                        "present",
                        "first-password-77",
                        "wanted",
                        "second-password-88",
                        "again",
                        "second-password-88")))
                .isEqualTo("/webmail/settings/password?saved");
        assertThat(here.get("/webmail/settings").statusCode()).isEqualTo(200);
        assertThat(there.get("/webmail/settings").statusCode()).isEqualTo(302);
        assertThat(site.people.authenticator.authenticate(
                        eve.login().value(),
                        new Secret("second-password-88"),
                        InetAddress.getLoopbackAddress(),
                        "imap"))
                .isInstanceOf(Authenticator.Outcome.Granted.class);
    }
}
