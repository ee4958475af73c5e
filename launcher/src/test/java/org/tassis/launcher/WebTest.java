package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.admin.AdminSettings;
import org.tassis.admin.HealthCheck;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.MailboxName;
import org.tassis.core.Secret;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.directory.access.CredentialUse;
import org.tassis.launcher.settings.Listening;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.publish.StsPublication;
import org.tassis.message.HeaderText;
import org.tassis.net.SelfSigned;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoredMessage;
import org.tassis.testkit.TestDirectory;
import org.tassis.web.UploadLimits;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.ComposeSettings;

class WebTest {
    @TempDir
    static Path directory;

    private static final AtomicReference<Optional<String>> PROBLEM = new AtomicReference<>(Optional.empty());
    private static Web web;
    private static HttpClient client;
    private static final TestDirectory PEOPLE = new TestDirectory();
    private static final MailStore STORE = new InMemoryMailStore(PEOPLE.directory::quotaOf, InstantSource.system());
    private static final MailFlow FLOW =
            new MailFlow(PEOPLE.directory, Optional::empty, STORE, InstantSource.system(), 1_000_000);

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SelfSigned certificate = new SelfSigned(directory.resolve("tls"), List.of("localhost"), InstantSource.system());
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.counter("letters").increment();
        Set<Integer> adminPorts = ConcurrentHashMap.newKeySet();
        web = Web.start(
                Map.of(
                        "https",
                        new Listening(Listening.Service.HTTPS, true, "127.0.0.1", 0, Listening.Tls.IMPLICIT, false, ""),
                        "admin",
                        new Listening(
                                Listening.Service.ADMIN, true, "127.0.0.1", 0, Listening.Tls.IMPLICIT, false, "")),
                new Web.Parts(
                        registry,
                        List.of(new HealthCheck("disk", PROBLEM::get)),
                        new AdminSettings(
                                adminPorts::contains,
                                List.of(Cidr.parse("127.0.0.0/8").orElseThrow())),
                        new ClientSettings(
                                "mail.example.org",
                                List.of(
                                        new ClientSettings.Service("imap", 993, "implicit"),
                                        new ClientSettings.Service("imap", 143, "starttls"),
                                        new ClientSettings.Service("submission", 465, "implicit"))),
                        new OpenPages(new StsPublication(
                                StsPublication.Mode.TESTING,
                                Duration.ofDays(7),
                                new DomainName("mail.example.org"),
                                domain -> domain.ascii().equals("example.org"))),
                        PEOPLE.authenticator,
                        STORE,
                        CompletableFuture.completedFuture(new Web.Late(FLOW, PEOPLE.desk)),
                        new Services(),
                        new ComposeSettings(1_000_000, Files.createDirectory(directory.resolve("spool"))),
                        new UploadLimits(1_000_000 + Web.FORM, 8 << 20, directory.resolve("spool")),
                        certificate.chain(),
                        certificate.key(),
                        adminPorts));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream in = Files.newInputStream(certificate.issuer())) {
            trusted.setCertificateEntry(
                    "issuer", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, managers.getTrustManagers(), null);
        client = HttpClient.newBuilder().sslContext(tls).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        web.close();
    }

    private static HttpResponse<String> get(String listener, String path, String language) throws Exception {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("https://localhost:" + web.ports().get(listener) + path))
                        .header("Accept-Language", language)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void healthSaysWhatIsWrong() throws Exception {
        assertThat(get("admin", "/health", "en").statusCode()).isEqualTo(200);
        assertThat(get("admin", "/health", "en").body()).contains("\"status\":\"up\"");
        PROBLEM.set(Optional.of("full"));
        try {
            assertThat(get("admin", "/health", "en").statusCode()).isEqualTo(503);
            assertThat(get("admin", "/health", "en").body()).contains("\"disk\":\"full\"");
        } finally {
            PROBLEM.set(Optional.empty());
        }
    }

    @Test
    void metricsAreReadOnTheAdministrationPortOnly() throws Exception {
        assertThat(get("admin", "/metrics", "en").body()).contains("letters_total 1.0");
        assertThat(get("https", "/metrics", "en").statusCode()).isEqualTo(404);
        assertThat(get("https", "/health", "en").statusCode()).isEqualTo(404);
    }

    @Test
    void theWelcomePageSpeaksTheReadersLanguage() throws Exception {
        assertThat(get("https", "/", "en").body())
                .contains("Mail on mail.example.org")
                .contains("lang=\"en\"");
        assertThat(get("https", "/", "fr-BE").body())
                .contains("Courrier sur mail.example.org")
                .contains("lang=\"fr\"");
        assertThat(get("https", "/", "nl").body()).contains("Post op mail.example.org");
        assertThat(get("https", "/", "ja").body()).contains("Mail on mail.example.org");
        assertThat(get("https", "/", "en").body().replaceAll("\\s+", " "))
                .containsSubsequence("rowspan=\"2\"", "(IMAP)", "993", "SSL/TLS", "143", "STARTTLS")
                .containsSubsequence("rowspan=\"1\"", "(SMTP)", "465", "SSL/TLS", "</tbody>")
                .doesNotContain("??");
        assertThat(get("https", "/", "en").headers().firstValue("Content-Security-Policy"))
                .isPresent();
        Matcher style = Pattern.compile("href=\"(/web/tassis.css[^\"]*)\"")
                .matcher(get("https", "/", "en").body());
        assertThat(style.find()).isTrue();
        assertThat(get("https", style.group(1), "en").headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
    }

    @Test
    void everyPartOfTheFrameIsThere() throws Exception {
        for (String path : List.of("/web/tassis.js", "/web/icons.svg", "/web/post-horn.svg")) {
            assertThat(get("https", path, "en").statusCode()).as(path).isEqualTo(200);
        }
        assertThat(get("https", "/webjars/htmx.org/2.0.7/dist/htmx.min.js", "en")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoIsNotLoggedInIsLedToTheLoginAndBack() throws Exception {
        HttpResponse<String> refused = get("https", "/webmail?folder=1", "en");
        assertThat(refused.statusCode()).isEqualTo(302);
        assertThat(location(refused)).isEqualTo("/login?to=%2Fwebmail%3Ffolder%3D1");

        Browser browser = new Browser();
        HttpResponse<String> in = browser.login(
                TestDirectory.ANN_PASSWORD, "/login?to=%2Fwebmail%3Ffolder%3D1", "to", "/webmail?folder=1");
        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(location(in)).isEqualTo("/webmail?folder=1");
        String cookie = in.headers().allValues("Set-Cookie").stream()
                .filter(value -> value.startsWith("__Host-tassis="))
                .findFirst()
                .orElseThrow();
        assertThat(cookie).contains("Secure").contains("HttpOnly").contains("SameSite=Lax");
        assertThat(browser.get("/webmail").statusCode()).isNotEqualTo(302);

        assertThat(browser.post("/logout", browser.get("/login")).statusCode()).isIn(302, 403);
    }

    @Test
    void aLoginNeverLeadsToAnotherSite() throws Exception {
        for (String to : List.of("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)")) {
            HttpResponse<String> in = new Browser().login(TestDirectory.ANN_PASSWORD, "/login", "to", to);
            assertThat(location(in)).as(to).isEqualTo("/webmail");
        }
    }

    @Test
    void aWrongPasswordIsToldAndTheNameStays() throws Exception {
        HttpResponse<String> answer = new Browser().login("wrong-password", "/login", "to", "");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
                .contains("do not go together")
                .contains("value=\"ann\"")
                .doesNotContain("wrong-password");
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(value -> value.contains("__Host-tassis="));
    }

    @Test
    void aFormOfAnotherSiteIsRefused() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(
                                URI.create("https://localhost:" + web.ports().get("https") + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("login=ann&password=" + TestDirectory.ANN_PASSWORD))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(value -> value.contains("__Host-tassis="));
    }

    @Test
    void pagesMayLoadNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = get("https", "/login", "en");
        assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(policy -> assertThat(policy)
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe"));
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        assertThat(page.body())
                .doesNotContain("<script>")
                .doesNotContain("style=")
                .doesNotContain("??");
    }

    private static String location(HttpResponse<?> response) {
        String location = response.headers().firstValue("Location").orElse("none");
        return location.replaceFirst("^https://localhost:[0-9]+", "");
    }

    @Test
    void aLetterIsKeptAndSent() throws Exception {
        Browser ann = new Browser();
        ann.login(TestDirectory.ANN_PASSWORD, "/login", "to", "/webmail/write");
        HttpResponse<String> form = ann.get("/webmail/write?to=bob@example.org");
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body())
                .contains("bob@example.org")
                .contains("info@example.org")
                .doesNotContain("??");

        HttpResponse<String> kept = ann.post(
                "/webmail/write",
                form,
                "from",
                "info@example.org",
                "to",
                "Bob <bob@example.org>",
                "subject",
                "Trains \u2013 \u00e9t\u00e9",
                "text",
                "Dear Bob,\r\n\r\nthe 7:14 leaves at 7:40.\r\n",
                "action",
                "save");
        assertThat(kept.body()).contains("Kept as a draft").contains("the 7:14 leaves");
        Matcher stored = Pattern.compile("name=\"stored\" value=\"([0-9-]+)\"").matcher(kept.body());
        assertThat(stored.find()).isTrue();
        assertThat(count(PEOPLE.ann, SpecialUse.DRAFTS)).isEqualTo(1);

        HttpResponse<String> sent = ann.post(
                "/webmail/write",
                kept,
                "from",
                "info@example.org",
                "to",
                "Bob <bob@example.org>",
                "subject",
                "Trains \u2013 \u00e9t\u00e9",
                "text",
                "Dear Bob,\r\n\r\nthe 7:14 leaves at 7:40.\r\n",
                "stored",
                stored.group(1),
                "action",
                "send");
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(location(sent)).isEqualTo("/webmail?note=sent");
        assertThat(count(PEOPLE.ann, SpecialUse.DRAFTS)).isZero();
        assertThat(count(PEOPLE.ann, SpecialUse.SENT)).isEqualTo(1);
        Mailbox inbox = STORE.mailbox(PEOPLE.bob.id(), MailboxName.INBOX).orElseThrow();
        MailboxSnapshot mail = STORE.snapshot(inbox.id());
        assertThat(mail.count()).isEqualTo(1);
        StoredMessage message = STORE.message(mail, 0);
        assertThat(message.structure().envelope().subject().map(HeaderText::decode))
                .contains("Trains \u2013 \u00e9t\u00e9");
        assertThat(message.structure().preview()).contains("7:14 leaves at 7:40");

        // Bob answers, and what he quotes is Ann's
        Browser bob = new Browser();
        bob.login("bob", TestDirectory.BOB_PASSWORD, "/login");
        HttpResponse<String> answer =
                bob.get("/webmail/write?reply=" + inbox.id().value() + "-" + mail.uid(0));
        assertThat(answer.body())
                .contains("&gt; the 7:14 leaves")
                .contains("info@example.org")
                .contains("Re: Trains");
        // ... which Ann cannot do with a message of his
        assertThat(ann.get("/webmail/write?reply=" + inbox.id().value() + "-" + mail.uid(0))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatCannotBeSentSaysWhyAndStays() throws Exception {
        Browser ann = new Browser();
        ann.login(TestDirectory.ANN_PASSWORD, "/login");
        HttpResponse<String> form = ann.get("/webmail/write");
        for (List<String> one : List.of(
                List.of("nobody@example.org", "no such address"),
                List.of("not an address", "not an address"),
                List.of("", "Nobody is named"),
                List.of("far@elsewhere.example", "other servers"))) {
            HttpResponse<String> again = ann.post(
                    "/webmail/write",
                    form,
                    "from",
                    "ann@example.org",
                    "to",
                    one.get(0),
                    "text",
                    "what was typed",
                    "action",
                    "send");
            assertThat(again.statusCode()).as(one.get(0)).isEqualTo(422);
            assertThat(again.body()).contains("what was typed").contains(one.get(1));
        }
        HttpResponse<String> forgotten = ann.post(
                "/webmail/write",
                form,
                "from",
                "ann@example.org",
                "to",
                "bob@example.org",
                "text",
                "the timetable is attached",
                "action",
                "send");
        assertThat(forgotten.body()).contains("none is attached").contains("Send without a file");
        HttpResponse<String> stolen = ann.post(
                "/webmail/write",
                form,
                "from",
                "bob@example.org",
                "to",
                "ann@example.org",
                "text",
                "as somebody else",
                "action",
                "send");
        assertThat(stolen.statusCode()).isEqualTo(422);
        assertThat(stolen.body()).contains("cannot write from this address");
    }

    @Test
    void usersSetThingsForThemselves() throws Exception {
        Browser bob = new Browser();
        bob.login("bob", TestDirectory.BOB_PASSWORD, "/login");
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
        assertThat(PEOPLE.now(PEOPLE.bob).realName()).isEqualTo("Bob B.");
        assertThat(PEOPLE.now(PEOPLE.bob).primary()).contains(EmailAddress.valueOf("bob@example.org"));
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
        assertThat(PEOPLE.directory.autoReplies().active(PEOPLE.bob.id()))
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
        assertThat(PEOPLE.directory.redirections().forward(PEOPLE.bob.id()))
                .hasValueSatisfying(one -> assertThat(one.targets()).hasSize(2));
        bob.post("/webmail/settings/forward", forward, "targets", "");
        assertThat(PEOPLE.directory.redirections().forward(PEOPLE.bob.id())).isEmpty();

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
        assertThat(PEOPLE.authenticator.authenticate(
                        "bob", new Secret(secret.group(1)), InetAddress.getLoopbackAddress(), "imap"))
                .isInstanceOf(Authenticator.Outcome.Granted.class);
        assertThat(PEOPLE.authenticator.authenticate(
                        "bob", new Secret(secret.group(1)), InetAddress.getLoopbackAddress(), "smtp"))
                .isInstanceOf(Authenticator.Outcome.Refused.class);
        assertThat(bob.get("/webmail/settings/devices").body())
                .contains("My phone", ">IMAP<", "Not used yet")
                .doesNotContain(secret.group(1));
        long phone = PEOPLE.directory.credentials().of(PEOPLE.bob.id()).stream()
                .filter(one -> one.label().equals("My phone"))
                .findFirst()
                .orElseThrow()
                .id();
        PEOPLE.desk.access().used(List.of(new CredentialUse(phone, Instant.now(), "imap", "192.0.2.77")));
        assertThat(bob.get("/webmail/settings/devices").body())
                .contains("Last used", "192.0.2.77")
                .doesNotContain("Not used yet");
    }

    @Test
    void howGoodANewPasswordIsIsToldWhileItIsTyped() throws Exception {
        Browser bob = new Browser();
        bob.login("bob", TestDirectory.BOB_PASSWORD, "/login");
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
        Account eve = PEOPLE.add("eve", "first-password-77", "eve@example.org");
        Browser here = new Browser();
        Browser there = new Browser();
        here.login("eve", "first-password-77", "/login");
        there.login("eve", "first-password-77", "/login");
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
        assertThat(PEOPLE.authenticator.authenticate(
                        eve.login().value(),
                        new Secret("second-password-88"),
                        InetAddress.getLoopbackAddress(),
                        "imap"))
                .isInstanceOf(Authenticator.Outcome.Granted.class);
    }

    private static int count(Account account, SpecialUse use) {
        return STORE.mailboxes(account.id()).stream()
                .filter(mailbox -> mailbox.uses().contains(use))
                .mapToInt(mailbox -> STORE.snapshot(mailbox.id()).count())
                .sum();
    }

    /// Keeps cookies as a browser does.
    private static final class Browser {
        private final Map<String, String> cookies = new ConcurrentHashMap<>();

        HttpResponse<String> get(String path) throws Exception {
            return send(HttpRequest.newBuilder(uri(path)));
        }

        HttpResponse<String> post(String path, HttpResponse<String> form, String... fields) throws Exception {
            StringBuilder body = new StringBuilder();
            Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(form.body());
            if (token.find()) {
                body.append("_csrf=").append(URLEncoder.encode(token.group(1), StandardCharsets.UTF_8));
            }
            for (int i = 0; i < fields.length; i += 2) {
                body.append('&')
                        .append(fields[i])
                        .append('=')
                        .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
            }
            return send(HttpRequest.newBuilder(uri(path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
        }

        HttpResponse<String> login(String password, String page, String... fields) throws Exception {
            return login("ann", get(page), password, fields);
        }

        void login(String name, String password, String page) throws Exception {
            login(name, get(page), password, new String[0]);
        }

        private HttpResponse<String> login(String name, HttpResponse<String> form, String password, String[] fields)
                throws Exception {
            List<String> all = new ArrayList<>(List.of("login", name, "password", password));
            all.addAll(List.of(fields));
            return post("/login", form, all.toArray(String[]::new));
        }

        private static URI uri(String path) {
            return URI.create("https://localhost:" + web.ports().get("https") + path);
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            for (String cookie : response.headers().allValues("Set-Cookie")) {
                String pair = cookie.split(";", 2)[0];
                cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
            return response;
        }
    }

    @Test
    void aServerMayHaveNoPages() {
        try (Web none = Web.start(
                Map.of(),
                new Web.Parts(
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        List.of(),
                        new AdminSettings(_ -> false, List.of()),
                        new ClientSettings("mail.example.org", List.of()),
                        new OpenPages(new StsPublication(
                                StsPublication.Mode.TESTING,
                                Duration.ofDays(7),
                                new DomainName("mail.example.org"),
                                domain -> domain.ascii().equals("example.org"))),
                        PEOPLE.authenticator,
                        STORE,
                        CompletableFuture.completedFuture(new Web.Late(FLOW, PEOPLE.desk)),
                        new Services(),
                        new ComposeSettings(1, Path.of("none")),
                        new UploadLimits(1, 1, Path.of("none")),
                        Path.of("none"),
                        Path.of("none"),
                        Set.of()))) {
            assertThat(none.ports()).isEmpty();
        }
    }
}
