package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.admin.AdminSettings;
import org.tassis.admin.HealthCheck;
import org.tassis.core.Cidr;
import org.tassis.launcher.settings.Listening;
import org.tassis.net.SelfSigned;
import org.tassis.webmail.ClientSettings;

class WebTest {
    @TempDir
    static Path directory;

    private static final AtomicReference<Optional<String>> PROBLEM = new AtomicReference<>(Optional.empty());
    private static Web web;
    private static HttpClient client;

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
        assertThat(get("https", "/tassis.css", "en").statusCode()).isEqualTo(200);
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
                        Path.of("none"),
                        Path.of("none"),
                        Set.of()))) {
            assertThat(none.ports()).isEmpty();
            none.reloadCertificates();
        }
    }
}
