package org.tassis.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/// A passkey's private half, with the browser before it: what W3C Web Authentication Level 3 §6 and §7 have
/// them sign, written down a second time. Everything is base64url. One thread.
public final class SoftKey {
    private static final int USER_PRESENT = 1;
    private static final int USER_VERIFIED = 4;
    private static final int HAS_KEY = 64;

    private final KeyPair pair;
    private final byte[] id = new byte[24];

    /// Signatures so far; -1 when it does not count.
    public long counter = -1;

    /// Whether it looks whose finger it is.
    public boolean verifies = true;

    public SoftKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
            new SecureRandom().nextBytes(id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a browser answers.
    ///
    /// @param client        `clientDataJSON`
    /// @param authenticator `attestationObject`, or `authenticatorData`
    /// @param signature     empty when the key was just made
    public record Answer(String id, String client, String authenticator, String signature) {}

    public String id() {
        return text(id);
    }

    /// @param challenge as the server wrote it
    /// @param origin    where the browser is
    /// @param site      the RP ID that it was asked for
    public Answer make(String challenge, String origin, String site) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(new byte[16]); // of no known make
        key.writeBytes(new byte[] {0, (byte) id.length});
        key.writeBytes(id);
        key.writeBytes(cose());
        byte[] data = data(site, HAS_KEY, key.toByteArray());
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        object.write(0xa3);
        object.writeBytes(cborText("fmt"));
        object.writeBytes(cborText("none"));
        object.writeBytes(cborText("attStmt"));
        object.write(0xa0);
        object.writeBytes(cborText("authData"));
        object.writeBytes(cborOctets(data));
        return new Answer(id(), text(client("webauthn.create", challenge, origin)), text(object.toByteArray()), "");
    }

    /// Likewise, signs.
    public Answer sign(String challenge, String origin, String site) {
        byte[] client = client("webauthn.get", challenge, origin);
        byte[] data = data(site, 0, new byte[0]);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(data);
            signature.update(sha256(client));
            return new Answer(id(), text(client), text(data), text(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] data(String site, int flags, byte[] more) {
        if (counter >= 0) {
            counter++;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(sha256(site.getBytes(StandardCharsets.UTF_8)));
        out.write(flags | USER_PRESENT | (verifies ? USER_VERIFIED : 0));
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) Math.max(0, counter)).array());
        out.writeBytes(more);
        return out.toByteArray();
    }

    /// An elliptic curve key of ES256 (COSE).
    private byte[] cose() {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21});
        out.writeBytes(cborOctets(thirtyTwo(key.getW().getAffineX())));
        out.write(0x22);
        out.writeBytes(cborOctets(thirtyTwo(key.getW().getAffineY())));
        return out.toByteArray();
    }

    private static byte[] thirtyTwo(BigInteger number) {
        byte[] octets = number.toByteArray();
        byte[] out = new byte[32];
        int count = Math.min(octets.length, 32);
        System.arraycopy(octets, octets.length - count, out, 32 - count, count);
        return out;
    }

    private static byte[] client(String type, String challenge, String origin) {
        return ("{\"type\":\"" + type + "\",\"challenge\":\"" + challenge + "\",\"origin\":\"" + origin
                        + "\",\"crossOrigin\":false}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] cborText(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(octets.length + 1)
                .put((byte) (0x60 + octets.length))
                .put(octets)
                .array();
    }

    private static byte[] cborOctets(byte[] octets) {
        return octets.length < 256
                ? ByteBuffer.allocate(octets.length + 2)
                        .put((byte) 0x58)
                        .put((byte) octets.length)
                        .put(octets)
                        .array()
                : ByteBuffer.allocate(octets.length + 3)
                        .put((byte) 0x59)
                        .putShort((short) octets.length)
                        .put(octets)
                        .array();
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
