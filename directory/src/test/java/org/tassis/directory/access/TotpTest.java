package org.tassis.directory.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;

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
        AccountId ann = new AccountId(1);
        Instant[] now = {Instant.ofEpochSecond(1234567890)};
        InMemoryAccess records = new InMemoryAccess(_ -> Optional.empty());
        SecondFactors factors =
                new SecondFactors(records, text -> "sealed " + text, text -> text.substring(7), () -> now[0]);
        assertThat(factors.check(ann, "")).isTrue();
        Secret secret = new Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(factors.begin(ann, secret, "000000")).isFalse();
        assertThat(factors.isOn(ann)).isFalse();
        assertThat(factors.begin(ann, secret, "005924")).isTrue();
        assertThat(records.secondFactor(ann).orElseThrow().sealed()).startsWith("sealed ");
        assertThat(factors.check(ann, "005924")).isFalse();
        now[0] = Instant.ofEpochSecond(2000000000);
        assertThat(factors.check(ann, "123456")).isFalse();
        assertThat(factors.check(ann, "279037")).isTrue();
        assertThat(factors.check(ann, "279037")).isFalse();
        assertThat(Totp.step(secret, "279037", now[0])).isEqualTo(OptionalLong.of(2000000000L / 30));
        factors.end(ann);
        assertThat(factors.check(ann, "")).isTrue();
    }
}
