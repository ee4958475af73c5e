package org.tassis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, example.org",
        "EXAMPLE.Org, example.org, example.org",
        "a, a, a",
        "1.2.3.4, 1.2.3.4, 1.2.3.4",
        "a--b.c-d.e, a--b.c-d.e, a--b.c-d.e",
        "bücher.example, xn--bcher-kva.example, bücher.example",
        "BÜCHER.example, xn--bcher-kva.example, bücher.example",
        "XN--BCHER-KVA.example, xn--bcher-kva.example, bücher.example",
        "straße.example, xn--strae-oqa.example, straße.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah, 例え.テスト",
        "例え。テスト, xn--r8jz45g.xn--zckzah, 例え.テスト",
        "ｅｘａｍｐｌｅ.org, example.org, example.org",
    })
    void isReadInEitherForm(String text, String ascii, String unicode) {
        DomainName name = DomainName.parse(text).orElseThrow();
        assertThat(name.ascii()).isEqualTo(ascii);
        assertThat(name.unicode()).isEqualTo(unicode);
        assertThat(name).hasToString(ascii);
        assertThat(DomainName.parse(name.unicode())).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ".org",
                "example.",
                "example..org",
                "-a.org",
                "a-.org",
                "a_b.org",
                "a b.org",
                " a.org",
                "a.org\n",
                "a\0.org",
                "[192.0.2.1]",
                "a@b.org",
                "xn--",
                "xn--bcher-kva!.org",
                "a\u200db.org",
                "\u0301a.org",
                "a\u05d0.org",
                "\ud800.org",
                "*.example.org",
                "a/b.org"
            })
    void isRefused(String text) {
        assertThat(DomainName.parse(text)).isEmpty();
        assertThatThrownBy(() -> new DomainName(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lengthIsLimited() {
        String label = "a".repeat(63);
        assertThat(DomainName.parse(label + ".org")).isPresent();
        assertThat(DomainName.parse(label + "a.org")).isEmpty();
        String longest = (label + ".").repeat(3) + "a".repeat(61);
        assertThat(longest).hasSize(253);
        assertThat(DomainName.parse(longest)).isPresent();
        assertThat(DomainName.parse(longest + "a")).isEmpty();
        assertThat(DomainName.parse("é".repeat(60) + ".org")).isEmpty();
        assertThat(DomainName.parse("é".repeat(1_000_000))).isEmpty();
    }

    @Test
    void aLabelThatDecodesToNothingIsRefused() {
        assertThat(DomainName.parse("xn--a.org")).isEmpty();
        assertThat(new DomainName("xn--a.org").unicode()).isEqualTo("xn--a.org");
    }

    @Test
    void theConstructorTakesOnlyTheStoredForm() {
        assertThatThrownBy(() -> new DomainName("Example.org")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DomainName("bücher.example")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new DomainName("b.org")).isGreaterThan(new DomainName("a.org"));
    }

    @Test
    void anythingMayBeTypedAndNothingThrows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "abxn-.é\u0301ßα\u05d0\u200d\ud83d\udc0e山。 _";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "xn--" : "");
            int length = random.nextInt(10);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String typed = text.toString();
            DomainName.parse(typed).ifPresent(name -> assertThat(DomainName.parse(name.unicode()))
                    .as("seed %d: %s", seed, typed)
                    .contains(name));
        }
    }
}
