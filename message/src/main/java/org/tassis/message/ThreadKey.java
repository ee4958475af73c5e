package org.tassis.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The key that the messages of a conversation share: a hash of the message-id of its first message. A
/// cryptographic hash, so that nobody can make a stranger's message land in a conversation by a collision.
final class ThreadKey {
    /// To find a provider and make one costs several times what one short hash costs.
    private static final ArrayBlockingQueue<MessageDigest> IDLE = new ArrayBlockingQueue<>(8);

    private ThreadKey() {}

    /// The first `<...>` of a References, In-Reply-To or Message-ID field, or null.
    static @Nullable String firstId(String value) {
        int open = value.indexOf('<');
        int close = open < 0 ? -1 : value.indexOf('>', open);
        return close <= open + 1 || close - open > 998 ? null : value.substring(open, close + 1);
    }

    private static MessageDigest take() {
        MessageDigest idle = IDLE.poll();
        if (idle != null) {
            return idle;
        }
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    static long of(@Nullable String id) {
        if (id == null) {
            return 0;
        }
        MessageDigest hash = take();
        byte[] digest = hash.digest(id.getBytes(StandardCharsets.ISO_8859_1));
        IDLE.offer(hash);
        long key = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            key = key << 8 | digest[i] & 0xff;
        }
        return key == 0 ? 1 : key;
    }
}
