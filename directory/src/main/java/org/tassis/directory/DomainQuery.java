package org.tassis.directory;

import java.util.Locale;
import java.util.Optional;

/// Which domains are wanted.
///
/// @param customer only those of one
/// @param words    a part of the name, as people or as the DNS write it; empty: all
/// @param removed  whether removed ones are wanted, or those that exist
public record DomainQuery(Optional<CustomerId> customer, String words, boolean removed) {
    public static final DomainQuery ALL = new DomainQuery(Optional.empty(), "", false);

    private static final int MAX_WORDS = 200;

    public DomainQuery {
        words = words.strip().toLowerCase(Locale.ROOT);
        words = words.substring(0, Math.min(MAX_WORDS, words.length()));
    }

    public DomainQuery of(CustomerId owner) {
        return new DomainQuery(Optional.of(owner), words, removed);
    }

    public DomainQuery with(String text) {
        return new DomainQuery(customer, text, removed);
    }

    public DomainQuery removedOnes() {
        return new DomainQuery(customer, words, true);
    }
}
