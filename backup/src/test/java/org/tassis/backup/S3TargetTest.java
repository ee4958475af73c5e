package org.tassis.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Secret;
import org.tassis.testkit.LocalS3;

/// Objects in a store that speaks S3, and what it says when something is wrong.
class S3TargetTest {
    @TempDir
    private static Path directory;

    private static Optional<LocalS3> service = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        service = LocalS3.start(directory);
    }

    @AfterAll
    static void stop() {
        service.ifPresent(LocalS3::close);
    }

    private static S3Target target(String place, String secret) {
        assumeTrue(service.isPresent(), "S3Proxy is there");
        return target(service.get().endpoint(), place, secret);
    }

    private static S3Target target(String endpoint, String place, String secret) {
        return new S3Target(
                S3Target.Place.of(endpoint, place),
                "us-east-1",
                LocalS3.ACCESS_KEY,
                new Secret(secret),
                InstantSource.system(),
                Duration.ofMillis(1));
    }

    @Test
    void whatIsWrittenIsReadListedAndDeleted() throws Exception {
        try (Target target = target("s3://post-bags/mail.example.org/", LocalS3.SECRET_KEY)) {
            byte[] large = new byte[Piece.MOST + 57];
            new Random(1).nextBytes(large);
            target.put("pieces/ab/large", large);
            target.put("pieces/cd/small", "small".getBytes(StandardCharsets.UTF_8));
            target.put("tassis-backup.txt", new byte[0]);
            assertThat(target.get("pieces/ab/large", large.length)).hasValue(large);
            assertThat(target.get("tassis-backup.txt", 10).orElseThrow()).isEmpty();
            assertThat(target.get("pieces/none", 10)).isEmpty();
            assertThat(names(target, "pieces/")).containsExactlyInAnyOrder("pieces/ab/large", "pieces/cd/small");
            target.delete("pieces/ab/large");
            target.delete("pieces/none");
            assertThat(names(target, "")).containsExactlyInAnyOrder("pieces/cd/small", "tassis-backup.txt");
        }
    }

    @Test
    void moreThanOnePageIsListed() throws Exception {
        try (Target target = target("s3://post-bags/many", LocalS3.SECRET_KEY)) {
            for (int i = 0; i < 1010; i++) {
                target.put("n/" + i, new byte[] {1});
            }
            assertThat(names(target, "n/")).hasSize(1010).doesNotHaveDuplicates();
        }
    }

    private static List<String> names(Target target, String prefix) throws Exception {
        List<String> names = new ArrayList<>();
        target.list(prefix, listed -> {
            assertThat(listed.written()).isAfter(Instant.now().minusSeconds(3600));
            names.add(listed.name());
        });
        return names;
    }

    @Test
    void whatIsWrongIsSaidWithTheSettingToLookAt() throws Exception {
        try (Target wrongKey = target("s3://post-bags/x", "another")) {
            assertThatThrownBy(() -> wrongKey.put("a", new byte[] {1}))
                    .hasMessageContaining("SignatureDoesNotMatch")
                    .hasMessageContaining("backup.s3-secret-key-file");
        }
        try (Target noBucket = target("s3://no-such-bucket/x", LocalS3.SECRET_KEY)) {
            assertThatThrownBy(() -> noBucket.put("a", new byte[] {1})).hasMessageContaining("NoSuchBucket");
            assertThatThrownBy(() -> noBucket.get("a", 10)).hasMessageContaining("make the bucket");
        }
        try (Target nobody = target("http://127.0.0.1:1", "s3://post-bags/x", "key")) {
            assertThatThrownBy(() -> nobody.get("a", 10)).hasMessageContaining("backup.s3-endpoint");
        }
    }

    @Test
    void aStoreThatIsBusyIsAskedAgain() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
            exchange.close();
        });
        server.start();
        try (Target target = target("http://127.0.0.1:" + server.getAddress().getPort(), "s3://post-bags/x", "key")) {
            target.put("a", new byte[] {1, 2});
            assertThat(asked).hasValue(3);
        } finally {
            server.stop(0);
        }
    }

    /// The example "Get Bucket (List Objects)" of Amazon's description of the signature.
    @Test
    void aSignatureIsAsOthersComputeIt() {
        Map<String, String> headers = new S3Signature(
                        "us-east-1", "AKIAIOSFODNN7EXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
                .headers(
                        "GET",
                        "examplebucket.s3.amazonaws.com",
                        "/",
                        Map.of("max-keys", "2", "prefix", "J"),
                        new byte[0],
                        Instant.parse("2013-05-24T00:00:00Z"));
        assertThat(headers.get("Authorization"))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }
}
