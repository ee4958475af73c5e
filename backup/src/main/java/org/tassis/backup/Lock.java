package org.tassis.backup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// How objects are named and closed: openly, or with a key. With a key each object is one message of AES-256
/// in GCM mode (RFC 5116 §5.2) under a key of its own (HKDF with a salt per object), bound to its name: what
/// was changed, cut off, or put under another name does not open. Names are then keyed too: who has no key
/// learns sizes and times alone. Any thread.
public final class Lock {
    private static final int SALT = 32;
    private static final int TAG_BITS = 128;

    /// What a closed object is longer than its content.
    static final int OVERHEAD = SALT + TAG_BITS / 8;

    private static final byte[] NONCE = new byte[12]; // each key closes one object
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Optional<SecretKey> master;

    private Lock(Optional<SecretKey> master) {
        this.master = master;
    }

    /// Without a key.
    public static Lock open() {
        return new Lock(Optional.empty());
    }

    /// @param key at least 32 octets that nobody can guess
    public static Lock with(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("a key has at least 32 octets");
        }
        return new Lock(Optional.of(derived(new SecretKeySpec(key, "Generic"), new byte[0], "tassis backup")));
    }

    public boolean isEncrypting() {
        return master.isPresent();
    }

    private static SecretKey derived(SecretKey from, byte[] salt, String what) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(from)
                                    .addSalt(salt)
                                    .thenExpand(what.getBytes(StandardCharsets.US_ASCII), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF", e);
        }
    }

    /// A text that is equal for equal keys and says nothing about them.
    String fingerprint() {
        return master.map(key -> Hex.of(derived(key, new byte[0], "fingerprint").getEncoded()))
                .orElse("")
                .transform(text -> text.substring(0, Math.min(32, text.length())));
    }

    /// What content of this SHA-256 is called.
    String name(byte[] sha256) {
        if (master.isEmpty()) {
            return Hex.of(sha256);
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(derived(master.get(), new byte[0], "names"));
            return Hex.of(mac.doFinal(sha256));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC", e);
        }
    }

    /// @param head stands in front in clear, and cannot be changed either
    byte[] close(String name, byte[] head, byte[] content, int length) {
        if (master.isEmpty()) {
            return ByteBuffer.allocate(head.length + length)
                    .put(head)
                    .put(content, 0, length)
                    .array();
        }
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, master.get(), salt, name, head);
            ByteBuffer out = ByteBuffer.allocate(head.length + length + OVERHEAD);
            out.put(head).put(salt);
            cipher.doFinal(ByteBuffer.wrap(content, 0, length), out);
            return out.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    /// What was closed, without its head.
    ///
    /// @throws GeneralSecurityException it is not what was closed under this name with this key
    byte[] open(String name, byte[] object, int headLength) throws GeneralSecurityException {
        byte[] head = java.util.Arrays.copyOf(object, headLength);
        if (master.isEmpty()) {
            return java.util.Arrays.copyOfRange(object, headLength, object.length);
        }
        if (object.length < headLength + OVERHEAD) {
            throw new InvalidKeyException("too short");
        }
        byte[] salt = java.util.Arrays.copyOfRange(object, headLength, headLength + SALT);
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, master.get(), salt, name, head);
        return cipher.doFinal(object, headLength + SALT, object.length - headLength - SALT);
    }

    private static Cipher cipher(int mode, SecretKey master, byte[] salt, String name, byte[] head)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, derived(master, salt, "object"), new GCMParameterSpec(TAG_BITS, NONCE));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        cipher.updateAAD(head);
        return cipher;
    }
}
