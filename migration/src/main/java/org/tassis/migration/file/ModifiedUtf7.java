package org.tassis.migration.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Folder names in Maildir++ directories: RFC 3501 §5.1.3. Stateless.
final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    /// Empty when the text is not in this form.
    static Optional<String> decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return Optional.empty();
            }
            if (c != '&') {
                decoded.append(c);
                i++;
                continue;
            }
            int end = text.indexOf('-', i);
            if (end < 0) {
                return Optional.empty();
            }
            if (end == i + 1) {
                decoded.append('&');
            } else {
                try {
                    byte[] octets = Base64.getDecoder()
                            .decode(text.substring(i + 1, end).replace(',', '/'));
                    if (octets.length == 0 || octets.length % 2 != 0) {
                        return Optional.empty();
                    }
                    decoded.append(StandardCharsets.UTF_16BE.newDecoder().decode(ByteBuffer.wrap(octets)));
                } catch (IllegalArgumentException | CharacterCodingException e) {
                    return Optional.empty();
                }
            }
            i = end + 1;
        }
        return Optional.of(decoded.toString());
    }

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '&') {
                encoded.append("&-");
                i++;
            } else if (c >= ' ' && c <= '~') {
                encoded.append(c);
                i++;
            } else {
                int end = i;
                while (end < text.length() && (text.charAt(end) < ' ' || text.charAt(end) > '~')) {
                    end++;
                }
                byte[] octets = text.substring(i, end).getBytes(StandardCharsets.UTF_16BE);
                encoded.append('&')
                        .append(Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(octets)
                                .replace('/', ','))
                        .append('-');
                i = end;
            }
        }
        return encoded.toString();
    }
}
