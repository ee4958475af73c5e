package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.admin.AdminSettings;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.admin.operations.Finding;
import org.tassis.certificates.AcmeAuthority;
import org.tassis.certificates.AcmeSettings;
import org.tassis.certificates.Challenges;
import org.tassis.certificates.PageKeys;
import org.tassis.certificates.Renewals;
import org.tassis.certificates.Wanted;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.desk.Visit;
import org.tassis.launcher.settings.Listening;
import org.tassis.mailflow.MailFlow;
import org.tassis.net.Awaited;
import org.tassis.net.CertificateSource;
import org.tassis.net.SelfSigned;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.Pebble;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TrustingTls;
import org.tassis.testkit.dns.FakeDnsServer;
import org.tassis.web.UploadLimits;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.ComposeSettings;

/// Certificates from a real ACME server, which checks names at the real pages.
class OrderedCertificateTest {
    @TempDir
    static Path directory;

    private static final TestDirectory PEOPLE = new TestDirectory();
    private static final MailStore STORE = new InMemoryMailStore(PEOPLE.directory::quotaOf, InstantSource.system());
    private static final Challenges CHALLENGES = new Challenges();
    private static final List<CertificateSource> SOURCES = new ArrayList<>();
    private static final Services SERVICES = new Services(CertificateShelf.class, SecondFactors.class);
    private static Path ordered;
    private static SelfSigned own;
    private static PageKeys keys;
    private static FakeDnsServer dns;
    private static Optional<Pebble> pebble = Optional.empty();
    private static Web web;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        ordered = directory.resolve("acme");
        PEOPLE.desk.operators(Visit.CONSOLE).add(new Login("operator"), "Franz", new Secret(Site.OPERATOR));
        SERVICES.put(
                SecondFactors.class,
                new SecondFactors(
                        PEOPLE.directory.factors(),
                        text -> "sealed:" + text,
                        text -> text.substring(7),
                        InstantSource.system()));
        own = new SelfSigned(directory.resolve("tls"), List.of("mail.example.org"), InstantSource.system());
        SOURCES.add(new Awaited(Renewals.files(ordered, "mail.example.org"), own));
        SOURCES.add(new SelfSigned(directory.resolve("local"), List.of("localhost"), InstantSource.system()));
        keys = new PageKeys(() -> SOURCES, CHALLENGES);
        web = Web.start(
                Map.of(
                        "https",
                        new Listening(Listening.Service.HTTPS, true, "127.0.0.1", 0, Listening.Tls.IMPLICIT, false, ""),
                        "http",
                        new Listening(Listening.Service.HTTP, true, "127.0.0.1", 0, Listening.Tls.NONE, false, "")),
                new Web.Parts(
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        List.of(),
                        new AdminSettings(_ -> false, List.of()),
                        new ClientSettings("mail.example.org", List.of()),
                        new OpenPages(OpenPages.NONE.sts(), CHALLENGES, Optional.of(keys)),
                        PEOPLE.authenticator,
                        STORE,
                        CompletableFuture.completedFuture(new Web.Late(
                                new MailFlow(
                                        PEOPLE.directory, Optional::empty, STORE, InstantSource.system(), 1_000_000),
                                PEOPLE.desk)),
                        SERVICES,
                        new ComposeSettings(1_000_000, Files.createDirectory(directory.resolve("spool"))),
                        new UploadLimits(1_000_000 + Web.FORM, 8 << 20, directory.resolve("spool")),
                        own.chain(),
                        own.key(),
                        ConcurrentHashMap.newKeySet()));
        InMemoryDns zone = new InMemoryDns()
                .host("mail.example.org", "127.0.0.1")
                .host("mta-sts.example.org", "127.0.0.1")
                .host("autoconfig.example.org", "127.0.0.1");
        dns = new FakeDnsServer(zone);
        pebble = Pebble.start(
                Files.createDirectory(directory.resolve("pebble")),
                web.ports().get("http"),
                web.ports().get("https"),
                dns.address());
    }

    @AfterAll
    static void stop() throws Exception {
        if (pebble.isPresent()) {
            pebble.get().close();
        }
        dns.close();
        web.close();
    }

    private static Renewals renewals(AcmeSettings.Way way, Wanted... wanted) throws IOException {
        assumeTrue(pebble.isPresent(), "Pebble is not installed");
        return new Renewals(
                ordered,
                new AcmeAuthority(
                        new AcmeSettings(
                                pebble.get().directory(),
                                Optional.of("hostmaster@example.org"),
                                Optional.of(pebble.get().issuer()),
                                List.of(way),
                                Duration.ofMinutes(1)),
                        directory.resolve("account.pem"),
                        CHALLENGES,
                        InstantSource.system()),
                () -> List.of(wanted),
                InstantSource.system());
    }

    /// What a browser is shown that asks for this host.
    private static X509Certificate shown(String host, String... protocols) throws Exception {
        SSLContext context = TrustingTls.context();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), web.ports().get("https"))) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void aFileOnPort80ProvesAndTheNewCertificateIsShownAtOnce() throws Exception {
        Renewals renewals =
                renewals(AcmeSettings.Way.HTTP_01, new Wanted("mail.example.org", List.of("mail.example.org")));
        X509Certificate before = shown("mail.example.org");
        SSLContext context = TrustingTls.context();
        try (SSLSocket open = (SSLSocket) context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), web.ports().get("https"))) {
            open.startHandshake();
            renewals.look();
            assertThat(renewals.status().getFirst().failure())
                    .as(pebble.orElseThrow().log())
                    .isEmpty();
            keys.reloadIfChanged();
            X509Certificate after = shown("mail.example.org", "h2", "http/1.1");
            assertThat(after.getIssuerX500Principal().getName()).contains("Pebble");
            assertThat(after).isNotEqualTo(before);
            open.getOutputStream()
                    .write("GET /login HTTP/1.1\r\nHost: mail.example.org\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(open.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .as("a connection from before goes on")
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(CHALLENGES.proof("mail.example.org")).isEmpty();
    }

    @Test
    void aHandshakeOnPort443ProvesNamesOfServices() throws Exception {
        Renewals renewals = renewals(
                AcmeSettings.Way.TLS_ALPN_01,
                new Wanted("example.org", List.of("mta-sts.example.org", "autoconfig.example.org")));
        renewals.look();
        assertThat(renewals.status().getFirst().failure())
                .as(pebble.orElseThrow().log())
                .isEmpty();
        SOURCES.addAll(renewals.usable());
        keys.reloadIfChanged();
        assertThat(shown("mta-sts.example.org").getIssuerX500Principal().getName())
                .contains("Pebble");
        assertThat(shown("autoconfig.example.org")).isEqualTo(shown("mta-sts.example.org"));
        assertThat(shown("elsewhere.example").getSubjectAlternativeNames().toString())
                .contains("mail.example.org");
    }

    @Test
    void whatCannotBeProvenIsSaidInWords() throws Exception {
        for (AcmeSettings.Way way : AcmeSettings.Way.values()) {
            String host = way == AcmeSettings.Way.HTTP_01 ? "http.example.net" : "alpn.example.net";
            Renewals renewals = renewals(way, new Wanted(host, List.of(host)));
            renewals.look();
            assertThat(renewals.status().getFirst().failure().orElseThrow().why())
                    .contains("the authority could not see that " + host + " leads here");
        }
        Renewals nowhere = new Renewals(
                ordered,
                new AcmeAuthority(
                        new AcmeSettings(
                                java.net.URI.create("https://localhost:1/dir"),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(AcmeSettings.Way.HTTP_01),
                                Duration.ofMinutes(1)),
                        directory.resolve("account.pem"),
                        CHALLENGES,
                        InstantSource.system()),
                () -> List.of(new Wanted("nobody.example.org", List.of("nobody.example.org"))),
                InstantSource.system());
        nowhere.look();
        assertThat(nowhere.status().getFirst().failure().orElseThrow().why())
                .contains("https://localhost:1/dir cannot be reached");
    }

    /// What an operator sees on the page, of certificates that are ordered from a real authority.
    @Test
    void thePageTellsWhatThereIsAndWhatFailedAndOrdersAgain() throws Exception {
        AtomicReference<List<Wanted>> wanted = new AtomicReference<>(List.of(
                new Wanted("page.example.org", List.of("mail.example.org")),
                new Wanted("http.example.net", List.of("http.example.net"))));
        assumeTrue(pebble.isPresent(), "Pebble is not installed");
        Renewals renewals = new Renewals(
                ordered,
                new AcmeAuthority(
                        new AcmeSettings(
                                pebble.get().directory(),
                                Optional.empty(),
                                Optional.of(pebble.get().issuer()),
                                List.of(AcmeSettings.Way.HTTP_01),
                                Duration.ofMinutes(1)),
                        directory.resolve("account.pem"),
                        CHALLENGES,
                        InstantSource.system()),
                wanted::get,
                InstantSource.system());
        Awaited main = new Awaited(Renewals.files(ordered, "page.example.org"), own);
        SERVICES.put(
                CertificateShelf.class,
                new Shelf(
                        main::chain,
                        false,
                        own.chain(),
                        List.of(),
                        Optional.of(renewals),
                        Optional.of(pebble.get().directory().toString())));
        PageBrowser operator = new PageBrowser(
                HttpClient.newBuilder().sslContext(TrustingTls.context()).build(),
                () -> web.ports().get("https"));
        operator.login("operator", Site.OPERATOR);
        renewals.look();
        String page = operator.page("/admin/certificates");
        assertThat(page)
                .contains("page.example.org", "valid", "Pebble", "left", "Will be renewed")
                .contains("http.example.net", "could not be ordered", "could not see that http.example.net leads here")
                .contains("Try again now", pebble.get().directory().toString());
        assertThat(page).as("what to do").containsAnyOf("Publish A or AAAA of http.example.net", "Open port 80");
        List<Finding> findings = Operations.certificates(
                new Shelf(main::chain, false, own.chain(), List.of(), Optional.of(renewals), Optional.empty()).all(),
                Instant.now());
        assertThat(findings).extracting(Finding::key).containsExactly("certificate.failed");

        wanted.set(List.of(
                new Wanted("page.example.org", List.of("mail.example.org")),
                new Wanted("http.example.net", List.of("mta-sts.example.org")))); // now it leads here
        try (Renewals.Looking looking = renewals.keepLooking(Duration.ofDays(1))) {
            assertThat(looking).isNotNull();
            assertThat(operator.submit("/admin/certificates/order", "/admin/certificates", "name", "http.example.net"))
                    .contains("The certificate of http.example.net is being ordered");
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (renewals.status().get(1).failure().isPresent() || renewals.isOrdering("http.example.net")) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }
        }
        assertThat(operator.page("/admin/certificates")).doesNotContain("could not be ordered");
        assertThat(operator.submit("/admin/certificates/order", "/admin/certificates"))
                .contains("All certificates are being ordered");
    }

    @Test
    void port80LeadsToHttpsAndNowhereElse() throws Exception {
        assertThat(plain("/webmail?a=1", "mail.example.org"))
                .startsWith("HTTP/1.1 302")
                .contains("Location: https://mail.example.org:" + web.ports().get("https") + "/webmail?a=1\r\n");
        assertThat(plain("/", "evil.example"))
                .contains("Location: https://mail.example.org:" + web.ports().get("https") + "/\r\n")
                .doesNotContain("evil");
        assertThat(plain("/.well-known/acme-challenge/nothing", "mail.example.org"))
                .startsWith("HTTP/1.1 404");
    }

    private static String plain(String path, String host) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), web.ports().get("http"))) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
