package org.tassis.mailflow.policy;

/// How many recipients are taken in a time; 0 for any number.
///
/// @param networkPerHour    from the clients of one network, IPv4 /24 or IPv6 /64
/// @param senderPerHour     from one sender address that did not log in
/// @param accountPerHour    from one account
/// @param accountPerDay     from one account
/// @param accountNewPerHour from one account, to whom it has not written before
public record RateSettings(
        int networkPerHour, int senderPerHour, int accountPerHour, int accountPerDay, int accountNewPerHour) {
    public static final RateSettings DEFAULT = new RateSettings(20_000, 5_000, 500, 2_000, 200);

    public RateSettings {
        if (networkPerHour < 0
                || senderPerHour < 0
                || accountPerHour < 0
                || accountPerDay < 0
                || accountNewPerHour < 0) {
            throw new IllegalArgumentException("rates are 0 or more");
        }
    }
}
