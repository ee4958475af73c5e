package org.tassis.webmail.mail;

/// What the address of a list, or of a message opened from one, says behind its path: only what is not the
/// usual.
///
/// @param only of {@link Listing.Only#word}
/// @param sort of {@link Sort#word}
/// @param page from 1
public record ListQuery(String only, String sort, long page) {
    static final ListQuery NONE = of(Listing.Only.ALL, Sort.NEWEST);

    static ListQuery of(Listing.Only only, Sort sort) {
        return new ListQuery(only.word(), sort.word(), 1);
    }

    public ListQuery withOnly(String other) {
        return new ListQuery(other, sort, 1);
    }

    public ListQuery withSort(String other) {
        return new ListQuery(only, other, 1);
    }

    public ListQuery withPage(long other) {
        return new ListQuery(only, sort, other);
    }

    /// With its question mark; empty when there is nothing to say.
    @Override
    public String toString() {
        String said = (only.equals(Listing.Only.ALL.word()) ? "" : "&only=" + only)
                + (sort.equals(Sort.NEWEST.word()) ? "" : "&sort=" + sort)
                + (page <= 1 ? "" : "&page=" + page);
        return said.isEmpty() ? "" : "?" + said.substring(1);
    }
}
