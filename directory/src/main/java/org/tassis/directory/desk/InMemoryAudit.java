package org.tassis.directory.desk;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The reference: acts in memory. Thread-safe by one lock.
public final class InMemoryAudit implements AuditRecords {
    private final TreeMap<Long, AuditEntry> entries = new TreeMap<>();
    private long last;

    @Override
    public synchronized void append(AuditEntry entry) {
        entries.put(++last, entry.withId(last));
    }

    @Override
    public synchronized List<AuditEntry> page(AuditQuery query, OptionalLong before, int limit) {
        return entries.headMap(before.orElse(Long.MAX_VALUE), false).descendingMap().values().stream()
                .filter(entry -> query.customer().isEmpty() || entry.customer().equals(query.customer()))
                .filter(entry -> query.since().filter(entry.at()::isBefore).isEmpty())
                .filter(entry ->
                        query.until().filter(end -> !entry.at().isBefore(end)).isEmpty())
                .filter(entry -> (entry.actor() + " " + entry.what() + " " + entry.object())
                        .toLowerCase(Locale.ROOT)
                        .contains(query.words()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized int forget(Instant before) {
        int many = entries.size();
        entries.values().removeIf(entry -> entry.at().isBefore(before));
        return many - entries.size();
    }
}
