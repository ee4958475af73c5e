package org.tassis.launcher;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.tassis.testkit.TrustingTls;

/// The asking half of {@link Costs}, in a process of its own, so that the processor time of the server
/// can be told from that of who asks. Reads `CLIENTS COUNT` and as many addresses, asks for them, and
/// writes `MEDIAN P95 P99 SECONDS` with milliseconds; until its input ends.
final class CostClient {
    private final HttpClient client;
    private final String key;
    private final String cookie;

    private CostClient(HttpClient client, String key, String cookie) {
        this.client = client;
        this.key = key;
        this.cookie = cookie;
    }

    /// @param words whom to trust (a PEM file), the key of the API, the cookie of the pages
    public static void main(String[] words) throws Exception {
        CostClient asking = new CostClient(trusting(Path.of(words[0])), words[1], words[2]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] numbers = line.split(" ", 2);
            List<URI> addresses = new ArrayList<>();
            for (int i = Integer.parseInt(numbers[1]); i > 0; i--) {
                addresses.add(URI.create(in.readLine()));
            }
            System.out.println(asking.ask(addresses, Integer.parseInt(numbers[0])));
        }
    }

    static HttpClient trusting(Path issuer) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(TrustingTls.of(issuer))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private String ask(List<URI> addresses, int clients) throws Exception {
        double[] times = new double[addresses.size()];
        AtomicInteger next = new AtomicInteger();
        long started = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(threads.submit(() -> {
                    for (int at = next.getAndIncrement(); at < times.length; at = next.getAndIncrement()) {
                        long begun = System.nanoTime();
                        ask(addresses.get(at));
                        times[at] = (System.nanoTime() - begun) / 1e6;
                    }
                    return true;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        Arrays.sort(times);
        return String.format(
                Locale.ROOT,
                "%f %f %f %f",
                times[times.length / 2],
                times[times.length * 95 / 100],
                times[times.length * 99 / 100],
                seconds);
    }

    private void ask(URI address) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        HttpRequest wanted = address.getPath().startsWith("/api/")
                ? request.header("Authorization", "Bearer " + key).build()
                : request.header("Cookie", cookie).build();
        HttpResponse<String> response = client.send(wanted, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(address + " answered " + response.statusCode() + " " + response.body());
        }
    }
}
