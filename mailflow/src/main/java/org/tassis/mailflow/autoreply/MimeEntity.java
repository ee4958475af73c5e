package org.tassis.mailflow.autoreply;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/// A MIME entity as people write it into a filter: RFC 5230 §4.4. Of its header the fields that are about content are
/// taken; the others are the server's to write.
final class MimeEntity {
    /// Octets of a line: RFC 5322 §2.1.1.
    private static final int MAX_LINE = 998;

    private static final Pattern FIELD = Pattern.compile("[!-9;-~]{1,70}[ \\t]*:");
    private static final Pattern CONTENT = Pattern.compile("content-[a-z-]{1,40}[ \\t]*:.*");

    private MimeEntity() {}

    /// Writes the header, the empty line and the body.
    static void write(String entity, StringBuilder out) {
        boolean wanted = false;
        boolean typed = false;
        boolean encoded = false;
        boolean inBody = !FIELD.matcher(entity).lookingAt(); // somebody forgot the header
        StringBuilder body = new StringBuilder();
        for (String line : (Iterable<String>) entity.lines()::iterator) {
            if (inBody) {
                wrapped(line, body);
                continue;
            }
            if (line.isEmpty()) {
                inBody = true;
                continue;
            }
            String name = line.toLowerCase(Locale.ROOT);
            if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
                wanted = CONTENT.matcher(name).matches();
                typed |= wanted && name.startsWith("content-type");
                encoded |= wanted && name.startsWith("content-transfer-encoding");
            }
            if (wanted && line.length() <= MAX_LINE) {
                out.append(line.replaceAll("[^\\x20-\\x7e\\t]", "?")).append("\r\n");
            }
        }
        if (!typed) {
            out.append("Content-Type: text/plain; charset=utf-8\r\n");
        }
        if (!encoded && body.chars().anyMatch(c -> c > 0x7e)) {
            out.append("Content-Transfer-Encoding: 8bit\r\n");
        }
        out.append("\r\n").append(body);
    }

    /// Lines that no server must take are broken.
    private static void wrapped(String line, StringBuilder out) {
        int octets = 0;
        for (int i = 0; i < line.length(); ) {
            int c = line.codePointAt(i);
            int width = c < 0x80 ? 1 : Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (octets + width > MAX_LINE) {
                out.append("\r\n");
                octets = 0;
            }
            if (c != 0) {
                out.appendCodePoint(c);
                octets += width;
            }
            i += Character.charCount(c);
        }
        out.append("\r\n");
    }
}
