package org.tassis.directory.setup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Secret parts of links: 256 random bits, of which only a digest is kept. It needs no salt: nobody
/// guesses them.
final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int OCTETS = 32;

    private Tokens() {}

    /// 43 letters, digits, `-` and `_`.
    static String make() {
        byte[] octets = new byte[OCTETS];
        RANDOM.nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    /// 64 hexadecimal digits.
    static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
