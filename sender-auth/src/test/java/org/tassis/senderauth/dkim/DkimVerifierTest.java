package org.tassis.senderauth.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tassis.core.DomainName;
import org.tassis.senderauth.TestContent;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.header.MessageHeader;

/// Signatures that do not hold, and why. They are made here, tag by tag, with a key that fits.
@Timeout(60)
class DkimVerifierTest {
    private static final Instant NOW = Instant.parse("2026-02-03T10:11:12Z");
    private static final String NAME = "s._domainkey.example.org";
    private static final DkimKey KEY =
            DkimKey.generate(new DomainName("example.org"), "s", DkimAlgorithm.ED25519_SHA256);
    private static final String BODY = "Hello\n";
    private static final String HEADER = "From: ann@example.org\nSubject: Hello\n";
    private static final String BODY_HASH =
            Base64.getEncoder().encodeToString(BodyHasher.sha256().digest("Hello\r\n".getBytes(ISO_8859_1)));
    private static final String TAGS =
            "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=s; h=From:Subject; bh=" + BODY_HASH + "; b=";

    private final InMemoryDns dns = new InMemoryDns().txt(NAME, KEY.recordText());

    private static byte[] sign(DkimAlgorithm algorithm, java.security.PrivateKey key, byte[] signed) throws Exception {
        var signer = java.security.Signature.getInstance(PublicKeys.jdkName(algorithm));
        signer.initSign(key);
        signer.update(PublicKeys.input(algorithm, signed));
        return signer.sign();
    }

    /// The message with a signature over From and Subject, relaxed, whatever the tags say.
    private static String signed(String tags) throws Exception {
        return signed(tags, DkimAlgorithm.ED25519_SHA256, KEY.privateKey());
    }

    private static String signed(String tags, DkimAlgorithm algorithm, java.security.PrivateKey key) throws Exception {
        byte[] header = TestContent.octets(HEADER);
        var own = new MessageHeader.Field("dkim-signature", -1, -1, -1);
        byte[] unsigned = ("DKIM-Signature: " + tags).getBytes(ISO_8859_1);
        byte[] octets = SignedHeader.octets(
                MessageHeader.of(header), List.of("from", "subject"), own, unsigned, Canonicalization.RELAXED);
        return "DKIM-Signature: " + tags + Base64.getEncoder().encodeToString(sign(algorithm, key, octets)) + "\n"
                + HEADER + "\n" + BODY;
    }

    private List<DkimResult> verify(String message) throws Exception {
        return verify(message, DkimSettings.DEFAULT);
    }

    private List<DkimResult> verify(String message, DkimSettings settings) throws Exception {
        return new DkimVerifier(dns, settings, InstantSource.fixed(NOW)).verify(TestContent.of(message));
    }

    private DkimResult one(String message) throws Exception {
        var results = verify(message);
        assertThat(results).hasSize(1);
        return results.getFirst();
    }

    @Test
    void theSignatureThatIsChangedBelowPasses() throws Exception {
        assertThat(one(signed(TAGS)).reason()).isEqualTo(new DkimReason.Verified());
        assertThat(verify(HEADER + "\n" + BODY)).isEmpty();
    }

    static Stream<Arguments> tags() {
        return Stream.of(
                Arguments.of("v=1", "v=2", "NEUTRAL", new DkimReason.Malformed("v")),
                Arguments.of("v=1; ", "", "NEUTRAL", new DkimReason.Malformed("v")),
                Arguments.of("a=ed25519-sha256", "a=rsa-sha1", "POLICY", new DkimReason.UnknownAlgorithm("rsa-sha1")),
                Arguments.of("a=ed25519-sha256; ", "", "NEUTRAL", new DkimReason.Malformed("a")),
                Arguments.of("a=ed25519-sha256", "a=rsa-sha256", "PERMERROR", new DkimReason.KeyNotForThis(NAME, "k")),
                Arguments.of("c=relaxed/relaxed", "c=relaxed/nowsp", "NEUTRAL", new DkimReason.Malformed("c")),
                Arguments.of("d=example.org; ", "", "NEUTRAL", new DkimReason.Malformed("d")),
                Arguments.of("d=example.org", "d=exa mple..org", "NEUTRAL", new DkimReason.Malformed("d")),
                Arguments.of(
                        "d=example.org",
                        "d=example.net",
                        "PERMERROR",
                        new DkimReason.NoKey("s._domainkey.example.net")),
                Arguments.of("s=s", "s=", "NEUTRAL", new DkimReason.Malformed("s")),
                Arguments.of("s=s", "s=a..b", "NEUTRAL", new DkimReason.Malformed("s")),
                Arguments.of("h=From:Subject", "h=Subject", "PERMERROR", new DkimReason.FromNotSigned()),
                Arguments.of("h=From:Subject; ", "", "NEUTRAL", new DkimReason.Malformed("h")),
                Arguments.of("bh=", "bh=AAAA", "NEUTRAL", new DkimReason.Malformed("bh")),
                Arguments.of("bh=" + BODY_HASH + "; ", "", "NEUTRAL", new DkimReason.Malformed("bh")),
                Arguments.of("h=From", "q=http; h=From", "NEUTRAL", new DkimReason.Malformed("q")),
                Arguments.of("h=From", "q=http:dns/txt; h=From", "PASS", new DkimReason.Verified()),
                Arguments.of("h=From", "l=-1; h=From", "NEUTRAL", new DkimReason.Malformed("l")),
                Arguments.of("h=From", "l=8; h=From", "FAIL", new DkimReason.BodyChanged()),
                Arguments.of("h=From", "l=7; h=From", "PASS", new DkimReason.Verified()),
                Arguments.of("h=From", "i=@example.net; h=From", "NEUTRAL", new DkimReason.Malformed("i")),
                Arguments.of("h=From", "i=example.org; h=From", "NEUTRAL", new DkimReason.Malformed("i")),
                Arguments.of("h=From", "i=x@notexample.org; h=From", "NEUTRAL", new DkimReason.Malformed("i")),
                Arguments.of("h=From", "i=x@sub.example.org; h=From", "PASS", new DkimReason.Verified()),
                Arguments.of("h=From", "t=abc; h=From", "NEUTRAL", new DkimReason.Malformed("t")),
                Arguments.of("h=From", "t=10; x=10; h=From", "NEUTRAL", new DkimReason.Malformed("x")),
                Arguments.of(
                        "h=From",
                        "x=1000000000; h=From",
                        "POLICY",
                        new DkimReason.Expired(Instant.ofEpochSecond(1_000_000_000))),
                Arguments.of(
                        "h=From", "x=" + (NOW.getEpochSecond() - 200) + "; h=From", "PASS", new DkimReason.Verified()),
                Arguments.of(
                        "h=From",
                        "t=9000000000; h=From",
                        "POLICY",
                        new DkimReason.FromTheFuture(Instant.ofEpochSecond(9_000_000_000L))),
                Arguments.of("h=From", "unknown=x; h=From", "PASS", new DkimReason.Verified()),
                Arguments.of("h=From", "nonsense; h=From", "NEUTRAL", new DkimReason.Malformed("")),
                Arguments.of("h=From", "h=From; h=From", "NEUTRAL", new DkimReason.Malformed("")),
                Arguments.of("; b=", "; b=!", "NEUTRAL", new DkimReason.Malformed("b")),
                Arguments.of("; b=", "; b=AAAA", "FAIL", new DkimReason.HeaderChanged()));
    }

    @ParameterizedTest
    @MethodSource
    void tags(String from, String to, DkimOutcome outcome, DkimReason reason) throws Exception {
        assertThat(TAGS).contains(from);
        String message = from.equals("; b=") ? signed(TAGS).replace("; b=", to) : signed(TAGS.replace(from, to));
        var result = one(message);
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# | PASS | Verified",
                "v=DKIM1; # | PASS | Verified",
                "v=DKIM1; h=sha256; # | PASS | Verified",
                "v=DKIM1; h=sha1:sha256; s=*; t=s:y; n=note; x=y; # | PASS | Verified",
                "v=DKIM1; s=email; # | PASS | Verified",
                "v=DKIM1; h=sha1; # | PERMERROR | KeyNotForThis",
                "v=DKIM1; s=tlsrpt; # | PERMERROR | KeyNotForThis",
                "v=DKIM2; # | PERMERROR | MalformedKey",
                "h=sha256; v=DKIM1; # | PERMERROR | MalformedKey",
                "v=DKIM1; k=ed25519; p= | PERMERROR | KeyRevoked",
                "v=DKIM1; k=ed25519; p=!! | PERMERROR | MalformedKey",
                "v=DKIM1; k=ed25519; p=AAAA | PERMERROR | MalformedKey",
                "v=DKIM1; k=ed25519 | PERMERROR | MalformedKey",
                "v=DKIM1; p=AAAA | PERMERROR | KeyNotForThis",
                "v=spf1 -all | PERMERROR | MalformedKey",
                "'' | PERMERROR | MalformedKey",
                "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo= | FAIL | HeaderChanged"
            })
    void keyRecords(String record, DkimOutcome outcome, String reason) throws Exception {
        String key = KEY.recordText();
        dns.remove(NAME).txt(NAME, record.replace("#", key.substring(key.indexOf("k="))));
        var result = one(signed(TAGS));
        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.reason().getClass().getSimpleName()).isEqualTo(reason);
    }

    @Test
    void theFirstRecordThatFitsCounts() throws Exception {
        dns.remove(NAME).txt(NAME, "nonsense").txt(NAME, KEY.recordText());
        assertThat(one(signed(TAGS)).passes()).isTrue();
    }

    @Test
    void aKeyMayForbidDomainsBelow() throws Exception {
        dns.remove(NAME).txt(NAME, KEY.recordText() + "; t=s");
        assertThat(one(signed(TAGS.replace("h=From", "i=a@sub.example.org; h=From")))
                        .reason())
                .isEqualTo(new DkimReason.KeyNotForThis(NAME, "t"));
        assertThat(one(signed(TAGS.replace("h=From", "i=a@example.org; h=From")))
                        .passes())
                .isTrue();
    }

    @Test
    void aDomainThatIsTestingSaysSo() throws Exception {
        dns.remove(NAME).txt(NAME, KEY.recordText() + "; t=y");
        assertThat(one(signed(TAGS)).signature().orElseThrow().testing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"TIMEOUT", "SERVER_FAILURE", "UNREACHABLE", "MALFORMED", "CANCELLED"})
    void aFailingDnsIsATemporaryError(Failure failure) throws Exception {
        dns.fails(NAME, failure);
        var result = one(signed(TAGS));
        assertThat(result.outcome()).isEqualTo(DkimOutcome.TEMPERROR);
        assertThat(result.reason()).isEqualTo(new DkimReason.DnsFailed(NAME, failure));
    }

    @Test
    void aBodyThatIsLongerThanSignedIsReportedAndNotTrusted() throws Exception {
        String message = signed(TAGS.replace("h=From", "l=7; h=From")) + "Added\n";
        var result = one(message);
        assertThat(result.outcome()).isEqualTo(DkimOutcome.POLICY);
        assertThat(result.reason()).isEqualTo(new DkimReason.BodyPartlySigned(7));
        assertThat(result.signature().orElseThrow().partial()).isTrue();
        var trusting = verify(message, new DkimSettings(10, 1024, 4096, true, java.time.Duration.ZERO));
        assertThat(trusting.getFirst().passes()).isTrue();
        assertThat(trusting.getFirst().reason()).isEqualTo(new DkimReason.BodyPartlySigned(7));
    }

    @ParameterizedTest
    @CsvSource({"768, POLICY", "1024, PASS", "2048, PASS", "4096, PASS", "5120, POLICY"})
    void rsaKeysHaveASize(int bits, DkimOutcome outcome) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits, new java.security.SecureRandom());
        KeyPair pair = generator.generateKeyPair();
        dns.remove(NAME)
                .txt(
                        NAME,
                        "v=DKIM1; p="
                                + Base64.getEncoder()
                                        .encodeToString(pair.getPublic().getEncoded()));
        String tags = TAGS.replace("ed25519", "rsa");
        var result = one(signed(tags, DkimAlgorithm.RSA_SHA256, pair.getPrivate()));
        assertThat(result.outcome()).isEqualTo(outcome);
        if (outcome == DkimOutcome.POLICY) {
            assertThat(result.reason()).isEqualTo(new DkimReason.KeySize(bits));
        } else {
            // The inner form, without the name of the algorithm around it.
            byte[] outer = pair.getPublic().getEncoded();
            byte[] inner = Arrays.copyOfRange(outer, bits < 1024 ? 21 : bits == 1024 ? 22 : 24, outer.length);
            dns.remove(NAME).txt(NAME, "p=" + Base64.getEncoder().encodeToString(inner));
            assertThat(one(signed(tags, DkimAlgorithm.RSA_SHA256, pair.getPrivate()))
                            .passes())
                    .isTrue();
        }
    }

    @Test
    void tenSignaturesAreJudged() throws Exception {
        String field = signed(TAGS).lines().findFirst().orElseThrow() + "\n";
        String many = field.repeat(10_000) + HEADER + "\n" + BODY;
        var content = TestContent.of(many.substring(many.length() - 200_000 + 200_000 % field.length()));
        var bodies = new BodyHashes();
        var header = MessageHeader.read(content);
        var prepared = new DkimVerifier(dns, DkimSettings.DEFAULT, InstantSource.fixed(NOW)).prepare(header, bodies);
        assertThat(prepared.checks()).hasSize(10);
        assertThat(prepared.ignored()).isGreaterThan(500);
        assertThat(verify(many)).hasSize(10).allSatisfy(result -> assertThat(result.reason())
                .isEqualTo(new DkimReason.HeaderTooLarge()));
    }

    @Test
    void hugeFieldsAreNotRead() throws Exception {
        String padding = "x".repeat(1_000_000);
        assertThat(one(signed(TAGS).replace("; b=", "; n=" + padding + "; b=")).passes())
                .isFalse();
        String large = "x".repeat(100_000);
        assertThat(one(signed(TAGS).replace("; b=", "; n=" + large + "; b=")).reason())
                .isEqualTo(new DkimReason.Malformed(""));
        assertThat(one(signed(TAGS).replace("h=From", "h=From" + ":x".repeat(20_000)))
                        .reason())
                .isEqualTo(new DkimReason.Malformed("h"));
        dns.remove(NAME).txt(NAME, KEY.recordText() + "; n=" + "y".repeat(60_000));
        assertThat(one(signed(TAGS)).passes()).as("a long note in a key record").isTrue();
    }

    /// Nothing that is changed in what was signed passes, and nothing throws.
    @Test
    void changedOctetsNeverPass() throws Exception {
        var random = new Random(5);
        byte[] good = TestContent.octets(signed(TAGS));
        int signatureEnd = new String(good, ISO_8859_1).indexOf("From:");
        var verifier = new DkimVerifier(dns, DkimSettings.DEFAULT, InstantSource.fixed(NOW));
        for (int round = 0; round < 3000; round++) {
            byte[] changed = good.clone();
            int at = signatureEnd + random.nextInt(good.length - signatureEnd);
            byte to = (byte) "aZ:;=\r\n \t\u0000\u00ff,<@".charAt(random.nextInt(14));
            boolean visible = changed[at] > ' '
                    && (to & 0xff) > ' '
                    && to != ':'
                    && changed[at] != ':'
                    && (changed[at] | 32) != (to | 32);
            changed[at] = to;
            var results = verifier.verify(TestContent.of(changed));
            if (visible) {
                assertThat(results).as("octet %d to %d", at, to).noneMatch(DkimResult::passes);
            }
        }
    }

    @Test
    void messagesCutAnywhereAreJudgedWithoutFailure() throws Exception {
        byte[] good = TestContent.octets(signed(TAGS));
        var verifier = new DkimVerifier(dns, DkimSettings.DEFAULT, InstantSource.fixed(NOW));
        for (int length = 0; length < good.length - 2; length++) {
            assertThat(verifier.verify(TestContent.of(Arrays.copyOf(good, length))))
                    .as("cut at " + length)
                    .noneMatch(DkimResult::passes);
        }
    }

    @Test
    void randomSignaturesAreJudgedWithoutFailure() throws Exception {
        var random = new Random(6);
        var verifier = new DkimVerifier(dns, DkimSettings.DEFAULT, InstantSource.fixed(NOW));
        var pieces = List.of(
                "v=1;",
                "a=ed25519-sha256;",
                "a=rsa-sha256;",
                "d=example.org;",
                "s=s;",
                "h=from;",
                "h=;",
                "bh=" + BODY_HASH + ";",
                "b=AAAA;",
                "b=;",
                "l=1;",
                "t=1;",
                "x=5;",
                "i=@x;",
                "c=simple;",
                "\r\n\t",
                "=",
                ";",
                "\u0000",
                "\u00ff",
                "q=dns/txt;",
                "v=1",
                "h=from:from:from;",
                "c=relaxed/relaxed;");
        for (int round = 0; round < 2000; round++) {
            var out = new ByteArrayOutputStream();
            out.writeBytes("DKIM-Signature:".getBytes(ISO_8859_1));
            for (int k = random.nextInt(14); k > 0; k--) {
                out.writeBytes(pieces.get(random.nextInt(pieces.size())).getBytes(ISO_8859_1));
            }
            out.writeBytes("\r\nFrom: a\r\n\r\nx".getBytes(ISO_8859_1));
            assertThat(verifier.verify(TestContent.of(out.toByteArray()))).noneMatch(DkimResult::passes);
        }
    }
}
