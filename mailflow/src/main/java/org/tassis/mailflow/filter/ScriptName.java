package org.tassis.mailflow.filter;

import java.text.Normalizer;
import java.util.Optional;

/// The name of a script in Unicode (NFC): RFC 5804 §1.6. Case matters.
///
/// @param value 1 to {@link #MAX_LENGTH} characters, without control characters and slashes (RFC 6609 §3.2)
public record ScriptName(String value) implements Comparable<ScriptName> {
    /// RFC 5804 §1.6 asks for at least as many.
    public static final int MAX_LENGTH = 128;

    public ScriptName {
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
        fault(value).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
    }

    /// Empty when the text is no name.
    public static Optional<ScriptName> parse(String text) {
        return fault(Normalizer.normalize(text, Normalizer.Form.NFC)).isPresent()
                ? Optional.empty()
                : Optional.of(new ScriptName(text));
    }

    private static Optional<String> fault(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return Optional.of("a script's name has 1 to " + MAX_LENGTH + " characters");
        }
        boolean odd = name.codePoints().anyMatch(ScriptName::isOdd);
        return odd ? Optional.of("a script's name has no control characters and no slash") : Optional.empty();
    }

    private static boolean isOdd(int c) {
        return c == '/' || Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c >= 0xd800 && c < 0xe000;
    }

    @Override
    public int compareTo(ScriptName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
