package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.launcher.PageBrowser.location;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.admin.AdminSettings;
import org.tassis.admin.HealthCheck;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.launcher.settings.Listening;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.publish.StsPublication;
import org.tassis.net.SelfSigned;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TrustingTls;
import org.tassis.web.UploadLimits;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.ComposeSettings;

/// The web server: what it shows before the login and to programs, and the login.
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
        client = HttpClient.newBuilder()
                .sslContext(TrustingTls.of(certificate.issuer()))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        web.close();
    }

    private static PageBrowser browser() {
        return new PageBrowser(client, () -> web.ports().get("https"));
    }

    private static HttpResponse<String> get(String listener, String path, String language) throws Exception {
        return new PageBrowser(client, () -> web.ports().get(listener)).get(path, "Accept-Language", language);
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

        PageBrowser browser = browser();
        HttpResponse<String> in = browser.login("ann", TestDirectory.ANN_PASSWORD, "to", "/webmail?folder=1");
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
            HttpResponse<String> in = browser().login("ann", TestDirectory.ANN_PASSWORD, "to", to);
            assertThat(location(in)).as(to).isEqualTo("/webmail");
        }
    }

    @Test
    void aWrongPasswordIsToldAndTheNameStays() throws Exception {
        PageBrowser browser = browser();
        HttpResponse<String> answer =
                browser.post("/login", browser.get("/login"), "login", "ann", "password", "wrong-password", "to", "");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
                .contains("do not go together")
                .contains("value=\"ann\"")
                .doesNotContain("wrong-password");
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(value -> value.contains("__Host-tassis="));
    }

    @Test
    void aFormOfAnotherSiteIsRefused() throws Exception {
        HttpResponse<String> answer = browser().plainPost("/login", "login=ann&password=" + TestDirectory.ANN_PASSWORD);
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
