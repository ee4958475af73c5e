package org.tassis.senderauth.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.tassis.core.DomainName;
import org.tassis.core.Secret;

/// A key that signs for a domain.
///
/// @param selector one or more labels, lower case
public record DkimKey(DomainName domain, String selector, DkimAlgorithm algorithm, PrivateKey privateKey) {
    /// Of an RSA key that is made here: RFC 8301 §3.2.
    public static final int RSA_BITS = 2048;

    /// RFC 1035 §3.3.14.
    private static final int MAX_STRING = 255;

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    public DkimKey {
        if (!selector.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
                || selector.length() + "._domainkey.".length() + domain.ascii().length() > 253) {
            throw new IllegalArgumentException("not a selector: " + selector);
        }
    }

    public static DkimKey generate(DomainName domain, String selector, DkimAlgorithm algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(jdkType(algorithm));
            if (algorithm == DkimAlgorithm.RSA_SHA256) {
                generator.initialize(RSA_BITS);
            }
            return new DkimKey(
                    domain, selector, algorithm, generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has both
        }
    }

    /// Reads PKCS#8 in PEM (RFC 7468 §10), the form of {@link #toPem} and of `openssl genpkey`.
    ///
    /// @throws IllegalArgumentException it is no RSA key of 1024 to 4096 bits and no Ed25519 key; says which
    public static DkimKey fromPem(DomainName domain, String selector, Secret pem) {
        String text = pem.reveal();
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("a private key in PEM begins with " + BEGIN);
        }
        byte[] octets;
        try {
            octets = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the private key is cut or broken: its Base64 does not end as it must");
        }
        var encoded = new PKCS8EncodedKeySpec(octets);
        for (var algorithm : DkimAlgorithm.values()) {
            try {
                var key = KeyFactory.getInstance(jdkType(algorithm)).generatePrivate(encoded);
                if (key instanceof RSAPrivateCrtKey rsa
                        && (rsa.getModulus().bitLength() < 1024
                                || rsa.getModulus().bitLength() > 4096)) {
                    throw new IllegalArgumentException("an RSA key for DKIM has 1024 to 4096 bits, this one has "
                            + rsa.getModulus().bitLength());
                }
                return new DkimKey(domain, selector, algorithm, key);
            } catch (GeneralSecurityException e) {
                // not this kind of key
            }
        }
        throw new IllegalArgumentException("the private key is neither RSA nor Ed25519");
    }

    /// To be stored where nobody else reads it.
    public Secret toPem() {
        return new Secret(BEGIN + "\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(privateKey.getEncoded()) + "\n" + END
                + "\n");
    }

    public PublicKey publicKey() {
        try {
            return switch (algorithm) {
                case RSA_SHA256 -> {
                    var rsa = (RSAPrivateCrtKey) privateKey;
                    yield KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
                }
                case ED25519_SHA256 -> {
                    // The JDK computes a public key only while it generates one: from "random" octets, the known ones.
                    byte[] seed = ((EdECPrivateKey) privateKey).getBytes().orElseThrow();
                    var generator = KeyPairGenerator.getInstance("Ed25519");
                    generator.initialize(NamedParameterSpec.ED25519, new Known(seed));
                    yield generator.generateKeyPair().getPublic();
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has both
        }
    }

    /// Where the record is to be published: RFC 6376 §3.6.2.1.
    public String recordName() {
        return selector + "._domainkey." + domain.ascii();
    }

    /// The text of the TXT record: RFC 6376 §3.6.1.
    public String recordText() {
        return "v=DKIM1; k=" + algorithm.keyType() + "; p="
                + Base64.getEncoder().encodeToString(PublicKeys.published(algorithm, publicKey()));
    }

    /// The text in strings of 255 octets at most, as a zone needs it: an RSA key does not fit into one.
    public List<String> recordStrings() {
        String text = recordText();
        List<String> strings = new ArrayList<>();
        for (int at = 0; at < text.length(); at += MAX_STRING) {
            strings.add(text.substring(at, Math.min(text.length(), at + MAX_STRING)));
        }
        return strings;
    }

    /// A line for a zone file.
    public String zoneLine() {
        return recordName() + ". IN TXT ( \"" + String.join("\" \"", recordStrings()) + "\" )";
    }

    private static String jdkType(DkimAlgorithm algorithm) {
        return algorithm == DkimAlgorithm.RSA_SHA256 ? "RSA" : "Ed25519";
    }

    /// Without the key.
    @Override
    public String toString() {
        return "DkimKey[" + recordName() + ", " + algorithm.word() + "]";
    }

    private static final class Known extends SecureRandom {
        private final transient byte[] octets;

        private Known(byte[] octets) {
            this.octets = octets;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(octets, 0, bytes, 0, bytes.length);
        }
    }
}
