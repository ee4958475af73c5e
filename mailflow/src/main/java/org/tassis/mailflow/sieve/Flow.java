package org.tassis.mailflow.sieve;

/// Where a run goes on after a command.
enum Flow {
    NEXT,
    /// Behind the `include` of this script.
    RETURN,
    STOP
}
