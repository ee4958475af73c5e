package org.tassis.mailflow;

/// What became of a message.
public sealed interface Delivery {
    /// It is durable, for every recipient.
    ///
    /// @param id under which the log knows it: letters and digits
    record Accepted(String id) implements Delivery {}

    /// It is nowhere.
    record Refused(Refusal refusal) implements Delivery {}
}
