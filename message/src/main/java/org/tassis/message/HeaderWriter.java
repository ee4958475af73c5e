package org.tassis.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Header fields as they are written: folded, what is not ASCII in encoded words (RFC 5322 §2.2.3, RFC 2047).
/// What could end a line becomes a space, so that no text makes a field of its own.
public final class HeaderWriter {
    private static final int LINE = 76;

    /// Octets of text in one encoded word, which has 75 characters at most: RFC 2047 §2.
    private static final int WORD = 42;

    private HeaderWriter() {}

    /// A field of free text, with its line end; ASCII.
    public static String text(String name, String value) {
        String plain = clean(value);
        return name + ": " + (isAscii(plain) ? folded(plain, name.length() + 2) : encoded(plain)) + "\r\n";
    }

    /// A name for people, as it stands before an address in angle brackets: RFC 5322 §3.2.5; ASCII, perhaps
    /// with folds.
    public static String phrase(String text) {
        String plain = clean(text);
        if (!isAscii(plain)) {
            return encoded(plain);
        }
        return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /// Text within a field that another part follows: as it is when it is ASCII, not folded; else in encoded
    /// words, perhaps with folds.
    public static String words(String text) {
        String plain = clean(text);
        return isAscii(plain) ? plain : encoded(plain);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String clean(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.strip()
                .codePoints()
                .forEach(c -> plain.appendCodePoint(Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c));
        return plain.toString();
    }

    private static String folded(String text, int used) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        int column = used;
        int at = 0;
        while (at < text.length()) {
            int space = text.indexOf(' ', at + 1);
            int end = space < 0 ? text.length() : space;
            boolean blank = text.substring(at, end).isBlank(); // a blank line would end the section
            if (column + end - at > LINE && at > 0 && text.charAt(at) == ' ' && !blank) {
                out.append("\r\n");
                column = 0;
            }
            out.append(text, at, end);
            column += end - at;
            at = end;
        }
        return out.toString();
    }

    private static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length() * 2);
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            byte[] octets = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            if (word.size() + octets.length > WORD) {
                append(word, out);
            }
            word.writeBytes(octets);
        });
        append(word, out);
        return out.toString();
    }

    private static void append(ByteArrayOutputStream word, StringBuilder out) {
        if (!out.isEmpty()) {
            out.append("\r\n ");
        }
        out.append("=?UTF-8?B?")
                .append(Base64.getEncoder().encodeToString(word.toByteArray()))
                .append("?=");
        word.reset();
    }
}
