package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What visitors do with what lets themselves in.
class SecurityPagesTest {
    @TempDir
    static Path directory;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site(directory);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /// RFC 6238, written down a second time.
    private static String code(String secret, long step) throws Exception {
        StringBuilder bits = new StringBuilder();
        for (char c : secret.toCharArray()) {
            String five = Integer.toBinaryString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c));
            bits.append("0".repeat(5 - five.length())).append(five);
        }
        byte[] key = new byte[bits.length() / 8];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
        }
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key, "HmacSHA1"));
        byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
        int number = ByteBuffer.wrap(hash, hash[19] & 15, 4).getInt() & Integer.MAX_VALUE;
        return "%06d".formatted(number % 1_000_000);
    }

    private static long step() {
        return Instant.now().getEpochSecond() / 30;
    }

    /// Sets codes up.
    ///
    /// @return the secret
    private static String begin(Site.Browser browser, String password) throws Exception {
        String page = browser.page("/security/factor");
        Matcher found = Pattern.compile("name=\"secret\" value=\"([A-Z2-7]+)\"").matcher(page);
        assertThat(found.find()).isTrue();
        assertThat(page).contains("<path d=\"M4 4h7v1h-7z"); // the corner of every QR code
        String secret = found.group(1);
        assertThat(browser.post("/security/factor", page, "secret", secret, "code", "000000", "present", "guess")
                        .statusCode())
                .isEqualTo(422);
        HttpResponse<String> done = browser.post(
                "/security/factor", page, "secret", secret, "code", code(secret, step() - 1), "present", password);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(302);
        return secret;
    }

    @Test
    void aCodeIsAskedForBesideThePassword() throws Exception {
        String secret = begin(site.browser("operator", Site.OPERATOR), Site.OPERATOR);
        Site.Browser browser = site.browser();
        assertThat(browser.login("operator", Site.OPERATOR, "to", "/admin/plans")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("/login/code");
        assertThat(browser.get("/admin").statusCode()).isEqualTo(302); // not in yet
        String form = browser.page("/login/code");
        assertThat(browser.post("/login/code", form, "code", "12345").statusCode())
                .isEqualTo(401);
        assertThat(browser.post("/login/code", form, "code", code(secret, step() - 1))
                        .statusCode())
                .isEqualTo(401); // used
        HttpResponse<String> in = browser.post("/login/code", form, "code", code(secret, step()));
        assertThat(in.headers().firstValue("Location").orElseThrow()).endsWith("/admin/plans");
        assertThat(browser.page("/admin/plans")).contains("Light");
        assertThat(browser.post("/login/code", form, "code", code(secret, step() + 1))
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("/login"); // the step is over
    }

    @Test
    void whoTriesCodesIsHeldUp() throws Exception {
        String secret = begin(site.browser("monsite0001", Site.USER), Site.USER);
        Site.Browser thief = site.browser();
        thief.login("monsite0001", Site.USER);
        String form = thief.page("/login/code");
        for (int i = 0; i < 5; i++) {
            assertThat(thief.post("/login/code", form, "code", "00000" + i).statusCode())
                    .isEqualTo(401);
        }
        assertThat(thief.post("/login/code", form, "code", code(secret, step())).statusCode())
                .isEqualTo(429);
        Site.Browser again = site.browser();
        again.login("monsite0001", Site.USER); // the password once more gives no more tries
        assertThat(again.post("/login/code", again.page("/login/code"), "code", code(secret, step()))
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void codesEndByTheOwnerOrByWhoAdministers() throws Exception {
        begin(site.browser("monsite0001", Site.USER), Site.USER);
        Site.Browser admin = site.browser("monsite", Site.ADMINISTRATOR);
        String path = "/admin/mailboxes/monsite0001";
        assertThat(admin.page(path)).contains("/factor/end");
        assertThat(admin.submit(path + "/factor/end", path)).contains("logs in without a code now");
        Site.Browser user = site.browser("monsite0001", Site.USER);
        user.page("/webmail");
        begin(user, Site.USER);
        HttpResponse<String> wrong = user.post("/security/factor/end", user.page("/security"), "present", "not it");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(user.submit("/security/factor/end", "/security", "present", Site.USER))
                .contains("You are asked for no code any more");
    }

    @Test
    void anOperatorChangesTheOwnPasswordAndOthersAreOut() throws Exception {
        Site.Browser here = site.browser("operator", Site.OPERATOR);
        Site.Browser there = site.browser("operator", Site.OPERATOR);
        String wanted = "seven-grey-horses-to-Milan";
        assertThat(here.post(
                                "/security/password",
                                here.page("/security"),
                                "present",
                                "wrong",
                                "wanted",
                                wanted,
                                "again",
                                wanted)
                        .body())
                .contains("The present password is not right");
        assertThat(here.submit(
                        "/security/password", "/security", "present", Site.OPERATOR, "wanted", wanted, "again", wanted))
                .contains("The password was changed");
        assertThat(there.get("/admin").statusCode()).isEqualTo(302);
        here.page("/admin");
        site.browser("operator", wanted);
    }

    @Test
    void browsersAreListedAndLoggedOut() throws Exception {
        Site.Browser here = site.browser("monsite0001", Site.USER);
        Site.Browser there = site.browser("monsite0001", Site.USER);
        Site.Browser other = site.browser("monsite", Site.ADMINISTRATOR);
        String page = here.page("/security");
        Matcher id = Pattern.compile("name=\"id\" value=\"([0-9a-f]{64})\"").matcher(page);
        assertThat(id.find()).isTrue();
        other.post("/security/sessions/end", other.page("/security"), "id", id.group(1));
        there.page("/security"); // nobody else's
        here.post("/security/sessions/end", page, "id", id.group(1));
        assertThat(there.get("/security").statusCode()).isEqualTo(302);
        here.page("/security");
    }

    @Test
    void anOpenBrowserIsNotEnoughForWhatLetsOneselfIn() throws Exception {
        Site.Browser admin = site.browser("monsite", Site.ADMINISTRATOR);
        begin(admin, Site.ADMINISTRATOR);
        String page = admin.page("/admin/mailboxes/monsite");
        assertThat(page).doesNotContain("/password\"", "/factor/end\"").contains("href=\"/security\"");
        for (String path : new String[] {"/password", "/factor/end"}) {
            HttpResponse<String> refused = admin.post("/admin/mailboxes/monsite" + path, page);
            assertThat(refused.statusCode()).as(path).isEqualTo(422);
            assertThat(refused.body()).contains("the present password is asked for");
        }
        Site.Browser operator = site.browser("operator", Site.OPERATOR);
        for (String path : new String[] {"/password", "/factor/end"}) {
            assertThat(operator.post("/admin/operators/operator" + path, operator.page("/admin/operators"))
                            .statusCode())
                    .as(path)
                    .isEqualTo(422);
        }
        assertThat(site.people.desk.access().secondFactor(site.administrator.id()))
                .isPresent();
    }
}
