package org.tassis.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keeps the beginning of the first readable part while the scan passes, and makes the preview of it: RFC 8970 §3.
/// Plain text before HTML; attachments and attached messages do not count.
final class Preview {
    static final int MAX_CHARACTERS = 200;
    private static final int MAX_PLAIN = 8 * 1024;
    /// HTML begins with style sheets.
    private static final int MAX_HTML = 32 * 1024;

    private @Nullable Part open;
    private byte[] kept = {};
    private int length;
    private int limit;

    private @Nullable Part chosen;
    private byte[] beginning = {};

    boolean isOpen() {
        return open != null && length < limit;
    }

    void begin(Part part) {
        if (part.attached
                || !part.type.equals("text")
                || part.disposition.filter("attachment"::equals).isPresent()) {
            return;
        }
        boolean plain = part.subtype.equals("plain");
        if (chosen != null && !(plain && chosen.subtype.equals("html")) || !plain && !part.subtype.equals("html")) {
            return;
        }
        open = part;
        length = 0;
        limit = plain ? MAX_PLAIN : MAX_HTML;
    }

    void keep(byte[] octets, int offset, int count) {
        int n = Math.min(count, limit - length);
        if (length + n > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(MAX_HTML, Math.max(2048, Math.max(kept.length * 2, length + n))));
        }
        System.arraycopy(octets, offset, kept, length, n);
        length += n;
    }

    /// The part's end is known; a boundary line may have been kept with it.
    void end(Part part) {
        if (part != open) {
            return;
        }
        open = null;
        int n = (int) Math.min(length, part.bodyEnd - part.bodyStart);
        for (int i = 0; i < n; i++) {
            if (kept[i] > ' ' || kept[i] < 0) { // an empty text part leaves the choice to the next
                chosen = part;
                beginning = Arrays.copyOf(kept, n);
                return;
            }
        }
    }

    String text() {
        var part = chosen;
        if (part == null || !TransferDecoder.isKnown(part.encoding)) {
            return "";
        }
        try (var text = BodyText.reader(
                part.subtype,
                part.encoding,
                part.parameters.getOrDefault("charset", ""),
                new ByteArrayInputStream(beginning))) {
            return folded(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e); // an array does not fail
        }
    }

    private static String folded(Reader text) throws IOException {
        var folded = new StringBuilder(MAX_CHARACTERS);
        var buffer = new char[256];
        boolean space = false;
        int n;
        while ((n = text.read(buffer, 0, buffer.length)) > 0) {
            for (int i = 0; i < n; i++) {
                char c = buffer[i];
                if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
                    space = true;
                } else if (!isInvisible(c)) {
                    int wanted = (space && !folded.isEmpty() ? 1 : 0) + (Character.isHighSurrogate(c) ? 2 : 1);
                    if (folded.length() + wanted > MAX_CHARACTERS) {
                        return folded.toString();
                    }
                    if (space && !folded.isEmpty()) {
                        folded.append(' ');
                    }
                    space = false;
                    folded.append(c);
                }
            }
        }
        if (!folded.isEmpty() && Character.isHighSurrogate(folded.charAt(folded.length() - 1))) {
            folded.setLength(folded.length() - 1);
        }
        return folded.toString();
    }

    /// What newsletters fill their previews with.
    private static boolean isInvisible(char c) {
        return c == '\u00ad' || c == '\u034f' || c >= '\u200b' && c <= '\u200f' || c == '\u2060' || c == '\ufeff';
    }
}
