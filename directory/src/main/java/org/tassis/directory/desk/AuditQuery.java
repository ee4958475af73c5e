package org.tassis.directory.desk;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.tassis.directory.CustomerId;

/// Which acts are wanted.
///
/// @param customer only those on what belongs to one
/// @param words    a part of who, what or the object, in any case; empty: all
/// @param since    not before
/// @param until    before
public record AuditQuery(
        Optional<CustomerId> customer, String words, Optional<Instant> since, Optional<Instant> until) {
    public static final AuditQuery ALL = new AuditQuery(Optional.empty(), "", Optional.empty(), Optional.empty());

    private static final int MAX_WORDS = 200;

    public AuditQuery {
        words = words.strip().toLowerCase(Locale.ROOT);
        words = words.substring(0, Math.min(MAX_WORDS, words.length()));
    }

    public AuditQuery of(CustomerId owner) {
        return new AuditQuery(Optional.of(owner), words, since, until);
    }

    public AuditQuery with(String text) {
        return new AuditQuery(customer, text, since, until);
    }

    public AuditQuery between(Optional<Instant> from, Optional<Instant> to) {
        return new AuditQuery(customer, words, from, to);
    }
}
