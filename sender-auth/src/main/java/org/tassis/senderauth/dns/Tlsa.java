package org.tassis.senderauth.dns;

import java.util.Arrays;
import java.util.HexFormat;

/// RFC 6698 §2.1. Numbers are not judged: 0 to 255 each.
public record Tlsa(int usage, int selector, int matchingType, byte[] data) {
    public Tlsa {
        data = data.clone();
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tlsa that
                && usage == that.usage
                && selector == that.selector
                && matchingType == that.matchingType
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * usage + selector) + matchingType) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return usage + " " + selector + " " + matchingType + " "
                + HexFormat.of().formatHex(data);
    }
}
