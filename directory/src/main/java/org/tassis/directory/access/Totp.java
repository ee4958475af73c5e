package org.tassis.directory.access;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tassis.core.Secret;

/// Codes of six digits that change every 30 seconds, as every authenticator program makes them: RFC 6238 §4 with
/// HMAC-SHA-1.
public final class Totp {
    private static final int STEP_SECONDS = 30;
    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;

    /// As many octets as the hash has: RFC 4226 §4.
    private static final int SECRET_OCTETS = 20;

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Totp() {}

    /// A new secret in base 32, as it is typed into authenticator programs.
    public static Secret newSecret() {
        byte[] octets = new byte[SECRET_OCTETS];
        RANDOM.nextBytes(octets);
        return new Secret(encode(octets));
    }

    /// What authenticator programs read from a QR code.
    ///
    /// @param issuer who asks for the code: the server's name
    /// @param login  for whom
    public static Secret link(Secret secret, String issuer, String login) {
        return new Secret("otpauth://totp/" + escaped(issuer) + ":" + escaped(login) + "?secret=" + secret.reveal()
                + "&issuer=" + escaped(issuer) + "&algorithm=SHA1&digits=" + DIGITS + "&period=" + STEP_SECONDS);
    }

    /// The step whose code it is: the present one, or the one before or after it, for clocks that differ a little
    /// (RFC 6238 §5.2). A step that was used before is to be refused by the caller.
    ///
    /// @param code as typed, with spaces or without
    public static OptionalLong step(Secret secret, String code, Instant now) {
        String digits = code.replace(" ", "");
        if (digits.length() != DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        byte[] typed = digits.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] key = decode(secret.reveal());
        long present = now.getEpochSecond() / STEP_SECONDS;
        OptionalLong found = OptionalLong.empty();
        for (long step = present - 1; step <= present + 1; step++) { // all of them, whichever it is
            byte[] right = code(key, step).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            if (MessageDigest.isEqual(typed, right)) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /// RFC 4226 §5.3.
    static String code(byte[] key, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 15;
            int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%0" + DIGITS + "d", number % MODULUS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    private static String encode(byte[] octets) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int waiting = 0;
        for (byte octet : octets) {
            bits = bits << 8 | octet & 0xff;
            waiting += 8;
            while (waiting >= 5) {
                waiting -= 5;
                text.append(BASE32.charAt(bits >> waiting & 31));
            }
        }
        return text.toString();
    }

    private static byte[] decode(String text) {
        byte[] octets = new byte[text.length() * 5 / 8];
        int bits = 0;
        int waiting = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = BASE32.indexOf(text.charAt(i));
            if (value < 0) {
                throw new IllegalArgumentException("no base 32");
            }
            bits = bits << 5 | value;
            waiting += 5;
            if (waiting >= 8) {
                waiting -= 8;
                octets[at++] = (byte) (bits >> waiting);
            }
        }
        return Arrays.copyOf(octets, at);
    }

    private static String escaped(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
