package org.tassis.admin.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Counter messages = registry.counter("tassis.store.messages");
    private final AtomicInteger connections = new AtomicInteger();

    @Test
    void countersBecomeRatesAndGaugesAreAddedUp() {
        registry.gauge("tassis.connections.current", List.of(), connections);
        messages.increment(1000); // before anybody looked: no rate
        try (Figures figures = new Figures(registry, () -> NOW)) {
            figures.sample();
            messages.increment(5);
            connections.set(7);
            figures.sample();
            assertThat(figures.values("messages", 6).values()).containsExactly(0, 30);
            assertThat(figures.values("connections", 6).now()).isEqualTo(7);
        }
    }

    @Test
    void aDayIsKept() {
        try (Figures figures = new Figures(registry, () -> NOW)) {
            for (int i = 0; i <= Figures.KEPT + 3; i++) {
                connections.set(i);
                figures.sample();
            }
            assertThat(figures.values("connections", Figures.KEPT).values()).hasSize(Figures.KEPT);
            assertThat(figures.values("connections", 10).values()).hasSize(10);
        }
    }

    @Test
    void aCurveStaysInItsField() {
        float[] values = new float[360];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 1000f;
        }
        Curve curve = Curve.of(
                new Figures.Values("queue", Figures.Kind.COUNT, values, 360, NOW),
                octets -> octets + " B",
                java.util.Locale.ENGLISH);
        assertThat(curve.most()).isEqualTo("500,000");
        assertThat(curve.now()).isEqualTo("359,000");
        for (String point : curve.line().split(" ")) {
            String[] place = point.split(",");
            assertThat(Double.parseDouble(place[0])).isBetween(0.0, (double) Curve.WIDTH);
            assertThat(Double.parseDouble(place[1])).isBetween(0.0, (double) Curve.HEIGHT);
        }
        assertThat(curve.line())
                .endsWith(" 600.0," + curve.line().substring(curve.line().lastIndexOf(',') + 1));
    }
}
