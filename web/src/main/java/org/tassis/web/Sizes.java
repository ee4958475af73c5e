package org.tassis.web;

import java.text.NumberFormat;
import org.springframework.context.i18n.LocaleContextHolder;

/// Numbers of octets as a visitor reads them: `840 B`, `12 KB`, `3.4 MB`. For templates: `${sizes.of(...)}`.
public final class Sizes {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

    Sizes() {}

    /// @param octets not negative
    public String of(long octets) {
        double value = octets;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        NumberFormat format = NumberFormat.getNumberInstance(LocaleContextHolder.getLocale());
        format.setMaximumFractionDigits(unit > 1 && value < 10 ? 1 : 0);
        return format.format(value) + "\u00a0" + UNITS[unit];
    }
}
