package org.tassis.mailflow.sieve;

/// What is wrong with a script, in words for the person who wrote it.
///
/// @param line    from 1; 0 when it has no place
/// @param column  from 1, in UTF-16 characters; 0 when it has no place
/// @param message one line, no full stop
public record SieveError(int line, int column, String message) {
    /// E.g. `line 3, column 5: ...`.
    @Override
    public String toString() {
        return line == 0 ? message : "line " + line + ", column " + column + ": " + message;
    }
}
