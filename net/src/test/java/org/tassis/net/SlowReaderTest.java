package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.net.TestNet.eventually;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients that ask for much and take nothing, and clients that send much and are not read.
class SlowReaderTest {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    @ParameterizedTest
    @CsvSource({
        "NONE, SEND 100000000",
        "IMPLICIT, SEND 100000000",
        "NONE, FILE 0 100000000",
        "IMPLICIT, FILE 0 100000000"
    })
    void aClientThatDoesNotReadIsBoundedInMemoryAndTime(Listener.TlsMode mode, String command, @TempDir Path directory)
            throws Exception {
        var sparse = directory.resolve("sparse");
        try (var file = new java.io.RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        try (var net = new TestNet(mode, Settings.write(PATIENCE), TlsContexts.Engine.BEST);
                var file = FileChannel.open(sparse);
                var client = slow(net)) {
            net.talk.file = file;
            if (mode == Listener.TlsMode.IMPLICIT) {
                client.tls(TestNet.issuer(), "localhost");
            }
            assertThat(client.line()).isEqualTo("HELLO");
            long before = memory();
            client.send(command + "\r\n");
            var most = new long[1];
            eventually(() -> {
                most[0] = Math.max(most[0], memory() - before);
                return !net.talk.ends.isEmpty();
            });
            assertThat(net.talk.ends.take()).isInstanceOf(ConnectionTimeout.class);
            assertThat(most[0]).isLessThan(4 << 20);
            eventually(() -> net.network.alive() == 0);
            assertThat(file.isOpen()).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadItsLastReplyIsCut() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE, Settings.write(PATIENCE), TlsContexts.Engine.BEST);
                var client = slow(net)) {
            // Less than the server waits for, more than the socket takes: the session ends, its octets stay.
            client.send("SEND 100000\r\nQUIT\r\n".repeat(1));
            eventually(() -> net.network.alive() == 0);
        }
    }

    @Test
    void inputIsNotTakenFasterThanItIsRead() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            var connection = net.talk.sessions.take();
            long before = memory();
            client.send("AWAIT\r\n");
            assertThat(client.line()).isEqualTo("WAITING");
            net.talk.timeout = Duration.ofSeconds(60);
            client.send("HOLD\r\n");
            assertThat(client.line()).isEqualTo("INPUT");
            assertThat(client.line()).isEqualTo("HELD");
            var content = new byte[50_000_000];
            content[content.length - 1] = 7;
            var sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send("STREAM " + content.length + "\r\n").send(content);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            eventually(() -> connection.available() > Inbound.HIGH);
            long held = connection.available();
            assertThat(held).isLessThan(4 * Inbound.HIGH);
            assertThat(memory() - before).isLessThan(4 << 20);
            net.talk.hold.countDown();
            assertThat(client.line()).isEqualTo("SUM 7");
            sender.join();
        }
    }

    @Test
    void manySmallSegmentsHoldNoManyBuffers() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            var connection = net.talk.sessions.take();
            assertThat(client.send("HOLD\r\n").line()).isEqualTo("HELD");
            long before = memory();
            for (int i = 0; i < 20_000; i++) {
                client.send("\n");
            }
            eventually(() -> connection.available() == 20_000);
            assertThat(memory() - before).isLessThan(2 << 20);
            net.talk.hold.countDown();
            client.send("\r\n");
            assertThat(client.line()).isEqualTo("TOO LONG");
        }
    }

    /// With small buffers in the system, so that the server notices early.
    private static TestClient slow(TestNet net) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", net.listener.port()));
        return TestClient.over(socket);
    }

    private static long memory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
