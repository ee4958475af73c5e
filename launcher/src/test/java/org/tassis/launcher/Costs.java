package org.tassis.launcher;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tassis.core.Login;

/// What addresses of a server in this process cost, asked for by {@link CostClient}, a process of its own.
final class Costs implements AutoCloseable {
    private final Process client;
    private final PrintWriter ask;
    private final BufferedReader told;

    private Costs(Process client) {
        this.client = client;
        this.ask = new PrintWriter(client.outputWriter(StandardCharsets.UTF_8), false);
        this.told = client.inputReader(StandardCharsets.UTF_8);
    }

    /// From the first octet sent to the last one read.
    ///
    /// @param median,p95,p99 of one request, in milliseconds
    /// @param seconds that all took
    record Times(double median, double p95, double p99, double seconds) {}

    /// @param issuer whom to trust, a PEM file
    /// @param key    of the API
    /// @param cookie of the pages
    static Costs start(Path issuer, String key, String cookie) throws IOException {
        return new Costs(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CostClient.class.getName(),
                        issuer.toString(),
                        key,
                        cookie)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /// Of a session of somebody.
    static String cookie(Path issuer, String pages, Login login, String password) throws Exception {
        HttpClient client = CostClient.trusting(issuer);
        Map<String, String> cookies = new HashMap<>();
        HttpResponse<String> form = client.send(
                HttpRequest.newBuilder(URI.create(pages + "/login")).build(), HttpResponse.BodyHandlers.ofString());
        keep(form, cookies);
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(form.body());
        String body = "login=" + login.value() + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)
                + (token.find() ? "&_csrf=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8) : "");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(pages + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Cookie", header(cookies))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 3) {
            throw new IllegalStateException("the login was answered " + answer.statusCode());
        }
        keep(answer, cookies);
        return header(cookies);
    }

    private static void keep(HttpResponse<String> response, Map<String, String> cookies) {
        for (String line : response.headers().allValues("Set-Cookie")) {
            String[] pair = line.split(";", 2)[0].split("=", 2);
            cookies.put(pair[0], pair[1]);
        }
    }

    private static String header(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    /// @param clients how many ask at once
    /// @param from    the first number that `address` is asked about
    Times ask(int clients, int from, int count, IntFunction<String> address) throws IOException {
        ask.println(clients + " " + count);
        IntStream.range(from, from + count).mapToObj(address).forEach(ask::println);
        ask.flush();
        String line = told.readLine();
        if (line == null) {
            throw new IllegalStateException("who asks has gone");
        }
        String[] words = line.split(" ");
        return new Times(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]));
    }

    /// Processor time of this process so far, in milliseconds.
    static double processor() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e6;
    }

    @Override
    public void close() {
        client.destroy();
    }
}
