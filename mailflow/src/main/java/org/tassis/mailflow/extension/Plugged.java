package org.tassis.mailflow.extension;

import java.util.Map;

/// One step that an operator has plugged in.
///
/// @param matcher    for whom it is: the name of a class, with `=` and a condition where it takes one
/// @param mailet     what is done: the name of a class
/// @param parameters of the mailet
/// @param tolerant   a failure is passed over; otherwise the sender is to come again
public record Plugged(Stage stage, String matcher, String mailet, Map<String, String> parameters, boolean tolerant) {
    public Plugged {
        parameters = Map.copyOf(parameters);
    }
}
