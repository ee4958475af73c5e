package org.tassis.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// Keys and certificates as text: RFC 7468, and the older forms of RSA and EC keys. Every failure is an
/// IOException that names the file and what is wrong with it, and never shows what is in it.
public final class Pem {
    private Pem() {}

    /// The first one in the file.
    public static PrivateKey key(Path file) throws IOException {
        for (var object : objects(file)) {
            switch (object) {
                case PrivateKeyInfo key -> {
                    return key(file, key);
                }
                case PEMKeyPair pair -> {
                    return key(file, pair.getPrivateKeyInfo());
                }
                case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                    throw new IOException(file + ": the key has a passphrase; store it without");
                default -> {} // EC PARAMETERS, or a certificate in the same file
            }
        }
        throw new IOException(file + ": no private key in it");
    }

    private static PrivateKey key(Path file, PrivateKeyInfo key) throws IOException {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(key);
        } catch (PEMException | RuntimeException e) {
            throw new IOException(file + ": not a key of a kind known here");
        }
    }

    /// At least one, in the order of the file.
    public static List<X509Certificate> chain(Path file) throws IOException {
        var chain = new ArrayList<X509Certificate>();
        for (var object : objects(file)) {
            if (object instanceof X509CertificateHolder certificate) {
                try {
                    var encoded = new ByteArrayInputStream(certificate.getEncoded());
                    chain.add((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(encoded));
                } catch (GeneralSecurityException | RuntimeException e) {
                    throw new IOException(file + ": not a certificate of a kind known here");
                }
            }
        }
        if (chain.isEmpty()) {
            throw new IOException(file + ": no certificate in it");
        }
        return chain;
    }

    private static List<Object> objects(Path file) throws IOException {
        var objects = new ArrayList<>();
        try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            for (Object o = parser.readObject(); o != null; o = parser.readObject()) {
                objects.add(o);
            }
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file");
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": may not be read");
        } catch (PEMException | RuntimeException e) {
            throw new IOException(file + ": damaged");
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage());
        }
        return objects;
    }

    /// Whether the key is the one that the certificate was made for.
    public static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        var algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm(); // Ed25519 and its like name their signature themselves
                };
        var probe = new byte[] {1, 2, 3, 4, 5, 6, 7, 8};
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            var signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
