package org.tassis.senderauth.dkim;

import java.time.Duration;

/// @param maxSignatures      that are judged, from the top of the header; at least 1
/// @param minRsaBits         RFC 8301 §3.2 asks for 1024 at least
/// @param maxRsaBits         longer keys cost too much
/// @param trustPartialBodies whether a signature with `l=` shorter than the body passes
/// @param clockTolerance     how far clocks may differ for `t=` and `x=`
public record DkimSettings(
        int maxSignatures, int minRsaBits, int maxRsaBits, boolean trustPartialBodies, Duration clockTolerance) {
    public static final DkimSettings DEFAULT = new DkimSettings(10, 1024, 4096, false, Duration.ofMinutes(5));

    public DkimSettings {
        if (maxSignatures < 1 || minRsaBits < 1024 || maxRsaBits < minRsaBits || clockTolerance.isNegative()) {
            throw new IllegalArgumentException(
                    "DKIM: at least one signature, RSA keys of 1024 bits or more, and no negative tolerance");
        }
    }
}
