package org.tassis.imap.command;

import java.util.List;

/// COMPARATOR: RFC 5255 §4.7.
///
/// @param wanted comparators by name, perhaps with `*` in it, the best first; none ask which one is used
public record Comparator(List<String> wanted) implements ImapCommand.AfterLogin {
    public Comparator {
        wanted = List.copyOf(wanted);
    }

    @Override
    public String word() {
        return "COMPARATOR";
    }
}
