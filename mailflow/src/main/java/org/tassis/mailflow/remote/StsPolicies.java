package org.tassis.mailflow.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;

/// The MTA-STS policies of other domains: RFC 8461. Remembered for as long as they say, in bounded memory; what was
/// known counts on when the DNS or the web server of a domain is kept from answering. Any thread; blocks.
public final class StsPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(StsPolicies.class);
    private static final Pattern RECORD = Pattern.compile("v=STSv1\\s*;(?:.*;)?\\s*id=([A-Za-z0-9]{1,32})\\s*(?:;.*)?");
    private static final int MOST = 20_000;
    private static final int MAX_OCTETS = 64 * 1024;
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMinutes(5); // RFC 8461 §3.3

    private final Dns dns;
    private final Fetcher fetcher;
    private final InstantSource clock;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) { // guarded by itself
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                    return size() > MOST;
                }
            };

    public StsPolicies(Dns dns, Fetcher fetcher, InstantSource clock) {
        this.dns = dns;
        this.fetcher = fetcher;
        this.clock = clock;
    }

    /// Gets the text of a domain's policy.
    @FunctionalInterface
    public interface Fetcher {
        /// @throws IOException there is none, or it cannot be reached with a valid certificate
        String fetch(String domain) throws IOException;
    }

    private record Known(String id, Optional<StsPolicy> policy, Instant until, Instant tried) {}

    /// What holds for a domain now; empty when it has no policy, or none can be had.
    Optional<StsPolicy> of(String domain) {
        Instant now = clock.instant();
        Known before;
        synchronized (known) {
            before = known.get(domain);
        }
        Optional<StsPolicy> valid =
                before == null || !now.isBefore(before.until()) ? Optional.empty() : before.policy();
        Optional<String> id = id(domain);
        if (id.isEmpty() || before != null && before.id().equals(id.get()) && now.isBefore(before.until())) {
            return valid;
        }
        if (before != null && now.isBefore(before.tried().plus(AGAIN))) {
            return valid;
        }
        Optional<StsPolicy> fetched = fetch(domain);
        Known next = fetched.isPresent()
                ? new Known(id.get(), fetched, now.plus(fetched.get().maxAge()), now)
                : new Known(before == null ? "" : before.id(), valid, before == null ? now : before.until(), now);
        synchronized (known) {
            known.put(domain, next);
        }
        return fetched.or(() -> valid);
    }

    private Optional<String> id(String domain) {
        if (!(dns.txt("_mta-sts." + domain) instanceof Answer.Found<String>(var records, var _))) {
            return Optional.empty();
        }
        List<String> ours =
                records.stream().filter(text -> text.startsWith("v=STSv1")).toList();
        if (ours.size() != 1) { // RFC 8461 §3.1
            return Optional.empty();
        }
        Matcher record = RECORD.matcher(ours.getFirst());
        return record.matches() ? Optional.of(record.group(1)) : Optional.empty();
    }

    private Optional<StsPolicy> fetch(String domain) {
        try {
            return StsPolicy.parse(fetcher.fetch(domain));
        } catch (IOException e) {
            LOG.info("the MTA-STS policy of {} cannot be had: {}", domain, e.toString());
            return Optional.empty();
        }
    }

    /// From where RFC 8461 §3.3 says, with a valid certificate, following nothing.
    public static Fetcher web() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(FETCH_LIMIT)
                .build();
        return domain -> {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt"))
                    .timeout(FETCH_LIMIT)
                    .build();
            try {
                HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    String type = response.headers().firstValue("Content-Type").orElse("");
                    if (response.statusCode() != 200 || !type.startsWith("text/plain")) {
                        throw new IOException("status " + response.statusCode() + " " + type);
                    }
                    return new String(body.readNBytes(MAX_OCTETS), StandardCharsets.UTF_8);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        };
    }
}
