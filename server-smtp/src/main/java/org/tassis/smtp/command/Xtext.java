package org.tassis.smtp.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// `xtext`: RFC 3461 §4. `+XX` is an octet in upper-case hexadecimal; the rest is printable ASCII but for
/// `+` and `=`.
final class Xtext {
    private Xtext() {}

    /// Empty when the text is no xtext, or holds a control character or what is not UTF-8 when decoded:
    /// none of that belongs into a notification.
    static Optional<String> decode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int octet = c;
            if (c == '+') {
                if (i + 2 >= text.length()) {
                    return Optional.empty();
                }
                int high = hex(text.charAt(i + 1));
                int low = hex(text.charAt(i + 2));
                octet = high * 16 + low;
                if (high < 0 || low < 0 || octet < ' ' || octet == 0x7f) {
                    return Optional.empty();
                }
                i += 2;
            } else if (c <= ' ' || c >= 0x7f || c == '=') {
                return Optional.empty();
            }
            out.write(octet);
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int hex(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
