package org.tassis.webmail.compose;

/// Text in lines of at most 76 characters that a reader joins again: RFC 3676 §4. A line that ends with a space goes on
/// in the next one; quoted lines are left as they are, but for the space before what could be taken for a quote.
final class Flowed {
    private static final int WIDTH = 74;

    private Flowed() {}

    /// @param text lines ended by LF
    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / 40);
        for (String line : text.split("\n", -1)) {
            boolean signature = line.equals("-- ");
            String kept = signature ? line : line.stripTrailing(); // a space at the end would join lines
            if (signature || kept.startsWith(">")) {
                out.append(kept).append('\n');
            } else {
                wrap(kept, out);
            }
        }
        if (text.endsWith("\n") && out.length() > 1) {
            out.setLength(out.length() - 1); // the last, empty line of the split
        }
        return out.toString();
    }

    private static void wrap(String line, StringBuilder out) {
        int at = 0;
        do {
            int end = line.length();
            if (end - at > WIDTH) {
                int space = line.lastIndexOf(' ', at + WIDTH);
                if (space <= at) {
                    space = line.indexOf(' ', at + WIDTH); // a long word stays whole
                }
                end = space < 0 ? end : space + 1;
            }
            String piece = line.substring(at, end);
            boolean stuffed = piece.startsWith(" ") || piece.startsWith(">") || piece.startsWith("From ");
            out.append(stuffed ? " " : "").append(piece).append('\n');
            at = end;
        } while (at < line.length());
    }
}
