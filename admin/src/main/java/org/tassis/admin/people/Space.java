package org.tassis.admin.people;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.tassis.core.Quota;
import org.tassis.directory.Plan;

/// Mail storage as it is typed: gigabytes, with a point or a comma; nothing for without limit.
final class Space {
    private static final BigDecimal GIGABYTE = BigDecimal.valueOf(1L << 30);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,7}([.,]\\d{1,6})?");

    private Space() {}

    /// @return octets, {@link Plan#UNLIMITED} for an empty text, nothing for what is no number
    static OptionalLong parse(String typed) {
        String text = typed.strip();
        if (text.isEmpty()) {
            return OptionalLong.of(Plan.UNLIMITED);
        }
        if (!NUMBER.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(new BigDecimal(text.replace(',', '.'))
                .multiply(GIGABYTE)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact());
    }

    static String show(long octets) {
        if (octets == Plan.UNLIMITED) {
            return "";
        }
        BigDecimal value = BigDecimal.valueOf(octets)
                .divide(GIGABYTE, 6, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return (value.scale() < 0 ? value.setScale(0) : value).toPlainString();
    }

    static String show(Quota quota) {
        return quota.limitsBytes() ? show(quota.bytes()) : "";
    }

    /// Only the octets change.
    static Quota quota(long octets, Quota before) {
        return new Quota(octets, before.messages());
    }
}
