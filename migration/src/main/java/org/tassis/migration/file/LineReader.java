package org.tassis.migration.file;

import java.io.IOException;
import java.io.InputStream;
import org.tassis.message.Octets;

/// Reads lines with their ends, in pieces where they are longer than the buffer. One thread.
final class LineReader {
    private static final int SIZE = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[SIZE];
    private int start;
    private int filled;
    private int end;
    private boolean atLineStart = true;
    private boolean nextAtLineStart = true;
    private boolean held;

    LineReader(InputStream in) {
        this.in = in;
    }

    /// Goes to the next piece: a whole line with its LF, or as much of one as fits. False at the end.
    boolean next() throws IOException {
        if (held) {
            held = false;
            return true;
        }
        start = end;
        atLineStart = nextAtLineStart;
        int searched = start;
        while (true) {
            int lf = Octets.lineFeed(buffer, searched, filled);
            if (lf >= 0) {
                end = lf + 1;
                nextAtLineStart = true;
                return true;
            }
            searched = filled;
            if (filled == SIZE) {
                if (start == 0) {
                    end = filled;
                    nextAtLineStart = false;
                    return true;
                }
                System.arraycopy(buffer, start, buffer, 0, filled - start);
                filled -= start;
                searched -= start;
                start = 0;
            }
            int count = in.read(buffer, filled, SIZE - filled);
            if (count < 0) {
                end = filled;
                return end > start;
            }
            filled += count;
        }
    }

    /// Gives the piece out once more.
    void hold() {
        held = true;
    }

    byte[] octets() {
        return buffer;
    }

    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    /// Whether the piece begins a line.
    boolean atLineStart() {
        return atLineStart;
    }

    /// Whether the piece is a whole empty line.
    boolean isEmpty() {
        int length = length();
        return atLineStart
                && (length == 1 && buffer[start] == '\n'
                        || length == 2 && buffer[start] == '\r' && buffer[start + 1] == '\n');
    }

    boolean startsWith(String ascii, int offset) {
        if (length() < offset + ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (buffer[start + offset + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The piece as Latin-1, without its end.
    String text() {
        int length = length();
        while (length > 0 && (buffer[start + length - 1] == '\n' || buffer[start + length - 1] == '\r')) {
            length--;
        }
        return new String(buffer, start, length, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
