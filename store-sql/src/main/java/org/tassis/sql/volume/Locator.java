package org.tassis.sql.volume;

/// Volume number and offset of a record in one positive long: the number in the upper bits, the offset
/// divided by eight in the lower {@link #OFFSET_BITS}. Locators of one volume are neighbours, and ascend as
/// records were written.
public final class Locator {
    static final int OFFSET_BITS = 36;
    static final int ALIGNMENT = 8;
    public static final long MAX_VOLUME = (1L << 63 - OFFSET_BITS) - 1;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

    private Locator() {}

    /// @param offset divisible by 8
    public static long of(long volume, long offset) {
        if (volume < 1 || volume > MAX_VOLUME || offset < 0 || offset % ALIGNMENT != 0 || offset >> 3 > OFFSET_MASK) {
            throw new IllegalArgumentException("no place in a volume: " + volume + ", " + offset);
        }
        return volume << OFFSET_BITS | offset >> 3;
    }

    public static long volume(long locator) {
        return locator >>> OFFSET_BITS;
    }

    public static long offset(long locator) {
        return (locator & OFFSET_MASK) << 3;
    }

    /// The lowest locator of a volume.
    public static long first(long volume) {
        return volume << OFFSET_BITS;
    }

    /// The highest locator of a volume.
    public static long last(long volume) {
        return volume << OFFSET_BITS | OFFSET_MASK;
    }

    public static String describe(long locator) {
        return "volume " + volume(locator) + " at " + offset(locator);
    }
}
