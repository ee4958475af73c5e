package org.tassis.pop3;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tassis.pop3.reply.Pop3Reply;

/// How many commands of each kind, how long they take, and how they are answered. Thread-safe.
final class Pop3Meters {
    private final MeterRegistry registry;
    private final Map<String, Timer> commands = new ConcurrentHashMap<>();
    private final Counter ok;
    private final Counter err;

    Pop3Meters(MeterRegistry registry) {
        this.registry = registry;
        this.ok = replies(registry, "ok");
        this.err = replies(registry, "err");
    }

    /// @param word   of the server's own vocabulary, never what a client sent
    /// @param nanos  from the line that was read to the answer given to the network
    void command(String word, long nanos) {
        var timer = commands.get(word);
        if (timer == null) {
            timer = commands.computeIfAbsent(word, w -> Timer.builder("tassis.pop3.commands")
                    .description("commands answered, and how long it took")
                    .tag("command", w)
                    .register(registry));
        }
        timer.record(nanos, java.util.concurrent.TimeUnit.NANOSECONDS);
    }

    void reply(Pop3Reply reply) {
        (reply.ok() ? ok : err).increment();
    }

    private static Counter replies(MeterRegistry registry, String kind) {
        return Counter.builder("tassis.pop3.replies")
                .description("replies by class")
                .tag("class", kind)
                .register(registry);
    }
}
