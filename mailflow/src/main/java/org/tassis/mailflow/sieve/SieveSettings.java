package org.tassis.mailflow.sieve;

import java.util.EnumSet;
import java.util.Set;

/// What scripts may use, decided by the administrator.
///
/// @param offered to `require`
public record SieveSettings(Set<SieveExtension> offered, SieveLimits limits) {
    public static final SieveSettings DEFAULT =
            new SieveSettings(EnumSet.allOf(SieveExtension.class), SieveLimits.DEFAULT);

    public SieveSettings {
        offered = Set.copyOf(offered);
    }

    public SieveSettings without(SieveExtension extension) {
        var fewer = EnumSet.noneOf(SieveExtension.class);
        fewer.addAll(offered);
        fewer.remove(extension);
        return new SieveSettings(fewer, limits);
    }
}
