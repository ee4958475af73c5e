package org.tassis.migration.intake;

import java.util.List;
import java.util.Optional;
import org.tassis.core.SpecialUse;

/// A folder somewhere else.
///
/// @param levels of its name from the top, in Unicode; at least one
/// @param use    what it says it is for
public record SourceFolder(List<String> levels, Optional<SpecialUse> use) {
    public SourceFolder {
        levels = List.copyOf(levels);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("a folder has a name");
        }
    }

    public String name() {
        return String.join("/", levels);
    }
}
