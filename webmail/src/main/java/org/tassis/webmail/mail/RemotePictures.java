package org.tassis.webmail.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches pictures of other sites for who reads a mail, so that the site sees this server and not the
/// reader: without cookies, referrer, or a word about the reader's browser. Only what is a picture comes
/// back. The address that is connected to is the one that was looked at, so that no name can point into
/// this house after it was checked: nor can it later, nor can a redirect, as every connection asks for and
/// checks the name's addresses by itself. Any thread; bounded in size (of headers, too), time, redirects,
/// and number at once.
public final class RemotePictures implements AutoCloseable {
    static final int MAX_URL = 4_000;
    private static final Logger LOG = LoggerFactory.getLogger(RemotePictures.class);
    private static final int MAX_OCTETS = 5 * 1024 * 1024;
    private static final int MAX_REDIRECTS = 3;
    private static final int AT_ONCE = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// Addresses of one name that are tried.
    private static final int MAX_ADDRESSES = 4;

    /// Sites have long cookies and policies; none needs more to say that a picture follows.
    private static final Http1Config HEADERS = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();

    /// Who knows the addresses of names.
    interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final ScheduledThreadPoolExecutor ends = new ScheduledThreadPoolExecutor(
            1, Thread.ofVirtual().name("picture-end").factory());
    private final Names names;
    private final Predicate<InetAddress> reachable;
    private final boolean anyPort;
    private final Duration patience;
    private final CloseableHttpClient client;

    public RemotePictures() {
        this(InetAddress::getAllByName, PublicAddresses::contains, false, PATIENCE);
    }

    /// @param reachable addresses that may be connected to
    /// @param anyPort   whether ports other than those of HTTP may be
    /// @param patience  for one picture with all its redirects
    RemotePictures(Names names, Predicate<InetAddress> reachable, boolean anyPort, Duration patience) {
        this.names = names;
        this.reachable = reachable;
        this.anyPort = anyPort;
        this.patience = patience;
        ends.setRemoveOnCancelPolicy(true);
        RequestConfig request = RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.ofSeconds(5))
                .setResponseTimeout(Timeout.ofSeconds(8))
                .setRedirectsEnabled(false)
                .setAuthenticationEnabled(false)
                .setContentCompressionEnabled(false)
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedNames())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(HEADERS)
                                .build())
                        .setMaxConnTotal(AT_ONCE)
                        .setMaxConnPerRoute(6)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.ofSeconds(5))
                                .setSocketTimeout(Timeout.ofSeconds(8))
                                .setTimeToLive(Timeout.ofSeconds(30))
                                .build())
                        .build())
                .setDefaultRequestConfig(request)
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .setUserAgent("Mozilla/5.0 (picture proxy)")
                .build();
    }

    private final class CheckedNames implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] allowed = Arrays.stream(names.of(host))
                    .filter(reachable)
                    .limit(MAX_ADDRESSES)
                    .toArray(InetAddress[]::new);
            if (allowed.length == 0) {
                throw new UnknownHostException(host + " has no public address");
            }
            return allowed;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /// The octets of a picture; empty when there is none, or it may not be fetched.
    Optional<byte[]> fetch(String url) {
        try {
            if (!slots.tryAcquire(5, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return follow(url, System.nanoTime() + patience.toNanos())
                    .filter(octets -> PictureType.of(octets).isPresent());
        } catch (IOException | RuntimeException e) {
            LOG.debug("a picture could not be fetched: {}", e.toString());
            return Optional.empty();
        } finally {
            slots.release();
        }
    }

    private Optional<byte[]> follow(String first, long deadline) throws IOException {
        Optional<URI> next = allowed(first);
        for (int i = 0; i <= MAX_REDIRECTS && next.isPresent(); i++) {
            URI url = next.get();
            HttpGet get = new HttpGet(url);
            get.setHeader("Accept", "image/avif,image/webp,image/png,image/jpeg,image/gif");
            Answer answer = ask(get, deadline);
            if (answer.octets().isPresent()) {
                return answer.octets();
            }
            next = answer.location()
                    .flatMap(to -> allowed(url.resolve(to.replace(" ", "%20")).toString()));
        }
        return Optional.empty();
    }

    /// Who gives an answer octet by octet is not waited for any longer than who gives none.
    private Answer ask(HttpGet get, long deadline) throws IOException {
        Future<?> end = ends.schedule(get::abort, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        try {
            return client.execute(get, response -> read(response, get, deadline));
        } finally {
            end.cancel(false);
        }
    }

    private record Answer(Optional<byte[]> octets, Optional<String> location) {}

    private static Answer read(ClassicHttpResponse response, HttpGet get, long deadline) throws IOException {
        int code = response.getCode();
        Header location = response.getFirstHeader("Location");
        if (code >= 300 && code < 400 && location != null) {
            get.abort(); // what else it says is not read
            return new Answer(Optional.empty(), Optional.ofNullable(location.getValue()));
        }
        if (code != 200 || response.getEntity() == null || response.getEntity().getContentLength() > MAX_OCTETS) {
            get.abort();
            return new Answer(Optional.empty(), Optional.empty());
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (InputStream in = response.getEntity().getContent()) {
            byte[] buffer = new byte[8192];
            int n;
            while ((n = in.read(buffer)) >= 0) {
                octets.write(buffer, 0, n);
                if (octets.size() > MAX_OCTETS || System.nanoTime() > deadline) {
                    get.abort();
                    return new Answer(Optional.empty(), Optional.empty());
                }
            }
        }
        return new Answer(Optional.of(octets.toByteArray()), Optional.empty());
    }

    /// Without a name and password, a part of the page, or a port on which something else than pictures may
    /// be.
    private Optional<URI> allowed(String text) {
        try {
            URI url = new URI(text.strip().replace(" ", "%20").replace("|", "%7C")).normalize();
            String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            boolean port = anyPort || url.getPort() == -1 || url.getPort() == (scheme.equals("https") ? 443 : 80);
            if (!scheme.equals("http") && !scheme.equals("https")
                    || url.getHost() == null
                    || url.getRawUserInfo() != null
                    || !port
                    || text.length() > MAX_URL) {
                return Optional.empty();
            }
            return Optional.of(url);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        ends.shutdownNow();
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
    }
}
