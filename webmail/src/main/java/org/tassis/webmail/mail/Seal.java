package org.tassis.webmail.mail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes words that only this process can have made, and that hold for a while: addresses of pictures,
/// which a browser asks for from a frame that has no cookies. The key is of this start of the server. Any
/// thread.
final class Seal {
    private static final int MAC = 16;
    private static final int MAX_TOKEN = 9_000;

    private final byte[] key = new byte[32];
    private final InstantSource clock;

    Seal(InstantSource clock) {
        this.clock = clock;
        new SecureRandom().nextBytes(key);
    }

    /// @param purpose a word sealed for one opens for no other
    /// @param text    readable by who has the word
    /// @return letters, digits, `-` and `_`
    String seal(String purpose, String text, Duration valid) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        // rounded up, so that the same picture has the same address for a while and browsers can keep it
        long step = valid.toSeconds();
        long until = (clock.instant().getEpochSecond() / step + 2) * step;
        byte[] body = ByteBuffer.allocate(Long.BYTES + octets.length)
                .putLong(until)
                .put(octets)
                .array();
        byte[] mac = mac(purpose, body);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(MAC + body.length)
                        .put(mac)
                        .put(body)
                        .array());
    }

    Optional<String> open(String purpose, String token) {
        if (token.isEmpty() || token.length() > MAX_TOKEN) {
            return Optional.empty();
        }
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (all.length < MAC + Long.BYTES) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOfRange(all, MAC, all.length);
        boolean ours = MessageDigest.isEqual(mac(purpose, body), Arrays.copyOf(all, MAC));
        if (!ours || ByteBuffer.wrap(body).getLong() < clock.instant().getEpochSecond()) {
            return Optional.empty();
        }
        return Optional.of(new String(body, Long.BYTES, body.length - Long.BYTES, StandardCharsets.UTF_8));
    }

    private byte[] mac(String purpose, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(body), MAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
