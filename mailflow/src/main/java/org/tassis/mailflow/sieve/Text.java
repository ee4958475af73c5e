package org.tassis.mailflow.sieve;

import java.util.List;

/// A string of a script, in which variables may stand: RFC 5229 §3.
sealed interface Text {
    /// As written, before variables are put in.
    String source();

    record Constant(String source) implements Text {}

    record Template(String source, List<Piece> pieces) implements Text {
        public Template {
            pieces = List.copyOf(pieces);
        }
    }

    sealed interface Piece {}

    record Literal(String text) implements Piece {}

    record Reference(Variable variable) implements Piece {}

    /// `${3}`: RFC 5229 §3.2.
    record Captured(int index) implements Piece {}

    /// @param global shared with included scripts: RFC 6609 §3.4
    /// @param name   lower case
    record Variable(String name, boolean global) {}
}
