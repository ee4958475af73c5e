package org.tassis.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.tassis.net.SelfSigned;

/// The ACME authority for tests, from Debian's package `pebble`, on a free port of loopback. It checks
/// names on two ports of loopback and asks a name server of the test.
public final class Pebble implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/pebble");
    private static final int START_SECONDS = 20;

    private final Process process;
    private final int port;
    private final Path log;
    private final Path issuer;

    private Pebble(Process process, int port, Path log, Path issuer) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.issuer = issuer;
    }

    /// Empty, and said so on standard output, when it is not installed.
    ///
    /// @param directory empty, for its files
    /// @param http      where it looks instead of port 80
    /// @param tls       instead of 443
    public static Optional<Pebble> start(Path directory, int http, int tls, InetSocketAddress dns)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(PROGRAM)) {
            System.out.println("Pebble is not installed (apt-get install pebble): certificates are not ordered here.");
            return Optional.empty();
        }
        SelfSigned own = new SelfSigned(directory.resolve("tls"), List.of("localhost"), InstantSource.system());
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = Files.writeString(
                directory.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "", "certificate": "%s",
                "privateKey": "%s", "httpPort": %d, "tlsPort": %d, "ocspResponderURL": "",
                "externalAccountBindingRequired": false}}
                """.formatted(port, own.chain(), own.key(), http, tls));
        Path log = directory.resolve("pebble.log");
        ProcessBuilder builder = new ProcessBuilder(
                        PROGRAM.toString(), "-config", config.toString(), "-dnsserver", "127.0.0.1:" + dns.getPort())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_AUTHZREUSE", "0");
        Process process = builder.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers(port)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("Pebble did not start:\n" + Files.readString(log));
            }
        }
        return Optional.of(new Pebble(process, port, log, own.issuer()));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public URI directory() {
        return URI.create("https://localhost:" + port + "/dir");
    }

    /// PEM of who signed its own certificate.
    public Path issuer() {
        return issuer;
    }

    /// What it said so far.
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
