package org.tassis.imap.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// ID: RFC 2971 §3.1. Empty when the client sent NIL; at most 30 fields (§3.3), names in lower case; a value may be
/// absent (NIL).
public record Id(Map<String, Optional<String>> fields) implements ImapCommand.AnyState {
    public Id {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    @Override
    public String word() {
        return "ID";
    }
}
