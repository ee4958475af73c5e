package org.tassis.admin.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory;

    private FigureFile file() {
        return new FigureFile(directory.resolve("figures"));
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Counter messages = registry.counter("tassis.store.messages");
    private final AtomicInteger connections = new AtomicInteger();

    @Test
    void countersBecomeRatesAndGaugesAreAddedUp() {
        registry.gauge("tassis.connections.current", List.of(), connections);
        messages.increment(1000); // before anybody looked: no rate
        try (Figures figures = new Figures(registry, () -> NOW, file())) {
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
        try (Figures figures = new Figures(registry, () -> NOW, file())) {
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
        for (String point : curve.lines().getFirst().split(" ")) {
            String[] place = point.split(",");
            assertThat(Double.parseDouble(place[0])).isBetween(0.0, (double) Curve.WIDTH);
            assertThat(Double.parseDouble(place[1])).isBetween(0.0, (double) Curve.HEIGHT);
        }
        String line = curve.lines().getFirst();
        assertThat(line).endsWith(" 600.0," + line.substring(line.lastIndexOf(',') + 1));
    }

    @Test
    void figuresOutliveARestartAndTheTimeBetweenIsEmpty() throws Exception {
        Instant[] now = {NOW};
        registry.gauge("tassis.connections.current", List.of(), connections);
        try (Figures figures = new Figures(registry, () -> now[0], file())) {
            for (int i = 1; i <= 5; i++) {
                connections.set(i);
                figures.sample();
                now[0] = now[0].plus(Figures.STEP);
            }
        }
        now[0] = now[0].plus(Figures.STEP.multipliedBy(3));
        connections.set(9);
        try (Figures figures = new Figures(registry, () -> now[0], file())) {
            figures.sample();
            Figures.Values values = figures.values("connections", 20);
            assertThat(values.values()).containsExactly(1, 2, 3, 4, 5, Float.NaN, Float.NaN, Float.NaN, 9);
            Curve curve = Curve.of(values, octets -> octets + " B", java.util.Locale.ENGLISH);
            assertThat(curve.lines()).as("broken where nobody looked").hasSize(2);
            assertThat(curve.now()).isEqualTo("9");
        }
        now[0] = now[0].plus(java.time.Duration.ofDays(2));
        try (Figures figures = new Figures(registry, () -> now[0], file())) {
            figures.sample();
            assertThat(figures.values("connections", 20).values())
                    .as("what is older than a day")
                    .containsExactly(9);
        }
    }

    @Test
    void aFileThatIsDamagedCountsForNothing() throws Exception {
        Files.write(directory.resolve("figures"), new byte[] {0x54, 0x46, 0x47, 0x31, 0, 1, 2});
        try (Figures figures = new Figures(registry, () -> NOW, file())) {
            figures.sample();
            assertThat(figures.values("connections", 20).values()).hasSize(1);
        }
        byte[] whole = Files.readAllBytes(directory.resolve("figures"));
        assertThat(whole.length).isBetween(50, 1000);
    }
}
