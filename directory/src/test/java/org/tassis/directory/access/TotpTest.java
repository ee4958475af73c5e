package org.tassis.directory.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectorySettings;
import org.tassis.directory.Factors;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.NewAccount;
import org.tassis.directory.PasswordHash;
import org.tassis.directory.PasswordRules;

class TotpTest {
    /// The last six of the eight digits in RFC 6238 Appendix B.
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void theVectorsOfTheRfc(long second, String code) {
        assertThat(Totp.code("12345678901234567890".getBytes(StandardCharsets.US_ASCII), second / 30))
                .isEqualTo(code);
        Secret secret = new Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"); // the same in base 32
        Instant now = Instant.ofEpochSecond(second);
        assertThat(Totp.step(secret, code, now)).hasValue(second / 30);
        assertThat(Totp.step(secret, code.substring(0, 3) + " " + code.substring(3), now.plusSeconds(30)))
                .hasValue(second / 30);
        assertThat(Totp.step(secret, code, now.plusSeconds(90))).isEmpty();
        assertThat(Totp.step(secret, code.substring(1), now)).isEmpty();
        assertThat(Totp.step(secret, "a" + code.substring(1), now)).isEmpty();
    }

    @Test
    void secretsDifferAndAreRead() {
        Secret secret = Totp.newSecret();
        assertThat(secret.reveal())
                .matches("[A-Z2-7]{32}")
                .isNotEqualTo(Totp.newSecret().reveal());
        assertThat(Totp.link(secret, "mail.example.org", "monsite 1").reveal())
                .isEqualTo("otpauth://totp/mail.example.org:monsite%201?secret=" + secret.reveal()
                        + "&issuer=mail.example.org&algorithm=SHA1&digits=6&period=30");
    }

    @Test
    void aCodeIsRightOnce() {
        Instant[] now = {Instant.ofEpochSecond(1234567890)};
        Directory directory = new Directory(
                new InMemoryDirectoryRecords(),
                new NoHash(),
                new PasswordRules(0),
                () -> now[0],
                DirectorySettings.DEFAULT);
        AccountId ann = directory
                .addMailbox(NewAccount.named(new Login("ann")), Optional.empty())
                .id();
        Factors factors = directory.factors();
        SecondFactors codes =
                new SecondFactors(factors, text -> "sealed " + text, text -> text.substring(7), () -> now[0]);
        assertThat(codes.check(ann, "")).isFalse();
        Secret secret = new Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(codes.begin(ann, secret, "000000")).isFalse();
        assertThat(factors.areAsked(ann)).isFalse();
        assertThat(codes.begin(ann, secret, "005924")).isTrue();
        assertThat(factors.areAsked(ann)).isTrue();
        assertThat(factors.codes(ann).orElseThrow().sealed()).startsWith("sealed ");
        assertThat(codes.check(ann, "005924")).isFalse();
        now[0] = Instant.ofEpochSecond(2000000000);
        assertThat(codes.check(ann, "123456")).isFalse();
        assertThat(codes.check(ann, "279037")).isTrue();
        assertThat(codes.check(ann, "279037")).isFalse();
        assertThat(Totp.step(secret, "279037", now[0])).isEqualTo(OptionalLong.of(2000000000L / 30));
        List<String> recovery = factors.newRecoveryCodes(ann).reveal();
        assertThat(recovery)
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("([a-z2-9]{4}-){3}[a-z2-9]{4}"));
        assertThat(codes.check(ann, recovery.get(3)))
                .as("not what a program shows")
                .isFalse();
        assertThat(factors.useRecoveryCode(
                        ann, recovery.get(3).replace("-", " ").toUpperCase(Locale.ROOT)))
                .isTrue();
        assertThat(factors.useRecoveryCode(ann, recovery.get(3))).isFalse();
        assertThat(factors.recoveryCodes(ann)).isEqualTo(9);
        factors.newRecoveryCodes(ann);
        assertThat(codes.check(ann, recovery.get(4))).isFalse();
        factors.endCodes(ann);
        assertThat(factors.areAsked(ann)).isFalse();
        assertThat(factors.recoveryCodes(ann)).isZero();
        assertThat(codes.check(ann, "279037")).isFalse();
    }

    /// Nobody logs in here.
    private static final class NoHash implements PasswordHash {
        @Override
        public String hash(String password) {
            return password;
        }

        @Override
        public boolean verify(String password, String hash) {
            return password.equals(hash);
        }

        @Override
        public boolean isOutdated(String hash) {
            return false;
        }
    }
}
