package org.tassis.managesieve;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tassis.mailflow.filter.FilterSettings;
import org.tassis.mailflow.filter.Filters;
import org.tassis.net.BoundListener;
import org.tassis.net.Listener;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.SelfSigned;
import org.tassis.net.TlsContexts;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;

/// The engine on free ports of loopback, over filters in memory and a directory with ann and bob in it.
final class ManageSieveServer implements AutoCloseable {
    private static final int MAX_SCRIPTS = 3;
    private static final int MAX_OCTETS = 2000;

    private static final SelfSigned CERTIFICATE = certificate();

    final TestDirectory people = new TestDirectory();
    final Filters filters = TestFilters.alone(FilterSettings.DEFAULT.withMost(MAX_SCRIPTS, MAX_OCTETS));

    private final TlsContexts tls;
    private final Network network;
    private final BoundListener plain;
    private final BoundListener startTls;

    ManageSieveServer() throws IOException {
        this(ManageSieveSettings.DEFAULT);
    }

    ManageSieveServer(ManageSieveSettings settings) throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        tls = new TlsContexts(List.of(CERTIFICATE));
        network = new Network(NetSettings.defaults(), tls, meters);
        var protocol = new ManageSieveProtocol(settings, filters, people.authenticator, meters);
        plain = network.bind(new Listener("plain", Optional.empty(), 0, Listener.TlsMode.NONE, false), protocol);
        startTls = network.bind(
                new Listener("managesieve", Optional.empty(), 0, Listener.TlsMode.STARTTLS, false), protocol);
    }

    int port(boolean withStartTls) {
        return withStartTls ? startTls.port() : plain.port();
    }

    @Override
    public void close() {
        network.stop(Duration.ofSeconds(5));
        tls.close();
    }

    private static SelfSigned certificate() {
        try {
            return new SelfSigned(
                    Files.createTempDirectory("managesieve-test").resolve("tls"),
                    List.of("mail.example.org"),
                    InstantSource.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
