package org.tassis.launcher;

import java.time.Duration;
import java.time.InstantSource;
import org.tassis.directory.contact.Contacts;
import org.tassis.mailflow.contact.Collector;

/// What people keep in order beside their mail: contacts.
final class Organising implements AutoCloseable {
    /// How long what was removed can be put back.
    private static final Duration KEPT = Duration.ofDays(30);

    private final Collector collector;

    /// Begins at once.
    Organising(Storage storage, Services services) {
        Contacts contacts = new Contacts(storage.contacts(), InstantSource.system(), KEPT);
        collector = new Collector(storage.store(), contacts, InstantSource.system());
        services.put(Contacts.class, contacts);
    }

    @Override
    public void close() {
        collector.close();
    }
}
