package org.tassis.migration.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.tassis.message.Envelope;
import org.tassis.message.MessageStructure;

/// By what a message is known again where no number of its own can be had: its Message-ID, size and arrival,
/// in 128 bits. A message without Message-ID is known by subject, author and date instead.
public record Fingerprint(long high, long low) {
    /// @param size    in octets
    /// @param arrived seconds since 1970: INTERNALDATE
    public static Fingerprint of(String messageId, long size, long arrived) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(messageId.strip().getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(16).putLong(size).putLong(arrived).array());
            ByteBuffer octets = ByteBuffer.wrap(digest.digest());
            return new Fingerprint(octets.getLong(), octets.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static Fingerprint of(MessageStructure structure, long size, long arrived) {
        return of(identity(structure.envelope()), size, arrived);
    }

    private static String identity(Envelope envelope) {
        return envelope.messageId()
                .filter(id -> !id.isBlank())
                .orElseGet(() -> envelope.subject().orElse("") + "\n" + envelope.from() + "\n"
                        + envelope.date().orElse(""));
    }

    /// 32 hexadecimal digits.
    public String text() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /// @param text as {@link #text} gave it
    public static Fingerprint parse(String text) {
        return new Fingerprint(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }
}
