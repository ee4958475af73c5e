package org.tassis.senderauth.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.DomainName;
import org.tassis.senderauth.TestContent;
import org.tassis.senderauth.dns.InMemoryDns;

/// Signatures and seals beside somebody else's: dkimpy, of Debian's packages python3-dkim and python3-nacl.
@Timeout(120)
class DkimpyTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final DomainName DOMAIN = new DomainName("example.org");
    private static final Instant NOW = Instant.parse("2026-02-03T10:11:12Z");
    private static final DkimKey RSA = DkimKey.generate(DOMAIN, "rsa", DkimAlgorithm.RSA_SHA256);
    private static final DkimKey ED25519 = DkimKey.generate(DOMAIN, "ed", DkimAlgorithm.ED25519_SHA256);

    private static final byte[] MESSAGE = ("From: Ann  <ann@example.org>\r\nTo: bob@example.net\r\nSubject: Hello\r\n"
                    + "  \tfolded  twice \r\n\tcaf\u00e9\r\nDate: Tue, 3 Feb 2026 10:11:12 +0000\r\n\r\n"
                    + "Hello  Bob.  \r\n \t \r\n. dot\r\n\r\n\r\n")
            .getBytes(ISO_8859_1);

    /// Verifies all signatures of what comes in, with keys from a file; or signs or seals it.
    private static final String SCRIPT = """
            import base64, dkim, sys
            task, arguments = sys.argv[1], sys.argv[2:]
            message = sys.stdin.buffer.read()
            def records(name, timeout=5):
                for line in open(arguments[0], "rb"):
                    key, value = line.rstrip(b"\\n").split(b" ", 1)
                    if key == name.rstrip(b"."):
                        return value
            if task == "verify":
                count = message.lower().count(b"dkim-signature:")
                def verify(i):
                    try:
                        return dkim.DKIM(message).verify(idx=i, dnsfunc=records)
                    except dkim.ValidationError:
                        return False
                print(" ".join(str(verify(i)) for i in range(count)))
            elif task == "sign":
                algorithm, header, body, selector, keyfile = arguments
                key = open(keyfile, "rb").read()
                sys.stdout.buffer.write(dkim.sign(message, selector.encode(), b"example.org", key,
                    canonicalize=(header.encode(), body.encode()), signature_algorithm=algorithm.encode()))
                sys.stdout.buffer.write(message)
            else:
                key = open(arguments[0], "rb").read()
                for hop in range(int(arguments[1])):
                    host = b"mx%d.example.org" % hop
                    state = b"none" if hop == 0 else b"pass"
                    message = b"Authentication-Results: %s; arc=%s; spf=pass\\r\\n" % (host, state) + message
                    message = b"".join(dkim.arc_sign(message, b"rsa", b"example.org", key, host,
                        timestamp=1770113472 + hop)) + message
                sys.stdout.buffer.write(message)
            """;

    @TempDir
    Path directory;

    @BeforeAll
    static void isInstalled() throws Exception {
        boolean there = Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import dkim, nacl")
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0;
        assumeTrue(there, "SKIPPED: dkimpy is not installed (Debian: apt-get install python3-dkim python3-nacl)");
    }

    private static byte[] dkimpy(byte[] input, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(PYTHON, "-c", SCRIPT));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input);
        }
        byte[] said = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return said;
    }

    /// In the form that dkimpy wants.
    private String key(DkimKey key) throws IOException {
        byte[] encoded = key.privateKey().getEncoded();
        try (var pem = key.toPem()) {
            String text = key.algorithm() == DkimAlgorithm.RSA_SHA256
                    ? pem.reveal()
                    : Base64.getEncoder()
                            .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
            return Files.writeString(directory.resolve("key"), text).toString();
        }
    }

    private static InMemoryDns dns() {
        return new InMemoryDns()
                .txt(RSA.recordName(), RSA.recordText())
                .txt(ED25519.recordName(), ED25519.recordText());
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private String verified(byte[] message) throws Exception {
        Path records = Files.writeString(
                directory.resolve("records"),
                RSA.recordName() + " " + RSA.recordText() + "\n" + ED25519.recordName() + " " + ED25519.recordText()
                        + "\n");
        return new String(dkimpy(message, "verify", records.toString()), UTF_8).strip();
    }

    @Test
    void itVerifiesWhatIsSignedHere() throws Exception {
        byte[] fields =
                new DkimSigner(List.of(RSA, ED25519), SigningSettings.DEFAULT).sign(TestContent.of(MESSAGE), NOW);
        byte[] signed = join(fields, MESSAGE);
        assertThat(verified(signed)).isEqualTo("True True");
        signed[signed.length - 12] ^= 1;
        assertThat(verified(signed)).isEqualTo("False False");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa-sha256, simple, simple",
        "rsa-sha256, simple, relaxed",
        "rsa-sha256, relaxed, simple",
        "rsa-sha256, relaxed, relaxed",
        "ed25519-sha256, simple, simple",
        "ed25519-sha256, relaxed, relaxed"
    })
    void whatItSignsIsVerifiedHere(String algorithm, String header, String body) throws Exception {
        DkimKey key = algorithm.startsWith("rsa") ? RSA : ED25519;
        byte[] signed = dkimpy(MESSAGE, "sign", algorithm, header, body, key.selector(), key(key));
        assertThat(outcomes(signed)).containsExactly(DkimOutcome.PASS);
        signed[signed.length - 12] ^= 1;
        assertThat(outcomes(signed)).containsExactly(DkimOutcome.FAIL);
    }

    private static List<DkimOutcome> outcomes(byte[] message) throws Exception {
        return new DkimVerifier(dns(), DkimSettings.DEFAULT, InstantSource.system())
                .verify(TestContent.of(message)).stream()
                        .map(DkimResult::outcome)
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void chainsThatItSealsAreVerifiedHere(int hops) throws Exception {
        byte[] sealed = dkimpy(MESSAGE, "seal", key(RSA), Integer.toString(hops));
        ArcVerifier verifier = new ArcVerifier(dns(), DkimSettings.DEFAULT);
        ArcResult result = verifier.verify(TestContent.of(sealed));
        assertThat(result.passes()).as(result.toString()).isTrue();
        assertThat(result.sets()).hasSize(hops);
        sealed[sealed.length - 12] ^= 1;
        assertThat(verifier.verify(TestContent.of(sealed)).outcome()).isEqualTo(ArcOutcome.FAIL);
    }
}
