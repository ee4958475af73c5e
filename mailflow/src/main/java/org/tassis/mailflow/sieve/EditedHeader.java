package org.tassis.mailflow.sieve;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// A header section as a script changed it: RFC 5293. It takes the place of the octets before
/// {@link org.tassis.message.BodyPart#bodyStart} of the message's root. Immutable, any thread.
public final class EditedHeader {
    private static final byte[] CRLF = {'\r', '\n'};
    /// RFC 5322 §2.1.1, without the line end.
    private static final int LINE = 76;

    private final List<Field> fields;
    private final byte[] tail;

    /// @param tail the empty line, as it was
    EditedHeader(List<Field> fields, byte[] tail) {
        this.fields = List.copyOf(fields);
        this.tail = tail;
    }

    /// The whole section with its empty line.
    public byte[] octets() {
        var out = new ByteArrayOutputStream(1024);
        for (var field : fields) {
            out.write(field.octets(), field.start(), field.end() - field.start());
            if (field.octets()[field.end() - 1] != '\n') {
                out.writeBytes(CRLF);
            }
        }
        out.writeBytes(tail);
        return out.toByteArray();
    }

    /// RFC 5322 §3.6.8.
    static boolean isFieldName(String name) {
        return !name.isEmpty() && name.length() <= LINE && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }

    /// One field as it is written, folded; characters beyond ASCII in encoded words (RFC 2047 §5).
    static byte[] line(String name, String value) {
        var text = new StringBuilder(value.length());
        value.strip().codePoints().forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        var line = name + ": " + (ascii ? folded(text.toString(), name.length() + 2) : encoded(text.toString()));
        return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static String folded(String text, int used) {
        var out = new StringBuilder(text.length() + 16);
        int column = used;
        int at = 0;
        while (at < text.length()) {
            int space = text.indexOf(' ', at + 1);
            int end = space < 0 ? text.length() : space;
            if (column + end - at > LINE && at > 0 && text.charAt(at) == ' ' && !isBlank(text, at, end)) {
                out.append("\r\n");
                column = 0;
            }
            out.append(text, at, end);
            column += end - at;
            at = end;
        }
        return out.toString();
    }

    private static boolean isBlank(String text, int from, int to) {
        return text.substring(from, to).isBlank(); // a line of nothing but white space would end the section
    }

    private static String encoded(String text) {
        var out = new StringBuilder(text.length() * 2);
        var word = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            var octets = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            if (word.size() + octets.length > 42) { // 75 characters a word: RFC 2047 §2
                append(word, out);
            }
            word.writeBytes(octets);
            i += Character.charCount(c);
        }
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
