package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.testkit.SoftKey;

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

    /// What setting codes up gives.
    private record Begun(String secret, List<String> recovery) {}

    /// Sets codes up.
    ///
    /// @return the secret
    private static String begin(PageBrowser browser, String password) throws Exception {
        return begun(browser, password).secret();
    }

    private static List<String> recovery(String page) {
        return Pattern.compile("<code>((?:[a-z2-9]{4}-){3}[a-z2-9]{4})</code>")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Begun begun(PageBrowser browser, String password) throws Exception {
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
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(done.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(recovery(done.body())).hasSize(10).doesNotHaveDuplicates();
        return new Begun(secret, recovery(done.body()));
    }

    @Test
    void aCodeIsAskedForBesideThePassword() throws Exception {
        String secret = begin(site.browser("operator", Site.OPERATOR), Site.OPERATOR);
        PageBrowser browser = site.browser();
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
        PageBrowser thief = site.browser();
        thief.login("monsite0001", Site.USER);
        String form = thief.page("/login/code");
        for (int i = 0; i < 5; i++) {
            assertThat(thief.post("/login/code", form, "code", "00000" + i).statusCode())
                    .isEqualTo(401);
        }
        assertThat(thief.post("/login/code", form, "code", code(secret, step())).statusCode())
                .isEqualTo(429);
        PageBrowser again = site.browser();
        again.login("monsite0001", Site.USER); // the password once more gives no more tries
        assertThat(again.post("/login/code", again.page("/login/code"), "code", code(secret, step()))
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void aRecoveryCodeLetsInOnce() throws Exception {
        PageBrowser owner = site.browser("monsite0001", Site.USER);
        List<String> recovery = begun(owner, Site.USER).recovery();
        assertThat(owner.page("/security")).contains("10 left").doesNotContain(recovery.get(0));
        PageBrowser lost = site.browser();
        lost.login("monsite0001", Site.USER);
        String form = lost.page("/login/code");
        assertThat(form).contains("Use a recovery code");
        assertThat(lost.post("/login/code", form, "code", recovery.get(3).replace('-', ' '))
                        .statusCode())
                .isEqualTo(302);
        assertThat(lost.page("/security")).contains("9 left");
        PageBrowser again = site.browser();
        again.login("monsite0001", Site.USER);
        assertThat(again.post("/login/code", again.page("/login/code"), "code", recovery.get(3))
                        .statusCode())
                .isEqualTo(401);
        assertThat(lost.post("/security/recovery", lost.page("/security/confirm/recovery"), "present", "a guess")
                        .statusCode())
                .isEqualTo(422);
        List<String> fresh =
                recovery(lost.post("/security/recovery", lost.page("/security/confirm/recovery"), "present", Site.USER)
                        .body());
        assertThat(fresh).hasSize(10).doesNotContainAnyElementsOf(recovery);
        assertThat(again.post("/login/code", again.page("/login/code"), "code", recovery.get(4))
                        .statusCode())
                .isEqualTo(401);
        assertThat(again.post("/login/code", again.page("/login/code"), "code", fresh.get(0))
                        .statusCode())
                .isEqualTo(302);
    }

    @Test
    void whoTriesRecoveryCodesIsHeldUpAndSeen() throws Exception {
        List<String> recovery =
                begun(site.browser("monsite0001", Site.USER), Site.USER).recovery();
        PageBrowser thief = site.browser();
        thief.login("monsite0001", Site.USER);
        String form = thief.page("/login/code");
        for (int i = 2; i < 7; i++) {
            assertThat(thief.post("/login/code", form, "code", "aaaa-bbbb-cccc-dd2" + i)
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(thief.post("/login/code", form, "code", recovery.get(0)).statusCode())
                .isEqualTo(429);
        assertThat(thief.get("/webmail").statusCode()).isEqualTo(302);
    }

    // ---- passkeys ----

    private static String asked(HttpResponse<String> options) {
        assertThat(options.statusCode()).as(options.body()).isEqualTo(200);
        Matcher challenge = Pattern.compile("\"challenge\":\"([^\"]+)\"").matcher(options.body());
        assertThat(challenge.find()).isTrue();
        return challenge.group(1);
    }

    private String origin(String listener) {
        return "https://localhost:" + site.web.ports().get(listener);
    }

    private HttpResponse<String> add(PageBrowser browser, SoftKey key, String password, String name) throws Exception {
        String page = browser.page("/security/passkeys/new");
        assertThat(browser.post("/security/passkeys/options", page, "name", name, "present", "a guess")
                        .body())
                .contains("problem", "The present password is not right");
        String challenge = asked(browser.post("/security/passkeys/options", page, "name", name, "present", password));
        SoftKey.Answer made = key.make(challenge, origin("https"), "localhost");
        String[] fields = {"name", name, "id", made.id(), "client", made.client(), "authenticator", made.authenticator()
        };
        HttpResponse<String> added = browser.post("/security/passkeys", page, fields);
        assertThat(browser.post("/security/passkeys", page, fields).statusCode())
                .isEqualTo(422); // once
        return added;
    }

    private static String[] fields(SoftKey.Answer signed, String user) {
        return new String[] {
            "id",
            signed.id(),
            "client",
            signed.client(),
            "data",
            signed.authenticator(),
            "signature",
            signed.signature(),
            "user",
            user
        };
    }

    private static String handle(long account) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(8).putLong(account).array());
    }

    @Test
    void aPasskeyIsAskedForBesideThePassword() throws Exception {
        PageBrowser owner = site.browser("monsite0001", Site.USER);
        SoftKey key = new SoftKey();
        HttpResponse<String> added = add(owner, key, Site.USER, "Téléphone");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
        List<String> recovery = recovery(added.body());
        assertThat(recovery).hasSize(10);
        assertThat(owner.page("/security")).contains("Téléphone", "10 left", "Make an app password");
        PageBrowser browser = site.browser();
        browser.login("monsite0001", Site.USER);
        String form = browser.page("/login/code");
        assertThat(form).contains("Use a passkey", "passkey.js").doesNotContain("one-time-code");
        String challenge = asked(browser.post("/login/code/passkey/options", form));
        String[] elsewhere = fields(key.sign(challenge, "https://evil.example", "localhost"), "");
        assertThat(browser.post("/login/code/passkey", form, elsewhere).statusCode())
                .isEqualTo(401);
        String[] late = fields(key.sign(challenge, origin("https"), "localhost"), "");
        assertThat(browser.post("/login/code/passkey", form, late).statusCode()).isEqualTo(401); // was used
        challenge = asked(browser.post("/login/code/passkey/options", form));
        String[] right = fields(key.sign(challenge, origin("https"), "localhost"), "");
        assertThat(browser.post("/login/code/passkey", form, right).statusCode())
                .isEqualTo(302);
        String page = browser.page("/security");
        Matcher link = Pattern.compile("/security/passkeys/([0-9]+)").matcher(page);
        assertThat(link.find()).isTrue();
        String one = link.group();
        assertThat(browser.submit(one, one, "name", "Old telephone")).contains("Old telephone");
        assertThat(browser.post(one + "/remove", browser.page(one), "present", "a guess")
                        .statusCode())
                .isEqualTo(422);
        assertThat(browser.submit(one + "/remove", one, "present", Site.USER))
                .contains("The passkey was removed")
                .doesNotContain("Old telephone");
        site.browser("monsite0001", Site.USER).page("/webmail"); // the password is enough again
    }

    @Test
    void aPasskeyIsAWholeLogin() throws Exception {
        SoftKey key = new SoftKey();
        add(site.browser("operator", Site.OPERATOR), key, Site.OPERATOR, "Key");
        String user = handle(site.operator.id().value());
        PageBrowser browser = site.browserAt("admin");
        String form = browser.get("/login").body();
        assertThat(form).contains("Log in with a passkey");
        String challenge = asked(browser.post("/login/passkey/options", form));
        PageBrowser other = site.browserAt("admin");
        String[] signed = fields(key.sign(challenge, origin("admin"), "localhost"), user);
        assertThat(other.post("/login/passkey", other.get("/login").body(), signed)
                        .statusCode())
                .isEqualTo(401); // was asked in another browser
        HttpResponse<String> in = browser.post("/login/passkey", form, signed);
        assertThat(in.statusCode()).as(in.body()).isEqualTo(302);
        assertThat(in.headers().firstValue("Location").orElseThrow()).endsWith("/admin");
        browser.page("/admin");
        assertThat(browser.post("/login/passkey", form, signed).statusCode()).isEqualTo(401); // replayed
        PageBrowser wrong = site.browser();
        String login = wrong.get("/login").body();
        challenge = asked(wrong.post("/login/passkey/options", login));
        HttpResponse<String> refused =
                wrong.post("/login/passkey", login, fields(key.sign(challenge, origin("admin"), "localhost"), user));
        assertThat(refused.statusCode()).isEqualTo(401); // signed on the other port
        assertThat(refused.body()).contains("This passkey does not open anything here");
    }

    @Test
    void aPasskeyOpensNoMailboxThatIsOff() throws Exception {
        SoftKey key = new SoftKey();
        add(site.browser("monsite0001", Site.USER), key, Site.USER, "Key");
        site.people.enable(site.user, false);
        PageBrowser browser = site.browser();
        String form = browser.get("/login").body();
        String challenge = asked(browser.post("/login/passkey/options", form));
        assertThat(browser.post(
                                "/login/passkey",
                                form,
                                fields(
                                        key.sign(challenge, origin("https"), "localhost"),
                                        handle(site.user.id().value())))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whoAddsAPasskeyIsToldOfProgramsBefore() throws Exception {
        for (String path : new String[] {"/security/factor", "/security/passkeys/new"}) {
            assertThat(site.browser("monsite0001", Site.USER).page(path)).contains("needs an app password");
            assertThat(site.browser("operator", Site.OPERATOR).page(path)).doesNotContain("needs an app password");
        }
    }

    @Test
    void codesEndByTheOwnerOrByWhoAdministers() throws Exception {
        begin(site.browser("monsite0001", Site.USER), Site.USER);
        PageBrowser admin = site.browser("monsite", Site.ADMINISTRATOR);
        String path = "/admin/mailboxes/monsite0001";
        assertThat(admin.page(path)).contains("/factor/end");
        assertThat(admin.submit(path + "/factor/end", path)).contains("logs in with the password alone now");
        PageBrowser user = site.browser("monsite0001", Site.USER);
        user.page("/webmail");
        begin(user, Site.USER);
        HttpResponse<String> wrong = user.post("/security/factor/end", user.page("/security"), "present", "not it");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(user.submit("/security/factor/end", "/security", "present", Site.USER))
                .contains("You are asked for no code any more");
    }

    @Test
    void anOperatorChangesTheOwnPasswordAndOthersAreOut() throws Exception {
        PageBrowser here = site.browser("operator", Site.OPERATOR);
        PageBrowser there = site.browser("operator", Site.OPERATOR);
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
        PageBrowser here = site.browser("monsite0001", Site.USER);
        PageBrowser there = site.browser("monsite0001", Site.USER);
        PageBrowser other = site.browser("monsite", Site.ADMINISTRATOR);
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
        PageBrowser admin = site.browser("monsite", Site.ADMINISTRATOR);
        begin(admin, Site.ADMINISTRATOR);
        String page = admin.page("/admin/mailboxes/monsite");
        assertThat(page).doesNotContain("/password\"", "/factor/end\"").contains("href=\"/security\"");
        for (String path : new String[] {"/password", "/factor/end"}) {
            HttpResponse<String> refused = admin.post("/admin/mailboxes/monsite" + path, page);
            assertThat(refused.statusCode()).as(path).isEqualTo(422);
            assertThat(refused.body()).contains("the present password is asked for");
        }
        PageBrowser operator = site.browser("operator", Site.OPERATOR);
        for (String path : new String[] {"/password", "/factor/end"}) {
            assertThat(operator.post("/admin/operators/operator" + path, operator.page("/admin/operators"))
                            .statusCode())
                    .as(path)
                    .isEqualTo(422);
        }
        assertThat(site.people.directory.factors().areAsked(site.administrator.id()))
                .isTrue();
    }
}
