package org.tassis.directory.contact;

import java.util.List;

/// One thing that changes in a {@link Book}.
public sealed interface Edit {
    /// Adds it, or puts it in place of the one with its number.
    record Keep(Contact contact) implements Edit {}

    /// For ever.
    record Forget(long contact) implements Edit {}

    record KeepGroup(Group group) implements Edit {}

    /// For ever; contacts no longer say that they are in it.
    record ForgetGroup(long group) implements Edit {}

    record Collects(boolean on) implements Edit {}

    /// Everything that changes at once.
    ///
    /// @param nextId as {@link Book#nextId}, not less than it was
    record Many<T>(List<Edit> edits, long nextId, T result) {
        public Many {
            edits = List.copyOf(edits);
        }
    }
}
