package org.tassis.net;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A network with one listener on a free port, and its certificate.
final class TestNet implements AutoCloseable {
    private static final SelfSigned CERTIFICATE = certificate();

    final TalkProtocol talk = new TalkProtocol();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final TlsContexts tls;
    final Network network;
    final BoundListener listener;

    TestNet(Listener.TlsMode mode) throws IOException {
        this(mode, NetSettings.defaults(), TlsContexts.Engine.BEST);
    }

    TestNet(Listener.TlsMode mode, NetSettings settings, TlsContexts.Engine engine) throws IOException {
        this(mode, settings, contexts(engine), false);
    }

    TestNet(Listener.TlsMode mode, NetSettings settings, TlsContexts tls, boolean proxy) throws IOException {
        this.tls = tls;
        network = new Network(settings, tls, meters);
        listener = network.bind(new Listener("test", Optional.empty(), 0, mode, proxy), talk);
    }

    static TlsContexts contexts() throws IOException {
        return contexts(TlsContexts.Engine.BEST);
    }

    private static TlsContexts contexts(TlsContexts.Engine engine) throws IOException {
        return new TlsContexts(List.of(CERTIFICATE), engine);
    }

    static Path issuer() {
        return CERTIFICATE.issuer();
    }

    TestClient connect() throws IOException {
        return TestClient.to("127.0.0.1", listener.port());
    }

    @Override
    public void close() {
        network.stop(Duration.ofSeconds(5));
        tls.close();
    }

    /// Waits until something becomes true that nobody can be asked to announce.
    static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 20 seconds");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static SelfSigned certificate() {
        try {
            return new SelfSigned(
                    Files.createTempDirectory("net-test").resolve("tls"),
                    List.of("mail.example.org"),
                    InstantSource.system());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
