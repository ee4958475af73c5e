package org.tassis.mailflow.sieve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What belongs to one script of a run, not to those that include it: RFC 6609 §3.4.
final class Frame {
    final SieveScript script;
    /// Tells it from others; the outermost has none.
    final String name;

    final Map<String, String> variables = new HashMap<>();
    List<String> captures = List.of();

    Frame(SieveScript script, String name) {
        this.script = script;
        this.name = name;
    }

    /// For error messages.
    String title() {
        return name.substring(name.indexOf(' ') + 1);
    }
}
