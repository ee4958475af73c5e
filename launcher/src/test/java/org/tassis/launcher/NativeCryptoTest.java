package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Security;
import java.security.Signature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCryptoTest {
    private static final byte[] TEXT =
            "From: info@monsite.example\r\n".repeat(3000).getBytes(StandardCharsets.US_ASCII);

    @BeforeAll
    static void install() {
        NativeCrypto.install();
    }

    @AfterAll
    static void remove() {
        Security.removeProvider("Tassis");
    }

    @Test
    void theNativeCodeIsThere() {
        assertThat(NativeCrypto.refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "SHA-256", "SHA-384", "SHA-512"})
    void hashesAreThoseOfTheJdk(String algorithm) throws Exception {
        MessageDigest ours = MessageDigest.getInstance(algorithm);
        assertThat(ours.getProvider().getName()).isEqualTo("Tassis");
        ours.update(TEXT, 0, 1000);
        MessageDigest copy = (MessageDigest) ours.clone();
        copy.update(TEXT, 1000, TEXT.length - 1000);
        assertThat(copy.digest())
                .isEqualTo(MessageDigest.getInstance(algorithm, "SUN").digest(TEXT));
        assertThat(ours.digest(new byte[0])).hasSize(copy.getDigestLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1withRSA", "SHA256withRSA", "SHA512withRSA"})
    void theJdkVerifiesWhatIsSignedAndTheOtherWayRound(String algorithm) throws Exception {
        KeyPair keys = rsa();
        Signature ours = Signature.getInstance(algorithm);
        ours.initSign(keys.getPrivate());
        assertThat(ours.getProvider().getName()).isEqualTo("Tassis");
        ours.update(TEXT);
        byte[] signed = ours.sign();

        Signature theirs = Signature.getInstance(algorithm, "SunRsaSign");
        theirs.initVerify(keys.getPublic());
        theirs.update(TEXT);
        assertThat(theirs.verify(signed)).isTrue();

        Signature check = Signature.getInstance(algorithm);
        check.initVerify(keys.getPublic());
        check.update(TEXT);
        assertThat(check.verify(signed)).isTrue();
        signed[20] ^= 1;
        check.initVerify(keys.getPublic());
        check.update(TEXT);
        assertThat(check.verify(signed)).isFalse();
    }

    @Test
    void otherKeysGoToTheJdkAsBefore() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(TEXT);
        byte[] signed = signature.sign();
        signature.initVerify(keys.getPublic());
        signature.update(TEXT);
        assertThat(signature.verify(signed)).isTrue();
        assertThatThrownBy(() -> Signature.getInstance("SHA256withRSA").initSign(keys.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }
}
