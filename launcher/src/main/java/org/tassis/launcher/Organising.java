package org.tassis.launcher;

import java.time.Duration;
import java.time.InstantSource;
import org.tassis.directory.contact.Contacts;
import org.tassis.mailflow.contact.Collector;
import org.tassis.mailflow.rules.Rules;
import org.tassis.mailflow.snooze.Snoozes;

/// What people keep in order beside their mail: contacts, rules, messages that sleep.
final class Organising implements AutoCloseable {
    /// How long what was removed can be put back.
    private static final Duration KEPT = Duration.ofDays(30);

    private static final Duration WAKING = Duration.ofSeconds(15);

    private final Collector collector;
    private final Snoozes snoozes;

    /// Begins at once.
    Organising(Storage storage, Services services) {
        Contacts contacts = new Contacts(storage.contacts(), InstantSource.system(), KEPT);
        collector = new Collector(storage.store(), contacts, InstantSource.system());
        snoozes = new Snoozes(storage.snoozes(), storage.store(), InstantSource.system());
        services.put(Contacts.class, contacts)
                .put(Rules.class, new Rules(storage.filters()))
                .put(Snoozes.class, snoozes);
    }

    void start(Housekeeping housekeeping) {
        housekeeping.every(WAKING, "bringing snoozed messages back", snoozes::tend);
    }

    @Override
    public void close() {
        collector.close();
    }
}
