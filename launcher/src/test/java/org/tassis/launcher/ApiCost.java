package org.tassis.launcher;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Customer;
import org.tassis.directory.Directory;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;

/// What lists, searches and pages cost of a whole server with 100,000 mailboxes in the embedded database:
/// the time of one request after the other, and with four clients how many a second, and how much processor
/// time of the server each. `./tassis bench api`, or by hand; the one argument is how many mailboxes.
public final class ApiCost {
    private static final int PER_CUSTOMER = 100;
    private static final int WARM = 200;
    private static final int TIMES = 400;
    private static final int CLIENTS = 4;
    private static final Login OPERATOR = new Login("operator");
    private static final String PASSWORD = "wooden-Ferry-71-lamps";

    private final String api;
    private final String pages;
    private final Costs costs;

    private ApiCost(String api, String pages, Costs costs) {
        this.api = api;
        this.pages = pages;
        this.costs = costs;
    }

    public static void main(String[] words) throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        int mailboxes = words.length == 0 ? 100_000 : Integer.parseInt(words[0]);
        Path directory = Files.createTempDirectory("api-cost");
        try {
            Path file = Files.writeString(
                    directory.resolve("tassis.yml"),
                    Files.readString(Path.of("conf/tassis.yml")).replaceAll("port: [0-9]+,", "port: 0,"));
            Settings settings = SettingsFile.load(
                    Optional.of(file),
                    Map.of("data-directory", directory.resolve("data").toString()));
            try (Storage storage = Storage.open(settings)) {
                fill(storage.directory(), mailboxes);
                Secret password = new Secret(PASSWORD);
                storage.directory()
                        .operators()
                        .add(OPERATOR, "", storage.directory().operators().prepare(OPERATOR, "", password));
            }
            try (Server server = Server.start(settings)) {
                measure(server, directory.resolve("data/control"), mailboxes);
            }
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(one -> one.toFile().delete());
            }
        }
    }

    private static void fill(Directory directory, int mailboxes) {
        long started = System.nanoTime();
        for (int first = 0; first < mailboxes; first += PER_CUSTOMER) {
            int from = first;
            directory.together(() -> {
                int owner = from / PER_CUSTOMER;
                Customer customer = directory.customers().add(NewCustomer.named(new Login("customer" + owner)));
                DomainName domain = new DomainName("domain" + owner + ".example");
                directory.addDomain(domain, customer.id());
                for (int i = from; i < Math.min(mailboxes, from + PER_CUSTOMER); i++) {
                    directory.addPrepared(
                            NewAccount.named(login(i))
                                    .withRealName("Person " + i + " end")
                                    .of(customer.id())
                                    .withPrimary(address("info" + i, domain))
                                    .withAddresses(List.of(address("contact" + i, domain))),
                            Optional.empty());
                }
                return from;
            });
        }
        System.out.printf(
                Locale.ROOT, "%d mailboxes made in %d s%n", mailboxes, (System.nanoTime() - started) / 1_000_000_000);
    }

    private static Login login(int number) {
        return new Login(String.format(Locale.ROOT, "box%06d", number));
    }

    private static EmailAddress address(String local, DomainName domain) {
        return EmailAddress.of(local, domain.ascii()).orElseThrow();
    }

    private static void measure(Server server, Path control, int mailboxes) throws Exception {
        String[] words = Files.readString(control).strip().split(" ", 2);
        String pages = "https://localhost:" + server.ports().get("admin");
        String cookie = Costs.cookie(server.issuer(), pages, OPERATOR, PASSWORD);
        try (Costs costs = Costs.start(server.issuer(), words[1], cookie)) {
            new ApiCost("http://127.0.0.1:" + words[0] + "/api/v1", pages, costs).all(mailboxes);
        }
    }

    private void all(int mailboxes) throws Exception {
        int customers = Math.max(1, mailboxes / PER_CUSTOMER);
        System.out.printf(
                Locale.ROOT, "%-44s %12s %12s %12s %12s%n", "request", "median", "p95", "4: a second", "4: CPU each");
        call("one mailbox", i -> "/mailboxes/" + login(i * 311 % mailboxes));
        call("mailboxes, first page of 50", _ -> "/mailboxes?limit=50");
        call(
                "mailboxes, a page in the middle",
                i -> "/mailboxes?limit=50&cursor="
                        + Base64.getUrlEncoder()
                                .encodeToString(
                                        login(i * 311 % mailboxes).value().getBytes(StandardCharsets.UTF_8)));
        call("mailboxes of a customer", i -> "/mailboxes?limit=50&customer=customer" + i % customers);
        call("mailboxes of a domain", i -> "/mailboxes?limit=50&domain=domain" + i % customers + ".example");
        call("search, many hits", _ -> "/mailboxes?limit=50&q=info");
        call("search, one hit by address", i -> "/mailboxes?limit=50&q=contact" + i * 911 % mailboxes + "@");
        call("search, one hit by two words", i -> "/mailboxes?limit=50&q=person+box" + i * 911 % mailboxes);
        call("search, no hit", _ -> "/mailboxes?limit=50&q=nothing-like-this");
        call("search in a customer's", i -> "/mailboxes?limit=50&q=info&customer=customer" + i % customers);
        call("domains, first page of 50", _ -> "/domains?limit=50");
        call("domains, search", i -> "/domains?limit=50&q=ain" + i % customers + ".");
        call("customers, first page of 50", _ -> "/customers?limit=50");
        call("customers, search", i -> "/customers?limit=50&q=mer" + i % customers);
        call("what a customer has", i -> "/customers/customer" + i % customers + "/usage");
        page("page: dashboard", _ -> "/admin");
        page("page: mailboxes", _ -> "/admin/mailboxes");
        page("page: mailboxes, search", i -> "/admin/mailboxes?q=contact" + i * 911 % mailboxes);
        page("page: one mailbox", i -> "/admin/mailboxes/" + login(i * 311 % mailboxes));
        page("page: customers", _ -> "/admin/customers");
        page("page: one customer", i -> "/admin/customers/customer" + i % customers);
        page("page: domains", _ -> "/admin/domains");
        page("page: one domain", i -> "/admin/domains/domain" + i % customers + ".example");
    }

    private void call(String name, IntFunction<String> path) throws Exception {
        measure(name, i -> api + path.apply(i));
    }

    private void page(String name, IntFunction<String> path) throws Exception {
        measure(name, i -> pages + path.apply(i));
    }

    private void measure(String name, IntFunction<String> address) throws Exception {
        costs.ask(1, 0, WARM, address);
        Costs.Times alone = costs.ask(1, WARM, TIMES, address);
        double before = Costs.processor();
        Costs.Times together = costs.ask(CLIENTS, WARM + TIMES, TIMES, address);
        System.out.printf(
                Locale.ROOT,
                "%-44s %9.1f ms %9.1f ms %12.0f %9.1f ms%n",
                name,
                alone.median(),
                alone.p95(),
                TIMES / together.seconds(),
                (Costs.processor() - before) / TIMES);
    }
}
