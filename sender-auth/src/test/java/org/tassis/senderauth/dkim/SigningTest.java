package org.tassis.senderauth.dkim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.DomainName;
import org.tassis.core.Secret;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.message.Spool;
import org.tassis.senderauth.TestContent;
import org.tassis.senderauth.dns.InMemoryDns;

/// What {@link DkimSigner} signs, {@link DkimVerifier} lets pass; and the keys for it.
class SigningTest {
    private static final DomainName DOMAIN = new DomainName("example.org");
    private static final DkimKey RSA = DkimKey.generate(DOMAIN, "r2026", DkimAlgorithm.RSA_SHA256);
    private static final DkimKey ED25519 = DkimKey.generate(DOMAIN, "e2026", DkimAlgorithm.ED25519_SHA256);
    private static final Instant NOW = Instant.parse("2026-02-03T10:11:12Z");
    private static final String MESSAGE = """
            Received: from a by b
            From: Ann <ann@example.org>
            To: bob@example.net
            Subject: Hello
              folded \tagain
            Date: Tue, 3 Feb 2026 10:11:12 +0000

            Hello  Bob.\s\s
            \t
            Ann


            """;

    private final InMemoryDns dns =
            new InMemoryDns().txt(RSA.recordName(), RSA.recordText()).txt(ED25519.recordName(), ED25519.recordText());
    private final DkimSigner signer = new DkimSigner(List.of(RSA, ED25519), SigningSettings.DEFAULT);

    private List<DkimResult> verify(byte[] message) throws Exception {
        return new DkimVerifier(dns, DkimSettings.DEFAULT, InstantSource.fixed(NOW)).verify(TestContent.of(message));
    }

    private static byte[] join(byte[]... pieces) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(pieces).forEach(out::writeBytes);
        return out.toByteArray();
    }

    @Test
    void bothSignaturesPassAndSayWhatTheySigned() throws Exception {
        byte[] message = TestContent.octets(MESSAGE);
        byte[] fields = signer.sign(TestContent.of(message), NOW);
        String text = new String(fields, US_ASCII);
        assertThat(text.lines()).allMatch(line -> line.length() <= 78);
        assertThat(text).endsWith("\r\n").doesNotContain("\r\n\r\n");
        var results = verify(join(fields, message));
        assertThat(results).hasSize(2).allMatch(DkimResult::passes);
        assertThat(results)
                .extracting(r -> r.signature().orElseThrow().algorithm())
                .containsExactly(DkimAlgorithm.RSA_SHA256, DkimAlgorithm.ED25519_SHA256);
        var first = results.getFirst().signature().orElseThrow();
        assertThat(first.fields().stream().filter("from"::equals))
                .as("one, and no other")
                .hasSize(2);
        assertThat(first.fields()).contains("cc").doesNotContain("received", "sender");
        assertThat(first.keyBits()).isEqualTo(2048);
        assertThat(first.signedAt()).contains(NOW);
        assertThat(first.expires()).isEmpty();
    }

    @Test
    void anotherFieldThatReadersSeeBreaksIt() throws Exception {
        byte[] message = TestContent.octets(MESSAGE);
        byte[] fields = signer.sign(TestContent.of(message), NOW);
        for (String added :
                List.of("From: x@example.net\r\n", "Cc: x@example.net\r\n", "Content-Type: text/html\r\n")) {
            assertThat(verify(join(fields, added.getBytes(US_ASCII), message)))
                    .extracting(DkimResult::reason)
                    .containsOnly(new DkimReason.HeaderChanged());
        }
        assertThat(verify(join("Received: by c\r\n".getBytes(US_ASCII), fields, message)))
                .allMatch(DkimResult::passes);
    }

    @Test
    void whatRelaysDoToSpaceDoesNotBreakIt() throws Exception {
        byte[] message = TestContent.octets(MESSAGE);
        byte[] fields = signer.sign(TestContent.of(message), NOW);
        String all = new String(join(fields, message), US_ASCII)
                .replace("Subject: Hello\r\n  folded \tagain", "SUBJECT:Hello folded    again  ")
                .replace("Hello  Bob.  \r\n\t\r\nAnn\r\n\r\n\r\n", "Hello Bob.\r\n\r\nAnn\r\n");
        assertThat(verify(all.getBytes(US_ASCII))).allMatch(DkimResult::passes);
    }

    @Test
    void signaturesMayExpire() throws Exception {
        var settings = new SigningSettings(
                SigningSettings.DEFAULT.fields(), SigningSettings.DEFAULT.once(), Optional.of(Duration.ofDays(7)));
        byte[] message = TestContent.octets(MESSAGE);
        byte[] fields = new DkimSigner(List.of(RSA), settings).sign(TestContent.of(message), NOW.minusSeconds(604_000));
        assertThat(verify(join(fields, message))).allMatch(DkimResult::passes);
        byte[] old = new DkimSigner(List.of(RSA), settings).sign(TestContent.of(message), NOW.minusSeconds(606_000));
        assertThat(verify(join(old, message)))
                .extracting(DkimResult::reason)
                .containsExactly(new DkimReason.Expired(NOW.minusSeconds(606_000 - 604_800)));
    }

    @Test
    void randomBodiesAndHeadersPass() throws Exception {
        var random = new Random(11);
        for (int i = 0; i < 100; i++) {
            var text = new StringBuilder("From: a@example.org\n");
            for (int k = random.nextInt(40); k > 0; k--) {
                String name = List.of("To", "Subject", "X-A", "List-Id", "Reply-To", "from")
                        .get(random.nextInt(6));
                text.append(name)
                        .append(": ")
                        .append("x ".repeat(random.nextInt(9)))
                        .append("\n\t y\n");
            }
            text.append('\n');
            for (int k = random.nextInt(300); k > 0; k--) {
                text.append("ab \t\n\n.\u00e9".charAt(random.nextInt(8)));
            }
            byte[] message = TestContent.octets(text.toString());
            byte[] fields = signer.sign(TestContent.of(message), NOW);
            assertThat(verify(join(fields, message))).as(text.toString()).allMatch(DkimResult::passes);
        }
    }

    @Test
    void aMessageWithoutBodyOrEmptyLineIsSigned() throws Exception {
        for (String text : List.of("From: a@example.org\n", "From: a@example.org\n\n", "From: a@example.org")) {
            byte[] message = TestContent.octets(text);
            byte[] fields = signer.sign(TestContent.of(message), NOW);
            assertThat(verify(join(fields, message))).as(text).hasSize(2).allMatch(DkimResult::passes);
        }
    }

    @Test
    void aLargeMessageIsReadFromItsFile(@TempDir Path directory) throws Exception {
        byte[] message = TestContent.octets(MESSAGE + "0123456789abcdef\n".repeat(200_000));
        try (var spool = new Spool(directory, 4096)) {
            byte[] fields = signer.sign(TestContent.of(message, spool), NOW);
            assertThat(verify(join(fields, message))).hasSize(2).allMatch(DkimResult::passes);
        }
    }

    @Test
    void keysComeBackFromTheirText() throws Exception {
        byte[] message = TestContent.octets(MESSAGE);
        for (var key : List.of(RSA, ED25519)) {
            var again = DkimKey.fromPem(DOMAIN, key.selector(), key.toPem());
            assertThat(again.algorithm()).isEqualTo(key.algorithm());
            assertThat(again.recordText()).isEqualTo(key.recordText());
            byte[] fields = new DkimSigner(List.of(again), SigningSettings.DEFAULT).sign(TestContent.of(message), NOW);
            assertThat(verify(join(fields, message))).allMatch(DkimResult::passes);
            assertThat(key.toString()).doesNotContain("BEGIN").contains(key.recordName());
            assertThat(key.toPem().toString()).isEqualTo("***");
        }
    }

    @Test
    void recordsFitIntoStrings() {
        assertThat(RSA.recordStrings()).hasSize(2).allMatch(string -> string.length() <= 255);
        assertThat(String.join("", RSA.recordStrings())).isEqualTo(RSA.recordText());
        assertThat(ED25519.recordStrings()).containsExactly(ED25519.recordText());
        assertThat(RSA.zoneLine())
                .startsWith("r2026._domainkey.example.org. IN TXT ( \"v=DKIM1; k=rsa; p=MII")
                .contains("\" \"")
                .endsWith("\" )");
    }

    @Test
    void otherKeysAreRefusedInWords() {
        for (String text : List.of(
                "",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----AAAAA-----END PRIVATE KEY-----")) {
            assertThatThrownBy(() -> DkimKey.fromPem(DOMAIN, "s", new Secret(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("private key");
        }
        for (String selector : List.of("", "A", "a..b", "-a", "a_b", "a".repeat(64))) {
            assertThatThrownBy(() -> DkimKey.fromPem(DOMAIN, selector, RSA.toPem()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new DkimSigner(List.of(RSA, RSA), SigningSettings.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
        var other = DkimKey.fromPem(new DomainName("example.net"), "s", RSA.toPem());
        assertThatThrownBy(() -> new DkimSigner(List.of(RSA, other), SigningSettings.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void contentThatCannotBeReadIsAnError() {
        var good = TestContent.of(MESSAGE);
        var broken = new MessageContent() {
            @Override
            public long size() {
                return good.size();
            }

            @Override
            public MessageStructure structure() {
                return good.structure();
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("disk");
            }

            @Override
            public void writeTo(WritableByteChannel channel) {}
        };
        assertThatThrownBy(() -> signer.sign(broken, NOW)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new DkimVerifier(dns, DkimSettings.DEFAULT, InstantSource.fixed(NOW)).verify(broken))
                .isInstanceOf(IOException.class);
    }
}
