package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tassis.core.Quota;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.testkit.TestDirectory;

/// COMPRESS=DEFLATE: RFC 4978.
class CompressTest {
    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"NONE", "STARTTLS"})
    void aWholeSessionGoesCompressedBehindTls(TlsMode mode) {
        try (var server = new TestServer(mode);
                var client = server.connect()) {
            if (mode == TlsMode.STARTTLS) {
                client.ok("STARTTLS");
                client.startTls();
            }
            client.ok("LOGIN ann " + TestDirectory.ANN_PASSWORD);
            assertThat(client.ok("CAPABILITY").getFirst()).contains(" COMPRESS=DEFLATE");
            client.ok("COMPRESS DEFLATE");
            client.compress();
            String large = "Subject: large\r\n\r\n" + "All work and no play.\r\n".repeat(20_000);
            client.append("INBOX", large);
            client.ok("SELECT INBOX");
            assertThat(client.ok("FETCH 1 BODY.PEEK[]").getFirst())
                    .endsWith(large.substring(large.length() - 100) + ")");
            assertThat(client.command("COMPRESS DEFLATE"))
                    .containsExactly("NO [COMPRESSIONACTIVE] The connection is " + "compressed already");
            assertThat(client.ok("LOGOUT").getFirst()).startsWith("* BYE");
            assertThat(client.line()).isEmpty();
        }
    }

    @Test
    void onlyDeflateAndOnlyAfterLogin() {
        try (var server = new TestServer();
                var stranger = server.connect();
                var ann = server.login()) {
            assertThat(stranger.command("COMPRESS DEFLATE").getLast()).startsWith("BAD");
            assertThat(ann.command("COMPRESS LZ4").getLast()).startsWith("BAD");
            assertThat(ann.command("COMPRESS").getLast()).startsWith("BAD");
            ann.ok("NOOP");
        }
    }

    @Test
    void whatIsPushedWhileIdlingCanBeReadAtOnce() {
        try (var server = new TestServer();
                var client = server.select();
                var other = server.login()) {
            client.ok("COMPRESS DEFLATE");
            client.compress();
            client.send("i IDLE");
            assertThat(client.line()).startsWith("+");
            other.append("INBOX", "a: b\r\n\r\n");
            assertThat(client.line()).isEqualTo("* 1 EXISTS");
            client.send("DONE");
            client.until("i");
        }
    }

    @Test
    void compressionEndsWithTheUser() { // RFC 8437 §4.1
        try (var server = new TestServer();
                var client = server.login()) {
            for (int round = 0; round < 3; round++) {
                client.ok("COMPRESS DEFLATE");
                client.compress();
                client.ok("SELECT INBOX");
                client.ok("UNAUTHENTICATE");
                client.endCompression();
                assertThat(client.command("SELECT INBOX").getLast()).startsWith("BAD");
                client.ok("LOGIN ann " + TestDirectory.ANN_PASSWORD);
            }
            client.ok("SELECT INBOX");
        }
    }

    /// The octets that end what a compressor flushes may come after the answer.
    @Test
    void theLastOctetsOfTheCompressedStreamMayComeLate() throws IOException {
        try (var server = new TestServer();
                var client = server.login()) {
            for (int held = 0; held <= 4; held++) {
                client.ok("COMPRESS DEFLATE");
                client.compress();
                byte[] last = new byte[100];
                Deflater deflater = new Deflater(6, true);
                deflater.setInput("a UNAUTHENTICATE\r\n".getBytes(StandardCharsets.US_ASCII));
                int length = deflater.deflate(last, 0, last.length, Deflater.SYNC_FLUSH);
                deflater.end();
                OutputStream out = client.socket().getOutputStream();
                out.write(last, 0, length - held);
                assertThat(client.line()).startsWith("a OK");
                client.endCompression();
                out.write(last, length - held, held);
                client.ok("LOGIN ann " + TestDirectory.ANN_PASSWORD);
            }
        }
    }

    @Test
    void whatIsCompressedBehindTheEndEndsTheSession() {
        try (var server = new TestServer();
                var client = server.login()) {
            client.ok("COMPRESS DEFLATE");
            client.compress();
            client.raw("a UNAUTHENTICATE\r\nb NOOP\r\n");
            assertThat(client.line()).startsWith("a OK");
            assertThat(client.line()).isEmpty();
        }
    }

    @Test
    void nonsenseEndsTheSession() {
        try (var server = new TestServer();
                var client = server.login()) {
            client.ok("COMPRESS DEFLATE");
            client.raw("\u00ff\u00ff\u00ff not deflate at all \r\n");
            assertThat(client.line()).isEmpty();
        }
    }

    @Test
    void whatIsHiddenIsNotTaken() {
        try (var server = new TestServer(
                        TlsMode.NONE,
                        UnaryOperator.identity(),
                        Set.of("COMPRESS=DEFLATE"),
                        Quota.UNLIMITED,
                        NetSettings.defaults());
                var client = server.login()) {
            assertThat(client.command("COMPRESS DEFLATE").getLast()).startsWith("BAD");
        }
    }
}
