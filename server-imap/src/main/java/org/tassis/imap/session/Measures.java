package org.tassis.imap.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.tassis.imap.reply.Completion;

/// What is counted: commands by name and completion with their time, and sessions by state. Any thread.
final class Measures {
    private final MeterRegistry registry;
    private final Map<Completion.Kind, ConcurrentHashMap<String, Timer>> commands =
            new EnumMap<>(Completion.Kind.class);
    private final AtomicInteger strangers = new AtomicInteger();
    private final AtomicInteger authenticated = new AtomicInteger();
    private final AtomicInteger selected = new AtomicInteger();

    Measures(MeterRegistry registry) {
        this.registry = registry;
        for (Completion.Kind kind : Completion.Kind.values()) {
            commands.put(kind, new ConcurrentHashMap<>());
        }
        sessions("not-authenticated", strangers);
        sessions("authenticated", authenticated);
        sessions("selected", selected);
    }

    private void sessions(String state, AtomicInteger count) {
        Gauge.builder("tassis.imap.sessions", count, AtomicInteger::get)
                .description("IMAP sessions by state")
                .tag("state", state)
                .register(registry);
    }

    /// @param word one of the commands' names: they are few
    void command(String word, Completion.Kind kind, long nanos) {
        ConcurrentHashMap<String, Timer> ended = Objects.requireNonNull(commands.get(kind));
        Timer timer = ended.get(word);
        if (timer == null) {
            timer = ended.computeIfAbsent(word, _ -> Timer.builder("tassis.imap.commands")
                    .description("IMAP commands from their last octet read to their completion written")
                    .tag("command", word)
                    .tag("result", kind.name().toLowerCase(Locale.ROOT))
                    .register(registry));
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    void entered(SessionState state) {
        count(state, 1);
    }

    void left(SessionState state) {
        count(state, -1);
    }

    private void count(SessionState state, int by) {
        switch (state) {
            case SessionState.NotAuthenticated _ -> strangers.addAndGet(by);
            case SessionState.Authenticated _ -> authenticated.addAndGet(by);
            case SessionState.Selected _ -> selected.addAndGet(by);
            case SessionState.LoggedOut _ -> {}
        }
    }
}
