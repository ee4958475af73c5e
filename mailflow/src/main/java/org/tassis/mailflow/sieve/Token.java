package org.tassis.mailflow.sieve;

/// RFC 5228 §8.1.
///
/// @param text   identifiers and tags in lower case, without the colon; strings unquoted; else as written
/// @param number of a number
record Token(Kind kind, String text, long number, Position position) {
    enum Kind {
        IDENTIFIER,
        TAG,
        NUMBER,
        STRING,
        /// One of `[](){},;`
        SIGN,
        END
    }

    boolean is(char sign) {
        return kind == Kind.SIGN && text.charAt(0) == sign;
    }

    /// For error messages.
    String shown() {
        return switch (kind) {
            case IDENTIFIER, NUMBER, SIGN -> "'" + text + "'";
            case TAG -> "':" + text + "'";
            case STRING -> "a string";
            case END -> "the end of the script";
        };
    }
}
