package org.tassis.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command line makes of a file that leads nowhere. What a server answers is in `CommandsTest`.
class ControlTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void noServerIsNoAnswer() throws Exception {
        assertThat(ControlClient.ask(directory.resolve("control"), List.of("x"), new byte[0], out, out))
                .isEmpty();
        Path odd = Files.writeString(directory.resolve("odd"), "what");
        assertThat(ControlClient.ask(odd, List.of("x"), new byte[0], out, out)).isEmpty();
    }

    @Test
    void whereNobodyListensAnyMoreIsNoServer() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path stale = Files.writeString(directory.resolve("stale"), port + " key\n");
        assertThat(ControlClient.ask(stale, List.of("x"), new byte[0], out, out))
                .isEmpty();
    }

    @Test
    void somebodyElseOnThatPortIsNoServer() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var client = socket.accept()) {
                    client.getOutputStream()
                            .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Path stale = Files.writeString(directory.resolve("stale"), socket.getLocalPort() + " key\n");
            assertThatThrownBy(() -> ControlClient.ask(stale, List.of("x"), new byte[0], out, out))
                    .isInstanceOf(IOException.class);
        }
    }
}
