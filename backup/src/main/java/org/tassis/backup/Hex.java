package org.tassis.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, and how it is written.
final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    static String of(byte[] octets) {
        return FORMAT.formatHex(octets);
    }

    /// @throws IllegalArgumentException it is no hexadecimal text
    static byte[] parse(String text) {
        return FORMAT.parseHex(text);
    }
}
