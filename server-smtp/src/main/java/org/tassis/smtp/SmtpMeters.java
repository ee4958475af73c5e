package org.tassis.smtp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tassis.smtp.command.Verb;
import org.tassis.smtp.reply.SmtpReply;

/// What an engine counts and times, looked up once: commands with their latency (content on its way in
/// excluded), replies by class, messages delivered with the time from their last octet to the reply, their
/// octets. Any thread.
final class SmtpMeters {
    private final Map<Verb, Timer> commands = new EnumMap<>(Verb.class);
    private final Counter[] replies = new Counter[4];
    private final Timer deliveries;
    private final Counter octets;

    SmtpMeters(MeterRegistry registry, SmtpSettings.Role role) {
        String engine = role.name().toLowerCase(Locale.ROOT);
        for (Verb verb : Verb.values()) {
            commands.put(
                    verb,
                    Timer.builder("tassis.smtp.commands")
                            .description("Commands by verb, from the whole line to the reply, without content arriving")
                            .tags("engine", engine, "verb", verb.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (int i = 0; i < replies.length; i++) {
            replies[i] = Counter.builder("tassis.smtp.replies")
                    .description("Replies by class")
                    .tags("engine", engine, "class", (i + 2) + "xx")
                    .register(registry);
        }
        deliveries = Timer.builder("tassis.smtp.deliveries")
                .description("Messages stored, from their last octet to the reply")
                .tags("engine", engine)
                .register(registry);
        octets = Counter.builder("tassis.smtp.message.bytes")
                .description("Octets of content received")
                .baseUnit("bytes")
                .tags("engine", engine)
                .register(registry);
    }

    void command(Verb verb, long nanos) {
        Timer timer = commands.get(verb);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void reply(SmtpReply reply) {
        replies[reply.code() / 100 - 2].increment();
    }

    void delivered(long nanos) {
        deliveries.record(nanos, TimeUnit.NANOSECONDS);
    }

    void content(long count) {
        octets.increment(count);
    }
}
