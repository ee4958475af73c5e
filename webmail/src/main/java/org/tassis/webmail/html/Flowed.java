package org.tassis.webmail.html;

/// Text in lines of at most 76 characters that a reader joins again: RFC 3676 §4. A line that ends with a
/// space goes on in the next one; what is quoted flows at its depth (§4.5), and a space before a line keeps
/// what could be taken for something else (§4.4).
public final class Flowed {
    private static final int WIDTH = 74;
    private static final int LEAST = 30;

    /// Deeper than people quote.
    private static final int MAX_DEPTH = 50;

    private Flowed() {}

    /// A line with its depth.
    private record Quoted(int depth, String text) {
        /// As people type it: with or without spaces between the signs.
        static Quoted typed(String line) {
            int at = 0;
            int depth = 0;
            while (at < line.length() && depth < MAX_DEPTH && line.charAt(at) == '>') {
                depth++;
                at++;
                if (at + 1 < line.length() && line.charAt(at) == ' ' && line.charAt(at + 1) == '>') {
                    at++;
                }
            }
            String rest = line.substring(at);
            return new Quoted(depth, depth > 0 && rest.startsWith(" ") ? rest.substring(1) : rest);
        }

        /// As a flowed line has it.
        static Quoted received(String line) {
            int depth = 0;
            while (depth < line.length() && line.charAt(depth) == '>') {
                depth++;
            }
            String rest = line.substring(depth);
            return new Quoted(depth, rest.startsWith(" ") ? rest.substring(1) : rest);
        }

        boolean isSignature() {
            return text.equals("-- ");
        }

        @Override
        public String toString() {
            return depth == 0 ? text : ">".repeat(depth) + (text.isEmpty() ? "" : " " + text);
        }
    }

    /// @param text lines ended by LF
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / 40);
        for (String typed : text.split("\n", -1)) {
            Quoted line = Quoted.typed(typed);
            if (line.isSignature()) {
                out.append(line).append('\n');
            } else {
                wrap(line, out);
            }
        }
        if (text.endsWith("\n") && out.length() > 1) {
            out.setLength(out.length() - 1); // the last, empty line of the split
        }
        return out.toString();
    }

    private static void wrap(Quoted quoted, StringBuilder out) {
        String line = quoted.text().stripTrailing(); // a space at the end would join lines
        String marks = ">".repeat(quoted.depth());
        int width = Math.max(LEAST, WIDTH - quoted.depth());
        int at = 0;
        do {
            int end = line.length();
            if (end - at > width) {
                int space = line.lastIndexOf(' ', at + width);
                if (space <= at) {
                    space = line.indexOf(' ', at + width); // a long word stays whole
                }
                end = space < 0 ? end : space + 1;
            }
            String piece = line.substring(at, end);
            boolean stuffed = quoted.depth() > 0
                    ? !piece.isEmpty()
                    : piece.startsWith(" ") || piece.startsWith(">") || piece.startsWith("From ");
            out.append(marks).append(stuffed ? " " : "").append(piece).append('\n');
            at = end;
        } while (at < line.length());
    }

    /// The text that was flowed: RFC 3676 §4.2. Lines of different depth never join.
    ///
    /// @param lines  ended by LF
    /// @param delSp  whether the space at the end of a line goes when it is joined
    public static String joined(String lines, boolean delSp) {
        StringBuilder out = new StringBuilder(lines.length());
        int before = -1; // the depth of the line that goes on here
        for (String received : lines.split("\n", -1)) {
            Quoted line = Quoted.received(received);
            boolean joins = before == line.depth() && !line.isSignature();
            if (before >= 0 && !joins) {
                out.append('\n');
            }
            boolean goesOn = line.text().endsWith(" ") && !line.isSignature();
            String text = goesOn && delSp ? line.text().substring(0, line.text().length() - 1) : line.text();
            out.append(joins ? text : new Quoted(line.depth(), text).toString());
            before = goesOn ? line.depth() : -1;
            if (!goesOn) {
                out.append('\n');
            }
        }
        if (!out.isEmpty() && out.charAt(out.length() - 1) == '\n') {
            out.setLength(out.length() - 1);
        }
        return out.toString();
    }
}
