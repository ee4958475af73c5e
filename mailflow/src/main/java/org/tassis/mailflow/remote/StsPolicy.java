package org.tassis.mailflow.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a domain wants of connections to its servers: RFC 8461 §3.2.
///
/// @param servers patterns that its servers' names fit
record StsPolicy(Mode mode, List<String> servers, Duration maxAge) {
    private static final long LONGEST = 31_557_600; // a year: RFC 8461 §3.2
    private static final int MAX_SERVERS = 200;

    enum Mode {
        ENFORCE,
        TESTING,
        NONE
    }

    static Optional<StsPolicy> parse(String text) {
        boolean version = false;
        Optional<Mode> mode = Optional.empty();
        long maxAge = -1;
        List<String> servers = new ArrayList<>();
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).strip()) {
                case "version" -> version = value.equals("STSv1");
                case "mode" ->
                    mode = switch (value) {
                        case "enforce" -> Optional.of(Mode.ENFORCE);
                        case "testing" -> Optional.of(Mode.TESTING);
                        case "none" -> Optional.of(Mode.NONE);
                        default -> Optional.empty();
                    };
                case "mx" -> {
                    if (servers.size() < MAX_SERVERS) {
                        servers.add(value.toLowerCase(Locale.ROOT));
                    }
                }
                case "max_age" -> {
                    if (value.matches("[0-9]{1,10}")) {
                        maxAge = Math.min(LONGEST, Long.parseLong(value));
                    }
                }
                default -> {
                    // an extension: RFC 8461 §3.2
                }
            }
        }
        if (!version || mode.isEmpty() || maxAge < 0 || servers.isEmpty() && mode.get() != Mode.NONE) {
            return Optional.empty();
        }
        return Optional.of(new StsPolicy(mode.get(), List.copyOf(servers), Duration.ofSeconds(maxAge)));
    }

    /// As it was published, but for what this server does not know.
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        texts.add("version: STSv1");
        texts.add("mode: " + mode.name().toLowerCase(Locale.ROOT));
        servers.forEach(server -> texts.add("mx: " + server));
        texts.add("max_age: " + maxAge.toSeconds());
        return texts;
    }

    /// RFC 8461 §4.1.
    boolean admits(String host) {
        return servers.stream().anyMatch(pattern -> DaneTrust.fits(pattern, host));
    }
}
