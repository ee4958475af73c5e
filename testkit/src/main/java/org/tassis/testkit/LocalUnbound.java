package org.tassis.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A resolver that validates, of Debian's package unbound, on a free port of loopback, with zones of its
/// own: some signed by keys that it trusts, some not signed.
public final class LocalUnbound implements AutoCloseable {
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/sbin/unbound"), Path.of("/usr/bin/ldns-keygen"), Path.of("/usr/bin/ldns-signzone"));
    private static final int START_SECONDS = 60;

    private final Path home;
    private final int port;
    private final StringBuilder settings = new StringBuilder();
    private final List<String> anchors = new ArrayList<>();
    private @Nullable Process process;

    private LocalUnbound(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /// Why it cannot run here.
    public static Optional<String> obstacle() {
        return PROGRAMS.stream().allMatch(Files::isExecutable)
                ? Optional.empty()
                : Optional.of("unbound is not installed (Debian: apt-get install unbound ldnsutils)");
    }

    /// Not started yet.
    ///
    /// @param home an empty directory
    public static LocalUnbound in(Path home) throws IOException {
        return new LocalUnbound(home, Peers.freePort());
    }

    /// Adds a zone that nobody signed.
    ///
    /// @param records as in a zone file; SOA and NS are added
    public LocalUnbound unsigned(String name, String... records) throws IOException {
        zone(name, Files.writeString(home.resolve(name + ".zone"), text(name, records)));
        return this;
    }

    /// Adds a zone signed by ECDSA P-256 keys that the resolver trusts.
    public LocalUnbound signed(String name, String... records) throws IOException, InterruptedException {
        return signed(name, UnaryOperator.identity(), records);
    }

    /// The same, changed after it was signed.
    ///
    /// @param change of the zone file
    public LocalUnbound signed(String name, UnaryOperator<String> change, String... records)
            throws IOException, InterruptedException {
        Path plain = Files.writeString(home.resolve(name + ".plain"), text(name, records));
        String key = run("ldns-keygen", "-a", "ECDSAP256SHA256", "-k", name).strip();
        Path zone = home.resolve(name + ".zone");
        run("ldns-signzone", "-f", zone.toString(), plain.toString(), key);
        Files.writeString(zone, change.apply(Files.readString(zone)));
        anchors.add(home.resolve(key + ".key").toString());
        zone(name, zone);
        return this;
    }

    private static String text(String name, String... records) {
        return "$ORIGIN " + name + ".\n$TTL 300\n"
                + "@ IN SOA ns." + name + ". hostmaster." + name + ". 1 3600 900 604800 300\n"
                + "@ IN NS ns." + name + ".\nns IN A 127.0.0.1\n"
                + String.join("\n", records) + "\n";
    }

    private void zone(String name, Path file) {
        settings.append("auth-zone:\n name: \"")
                .append(name)
                .append("\"\n zonefile: \"")
                .append(file)
                .append("\"\n for-upstream: yes\n for-downstream: no\n fallback-enabled: no\n");
    }

    /// Answers when this returns.
    public LocalUnbound start() throws IOException {
        StringBuilder server =
                new StringBuilder("""
                server:
                 interface: 127.0.0.1
                 port: PORT
                 do-daemonize: no
                 use-syslog: no
                 username: ""
                 chroot: ""
                 pidfile: ""
                 directory: "HOME"
                 module-config: "validator iterator"
                 num-threads: 1
                 target-fetch-policy: "0 0 0 0 0"
                remote-control:
                 control-enable: no
                """.replace("PORT", Integer.toString(port)).replace("HOME", home.toString()));
        server.append("server:\n");
        anchors.forEach(
                anchor -> server.append(" trust-anchor-file: \"").append(anchor).append("\"\n"));
        Path file = Files.writeString(home.resolve("unbound.conf"), server.append(settings));
        Path log = home.resolve("log");
        Process started = new ProcessBuilder(PROGRAMS.getFirst().toString(), "-d", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process = started;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && started.isAlive()) {
            try (Socket socket = new Socket()) { // it opens TCP after UDP
                socket.connect(address());
                return this;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new IOException("unbound did not start: " + Files.readString(log));
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    private String run(String... words) throws IOException, InterruptedException {
        Process ran = new ProcessBuilder(words)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (ran.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + ": " + said);
        }
        return Stream.of(said.split("\n")).reduce("", (_, last) -> last);
    }

    @Override
    public void close() {
        Process started = process;
        if (started != null) {
            Peers.stop(started, home);
        }
    }
}
