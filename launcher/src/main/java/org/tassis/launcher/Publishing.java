package org.tassis.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.publish.RecordCheck;
import org.tassis.mailflow.publish.RecordsToPublish;
import org.tassis.mailflow.publish.StsPublication;
import org.tassis.mailflow.signing.SigningKeys;

/// What this server publishes for its domains, and tells its administrators to publish, by the settings.
final class Publishing {
    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    /// Names of SRV records by names of listeners: RFC 6186 §3, RFC 8314 §5.1.
    private static final Map<String, String> SERVICES = Map.of(
            "imaps", "_imaps",
            "imap", "_imap",
            "pop3s", "_pop3s",
            "submissions", "_submissions",
            "submission", "_submission");

    private Publishing() {}

    static StsPublication sts(Settings settings, String hostname, Router router) {
        return new StsPublication(settings.mtaSts().mode(), settings.mtaSts().maxAge(), host(hostname), domain -> {
            try {
                return EmailAddress.of("postmaster", domain.ascii())
                        .filter(address -> !(router.route(address) instanceof Route.Remote))
                        .isPresent();
            } catch (DirectoryException e) {
                LOG.warn("no MTA-STS policy can be served now: {}", e.getMessage());
                return false;
            }
        });
    }

    static DnsAdvice advice(
            Settings settings,
            String hostname,
            Router router,
            Names names,
            SigningKeys keys,
            Supplier<Path> certificate) {
        return new DnsAdvice(
                host(hostname),
                () -> addresses(settings),
                keys,
                router,
                sts(settings, hostname, router),
                services(settings),
                () -> tlsa(certificate.get()),
                new RecordCheck(names.fresh(), host(hostname), InstantSource.system()));
    }

    /// Those to send from where they are set, else those of this machine that lead through the Internet.
    private static List<InetAddress> addresses(Settings settings) {
        List<InetAddress> given = settings.delivery().from();
        if (!given.isEmpty()) {
            return given;
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Publishing::isPublic)
                    .map(Publishing::withoutScope)
                    .toList();
        } catch (SocketException e) {
            LOG.warn("the addresses of this machine cannot be listed: {}", e.getMessage());
            return List.of();
        }
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen octets are an address", e);
        }
    }

    /// Not of this machine, of a private or shared network, or of a link.
    private static boolean isPublic(InetAddress address) {
        byte[] octets = address.getAddress();
        boolean shared = octets.length == 4 && octets[0] == 100 && (octets[1] & 0xC0) == 64;
        boolean unique = octets.length == 16 && (octets[0] & 0xFE) == 0xFC;
        return !(address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || shared
                || unique);
    }

    private static DomainName host(String hostname) {
        return DomainName.parse(hostname).orElse(new DomainName("localhost"));
    }

    private static List<RecordsToPublish.Service> services(Settings settings) {
        List<RecordsToPublish.Service> services = new ArrayList<>();
        for (String name : List.of("submissions", "submission", "imaps", "imap", "pop3s")) {
            Listening listening = settings.listeners().get(name);
            if (listening != null && listening.enabled() && listening.tls() != Listening.Tls.NONE) {
                services.add(new RecordsToPublish.Service(SERVICES.getOrDefault(name, name), listening.port()));
            }
        }
        Listening pages = settings.listeners().get("https");
        if (pages != null && pages.enabled() && pages.tls() == Listening.Tls.IMPLICIT) {
            services.add(new RecordsToPublish.Service(RecordsToPublish.AUTODISCOVER, pages.port()));
        }
        return services;
    }

    /// DANE-EE, of the public key, SHA-256: RFC 7672 §3.1.1. Read anew, as certificates change.
    private static Optional<String> tlsa(Path chain) {
        try (InputStream in = Files.newInputStream(chain)) {
            byte[] key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey()
                    .getEncoded();
            return Optional.of("3 1 1 "
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(key)));
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("the certificate {} cannot be read for its TLSA record: {}", chain, e.getMessage());
            return Optional.empty();
        }
    }
}
