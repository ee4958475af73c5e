package org.tassis.backup;

/// A part of a volume, of a table's rows, or of a file, as a manifest names it.
///
/// @param name   of its object, without the folder
/// @param sha256 of its content, hexadecimal; of what was saved, not of how it is stored
/// @param length of its content, octets
/// @param stored octets of its object
public record Piece(String name, String sha256, int length, int stored) {
    /// Where pieces are at the target.
    static final String FOLDER = "pieces/";

    /// The longest content. A row of a table is never cut, so that one with a very long value may be longer.
    static final int MOST = 16 << 20;

    String object() {
        return object(name);
    }

    static String object(String name) {
        return FOLDER + name.substring(0, 2) + "/" + name;
    }
}
