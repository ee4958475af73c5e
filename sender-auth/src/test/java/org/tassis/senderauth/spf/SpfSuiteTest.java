package org.tassis.senderauth.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The public suite of RFC 7208, as Debian's package python3-spf has it. {@link SpfCasesTest} has cases of
/// our own.
class SpfSuiteTest {
    private static final Path SUITE = Path.of("/usr/share/doc/python3-spf/rfc7208-tests.yml.gz");

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        assumeTrue(Files.exists(SUITE), "SKIPPED: " + SUITE + " is missing (Debian: apt-get install python3-spf)");
        String text;
        try (var in = new GZIPInputStream(Files.newInputStream(SUITE))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<DynamicTest> all = new ArrayList<>();
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        for (Object section : yaml.loadAll(text)) {
            var map = map(section);
            var zone = zone(map(map.get("zonedata")));
            map(map.get("tests"))
                    .forEach((name, test) -> all.add(
                            DynamicTest.dynamicTest(map.get("description") + ": " + name, () -> run(zone, map(test)))));
        }
        return all.stream();
    }

    private static void run(InMemoryDns zone, Map<String, Object> test) {
        var spf = new Spf(zone, "receiver.example", InstantSource.fixed(Instant.EPOCH));
        String sender = String.valueOf(test.get("mailfrom"));
        String helo = String.valueOf(test.get("helo"));
        var client = InetAddress.ofLiteral(String.valueOf(test.get("host")));
        int at = sender.lastIndexOf('@');
        var result = sender.isEmpty()
                ? spf.checkHelo(client, helo)
                : spf.check(client, helo, at < 0 ? "" : sender.substring(0, at), sender.substring(at + 1));
        Object wanted = test.get("result");
        var allowed = wanted instanceof List<?> several ? several : List.of(wanted);
        assertThat(allowed.contains(result.outcome().word()))
                .as("%s: %s instead of %s", test, result, wanted)
                .isTrue();
        if (test.get("explanation") instanceof String explanation && result.outcome() == SpfOutcome.FAIL) {
            assertThat(result.explanation().orElse("DEFAULT")).isEqualTo(explanation);
        }
    }

    private static InMemoryDns zone(Map<String, Object> data) {
        var zone = new InMemoryDns();
        data.forEach((name, entries) -> {
            zone.exists(name);
            var list = (List<?>) entries;
            boolean hasTxt = list.stream().anyMatch(e -> e instanceof Map<?, ?> m && m.containsKey("TXT"));
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> record) {
                    record.forEach((type, value) -> add(zone, name, String.valueOf(type), value, hasTxt));
                } else if (list.size() == 1 || list.contains(Map.of("TXT", "NONE"))) {
                    zone.fails(name, Failure.TIMEOUT);
                }
            }
        });
        return zone;
    }

    private static void add(InMemoryDns zone, String name, String type, Object value, boolean hasTxt) {
        switch (type) {
            case "SPF" -> {
                if (!hasTxt) {
                    zone.txt(name, joined(value));
                }
            }
            case "TXT" -> {
                if (!"NONE".equals(value)) {
                    zone.txt(name, joined(value));
                }
            }
            case "A", "AAAA" -> {
                var address = InetAddress.ofLiteral(String.valueOf(value));
                if (address.getAddress().length == (type.equals("A") ? 4 : 16)) {
                    zone.host(name, String.valueOf(value));
                }
            }
            case "MX" -> {
                var mx = (List<?>) value;
                zone.mx(name, (Integer) mx.get(0), String.valueOf(mx.get(1)));
            }
            case "PTR" ->
                zone.add(name, InMemoryDns.RecordType.PTR, String.valueOf(value).toLowerCase(Locale.ROOT));
            case "CNAME" -> zone.alias(name, String.valueOf(value));
            default -> throw new IllegalArgumentException(type);
        }
    }

    private static String joined(Object value) {
        return value instanceof List<?> strings
                ? String.join("", strings.stream().map(String::valueOf).toList())
                : String.valueOf(value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
