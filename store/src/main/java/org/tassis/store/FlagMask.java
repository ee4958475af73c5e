package org.tassis.store;

/// A {@link FlagChange} in bits: `after = before & keep | set`. Never touches reserved bits.
public record FlagMask(long keep, long set) {
    /// @param keywords knows the keywords of the change (for ADD and REPLACE: {@link KeywordTable#with})
    public static FlagMask of(FlagChange change, KeywordTable keywords) {
        long bits = keywords.bits(change.flags());
        return switch (change.mode()) {
            case ADD -> new FlagMask(-1L, bits);
            case REMOVE -> new FlagMask(~bits, 0);
            case REPLACE -> new FlagMask(KeywordTable.RESERVED_BITS, bits);
        };
    }

    public long apply(long bits) {
        return bits & keep | set;
    }
}
