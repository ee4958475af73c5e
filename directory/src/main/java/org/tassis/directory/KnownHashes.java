package org.tassis.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// Hashes of our own, and those that other servers made and that people brought along: `crypt(3)` with
/// SHA-512 (`$6$`), SHA-256 (`$5$`) and MD5 (`$1$`), and bcrypt (`$2a$`, `$2b$`, `$2y$`). These are always
/// outdated: with the first login a hash of our own takes their place. What is weaker (DES, plain digests) or
/// unknown here (yescrypt) is not taken. Any thread.
public final class KnownHashes implements PasswordHash {
    private static final Pattern SHA = Pattern.compile(
            "\\$[56]\\$(rounds=([0-9]{1,9})\\$)?[./0-9A-Za-z]{1,16}\\$([./0-9A-Za-z]{43}|[./0-9A-Za-z]{86})");
    private static final Pattern MD5 = Pattern.compile("\\$1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./0-9A-Za-z]{53}");

    /// More work than that would be an attack on this server.
    private static final int MAX_ROUNDS = 1_000_000;

    private static final int MAX_COST = 14;

    private final PasswordHash own;

    /// @param own makes new hashes
    public KnownHashes(PasswordHash own) {
        this.own = own;
    }

    /// Whether a hash is one that another server made and that can be verified here.
    public static boolean isForeign(String hash) {
        Matcher sha = SHA.matcher(hash);
        if (sha.matches()) {
            return sha.group(2) == null || Integer.parseInt(sha.group(2)) <= MAX_ROUNDS;
        }
        Matcher bcrypt = BCRYPT.matcher(hash);
        return MD5.matcher(hash).matches() || bcrypt.matches() && Integer.parseInt(bcrypt.group(1)) <= MAX_COST;
    }

    @Override
    public String hash(String password) {
        return own.hash(password);
    }

    @Override
    public boolean verify(String password, String stored) {
        if (!isForeign(stored)) {
            return own.verify(password, stored);
        }
        if (stored.startsWith("$2")) {
            return OpenBSDBCrypt.checkPassword(stored, password.toCharArray());
        }
        byte[] made =
                Crypt.crypt(password.getBytes(StandardCharsets.UTF_8), stored).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(made, stored.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean isOutdated(String stored) {
        return own.isOutdated(stored);
    }
}
