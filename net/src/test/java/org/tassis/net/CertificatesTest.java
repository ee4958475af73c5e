package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificatesTest {
    private static final Instant NOW = Instant.now();

    private final Path directory;
    private final SelfSigned authority; // its keys issue what the tests need

    CertificatesTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.authority =
                new SelfSigned(directory.resolve("tls"), List.of("default.example.org"), InstantSource.system());
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsContexts.Engine.class,
            names = {"OPENSSL", "JDK"})
    void theNameThatAClientAsksForChoosesTheCertificate(TlsContexts.Engine engine) throws IOException {
        var tls = new TlsContexts(
                List.of(authority, issue("a", "mail.one.example"), issue("b", "*.two.example", "two.example")), engine);
        try (var net = new TestNet(Listener.TlsMode.IMPLICIT, NetSettings.defaults(), tls, false)) {
            assertThat(served(net, "mail.one.example")).isEqualTo("mail.one.example");
            assertThat(served(net, "MAIL.one.Example")).isEqualTo("mail.one.example");
            assertThat(served(net, "imap.two.example")).isEqualTo("*.two.example");
            assertThat(served(net, "two.example")).isEqualTo("*.two.example");
            assertThat(served(net, "a.b.two.example")).isEqualTo("default.example.org");
            assertThat(served(net, "other.example")).isEqualTo("default.example.org");
            assertThat(served(net, null)).isEqualTo("default.example.org");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsContexts.Engine.class,
            names = {"OPENSSL", "JDK"})
    void aReplacedCertificateIsServedAndOpenSessionsGoOn(TlsContexts.Engine engine) throws IOException {
        var files = issue("mail", "mail.example.org");
        var tls = new TlsContexts(List.of(files), engine);
        try (var net = new TestNet(Listener.TlsMode.IMPLICIT, NetSettings.defaults(), tls, false);
                var early = net.connect().tls(authority.issuer(), "mail.example.org")) {
            early.line();
            var before = early.certificate();
            replaceBy(files, issue("next", "mail.example.org"));
            tls.reloadIfChanged();
            try (var late = net.connect().tls(authority.issuer(), "mail.example.org")) {
                assertThat(late.certificate()).isNotEqualTo(before);
                assertThat(early.send("still\r\n").line()).isEqualTo("ECHO still");
                late.line();
                assertThat(late.send("new\r\n").line()).isEqualTo("ECHO new");
            }
            assertThat(early.send("QUIT\r\n").line()).isEqualTo("BYE");
        }
    }

    @Test
    void filesAreLookedAtEveryFewSeconds() throws IOException {
        var files = issue("mail", "mail.example.org");
        try (var net = new TestNet(
                Listener.TlsMode.IMPLICIT, NetSettings.defaults(), new TlsContexts(List.of(files)), false)) {
            replaceBy(files, issue("next", "new.example.org"));
            TestNet.eventually(() -> {
                try {
                    return served(net, "new.example.org").equals("new.example.org");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void brokenFilesKeepTheCertificateInUse() throws IOException {
        var files = issue("mail", "mail.example.org");
        var other = issue("other", "mail.example.org");
        var key = Files.readString(files.key());
        var tls = new TlsContexts(List.of(files));
        try (var net = new TestNet(Listener.TlsMode.IMPLICIT, NetSettings.defaults(), tls, false)) {
            for (var broken : List.of("", "rubbish", key.substring(0, 100), Files.readString(other.key()))) {
                write(files.key(), broken);
                tls.reloadIfChanged();
                assertThat(served(net, "mail.example.org")).isEqualTo("mail.example.org");
            }
            Files.delete(files.key());
            tls.reloadIfChanged();
            assertThat(served(net, "mail.example.org")).isEqualTo("mail.example.org");

            Files.copy(other.key(), files.key()); // the other half follows: now they belong together again
            tls.reloadIfChanged();
            replaceBy(files, other);
            tls.reloadIfChanged();
            try (var client = net.connect().tls(authority.issuer(), "mail.example.org")) {
                assertThat(client.certificate())
                        .isEqualTo(Pem.chain(other.chain()).getFirst());
            }
        }
    }

    @Test
    void aStartWithABrokenCertificateSaysWhy() throws Exception {
        var good = issue("good", "mail.example.org");
        var other = issue("other", "mail.example.org");
        assertFails(new CertificateFiles(good.chain(), other.key()), "is not the key of the certificate");
        assertFails(new CertificateFiles(good.chain(), directory.resolve("none.pem")), "none.pem");
        assertFails(new CertificateFiles(good.chain(), good.chain()), "no private key in it");
        assertFails(new CertificateFiles(good.key(), good.key()), "no certificate in it");
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        var locked = new StringWriter();
        try (var writer = new JcaPEMWriter(locked)) {
            writer.writeObject(
                    rsa,
                    new JcePEMEncryptorBuilder("AES-256-CBC")
                            .setProvider(new BouncyCastleProvider())
                            .build("secret".toCharArray()));
        }
        var lockedFile = Files.writeString(directory.resolve("locked.pem"), locked.toString());
        assertFails(new CertificateFiles(good.chain(), lockedFile), "has a passphrase");
    }

    /// As openssl writes them: PKCS#8, `RSA PRIVATE KEY`, and `EC PRIVATE KEY` behind `EC PARAMETERS`.
    @ParameterizedTest
    @EnumSource(
            value = TlsContexts.Engine.class,
            names = {"OPENSSL", "JDK"})
    void keysOfAllFormsAreServed(TlsContexts.Engine engine) throws Exception {
        var rsaGenerator = KeyPairGenerator.getInstance("RSA");
        rsaGenerator.initialize(2048);
        var rsa = rsaGenerator.generateKeyPair();
        var ec = Issuing.newKeys();
        var parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        var keys = List.of(
                pem(new JcaPKCS8Generator(rsa.getPrivate(), null)),
                pem(rsa.getPrivate()),
                parameters + traditional((ECPrivateKey) ec.getPrivate()));
        assertThat(keys.get(1)).startsWith("-----BEGIN RSA PRIVATE KEY");
        assertThat(keys.get(2)).contains("-----BEGIN EC PRIVATE KEY");
        for (var key : keys) {
            var certificate = Issuing.server(
                    (key.contains("EC PARAM") ? ec : rsa).getPublic(),
                    List.of("mail.example.org"),
                    Pem.chain(authority.issuer()).getFirst(),
                    authorityKey(),
                    NOW,
                    Duration.ofDays(10));
            var files = new CertificateFiles(
                    Files.writeString(directory.resolve("c.pem"), pem(certificate)),
                    Files.writeString(directory.resolve("k.pem"), key));
            var tls = new TlsContexts(List.of(files), engine);
            try (var net = new TestNet(Listener.TlsMode.IMPLICIT, NetSettings.defaults(), tls, false)) {
                for (var version : List.of("TLSv1.2", "TLSv1.3")) {
                    try (var client = net.connect().tls(authority.issuer(), "mail.example.org", version)) {
                        assertThat(client.line()).isEqualTo("HELLO");
                    }
                }
            }
        }
    }

    @Test
    void sessionsAreResumed() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.IMPLICIT)) {
            for (var version : List.of("TLSv1.2", "TLSv1.3")) {
                var context = TestClient.trusting(TestNet.issuer());
                var first = session(net, context, version);
                assertThat(session(net, context, version).getCreationTime()).isEqualTo(first.getCreationTime());
                assertThat(session(net, TestClient.trusting(TestNet.issuer()), version)
                                .getCreationTime())
                        .isNotEqualTo(first.getCreationTime());
            }
        }
    }

    @Test
    void aFirstStartMakesAnAuthorityAndACertificate() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(authority.key())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("tls/issuer-key.pem"))))
                .isEqualTo("rw-------");
        var leaf = Pem.chain(authority.chain()).getFirst();
        var issuer = Pem.chain(authority.issuer()).getFirst();
        assertThat(Pem.chain(authority.chain())).containsExactly(leaf, issuer);
        assertThat(issuer.getBasicConstraints()).isZero();
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(Duration.between(
                        leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
                .isLessThanOrEqualTo(Duration.ofDays(397));
        assertThat(issuer.getNotAfter().toInstant()).isAfter(NOW.plus(Duration.ofDays(3600)));
        try (var net = new TestNet(
                        Listener.TlsMode.IMPLICIT, NetSettings.defaults(), new TlsContexts(List.of(authority)), false);
                var byName = net.connect().tls(authority.issuer(), "localhost")) {
            assertThat(byName.line()).isEqualTo("HELLO");
        }
    }

    @Test
    void theCertificateIsRenewedBeforeItsEndAndTheAuthorityStays() throws IOException {
        var now = new AtomicReference<>(NOW);
        var own = new SelfSigned(directory.resolve("own"), List.of("mail.example.org"), now::get);
        var tls = new TlsContexts(List.of(own));
        var issuer = Files.readString(own.issuer());
        var key = Files.readString(own.key());
        var first = Pem.chain(own.chain()).getFirst();
        now.set(NOW.plus(Duration.ofDays(366)));
        tls.reloadIfChanged();
        assertThat(Pem.chain(own.chain()).getFirst()).isEqualTo(first);
        now.set(NOW.plus(Duration.ofDays(368)));
        tls.reloadIfChanged();
        var second = Pem.chain(own.chain()).getFirst();
        assertThat(second).isNotEqualTo(first);
        assertThat(second.getNotAfter().toInstant()).isAfter(now.get().plus(Duration.ofDays(390)));
        assertThat(Files.readString(own.issuer())).isEqualTo(issuer);
        assertThat(Files.readString(own.key())).isEqualTo(key);
        tls.close();
    }

    @Test
    void anotherStartKeepsTheCertificateUnlessNamesAreMissing() throws IOException {
        var chain = Files.readString(authority.chain());
        var _ = new SelfSigned(directory.resolve("tls"), List.of("Default.example.org"), InstantSource.system());
        assertThat(Files.readString(authority.chain())).isEqualTo(chain);
        var more = new SelfSigned(
                directory.resolve("tls"),
                List.of("new.example.org", "192.0.2.1", "2001:db8::1"),
                InstantSource.system());
        assertThat(Files.readString(authority.chain())).isNotEqualTo(chain);
        var renewed = Files.readString(authority.chain());
        more.renewIfDue();
        var _ = new SelfSigned(directory.resolve("tls"), List.of("2001:db8::1"), InstantSource.system());
        assertThat(Files.readString(authority.chain())).isEqualTo(renewed);
    }

    @Test
    void damagedFilesAreMadeAgain() throws IOException {
        for (var name : List.of("key.pem", "certificate.pem", "issuer-key.pem", "issuer.pem")) {
            Files.writeString(directory.resolve("tls").resolve(name), "rubbish");
            var again = new SelfSigned(directory.resolve("tls"), List.of("a.example"), InstantSource.system());
            new TlsContexts(List.of(again)).close();
            var leaf = Pem.chain(again.chain()).getFirst();
            assertThat(Pem.belongTogether(
                            authorityKey(), Pem.chain(again.issuer()).getFirst()))
                    .isTrue();
            assertThat(leaf.getIssuerX500Principal())
                    .isEqualTo(Pem.chain(again.issuer()).getFirst().getSubjectX500Principal());
        }
    }

    private void assertFails(CertificateFiles files, String why) {
        assertThatThrownBy(() -> new TlsContexts(List.of(files)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    /// The first name of the certificate that a client gets.
    private String served(TestNet net, @org.jspecify.annotations.Nullable String host) throws IOException {
        try (var client = net.connect()) {
            var context = TestClient.trusting(authority.issuer());
            var certificate = client.tlsUnchecked(context, host).certificate();
            return String.valueOf(
                    certificate.getSubjectAlternativeNames().iterator().next().get(1));
        } catch (java.security.cert.CertificateParsingException e) {
            throw new IOException(e);
        }
    }

    private static SSLSession session(TestNet net, javax.net.ssl.SSLContext context, String version)
            throws IOException {
        try (var client = net.connect().tls(context, "mail.example.org", version)) {
            assertThat(client.line()).isEqualTo("HELLO"); // with it came the tickets
            assertThat(client.send("QUIT\r\n").line()).isEqualTo("BYE");
            return ((SSLSocket) client.socket()).getSession();
        }
    }

    private CertificateFiles issue(String file, String... hosts) throws IOException {
        var keys = Issuing.newKeys();
        var certificate = Issuing.server(
                keys.getPublic(),
                List.of(hosts),
                Pem.chain(authority.issuer()).getFirst(),
                authorityKey(),
                NOW,
                Duration.ofDays(10));
        return new CertificateFiles(
                Files.writeString(directory.resolve(file + ".pem"), pem(certificate)),
                Files.writeString(
                        directory.resolve(file + "-key.pem"), pem(new JcaPKCS8Generator(keys.getPrivate(), null))));
    }

    private PrivateKey authorityKey() throws IOException {
        return Pem.key(directory.resolve("tls/issuer-key.pem"));
    }

    private static void replaceBy(CertificateFiles files, CertificateFiles other) throws IOException {
        Files.copy(other.chain(), files.chain(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    /// With a time of its own, as if somebody had done it a while later.
    private static void write(Path file, String content) throws IOException {
        var before = Files.getLastModifiedTime(file).toInstant();
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(before.plusSeconds(1)));
    }

    /// RFC 5915, which the JDK does not write.
    private static String traditional(ECPrivateKey key) throws IOException {
        var asn1 = new org.bouncycastle.asn1.sec.ECPrivateKey(
                256, key.getS(), new X962Parameters(X9ObjectIdentifiers.prime256v1));
        return pem(new PemObject("EC PRIVATE KEY", asn1.getEncoded()));
    }

    private static String pem(Object what) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        }
        return text.toString();
    }
}
