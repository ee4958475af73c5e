package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTest {
    @ParameterizedTest
    @EnumSource(value = Listener.TlsMode.class)
    void linesAndOctetsGoBothWays(Listener.TlsMode mode) throws IOException {
        try (var net = new TestNet(mode);
                var client = mode == Listener.TlsMode.IMPLICIT
                        ? net.connect().tls(TestNet.issuer(), "mail.example.org")
                        : net.connect()) {
            assertThat(client.line()).isEqualTo("HELLO");
            if (mode == Listener.TlsMode.STARTTLS) {
                assertThat(client.send("STARTTLS\r\n").line()).isEqualTo("GO");
                client.tls(TestNet.issuer(), "mail.example.org");
            }
            assertThat(client.send("COMPRESS\r\n").line()).isEqualTo("PACKED");
            client.compress();
            assertThat(client.send("one\r\ntwo\r\n").line()).isEqualTo("ECHO one");
            assertThat(client.line()).isEqualTo("ECHO two");
            byte[] octets = new byte[200_000];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) (i * 31 >> 3);
            }
            client.send("LITERAL 200000\r\n").send(octets);
            assertThat(client.line()).isEqualTo("SUM " + TalkProtocol.sum(octets));
            client.send("STREAM 200000\r\n").send(octets);
            assertThat(client.line()).isEqualTo("SUM " + TalkProtocol.sum(octets));
            client.send("SEND 300000\r\n");
            assertThat(client.octets(300_000)).containsOnly(0);
            client.send("BODY\r\nabc.ECHO\r\n");
            assertThat(client.line()).isEqualTo("BODY 3");
            assertThat(client.line()).isEqualTo("ECHO ECHO");
            assertThat(client.send("AWAIT\r\n").line()).isEqualTo("WAITING");
            client.send("more\r\n");
            assertThat(client.line()).isEqualTo("INPUT");
            assertThat(client.line()).isEqualTo("ECHO more");
            assertThat(client.send("QUIT\r\n").line()).isEqualTo("BYE");
            assertThat(client.line()).isNull();
        }
    }

    /// The compressor's memory is given back while nothing happens; what follows is read all the same.
    @Test
    void goesOnAfterARest() throws Exception {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            client.line();
            client.send("COMPRESS\r\n").line();
            client.compress();
            assertThat(client.send("AWAIT\r\n").line()).isEqualTo("WAITING");
            var session = net.talk.sessions.take();
            TestNet.eventually(() -> !((SocketConnection) session).holdsCompressor());
            assertThat(client.send("again\r\n").line()).isEqualTo("INPUT");
            assertThat(client.line()).isEqualTo("ECHO again");
        }
    }

    /// A few kilobytes that are a gigabyte: no more is opened than is read, and a line has its bound.
    @Test
    void whatIsPackedIntoLittleIsOpenedAsItIsRead() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            client.line();
            client.send("COMPRESS\r\n").line();
            var bomb = new ByteArrayOutputStream();
            try (OutputStream packed = new DeflaterOutputStream(bomb, new Deflater(9, true))) {
                byte[] zeros = new byte[1 << 20];
                for (int i = 0; i < 100; i++) {
                    packed.write(zeros);
                }
            }
            client.send(bomb.toByteArray());
            assertThatThrownBy(() -> {
                        assertThat(client.socket().getInputStream().readAllBytes())
                                .isEmpty();
                        throw new IOException("the connection has ended");
                    })
                    .isInstanceOf(IOException.class); // given up, without an answer
        }
    }

    @Test
    void whatIsNoDeflateEndsTheConnection() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var client = net.connect()) {
            client.line();
            client.send("COMPRESS\r\n").line();
            client.send("\u00ff\u00ff plain text\r\n");
            assertThat(client.line()).isNull();
        }
    }
}
