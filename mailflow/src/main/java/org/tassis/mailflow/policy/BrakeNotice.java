package org.tassis.mailflow.policy;

import java.time.Duration;
import org.tassis.directory.Account;

/// Tells people that an account was braked. Called for each refused recipient; returns at once; any thread.
@FunctionalInterface
public interface BrakeNotice {
    BrakeNotice NONE = (_, _, _) -> {};

    /// @param recipients that it wrote to
    /// @param period     within which
    void braked(Account account, int recipients, Duration period);
}
