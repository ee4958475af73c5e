package org.tassis.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.tassis.directory.PasswordHash;

/// A password hash that costs microseconds, for tests. It counts what is verified.
public final class QuickHash implements PasswordHash {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String version;
    private final AtomicInteger verified = new AtomicInteger();

    public QuickHash() {
        this("1");
    }

    /// @param version hashes of another version are outdated
    public QuickHash(String version) {
        this.version = version;
    }

    public int verifications() {
        return verified.get();
    }

    @Override
    public String hash(String password) {
        byte[] salt = new byte[8];
        RANDOM.nextBytes(salt);
        return "quick$" + version + "$" + digest(HexFormat.of().formatHex(salt), password);
    }

    @Override
    public boolean verify(String password, String stored) {
        verified.incrementAndGet();
        String[] parts = stored.split("\\$", -1);
        return parts.length == 4 && stored.endsWith("$" + digest(parts[2], password));
    }

    @Override
    public boolean isOutdated(String stored) {
        return !stored.startsWith("quick$" + version + "$");
    }

    private static String digest(String salt, String password) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return salt + "$"
                    + HexFormat.of().formatHex(sha.digest((salt + password).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
