package org.tassis.mailflow.filter;

import java.util.List;
import java.util.Optional;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.mailflow.sieve.SieveResult;

/// What a filter wants of one message for one recipient.
///
/// @param actions as {@link SieveResult#actions}; a keep alone when the filter failed
/// @param seen    to be given to {@link Filters#remember} once the message is stored
/// @param trouble why the filter failed, with its line when it is the script's fault: for the owner and the log
public record Filtered(List<SieveAction> actions, List<SieveResult.Seen> seen, Optional<String> trouble) {
    public Filtered {
        actions = List.copyOf(actions);
        seen = List.copyOf(seen);
    }
}
