package org.tassis.sql.recall;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The first 128 bits of a SHA-256: two things with one key do not happen, not even on purpose.
record Key(Kind kind, long high, long low) {
    /// What a row is about; with the number that the table has for it.
    enum Kind {
        TRIPLET(1),
        TRUSTED(2),
        WRITTEN_TO(3),
        ANSWERED(4),
        FILTERED(5);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Key::digest);

    /// @param parts which are told apart, whatever is in them
    static Key of(Kind kind, String... parts) {
        MessageDigest digest = Thread.currentThread().isVirtual() ? digest() : SHA_256.get();
        for (String part : parts) {
            byte[] octets = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).flip());
            digest.update(octets);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Key(kind, hash.getLong(), hash.getLong());
    }

    /// Virtual threads are many and short: each key makes its own there.
    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
