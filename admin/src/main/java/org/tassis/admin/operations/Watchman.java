package org.tassis.admin.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after everything from time to time, and says what is wrong, the worst first. Any thread.
final class Watchman implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchman.class);
    private static final Duration FIRST = Duration.ofSeconds(3);

    private final List<Watch> watches;
    private final Map<Watch, List<Finding>> found = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("watch").daemon().factory());

    Watchman(List<Watch> watches) {
        this.watches = List.copyOf(watches);
        for (Watch watch : watches) {
            if (watch.every().isPositive()) {
                thread.scheduleWithFixedDelay(
                        () -> found.put(watch, look(watch)),
                        FIRST.toMillis(),
                        watch.every().toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        }
    }

    List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (Watch watch : watches) {
            all.addAll(watch.every().isPositive() ? found.getOrDefault(watch, List.of()) : look(watch));
        }
        all.sort(Comparator.comparing(Finding::level));
        return all;
    }

    private static List<Finding> look(Watch watch) {
        try {
            return watch.look().get();
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be looked after", watch.name(), e);
            return List.of(Finding.of(Finding.Level.WARN, "blind", "", watch.name()));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
