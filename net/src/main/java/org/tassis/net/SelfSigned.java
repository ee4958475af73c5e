package org.tassis.net;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate of a server that has been given none: a local authority, made once, whose PEM file people may
/// give to their mail programs, and a certificate issued by it for the server's names, renewed by itself. All files
/// are in one directory of the server's own. Every file is replaced as a whole, and keys outlive their certificates,
/// so that no crash leaves two that do not belong together. Thread-safe.
public final class SelfSigned implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    /// What clients of today accept of a server: 398 days, less one for their clocks.
    private static final Duration LIFE = Duration.ofDays(397);

    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);
    private static final Duration LOOKED_AFTER_EVERY = Duration.ofHours(1);

    private final Path directory;
    private final List<String> hosts;
    private final InstantSource clock;
    private Instant lookedAfter = Instant.MIN; // guarded by this object's monitor

    /// Makes what is missing.
    ///
    /// @param directory made when it is not there; its parent must be
    /// @param hosts     DNS names or addresses of the server; `localhost` and the loopback addresses are added
    public SelfSigned(Path directory, List<String> hosts, InstantSource clock) throws IOException {
        this.directory = directory;
        this.clock = clock;
        var all = new LinkedHashSet<String>();
        hosts.forEach(host -> all.add(host.toLowerCase(Locale.ROOT)));
        all.addAll(List.of("localhost", "127.0.0.1", "::1"));
        this.hosts = List.copyOf(all);
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        renewIfDue();
    }

    /// The authority's certificate: what a mail program has to trust.
    public Path issuer() {
        return directory.resolve("issuer.pem");
    }

    @Override
    public Path chain() {
        return directory.resolve("certificate.pem");
    }

    @Override
    public Path key() {
        return directory.resolve("key.pem");
    }

    @Override
    public synchronized void renewIfDue() throws IOException {
        var now = clock.instant();
        if (lookedAfter.plus(LOOKED_AFTER_EVERY).isBefore(now)) {
            lookedAfter = now;
            renew(now);
        }
    }

    private void renew(Instant now) throws IOException {
        var authorityKeys = keys(directory.resolve("issuer-key.pem"), issuer());
        var authority = certificate(issuer());
        if (authority == null || !goodAt(authority, now.plus(LIFE)) || !ofKeys(authority, authorityKeys)) {
            authority = Issuing.authority(authorityKeys, now, AUTHORITY_LIFE);
            replace(issuer(), pem(authority), "rw-r--r--");
            LOG.info("New certificate authority in {}", issuer());
        }
        var keys = keys(key(), chain());
        var certificate = certificate(chain());
        if (certificate == null
                || !goodAt(certificate, now.plus(RENEWED_BEFORE_END))
                || !ofKeys(certificate, keys)
                || !issuedBy(certificate, authority)
                || !names(certificate).containsAll(spelled(hosts))) {
            certificate = Issuing.server(keys.getPublic(), hosts, authority, authorityKeys.getPrivate(), now, LIFE);
            replace(chain(), pem(certificate) + pem(authority), "rw-r--r--");
            LOG.info("New certificate in {} for {}", chain(), hosts);
        }
    }

    /// The keys in a file, or new ones in a new file. The public half is kept in the certificate; without one that
    /// fits, a key is of no use.
    private KeyPair keys(Path file, Path certificateFile) throws IOException {
        var certificate = certificate(certificateFile);
        if (certificate != null && Files.exists(file)) {
            try {
                var key = Pem.key(file);
                if (Pem.belongTogether(key, certificate)) {
                    return new KeyPair(certificate.getPublicKey(), key);
                }
            } catch (IOException e) {
                LOG.warn("A new key is made: {}", e.getMessage());
            }
        }
        var keys = Issuing.newKeys();
        replace(file, pem(new JcaPKCS8Generator(keys.getPrivate(), null)), "rw-------");
        return keys;
    }

    private static @Nullable X509Certificate certificate(Path file) {
        try {
            return Files.exists(file) ? Pem.chain(file).getFirst() : null;
        } catch (IOException e) {
            LOG.warn("A new certificate is made: {}", e.getMessage());
            return null;
        }
    }

    private static boolean ofKeys(X509Certificate certificate, KeyPair keys) {
        return certificate.getPublicKey().equals(keys.getPublic());
    }

    private static boolean goodAt(X509Certificate certificate, Instant when) {
        return certificate.getNotAfter().toInstant().isAfter(when);
    }

    private static boolean issuedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static Set<String> names(X509Certificate certificate) {
        var names = new HashSet<String>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(alternative -> names.add(String.valueOf(alternative.get(1))));
            }
        } catch (GeneralSecurityException _) {
            // unreadable: then it has none of the names it should have
        }
        return names;
    }

    /// As the names in a certificate are spelled: `0:0:0:0:0:0:0:1` for `::1`.
    private static List<String> spelled(List<String> hosts) {
        var spelled = new ArrayList<String>();
        for (var host : hosts) {
            spelled.add(Issuing.isAddress(host) ? InetAddress.ofLiteral(host).getHostAddress() : host);
        }
        return spelled;
    }

    private static String pem(Object what) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        }
        return text.toString();
    }

    private static void replace(Path file, String content, String permissions) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        try (var out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            var octets = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (octets.hasRemaining()) {
                out.write(octets);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var parent = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}
