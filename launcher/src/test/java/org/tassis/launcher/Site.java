package org.tassis.launcher;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.tassis.store.InMemoryShares;
import org.tassis.store.MailStore;
import org.tassis.store.Shares;
import org.tassis.store.SharingMailStore;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestGreylist;
import org.tassis.testkit.TrustingTls;
import org.tassis.web.UploadLimits;
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
    final Greylist greylist = TestGreylist.at(InstantSource.system());
    final InMemoryTrace trace = new InMemoryTrace();
    final ChoiceRecords choices = new InMemoryChoices();
    final Shares shares = new InMemoryShares();
    final MailStore store =
            new SharingMailStore(new InMemoryMailStore(people.directory::quotaOf, InstantSource.system()), shares);
    final Contacts contacts = new Contacts(new InMemoryContacts(), InstantSource.system(), Duration.ofDays(30));
    final Account operator;
    final Account administrator;
    final Account user;
    final Customer monsite;
    final Web web;
    private final HttpClient client;

    Site(Path directory) throws Exception {
        this(
                directory,
                new Services(SecondFactors.class, ChoiceRecords.class, OwnPost.class, Contacts.class, Shares.class));
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
        offer(services, Shares.class, shares);
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
                        new UploadLimits(1_000_000 + Web.FORM, 8 << 20, directory.resolve("spool")),
                        certificate.chain(),
                        certificate.key(),
                        adminPorts));
        client = HttpClient.newBuilder()
                .sslContext(TrustingTls.of(certificate.issuer()))
                .build();
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

    PageBrowser browser() {
        return browserAt("https");
    }

    /// Before the pages of another listener.
    PageBrowser browserAt(String listener) {
        return new PageBrowser(client, () -> web.ports().get(listener));
    }

    /// One that has logged in.
    PageBrowser browser(String login, String password) throws Exception {
        PageBrowser browser = browser();
        browser.login(login, password);
        return browser;
    }

    @Override
    public void close() {
        client.shutdownNow();
        web.close();
    }
}
