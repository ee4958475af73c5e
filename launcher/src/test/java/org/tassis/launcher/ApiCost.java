package org.tassis.launcher;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Customer;
import org.tassis.directory.Directory;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;

/// What lists and searches cost through the API of a whole server with 100,000 mailboxes in the embedded
/// database. `./tassis bench api`, or by hand; the one argument is how many.
public final class ApiCost {
    private static final int PER_CUSTOMER = 100;
    private static final int WARM = 100;
    private static final int TIMES = 300;
    private static final int CLIENTS = 8;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String root;
    private final String key;

    private ApiCost(Path control) throws Exception {
        String[] words = Files.readString(control).strip().split(" ", 2);
        root = "http://127.0.0.1:" + words[0];
        key = words[1];
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
            }
            try (Server _ = Server.start(settings)) {
                new ApiCost(directory.resolve("data/control")).all(mailboxes);
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

    private void all(int mailboxes) throws Exception {
        int customers = Math.max(1, mailboxes / PER_CUSTOMER);
        System.out.printf(Locale.ROOT, "%-44s %9s %9s %12s%n", "one request", "median", "p95", "per second");
        measure("one mailbox", i -> "/mailboxes/" + login(i * 311 % mailboxes));
        measure("mailboxes, first page of 50", _ -> "/mailboxes?limit=50");
        measure(
                "mailboxes, a page in the middle",
                i -> "/mailboxes?limit=50&cursor="
                        + java.util.Base64.getUrlEncoder()
                                .encodeToString(login(i * 311 % mailboxes)
                                        .value()
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        measure("mailboxes of a customer", i -> "/mailboxes?limit=50&customer=customer" + i % customers);
        measure("mailboxes of a domain", i -> "/mailboxes?limit=50&domain=domain" + i % customers + ".example");
        measure("search, many hits", _ -> "/mailboxes?limit=50&q=info");
        measure("search, one hit by address", i -> "/mailboxes?limit=50&q=contact" + i * 911 % mailboxes + "@");
        measure("search, no hit", _ -> "/mailboxes?limit=50&q=nothing-like-this");
        measure("domains, first page of 50", _ -> "/domains?limit=50");
        measure("customers, first page of 50", _ -> "/customers?limit=50");
        measure("what a customer has", i -> "/customers/customer" + i % customers + "/usage");
    }

    private void measure(String name, IntFunction<String> path) throws Exception {
        for (int i = 0; i < WARM; i++) {
            ask(path.apply(i));
        }
        double[] times = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long started = System.nanoTime();
            ask(path.apply(WARM + i));
            times[i] = (System.nanoTime() - started) / 1e6;
        }
        Arrays.sort(times);
        long started = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = threads.invokeAll(java.util.stream.IntStream.range(0, CLIENTS)
                    .<Callable<Boolean>>mapToObj(number -> () -> {
                        for (int i = 0; i < TIMES / CLIENTS; i++) {
                            ask(path.apply(number * TIMES + i));
                        }
                        return true;
                    })
                    .toList());
            for (Future<Boolean> one : all) {
                one.get();
            }
        }
        double rate = (TIMES / CLIENTS) * CLIENTS / ((System.nanoTime() - started) / 1e9);
        System.out.printf(
                Locale.ROOT, "%-44s %6.1f ms %6.1f ms %12.0f%n", name, times[TIMES / 2], times[TIMES * 95 / 100], rate);
    }

    private void ask(String path) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(root + "/api/v1" + path))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + response.body());
        }
    }
}
