package org.tassis.directory;

/// Identity of a customer; never reused.
///
/// @param value positive
public record CustomerId(long value) {
    /// The operator's own: what belongs to nobody else, without limits. It is always there.
    public static final CustomerId HOUSE = new CustomerId(1);

    public CustomerId {
        if (value <= 0) {
            throw new IllegalArgumentException("CustomerId must be positive: " + value);
        }
    }
}
