package org.tassis.admin.operations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// The server's own figures of the last day: 35 KB for each curve, in memory, and now and then in a file, so
/// that they outlive a restart. While the server did not run there are none. Any thread.
final class Figures implements AutoCloseable {
    static final Duration STEP = Duration.ofSeconds(10);
    static final int KEPT = (int) Duration.ofDays(1).dividedBy(STEP);

    /// Samples between two writings: what a crash loses.
    private static final int WRITTEN_EVERY = (int) Duration.ofMinutes(5).dividedBy(STEP);

    /// What is drawn: by name, how it is read, and what the numbers are.
    enum Kind {
        /// Per minute.
        RATE,
        COUNT,
        PERCENT,
        OCTETS,
        /// Octets a second.
        TRAFFIC
    }

    private record Source(Kind kind, ToDoubleFunction<MeterRegistry> read, boolean grows) {}

    private static final Map<String, Source> SOURCES = new LinkedHashMap<>();

    static {
        rate("messages", registry -> counter(registry, "tassis.store.messages"));
        rate("refused", registry -> counter(registry, "tassis.smtp.replies", "class", "5xx"));
        rate("later", registry -> counter(registry, "tassis.smtp.replies", "class", "4xx"));
        rate("sent", registry -> counter(registry, "tassis.queue.attempts", "ending", "delivered"));
        now("queue", Kind.COUNT, registry -> gauge(registry, "tassis.queue.waiting"));
        now("connections", Kind.COUNT, registry -> gauge(registry, "tassis.connections.current"));
        SOURCES.put("in", new Source(Kind.TRAFFIC, registry -> counter(registry, "tassis.octets.received"), true));
        SOURCES.put("out", new Source(Kind.TRAFFIC, registry -> counter(registry, "tassis.octets.sent"), true));
        now("cpu", Kind.PERCENT, registry -> 100 * gauge(registry, "process.cpu.usage"));
        now("memory", Kind.OCTETS, registry -> gauge(registry, "jvm.memory.used", "area", "heap"));
    }

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final FigureFile file;
    private final Map<String, float[]> rings = new LinkedHashMap<>(); // guarded by this
    private final Map<String, Double> last = new LinkedHashMap<>(); // guarded by this
    private long count; // guarded by this; samples taken
    private Instant at; // guarded by this; of the last sample
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("figures").daemon().factory());

    Figures(MeterRegistry registry, InstantSource clock, FigureFile file) {
        this.registry = registry;
        this.clock = clock;
        this.file = file;
        this.at = clock.instant();
        SOURCES.keySet().forEach(name -> rings.put(name, new float[KEPT]));
        file.read(SOURCES.keySet(), KEPT).ifPresent(this::goOn);
    }

    /// Takes up what was written, with nothing in it for the time since.
    private void goOn(FigureFile.Written written) {
        long gap = Math.max(0, Duration.between(written.at(), at).dividedBy(STEP));
        if (gap >= KEPT) {
            return;
        }
        int missing = (int) Math.max(0, gap - 1); // the next sample is the one after the gap
        int kept = Math.min(written.samples(), KEPT - missing);
        written.values().forEach((name, values) -> {
            float[] ring = ring(name);
            System.arraycopy(values, values.length - kept, ring, 0, kept);
            Arrays.fill(ring, kept, kept + missing, Float.NaN);
        });
        SOURCES.keySet().stream()
                .filter(name -> !written.values().containsKey(name))
                .forEach(name -> Arrays.fill(ring(name), 0, kept + missing, Float.NaN));
        count = kept + missing;
    }

    /// Writes what there is.
    private void write() {
        Map<String, float[]> all = new LinkedHashMap<>();
        Instant until;
        synchronized (this) {
            SOURCES.keySet().forEach(name -> all.put(name, values(name, KEPT).values()));
            until = at;
        }
        file.write(new FigureFile.Written(until, all));
    }

    private void sampleAndWrite() {
        sample();
        boolean due;
        synchronized (this) {
            due = count % WRITTEN_EVERY == 0;
        }
        if (due) {
            write();
        }
    }

    Figures start() {
        sample(); // what rates begin with
        thread.scheduleAtFixedRate(this::sampleAndWrite, STEP.toMillis(), STEP.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    static List<String> names() {
        return List.copyOf(SOURCES.keySet());
    }

    private static void rate(String name, ToDoubleFunction<MeterRegistry> read) {
        SOURCES.put(name, new Source(Kind.RATE, read, true));
    }

    private static void now(String name, Kind kind, ToDoubleFunction<MeterRegistry> read) {
        SOURCES.put(name, new Source(kind, read, false));
    }

    private static double counter(MeterRegistry registry, String name, String... tags) {
        double sum = 0;
        for (Counter counter : registry.find(name).tags(tags).counters()) {
            sum += counter.count();
        }
        for (Timer timer : registry.find(name).tags(tags).timers()) {
            sum += timer.count();
        }
        return sum;
    }

    private static double gauge(MeterRegistry registry, String name, String... tags) {
        double sum = 0;
        for (Gauge gauge : registry.find(name).tags(tags).gauges()) {
            double value = gauge.value();
            sum += Double.isFinite(value) ? value : 0;
        }
        return sum;
    }

    /// Reads all meters once.
    synchronized void sample() {
        at = clock.instant();
        int place = (int) (count % KEPT);
        SOURCES.forEach((name, source) -> {
            double value = source.read().applyAsDouble(registry);
            double shown = value;
            if (source.grows()) {
                double grown = Math.max(0, value - last.getOrDefault(name, value));
                shown = source.kind() == Kind.RATE ? grown * 60 / STEP.toSeconds() : grown / STEP.toSeconds();
                last.put(name, value);
            }
            ring(name)[place] = (float) shown;
        });
        count++;
    }

    private float[] ring(String name) {
        float[] ring = rings.get(name);
        if (ring == null) {
            throw new IllegalArgumentException("no such figure: " + name);
        }
        return ring;
    }

    /// The last values, the oldest first; fewer than asked for after the first start. What is not known is
    /// {@link Float#NaN}.
    ///
    /// @param steps of {@link #STEP}, 1 to {@link #KEPT}
    synchronized Values values(String name, int steps) {
        float[] ring = ring(name);
        int known = (int) Math.min(count, Math.min(steps, KEPT));
        float[] values = new float[known];
        for (int i = 0; i < known; i++) {
            values[i] = ring[(int) ((count - known + i) % KEPT)];
        }
        Source source = SOURCES.get(name);
        return new Values(name, source == null ? Kind.COUNT : source.kind(), values, steps, at);
    }

    /// @param steps that were asked for
    /// @param until of the last value
    record Values(String name, Kind kind, float[] values, int steps, Instant until) {
        float now() {
            return values.length == 0 ? 0 : values[values.length - 1];
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        boolean any;
        synchronized (this) {
            any = count > 0;
        }
        if (any) {
            write();
        }
    }
}
