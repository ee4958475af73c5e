package org.tassis.directory;

import java.time.Duration;

/// What checking passwords may cost.
///
/// @param parallel          verifications at once; each takes memory and a processor
/// @param waiting           callers that may wait for one
/// @param patience          how long they wait
/// @param remember          how long a password that was right needs no verification again
/// @param rememberEntries   how many of them at most
/// @param freeFailures      failures for an account, or within one of its known networks, before attempts slow down
/// @param freeNetFailures   failures from a network before its attempts slow down; each account that logged in from
///     there adds as many
/// @param maxDelay          the longest delay; it starts with a second and doubles
/// @param forgiveAfter      one failure is forgotten in this time
/// @param sleepers          callers being delayed at once
/// @param sleepersPerNetwork of one network
public record AuthenticatorSettings(
        int parallel,
        int waiting,
        Duration patience,
        Duration remember,
        int rememberEntries,
        int freeFailures,
        int freeNetFailures,
        Duration maxDelay,
        Duration forgiveAfter,
        int sleepers,
        int sleepersPerNetwork) {

    public static final AuthenticatorSettings DEFAULT = new AuthenticatorSettings(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            200,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            20_000,
            3,
            10,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            2_000,
            50);

    public AuthenticatorSettings {
        if (parallel < 1
                || waiting < 0
                || patience.isNegative()
                || remember.isNegative()
                || rememberEntries < 0
                || freeFailures < 1
                || freeNetFailures < 1
                || maxDelay.isNegative()
                || !forgiveAfter.isPositive()
                || sleepers < 0
                || sleepersPerNetwork < 0) {
            throw new IllegalArgumentException("authenticator settings out of range: " + this);
        }
    }

    public AuthenticatorSettings withParallel(int verifications, int queue) {
        return new AuthenticatorSettings(
                verifications,
                queue,
                patience,
                remember,
                rememberEntries,
                freeFailures,
                freeNetFailures,
                maxDelay,
                forgiveAfter,
                sleepers,
                sleepersPerNetwork);
    }

    public AuthenticatorSettings withPatience(Duration time) {
        return new AuthenticatorSettings(
                parallel,
                waiting,
                time,
                remember,
                rememberEntries,
                freeFailures,
                freeNetFailures,
                maxDelay,
                forgiveAfter,
                sleepers,
                sleepersPerNetwork);
    }

    public AuthenticatorSettings withSleepers(int all, int perNetwork) {
        return new AuthenticatorSettings(
                parallel,
                waiting,
                patience,
                remember,
                rememberEntries,
                freeFailures,
                freeNetFailures,
                maxDelay,
                forgiveAfter,
                all,
                perNetwork);
    }

    public AuthenticatorSettings withMaxDelay(Duration longest) {
        return new AuthenticatorSettings(
                parallel,
                waiting,
                patience,
                remember,
                rememberEntries,
                freeFailures,
                freeNetFailures,
                longest,
                forgiveAfter,
                sleepers,
                sleepersPerNetwork);
    }
}
