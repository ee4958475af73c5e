package org.tassis.greylist;

import java.time.Instant;
import java.util.Optional;

/// What greylisting remembers, to the millisecond. Each method is atomic; any thread; may block on a database.
/// What was remembered last may be lost in a crash: that costs a sender another delay, nothing else.
public interface GreylistHistory {
    /// When a triplet was first seen. One that is not known, or was first seen before `notBefore`, is first
    /// seen `now`.
    Instant firstSeen(Triplet triplet, Instant now, Instant notBefore);

    /// The triplet has served its purpose.
    void forget(Triplet triplet);

    /// When a trusted one last sent; empty when it is not trusted.
    Optional<Instant> lastSent(Trusted trusted);

    /// It is trusted, and sent `now`.
    void trust(Trusted trusted, Instant now);

    /// It is not trusted any more.
    void distrust(Trusted trusted);

    /// Forgets triplets first seen, and trust last used, before these times.
    ///
    /// @return how many of both
    long expire(Instant tripletsBefore, Instant trustBefore);
}
