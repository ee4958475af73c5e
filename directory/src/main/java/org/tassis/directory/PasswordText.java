package org.tassis.directory;

import java.text.Normalizer;
import java.util.Optional;

/// The one form of a password in which it is hashed and compared, whatever keyboard it came from: RFC 8265 §4.2
/// (OpaqueString): other spaces become a space, NFC, no control characters, not empty; case and width stay.
public final class PasswordText {
    /// The longest password, in characters of Java.
    public static final int MAX_LENGTH = 256;

    private PasswordText() {}

    /// Empty when the text can be nobody's password.
    public static Optional<String> normalise(String typed) {
        if (typed.isEmpty() || typed.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        StringBuilder spaced = new StringBuilder(typed.length());
        for (int i = 0; i < typed.length(); ) {
            int c = typed.codePointAt(i);
            int type = Character.getType(c);
            if (type == Character.CONTROL || type == Character.SURROGATE) {
                return Optional.empty();
            }
            spaced.appendCodePoint(type == Character.SPACE_SEPARATOR ? ' ' : c);
            i += Character.charCount(c);
        }
        String normal = Normalizer.normalize(spaced, Normalizer.Form.NFC);
        return normal.length() > MAX_LENGTH ? Optional.empty() : Optional.of(normal);
    }
}
