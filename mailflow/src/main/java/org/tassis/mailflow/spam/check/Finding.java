package org.tassis.mailflow.spam.check;

/// What another program says of a message.
public sealed interface Finding {
    /// Nothing against it.
    record Clean() implements Finding {}

    /// @param name of the virus, printable
    record Infected(String name) implements Finding {}

    /// @param weight as of a score
    /// @param detail printable
    record Opinion(double weight, String detail) implements Finding {}

    /// It cannot be asked.
    ///
    /// @param why for the log
    record Down(String why) implements Finding {}
}
