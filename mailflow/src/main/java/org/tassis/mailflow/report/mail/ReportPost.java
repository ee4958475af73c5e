package org.tassis.mailflow.report.mail;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.tassis.core.Cidr;
import org.tassis.senderauth.dns.Dns;

/// Hands reports to web servers: RFC 8460 §5.4. The address comes from a stranger's DNS, so servers in networks that
/// the world cannot reach are not asked; that the name means something else a moment later leads to no more than a
/// handshake, as nothing there has a certificate for the stranger's name. Any thread; blocks.
public final class ReportPost {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_ANSWER = 4096;

    /// Private, local, or for documentation and tests: RFC 6890 and its registries.
    private static final List<Cidr> CLOSED = List.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "::/8",
                    "64:ff9b::/96",
                    "100::/64",
                    "2001:db8::/32",
                    "2002::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "ff00::/8")
            .stream()
            .flatMap(text -> Cidr.parse(text).stream())
            .toList();

    private final Dns dns;
    private final Predicate<InetAddress> admitted;
    private final HttpClient client;

    public ReportPost(Dns dns, SSLContext tls) {
        this(dns, tls, ReportPost::isPublic);
    }

    /// @param admitted addresses that may be connected to
    public ReportPost(Dns dns, SSLContext tls, Predicate<InetAddress> admitted) {
        this.dns = dns;
        this.admitted = admitted;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(LIMIT)
                .sslContext(tls)
                .build();
    }

    /// Whether the world may have a server there.
    public static boolean isPublic(InetAddress address) {
        return CLOSED.stream().noneMatch(network -> network.contains(address));
    }

    /// @throws IOException it was not taken, and why
    public void post(URI uri, String type, byte[] octets) throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            addresses.add(InetAddress.ofLiteral(uri.getHost().replaceAll("^\\[|]$", "")));
        } catch (IllegalArgumentException e) {
            addresses.addAll(dns.ipv4(uri.getHost()).records());
            addresses.addAll(dns.ipv6(uri.getHost()).records());
        }
        if (addresses.isEmpty() || !addresses.stream().allMatch(admitted)) {
            throw new IOException(uri.getHost() + " has no public address");
        }
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(LIMIT)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(octets))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                body.readNBytes(MAX_ANSWER);
            }
            if (response.statusCode() / 100 != 2) {
                throw new IOException(uri.getHost() + " answered " + response.statusCode());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
