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
import javax.net.ssl.SSLException;
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

    private record Known(
            String id, Optional<StsPolicy> policy, Instant until, Instant tried, Optional<TlsProblem> problem) {}

    /// What holds for a domain, and why nothing newer does.
    ///
    /// @param problem why the policy that the domain announces cannot be had
    record Holding(Optional<StsPolicy> policy, Optional<TlsProblem> problem) {}

    /// What holds for a domain now; no policy when it has none, or none can be had.
    Holding of(String domain) {
        Instant now = clock.instant();
        Known before;
        synchronized (known) {
            before = known.get(domain);
        }
        Optional<StsPolicy> valid =
                before == null || !now.isBefore(before.until()) ? Optional.empty() : before.policy();
        Optional<String> id = id(domain);
        if (id.isEmpty() || before != null && before.id().equals(id.get()) && now.isBefore(before.until())) {
            return new Holding(valid, Optional.empty());
        }
        if (before != null && now.isBefore(before.tried().plus(AGAIN))) {
            return new Holding(valid, before.problem());
        }
        Holding got = fetch(domain);
        Optional<StsPolicy> fetched = got.policy();
        Known next = fetched.isPresent()
                ? new Known(id.get(), fetched, now.plus(fetched.get().maxAge()), now, Optional.empty())
                : new Known(
                        before == null ? "" : before.id(),
                        valid,
                        before == null ? now : before.until(),
                        now,
                        got.problem());
        synchronized (known) {
            known.put(domain, next);
        }
        return new Holding(fetched.or(() -> valid), got.problem());
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

    private Holding fetch(String domain) {
        try {
            Optional<StsPolicy> policy = StsPolicy.parse(fetcher.fetch(domain));
            return new Holding(
                    policy,
                    policy.isPresent()
                            ? Optional.empty()
                            : Optional.of(new TlsProblem(TlsProblem.Type.STS_POLICY_INVALID, "")));
        } catch (SSLException e) {
            LOG.info("the MTA-STS policy of {} cannot be had: {}", domain, e.toString());
            return failed(TlsProblem.Type.STS_WEBPKI_INVALID, e);
        } catch (IOException e) {
            LOG.info("the MTA-STS policy of {} cannot be had: {}", domain, e.toString());
            return failed(TlsProblem.Type.STS_POLICY_FETCH_ERROR, e);
        }
    }

    private static Holding failed(TlsProblem.Type type, IOException why) {
        return new Holding(Optional.empty(), Optional.of(new TlsProblem(type, String.valueOf(why.getMessage()))));
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
