package org.tassis.mailflow.filter;

import java.time.Duration;
import org.tassis.mailflow.sieve.SieveSettings;

/// What accounts may have.
///
/// @param sieve       the language
/// @param maxScripts  of one account
/// @param maxOctets   of one script
/// @param cacheOctets of the texts of the scripts that are kept compiled; in memory they take several times as much
/// @param cacheTime   how long a script is used when another node may have changed it
public record FilterSettings(SieveSettings sieve, int maxScripts, int maxOctets, long cacheOctets, Duration cacheTime) {
    public static final FilterSettings DEFAULT =
            new FilterSettings(SieveSettings.DEFAULT, 32, 128 * 1024, 16 << 20, Duration.ofSeconds(60));

    public FilterSettings {
        if (maxScripts < 1 || maxOctets < 1 || cacheOctets < 0 || cacheTime.isNegative()) {
            throw new IllegalArgumentException("limits of filters must be positive");
        }
    }

    public FilterSettings withMost(int scripts, int octets) {
        return new FilterSettings(sieve, scripts, octets, cacheOctets, cacheTime);
    }

    public FilterSettings withSieve(SieveSettings other) {
        return new FilterSettings(other, maxScripts, maxOctets, cacheOctets, cacheTime);
    }
}
