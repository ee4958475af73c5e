package org.tassis.senderauth.dkim;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.tassis.message.MessageContent;

/// The hashes of one message's body that its signatures need, found in one reading: signatures say what they
/// want, then one thread reads while others may already wait.
public final class BodyHashes {
    private static final int BLOCK = 64 * 1024;

    record Wanted(Canonicalization canonicalization, long limit) {}

    /// @param length of the whole body, canonicalised, in octets
    record BodyHash(byte[] sha256, long length) {}

    private final Map<Wanted, CompletableFuture<BodyHash>> wanted = new HashMap<>();

    CompletableFuture<BodyHash> want(Canonicalization canonicalization, long limit) {
        return wanted.computeIfAbsent(new Wanted(canonicalization, limit), _ -> new CompletableFuture<>());
    }

    /// To be called once, when everything wanted is known. Reads nothing when that is nothing.
    ///
    /// @throws IOException the content cannot be read; who waits hears of it too
    public void read(MessageContent content) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        try {
            var hashers = new EnumMap<Canonicalization, BodyHasher>(Canonicalization.class);
            for (var canonicalization : Canonicalization.values()) {
                var limits = wanted.keySet().stream()
                        .filter(one -> one.canonicalization() == canonicalization)
                        .map(Wanted::limit)
                        .toList();
                if (!limits.isEmpty()) {
                    hashers.put(canonicalization, new BodyHasher(canonicalization, limits));
                }
            }
            try (var in = content.open()) {
                in.skipNBytes(content.structure().root().bodyStart());
                byte[] block = new byte[(int) Math.min(BLOCK, Math.max(512, content.size()))];
                int n;
                while ((n = in.read(block)) >= 0) {
                    for (var hasher : hashers.values()) {
                        hasher.update(block, 0, n);
                    }
                }
            }
            hashers.values().forEach(BodyHasher::finish);
            wanted.forEach((one, hash) -> {
                var hasher = hashers.get(one.canonicalization());
                if (hasher != null) {
                    hash.complete(new BodyHash(hasher.digest(one.limit()), hasher.length()));
                }
            });
        } finally {
            wanted.values().forEach(hash -> hash.completeExceptionally(new IOException("the content was not read")));
        }
    }

    static BodyHash await(CompletableFuture<BodyHash> hash) throws InterruptedException {
        try {
            return hash.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
