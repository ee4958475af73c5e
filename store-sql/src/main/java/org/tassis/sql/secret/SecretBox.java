package org.tassis.sql.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.tassis.core.Secret;

/// Encrypts texts with the key in a file of the data directory, by AES-256 in GCM mode: RFC 5116 §5.2. What is
/// encrypted is bound to its place, so that a row cannot be put into another's. Any thread.
public final class SecretBox {
    /// What sealed texts begin with; no secret of ours does.
    public static final String SEALED = "sealed:1:";

    private static final int KEY_OCTETS = 32;
    private static final int NONCE_OCTETS = 12;
    private static final int TAG_BITS = 128;

    private final byte[] key;
    private final SecureRandom random = new SecureRandom();

    private SecretBox(byte[] key) {
        this.key = key.clone();
    }

    /// The key is missing, cannot be used, or is not the one that was used before. The message says what to do.
    public static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unusable(String message) {
            super(message);
        }
    }

    /// With the key in a file; a new one when there is no file: who calls has seen that nothing is sealed yet.
    ///
    /// @throws Unusable           the file holds no key
    /// @throws UncheckedIOException it cannot be read or made
    public static SecretBox with(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            byte[] key = HexFormat.of().parseHex(text);
            if (key.length != KEY_OCTETS) {
                throw new IllegalArgumentException("a key of " + key.length + " octets");
            }
            return new SecretBox(key);
        } catch (IOException e) {
            throw new UncheckedIOException("the key of secrets cannot be read or made: " + file, e);
        } catch (IllegalArgumentException e) {
            throw new Unusable(file + " holds no key of " + KEY_OCTETS + " octets in hexadecimal; put back the file"
                    + " from a backup.");
        }
    }

    /// Whole and on disk, or not there; readable by the owner alone from the first moment.
    private static void make(Path file) throws IOException {
        byte[] key = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(key);
        FileAttribute<?>[] ownerOnly =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        try (FileChannel channel =
                FileChannel.open(half, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer text =
                    ByteBuffer.wrap((HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        try {
            Files.move(half, file);
        } catch (FileAlreadyExistsException e) {
            Files.delete(half);
        }
    }

    public static boolean isSealed(String text) {
        return text.startsWith(SEALED);
    }

    /// @param place where it is kept, the same when it is opened
    public String seal(Secret secret, String place) {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            byte[] sealed = cipher.doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
            byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
            return SEALED + Base64.getEncoder().encodeToString(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    /// Texts that are not sealed are themselves: from before secrets were.
    ///
    /// @throws Unusable it was sealed with another key, or for another place, or was changed
    public Secret open(String text, String place) {
        if (!isSealed(text)) {
            return new Secret(text);
        }
        try {
            byte[] both = Base64.getDecoder().decode(text.substring(SEALED.length()));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(TAG_BITS, both, 0, NONCE_OCTETS));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return new Secret(
                    new String(cipher.doFinal(both, NONCE_OCTETS, both.length - NONCE_OCTETS), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unusable("the secret of " + place + " cannot be opened with the key in secret.key: the key is not"
                    + " the one it was sealed with; put back the secret.key that belongs to this database.");
        }
    }
}
