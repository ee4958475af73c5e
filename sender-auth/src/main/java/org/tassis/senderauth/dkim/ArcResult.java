package org.tassis.senderauth.dkim;

import java.util.List;

/// What became of the chain of those who handed a message on.
///
/// @param sets of a chain that passed, the first hand first; empty otherwise, since nobody vouches for them
public record ArcResult(ArcOutcome outcome, ArcReason reason, List<Sealed> sets) {
    public ArcResult {
        sets = List.copyOf(sets);
    }

    /// @param instance 1 to 50
    /// @param domain   that sealed it
    /// @param results  what it found, as in Authentication-Results, unfolded; octets as Latin-1, at most 4096
    public record Sealed(int instance, String domain, String selector, String results) {}

    public boolean passes() {
        return outcome == ArcOutcome.PASS;
    }

    public static ArcResult of(ArcOutcome outcome, ArcReason reason) {
        return new ArcResult(outcome, reason, List.of());
    }
}
