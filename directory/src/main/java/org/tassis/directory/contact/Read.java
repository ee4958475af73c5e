package org.tassis.directory.contact;

import java.util.List;

/// What a file of contacts says.
public record Read(List<Entry> entries, List<Fault> faults) {
    public Read {
        entries = List.copyOf(entries);
        faults = List.copyOf(faults);
    }

    /// @param line   in which it begins, from 1
    /// @param groups names of those it says it is in
    public record Entry(long line, Card card, List<String> groups) {
        public Entry {
            groups = List.copyOf(groups);
        }
    }

    /// What is not taken over.
    ///
    /// @param line from 1
    /// @param what as it stands there, shortened
    public record Fault(long line, Problem problem, String what) {}

    /// Why not.
    public enum Problem {
        /// No column is one of those known.
        HEADINGS,
        /// No address; the rest of the entry is taken over.
        ADDRESS,
        /// Nothing that is kept here.
        EMPTY,
        /// More than are read; `what` is how many.
        TOO_MANY,
        /// It is not written as such a file is.
        UNREADABLE
    }
}
