package org.tassis.mailflow.sieve;

/// Counts what a run costs.
interface Cost {
    /// @param steps about one character compared each
    /// @throws Fault when the run has cost too much
    void spend(long steps);
}
