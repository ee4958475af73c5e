package org.tassis.backup;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tassis.core.Secret;

/// With what backups are encrypted.
public sealed interface KeySource {
    /// With nothing.
    record None() implements KeySource {}

    /// The 32 octets of a key file.
    record Key(byte[] octets) implements KeySource {
        public Key {
            octets = octets.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(octets, key.octets);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    record Passphrase(Secret secret) implements KeySource {}

    /// Of the text of a key file: 64 hexadecimal digits.
    ///
    /// @throws BackupException it is none
    static Key key(String text) {
        try {
            byte[] octets = Hex.parse(text.strip());
            if (octets.length == 32) {
                return new Key(octets);
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new BackupException("a key file holds 64 hexadecimal digits, as ./tassis backup key FILE writes them");
    }

    /// @throws BackupException it is too short to protect anything
    static Passphrase passphrase(String text) {
        String words = text.strip();
        if (words.getBytes(StandardCharsets.UTF_8).length < 12) {
            throw new BackupException("a passphrase has at least 12 characters");
        }
        return new Passphrase(new Secret(words));
    }
}
