package org.tassis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "info@example.org|info@example.org|info@example.org",
                "Info@EXAMPLE.Org|Info@example.org|info@example.org",
                "a.b-c_d+e=f!#$%&'*/?^`{}~@x.y|a.b-c_d+e=f!#$%&'*/?^`{}~@x.y|a.b-c_d+e=f!#$%&'*/?^`{}~@x.y",
                "\"info\"@example.org|info@example.org|info@example.org",
                "\"in\\fo\"@example.org|info@example.org|info@example.org",
                "\"a b\"@example.org|\"a b\"@example.org|a b@example.org",
                "\"a\\\"b\\\\c\"@example.org|\"a\\\"b\\\\c\"@example.org|a\"b\\c@example.org",
                "\"a@b\"@example.org|\"a@b\"@example.org|a@b@example.org",
                "\".a..b.\"@example.org|\".a..b.\"@example.org|.a..b.@example.org",
                "ZOË@Bücher.example|ZOË@xn--bcher-kva.example|zoë@xn--bcher-kva.example",
                "山田@例え.jp|山田@xn--r8jz45g.jp|山田@xn--r8jz45g.jp",
                "info@xn--bcher-kva.example|info@xn--bcher-kva.example|info@xn--bcher-kva.example",
                "ΟΔΟΣ@example.org|ΟΔΟΣ@example.org|οδοσ@example.org",
                "🐎@example.org|🐎@example.org|🐎@example.org",
            })
    void isReadWrittenAndCompared(String text, String written, String key) {
        EmailAddress address = EmailAddress.parse(text.replace("``", "`")).orElseThrow();
        assertThat(address.toString()).isEqualTo(written.replace("``", "`"));
        assertThat(address.key()).isEqualTo(key.replace("``", "`"));
        assertThat(EmailAddress.parse(address.toString())).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "info",
                "info@",
                "@example.org",
                " info@example.org",
                "info @example.org",
                "info@example.org ",
                "in fo@example.org",
                ".info@example.org",
                "info.@example.org",
                "in..fo@example.org",
                "<info@example.org>",
                "a@b@example.org",
                "a,b@example.org",
                "a:b@example.org",
                "info@[192.0.2.1]",
                "@relay:info@example.org",
                "info@example..org",
                "info@-example.org",
                "info@exa_mple.org",
                "info@example.org.",
                "\"\"@example.org",
                "\"@example.org",
                "\"a\"b\"@example.org",
                "\"a\\\"@example.org",
                "\"a\r\nb\"@example.org",
                "a\r\nRCPT@example.org",
                "a\0b@example.org",
                "a\u007fb@example.org",
                "a\u0085b@example.org",
                "a\u2028b@example.org",
                "\"a\u2029b\"@example.org",
                "a\ud800b@example.org",
                "a\udc00b@example.org",
                "\"\ud800\"@example.org",
                "info@a\u200db.example",
                "info@xn--a.example\u0000"
            })
    void isRefused(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
        assertThatThrownBy(() -> EmailAddress.valueOf(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lengthIsCountedInOctets() {
        assertThat(EmailAddress.parse("x".repeat(64) + "@example.org")).isPresent();
        assertThat(EmailAddress.parse("x".repeat(65) + "@example.org")).isEmpty();
        assertThat(EmailAddress.parse("é".repeat(32) + "@example.org")).isPresent();
        assertThat(EmailAddress.parse("é".repeat(33) + "@example.org")).isEmpty();
        assertThat(EmailAddress.parse("\"" + "\\x".repeat(64) + "\"@example.org"))
                .isPresent();
        String domain = ("a".repeat(60) + ".").repeat(3);
        assertThat(EmailAddress.parse("x".repeat(64) + "@" + domain + "abcdef")).isPresent();
        assertThat(EmailAddress.parse("x".repeat(64) + "@" + domain + "abcdefg"))
                .isEmpty();
        assertThat(EmailAddress.parse("x".repeat(1_000_000) + "@example.org")).isEmpty();
        assertThat(EmailAddress.parse("x@" + "a.".repeat(1_000_000) + "org")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "info@x.org, info, -",
                "info+shop@x.org, info, shop",
                "info+a+b@x.org, info, a+b",
                "info+@x.org, info, -",
                "+shop@x.org, +shop, -",
                "+@x.org, +, -",
                "++a@x.org, +, a",
                "Zoë+Été@x.org, Zoë, Été"
            })
    void plusDividesTheLocalPart(String text, String base, String detail) {
        EmailAddress address = EmailAddress.valueOf(text);
        assertThat(address.base()).isEqualTo(base);
        assertThat(address.detail()).isEqualTo(Optional.ofNullable(detail));
    }

    @Test
    void compositionAndCaseMakeNoDifference() {
        String composed = "Zoé@example.org";
        EmailAddress address = EmailAddress.valueOf(composed);
        assertThat(EmailAddress.valueOf(Normalizer.normalize(composed, Normalizer.Form.NFD)))
                .isEqualTo(address);
        assertThat(EmailAddress.valueOf("zoÉ@EXAMPLE.ORG")).isEqualTo(address).hasSameHashCodeAs(address);
        assertThat(EmailAddress.valueOf("zoe@example.org")).isNotEqualTo(address);
        assertThat(EmailAddress.valueOf("ΟΔΟς@x.org")).isEqualTo(EmailAddress.valueOf("οδοσ@x.org"));
    }

    @Test
    void keysDoNotDependOnTheLanguageOfTheServer() {
        Locale before = Locale.getDefault();
        try {
            String key = EmailAddress.valueOf("INFO@EXAMPLE.ORG").key();
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(EmailAddress.valueOf("INFO@EXAMPLE.ORG").key())
                    .isEqualTo(key)
                    .isEqualTo("info@example.org");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void onlyAsciiNeedsNoUtf8() {
        assertThat(EmailAddress.valueOf("info@bücher.example").needsUtf8()).isFalse();
        assertThat(EmailAddress.valueOf("zoë@example.org").needsUtf8()).isTrue();
    }

    @Test
    void everyCharacterKeepsItsKeyWhenTheKeyIsReadAgain() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            for (String local : List.of(Character.toString(c), "a" + Character.toString(c) + "\u0301b")) {
                EmailAddress.of(local, "x.org").ifPresent(address -> {
                    String key = address.key();
                    String again = key.substring(0, key.length() - "@x.org".length());
                    assertThat(EmailAddress.of(again, "x.org").orElseThrow().key())
                            .as("U+%04X", again.codePointAt(0))
                            .isEqualTo(key);
                    assertThat(key.length()).isLessThan(320);
                });
            }
        }
    }

    @Test
    void anythingMayBeTypedAndNothingThrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab.@\"\\+ <>,:;[]éΣ\u0301\ud83d\udc0e\0\r\n-xn";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (random.nextBoolean()) {
                text.append("@x.org");
            }
            String typed = text.toString();
            EmailAddress.parse(typed).ifPresent(address -> {
                assertThat(EmailAddress.parse(address.toString()))
                        .as("seed %d: %s", seed, typed)
                        .contains(address);
                assertThat(address.toString().chars())
                        .as("seed %d: %s", seed, typed)
                        .noneMatch(c -> c < ' ' || c == 0x7f);
                byte[] octets = address.local().getBytes(StandardCharsets.UTF_8);
                assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo(address.local());
            });
        }
    }
}
