package org.tassis.message;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/// The comparator `i;unicode-casemap` (RFC 5051), which I18NLEVEL=1 asks for (RFC 5255 §4.2): each
/// character in title case and decomposed, compared by the octets of UTF-8.
public final class UnicodeCasemap {
    private UnicodeCasemap() {}

    /// What is compared instead of the text, octet by octet without signs.
    public static byte[] key(String text) {
        byte[] ascii = new byte[text.length()];
        for (int i = 0; i < ascii.length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return unicode(text);
            }
            ascii[i] = (byte) (c >= 'a' && c <= 'z' ? c - 32 : c);
        }
        return ascii;
    }

    private static byte[] unicode(String text) {
        StringBuilder title = new StringBuilder(text.length());
        text.codePoints().map(Character::toTitleCase).forEach(title::appendCodePoint);
        return Normalizer.normalize(title, Normalizer.Form.NFKD).getBytes(StandardCharsets.UTF_8);
    }
}
