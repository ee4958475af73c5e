package org.tassis.directory.contact;

import java.util.List;

/// What a field of addresses offers for what was typed.
///
/// @param name    perhaps empty
/// @param address of one person; of a group empty
/// @param members of a group, as they are typed into a field: `Ann <ann@example.org>`; of one person empty
public record Suggestion(String name, String address, List<String> members) {
    public Suggestion {
        members = List.copyOf(members);
    }

    public boolean isGroup() {
        return !members.isEmpty();
    }
}
