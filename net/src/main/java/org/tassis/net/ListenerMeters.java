package org.tassis.net;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicInteger;

/// The counts of one listener: connections, octets (of the protocol, not of TLS) and handshakes. Thread-safe.
final class ListenerMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final AtomicInteger current = new AtomicInteger();
    private final Gauge currently;
    private final Counter accepted;
    private final Counter received;
    private final Counter sent;

    ListenerMeters(MeterRegistry registry, String protocol, String listener) {
        this.registry = registry;
        this.tags = Tags.of("protocol", protocol, "listener", listener);
        this.currently = Gauge.builder("tassis.connections.current", current, AtomicInteger::get)
                .description("connections that are open")
                .tags(tags)
                .register(registry);
        this.accepted = registry.counter("tassis.connections.accepted", tags);
        this.received = registry.counter("tassis.octets.received", tags);
        this.sent = registry.counter("tassis.octets.sent", tags);
    }

    void opened() {
        accepted.increment();
        current.incrementAndGet();
    }

    void gone() {
        current.decrementAndGet();
    }

    void refused(String reason) {
        registry.counter("tassis.connections.refused", tags.and("reason", reason))
                .increment();
    }

    void received(long octets) {
        received.increment(octets);
    }

    void sent(long octets) {
        sent.increment(octets);
    }

    void handshake(String version) {
        registry.counter("tassis.tls.handshakes", tags.and("version", version)).increment();
    }

    void handshakeFailed(String reason) {
        registry.counter("tassis.tls.failures", tags.and("reason", reason)).increment();
    }

    /// A gauge left behind would show a listener that is no more, and keep it in memory.
    void close() {
        registry.remove(currently);
    }
}
