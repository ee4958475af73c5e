package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.launcher.PageBrowser.location;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who comes into administration, and what stands around every page there.
class AdminFrameTest {
    @TempDir
    static Path directory;

    private static Site site;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(directory);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void anOperatorComesToAdministrationAndHasNoMail() throws Exception {
        PageBrowser browser = site.browser();
        assertThat(location(browser.login("operator", Site.OPERATOR))).endsWith("/admin");
        assertThat(browser.page("/admin")).contains("Franz").doesNotContain("href=\"/webmail\"");
        assertThat(location(browser.get("/webmail"))).endsWith("/admin");
        assertThat(browser.post("/webmail/do", browser.page("/admin")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAdministratorComesByTheCustomersNameAndFindsMailToo() throws Exception {
        PageBrowser browser = site.browser();
        browser.login("monsite", Site.ADMINISTRATOR);
        assertThat(browser.page("/admin")).contains("Recommended", "href=\"/webmail\"");
        assertThat(browser.get("/webmail").body()).contains("href=\"/admin\"");
    }

    @Test
    void whoHasOnlyAMailboxIsToldSo() throws Exception {
        PageBrowser browser = site.browser("monsite0001", Site.USER);
        for (String path : new String[] {"/admin", "/admin/nowhere"}) {
            HttpResponse<String> refused = browser.get(path);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body())
                    .contains("monsite0001", "Not for this login")
                    .doesNotContain("??");
        }
        assertThat(browser.get("/webmail").body()).doesNotContain("href=\"/admin\"");
    }

    @Test
    void aProgramsPasswordAdministersNothing() throws Exception {
        String app = site.people
                .directory
                .credentials()
                .addAppPassword(site.administrator.id(), "phone", Set.of())
                .reveal();
        PageBrowser browser = site.browser();
        assertThat(browser.post("/login", browser.get("/login").body(), "login", "monsite", "password", app)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void strangersLogInFirst() throws Exception {
        assertThat(location(site.browser().get("/admin"))).endsWith("/login?to=%2Fadmin");
    }

    @Test
    void itsOwnPortLeadsThere() throws Exception {
        PageBrowser browser = site.browserAt("admin");
        assertThat(location(browser.get("/"))).endsWith("/admin");
        browser.login("operator", Site.OPERATOR);
        browser.page("/admin");
        assertThat(site.browser().get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aForgedFormDoesNothing() throws Exception {
        PageBrowser browser = site.browser("operator", Site.OPERATOR);
        assertThat(browser.post("/admin/anything", "no token here").statusCode())
                .isEqualTo(403);
    }
}
