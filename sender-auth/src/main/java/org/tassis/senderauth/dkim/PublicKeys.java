package org.tassis.senderauth.dkim;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/// Public keys as key records hold them. Stateless.
final class PublicKeys {
    /// SubjectPublicKeyInfo around the 32 octets of an Ed25519 key: RFC 8410 §4.
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");
    /// AlgorithmIdentifier of rsaEncryption: RFC 3279 §2.3.1.
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /// A longer exponent only makes us work.
    private static final int MAX_EXPONENT_BITS = 33;

    private static final int MAX_OCTETS = 4096;

    private PublicKeys() {}

    static Optional<PublicKey> read(DkimAlgorithm algorithm, byte[] octets) {
        if (octets.length > MAX_OCTETS) {
            return Optional.empty();
        }
        return switch (algorithm) {
            case ED25519_SHA256 -> octets.length == 32 ? decode("Ed25519", concat(ED25519, octets)) : Optional.empty();
            // RFC 6376 §3.6.1 means the outer form; its grammar says the inner one, and some publish that.
            case RSA_SHA256 ->
                decode("RSA", octets)
                        .or(() -> decode("RSA", sequence(concat(RSA, bitString(octets)))))
                        .filter(key -> key instanceof RSAPublicKey rsa && isUsable(rsa));
        };
    }

    /// The 32 octets that a record has for an Ed25519 key; the whole encoding for RSA.
    static byte[] published(DkimAlgorithm algorithm, PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (algorithm == DkimAlgorithm.RSA_SHA256) {
            return encoded;
        }
        byte[] raw = new byte[32];
        System.arraycopy(encoded, encoded.length - 32, raw, 0, 32);
        return raw;
    }

    static int bits(PublicKey key) {
        return key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 256;
    }

    private static boolean isUsable(RSAPublicKey key) {
        BigInteger exponent = key.getPublicExponent();
        return exponent.bitLength() <= MAX_EXPONENT_BITS
                && exponent.testBit(0)
                && exponent.compareTo(BigInteger.TWO) > 0
                && key.getModulus().testBit(0);
    }

    private static Optional<PublicKey> decode(String type, byte[] encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.empty(); // whatever is wrong with it
        }
    }

    /// @param signed what was signed; RFC 8463 §3 hashes it first
    static boolean verify(PublicKey key, DkimAlgorithm algorithm, byte[] signed, byte[] signature) {
        try {
            var verifier = java.security.Signature.getInstance(jdkName(algorithm));
            verifier.initVerify(key);
            verifier.update(input(algorithm, signed));
            return verifier.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has both algorithms
        }
    }

    static String jdkName(DkimAlgorithm algorithm) {
        return switch (algorithm) {
            case RSA_SHA256 -> "SHA256withRSA";
            case ED25519_SHA256 -> "Ed25519";
        };
    }

    /// What the JDK's algorithm is given.
    static byte[] input(DkimAlgorithm algorithm, byte[] signed) {
        return switch (algorithm) {
            case RSA_SHA256 -> signed;
            case ED25519_SHA256 -> BodyHasher.sha256().digest(signed);
        };
    }

    private static byte[] bitString(byte[] octets) {
        return tagged(0x03, concat(new byte[1], octets));
    }

    private static byte[] sequence(byte[] octets) {
        return tagged(0x30, octets);
    }

    /// DER, for up to 65,535 octets.
    private static byte[] tagged(int tag, byte[] octets) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (octets.length > 255) {
            out.write(0x82);
            out.write(octets.length >> 8);
        } else if (octets.length > 127) {
            out.write(0x81);
        }
        out.write(octets.length);
        out.writeBytes(octets);
        return out.toByteArray();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = new byte[a.length + b.length];
        System.arraycopy(a, 0, both, 0, a.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
