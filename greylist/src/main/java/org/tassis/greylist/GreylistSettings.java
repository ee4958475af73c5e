package org.tassis.greylist;

import java.time.Duration;

/// How greylisting behaves.
///
/// @param delay       until a retry is accepted
/// @param retryWindow until a first attempt that was never retried is forgotten; longer than `delay`
/// @param trust       how long client and sender stay trusted after their last message
/// @param ipv4Bits    of a client's address that make its network
/// @param ipv6Bits    the same for IPv6
public record GreylistSettings(Duration delay, Duration retryWindow, Duration trust, int ipv4Bits, int ipv6Bits) {
    /// 15 minutes, 2 days, 36 days; /24 and /64.
    public static final GreylistSettings DEFAULT =
            new GreylistSettings(Duration.ofMinutes(15), Duration.ofDays(2), Duration.ofDays(36), 24, 64);

    public GreylistSettings {
        if (delay.isNegative() || delay.compareTo(retryWindow) >= 0 || trust.isNegative()) {
            throw new IllegalArgumentException(
                    "a delay of " + delay + " within " + retryWindow + ", trust for " + trust);
        }
        if (ipv4Bits < 0 || ipv4Bits > 32 || ipv6Bits < 0 || ipv6Bits > 128) {
            throw new IllegalArgumentException("networks of " + ipv4Bits + " and " + ipv6Bits + " bits");
        }
    }
}
