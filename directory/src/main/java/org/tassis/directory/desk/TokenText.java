package org.tassis.directory.desk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.tassis.core.Secret;

/// How tokens are written: `tassis_`, 40 letters and digits by chance (238 bits), and 6 that are computed
/// from them, so that programs which look for leaked secrets know one, and a wrong one costs no look into
/// the records.
final class TokenText {
    static final String PREFIX = "tassis_";

    private static final String SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int BY_CHANCE = 40;
    private static final int CHECK = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenText() {}

    static Secret make() {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < BY_CHANCE; i++) {
            text.append(SIGNS.charAt(RANDOM.nextInt(SIGNS.length())));
        }
        return new Secret(text.append(check(text.substring(PREFIX.length()))));
    }

    /// Whether it can be one at all.
    static boolean isWellFormed(String text) {
        int body = PREFIX.length() + BY_CHANCE;
        return text.length() == body + CHECK
                && text.startsWith(PREFIX)
                && text.endsWith(check(text.substring(PREFIX.length(), body)));
    }

    private static String check(String body) {
        CRC32 sum = new CRC32();
        sum.update(body.getBytes(StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        long left = sum.getValue();
        for (int i = 0; i < CHECK; i++) {
            text.append(SIGNS.charAt((int) (left % SIGNS.length())));
            left /= SIGNS.length();
        }
        return text.toString();
    }

    /// What is stored. There is too much chance in a token to need a slow hash.
    static String digest(Secret token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.utf8()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
