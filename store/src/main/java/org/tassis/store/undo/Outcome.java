package org.tassis.store.undo;

import java.util.Set;

/// What became of an undo.
///
/// @param done how many parts of the entry were taken back: messages, and a folder
/// @param left how many messages could not be
/// @param why  not all of it was done; empty when it was
public record Outcome(long done, long left, Set<Why> why) {
    public Outcome {
        why = Set.copyOf(why);
    }

    /// Why something cannot be undone any more.
    public enum Why {
        /// Messages are no longer where the entry left them: moved on, deleted, or back already.
        MOVED_ON,
        /// Deleted messages are no longer kept, or back already.
        FORGOTTEN,
        /// Their flags were changed again.
        CHANGED,
        /// The folder was deleted, renamed again, or belongs to somebody else.
        NO_FOLDER,
        /// Another folder has the name now.
        NAME_TAKEN,
        /// The folder has messages now, or is one that a mailbox needs.
        IN_USE,
        /// The mailbox is full.
        NO_SPACE
    }
}
