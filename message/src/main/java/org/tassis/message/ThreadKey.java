package org.tassis.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// The key that the messages of a conversation share: a hash of the message-id of its first message. A
/// cryptographic hash, so that nobody can make a stranger's message land in a conversation by a collision.
final class ThreadKey {
    private ThreadKey() {}

    /// The first `<...>` of a References, In-Reply-To or Message-ID field, or null.
    static @Nullable String firstId(String value) {
        int open = value.indexOf('<');
        int close = open < 0 ? -1 : value.indexOf('>', open);
        return close <= open + 1 || close - open > 998 ? null : value.substring(open, close + 1);
    }

    static long of(@Nullable String id) {
        if (id == null) {
            return 0;
        }
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
        long key = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            key = key << 8 | digest[i] & 0xff;
        }
        return key == 0 ? 1 : key;
    }
}
