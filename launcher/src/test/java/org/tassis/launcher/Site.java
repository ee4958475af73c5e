package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.tassis.admin.AdminSettings;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.choice.InMemoryChoices;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.contact.InMemoryContacts;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.settings.Listening;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.desk.OwnPost;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.net.SelfSigned;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestGreylist;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.ComposeSettings;

/// The pages over real TLS, on an https and an administration listener, with people in memory:
///
/// | login | who | password |
/// |---|---|---|
/// | `operator` | runs the server | {@link #OPERATOR} |
/// | `monsite` | administers the customer `monsite` with `monsite.example` | {@link #ADMINISTRATOR} |
/// | `monsite0001` | has a mailbox there | {@link #USER} |
/// | `ann`, `bob` | have mailboxes of the house | as in TestDirectory |
final class Site implements AutoCloseable {
    static final String OPERATOR = "operator-drives-9-coaches";
    static final String ADMINISTRATOR = "walloon-letters-17-miles";
    static final String USER = "quiet-harbour-33-lamps";

    final TestDirectory people = new TestDirectory();
    final MailStore store = new InMemoryMailStore(people.directory::quotaOf, InstantSource.system());
    final Greylist greylist = TestGreylist.at(InstantSource.system());
    final InMemoryTrace trace = new InMemoryTrace();
    final ChoiceRecords choices = new InMemoryChoices();
    final Contacts contacts = new Contacts(new InMemoryContacts(), InstantSource.system(), Duration.ofDays(30));
    final Account operator;
    final Account administrator;
    final Account user;
    final Customer monsite;
    final Web web;
    private final HttpClient client;

    Site(Path directory) throws Exception {
        this(directory, new Services(SecondFactors.class, ChoiceRecords.class, OwnPost.class, Contacts.class));
    }

    Site(Path directory, Services services) throws Exception {
        this(directory, _ -> services);
    }

    /// @param made of the people, before the pages ask for it
    Site(Path directory, Function<TestDirectory, Services> made) throws Exception {
        this(
                directory,
                made,
                (people, store) ->
                        new MailFlow(people.directory, Optional::empty, store, InstantSource.system(), 1_000_000));
    }

    /// @param made  of the people, before the pages ask for it
    /// @param flows of the people and their mail
    Site(Path directory, Function<TestDirectory, Services> made, BiFunction<TestDirectory, MailStore, MailFlow> flows)
            throws Exception {
        MailFlow flow = flows.apply(people, store);
        Services services = made.apply(people);
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        operator = people.desk.operators(Visit.CONSOLE).add(new Login("operator"), "Franz", new Secret(OPERATOR));
        monsite = people.desk
                .customers(Visit.CONSOLE)
                .add(NewCustomer.named(new Login("monsite")).withPlan("Recommended"));
        people.directory.addDomain(TestDirectory.domain("monsite.example"), monsite.id());
        administrator = people.add("monsite", ADMINISTRATOR, "monsite@monsite.example");
        user = people.add("monsite0001", USER, "info@monsite.example", "contact@monsite.example");
        people.directory.customers().changeAdministrator(monsite.id(), Optional.of(administrator.id()));

        SelfSigned certificate = new SelfSigned(directory.resolve("tls"), List.of("localhost"), InstantSource.system());
        Set<Integer> adminPorts = ConcurrentHashMap.newKeySet();
        services.put(
                SecondFactors.class,
                new SecondFactors(
                        people.directory.factors(),
                        text -> "sealed:" + text,
                        text -> text.substring(7),
                        InstantSource.system()));
        offer(services, ChoiceRecords.class, choices);
        offer(services, Contacts.class, contacts);
        offer(services, OwnPost.class, new OwnPost(people.desk, greylist, trace));
        web = Web.start(
                Map.of("https", listening(Listening.Service.HTTPS), "admin", listening(Listening.Service.ADMIN)),
                new Web.Parts(
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        List.of(),
                        new AdminSettings(adminPorts::contains, List.of()),
                        new ClientSettings(
                                "mail.example.org",
                                List.of(
                                        new ClientSettings.Service("imap", 993, "implicit"),
                                        new ClientSettings.Service("submission", 465, "implicit"))),
                        OpenPages.NONE,
                        people.authenticator,
                        store,
                        CompletableFuture.completedFuture(new Web.Late(flow, people.desk)),
                        services,
                        new ComposeSettings(1_000_000, Files.createDirectories(directory.resolve("spool"))),
                        certificate.chain(),
                        certificate.key(),
                        adminPorts));
        client = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
    }

    /// To tests that promised it.
    private static <T> void offer(Services services, Class<T> type, T value) {
        try {
            services.put(type, value);
        } catch (IllegalArgumentException _) {
            // this test's pages do without
        }
    }

    private static Listening listening(Listening.Service service) {
        return new Listening(service, true, "127.0.0.1", 0, Listening.Tls.IMPLICIT, false, "");
    }

    private static SSLContext trusting(SelfSigned certificate) throws Exception {
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
        return tls;
    }

    /// A program that uses the API.
    Api api(String listener, String token) {
        return new Api(client, web.ports().get(listener), token, _ -> {});
    }

    /// Likewise, everything it does being seen.
    Api api(String token, Consumer<Api.Exchange> watcher) {
        return new Api(client, web.ports().get("admin"), token, watcher);
    }

    URI uri(String listener, String path) {
        return URI.create("https://localhost:" + web.ports().get(listener) + path);
    }

    /// Sends what programs send, without cookies.
    HttpResponse<String> send(URI where, HttpRequest.BodyPublisher body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(where)
                        .header("Content-Type", "text/xml")
                        .POST(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    Browser browser() {
        return new Browser("https");
    }

    /// One that has logged in.
    Browser browser(String login, String password) throws Exception {
        Browser browser = browser();
        browser.login(login, password);
        return browser;
    }

    @Override
    public void close() {
        client.shutdownNow();
        web.close();
    }

    /// Keeps cookies, follows nothing, runs no script.
    final class Browser {
        private final Map<String, String> cookies = new ConcurrentHashMap<>();
        private final String listener;

        Browser(String listener) {
            this.listener = listener;
        }

        /// @param headers name, value, name, value ...
        HttpResponse<String> get(String path, String... headers) throws Exception {
            HttpRequest.Builder request = request(path);
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return kept(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        }

        /// As they come; nothing is unpacked.
        HttpResponse<byte[]> octets(String path, String... headers) throws Exception {
            HttpRequest.Builder request = request(path);
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }

        /// What does not end by itself. To be closed.
        CompletableFuture<HttpResponse<InputStream>> open(String path) {
            return client.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
        }

        /// A form that has no token unless `body` holds one.
        HttpResponse<String> plainPost(String path, String body) throws Exception {
            return kept(client.send(
                    request(path)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }

        /// Likewise, of a page as it was answered.
        HttpResponse<String> post(String path, HttpResponse<String> page, String... fields) throws Exception {
            return post(path, page.body(), fields);
        }

        Optional<String> cookie(String name) {
            return Optional.ofNullable(cookies.get(name));
        }

        void setCookie(String name, String value) {
            cookies.put(name, value);
        }

        /// A page that is there, without a text that is missing.
        String page(String path) throws Exception {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.body()).doesNotContain("??", " style=", "<script>");
            return response.body();
        }

        /// Sends a form with the token of a page.
        ///
        /// @param fields name, value, name, value ...
        HttpResponse<String> post(String path, String page, String... fields) throws Exception {
            StringBuilder body = new StringBuilder();
            Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page);
            if (token.find()) {
                body.append("_csrf=").append(URLEncoder.encode(token.group(1), StandardCharsets.UTF_8));
            }
            for (int i = 0; i < fields.length; i += 2) {
                body.append('&')
                        .append(fields[i])
                        .append('=')
                        .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
            }
            return plainPost(path, body.toString());
        }

        /// Sends a form with a file.
        HttpResponse<String> upload(String path, String page, String field, String file, byte[] octets)
                throws Exception {
            Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page);
            assertThat(token.find()).isTrue();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(("--border\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token.group(1)
                            + "\r\n--border\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\""
                            + file
                            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(octets);
            body.writeBytes("\r\n--border--\r\n".getBytes(StandardCharsets.UTF_8));
            return kept(client.send(
                    request(path)
                            .header("Content-Type", "multipart/form-data; boundary=border")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }

        /// Sends a form as a browser would that has the page before it, and goes where that leads.
        ///
        /// @return the page that is seen then
        String submit(String path, String from, String... fields) throws Exception {
            HttpResponse<String> response = post(path, page(from), fields);
            assertThat(response.statusCode()).as(response.body()).isIn(200, 302);
            return response.statusCode() == 200
                    ? response.body()
                    : page(response.headers().firstValue("Location").orElseThrow());
        }

        HttpResponse<String> login(String login, String password, String... fields) throws Exception {
            String[] all = new String[fields.length + 4];
            System.arraycopy(fields, 0, all, 4, fields.length);
            all[0] = "login";
            all[1] = login;
            all[2] = "password";
            all[3] = password;
            HttpResponse<String> response = post("/login", get("/login").body(), all);
            assertThat(response.statusCode()).isEqualTo(302);
            return response;
        }

        private HttpRequest.Builder request(String path) {
            URI uri =
                    URI.create("https://localhost:" + web.ports().get(listener)).resolve(path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            return request;
        }

        private HttpResponse<String> kept(HttpResponse<String> response) {
            for (String cookie : response.headers().allValues("Set-Cookie")) {
                String pair = cookie.split(";", 2)[0];
                cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
            return response;
        }
    }
}
