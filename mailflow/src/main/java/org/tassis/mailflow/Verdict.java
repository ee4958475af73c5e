package org.tassis.mailflow;

import java.util.Optional;

/// What a {@link Policy} says at one stage.
public sealed interface Verdict {
    Verdict ACCEPT = new Accept(Optional.empty());

    /// @param fate set when what becomes of this recipient after DATA may differ from others': only
    ///             recipients with the same fates share a transaction, so that each verdict can be told
    ///             apart (design: no bounces)
    record Accept(Optional<String> fate) implements Verdict {}

    /// @param reason for the log, never for the client
    record Refuse(Refusal refusal, String reason) implements Verdict {}

    static Verdict apart(String fate) {
        return new Accept(Optional.of(fate));
    }
}
