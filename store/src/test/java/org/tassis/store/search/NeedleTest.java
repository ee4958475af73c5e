package org.tassis.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedleTest {
    @ParameterizedTest
    @CsvSource({
        "STRASSE, Stra\u00dfe",
        "\u03a3\u03c5\u03c3, \u03c3\u03a5\u03c2",
        "\u00e9t\u00e9, E\u0301TE\u0301",
        "\uff21\uff22, ab",
        "\u0130stanbul, \u0130STANBUL",
        "\u0436, \u0416",
        "fi, \ufb01",
    })
    void whatPeopleReadAsTheSameFoldsTheSame(String one, String other) {
        assertThat(new Needle(one).in("x" + other + "y")).isTrue();
        assertThat(new Needle(other).in("x" + one + "y")).isTrue();
    }

    /// Folding character by character gives what folding the whole text gives, where it gives anything.
    @Test
    void simpleFoldingIsFolding() {
        long seed = 3;
        Random random = new Random(seed);
        int simple = 0;
        for (int round = 0; round < 20_000; round++) {
            int range = random.nextBoolean() ? 0x250 : 0x10000;
            char[] text = new char[1 + random.nextInt(4)];
            for (int i = 0; i < text.length; i++) {
                text[i] = (char) random.nextInt(range);
            }
            char[] folded = new char[text.length];
            if (Fold.simple(text, text.length, folded)) {
                simple++;
                assertThat(new String(folded))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(Fold.fold(new String(text)));
            }
        }
        assertThat(simple).isGreaterThan(5_000);
    }

    @Test
    void accentsMatter() {
        assertThat(new Needle("ete").in("\u00e9t\u00e9")).isFalse();
    }

    /// The locale of the machine has no say.
    @Test
    void turkishLocalesFoldAsAllOthers() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(new Needle("TITLE").in("title")).isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void octetsAndCharactersAgreeWithAnObviousSearch() throws IOException {
        long seed = 5;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            String text = random(random, 30, "abAB");
            Needle needle = new Needle(random(random, 5, "abAB"));
            String folded = text.toLowerCase(Locale.ROOT);
            boolean expected = needle.in(folded);
            byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(needle.in(octets, 0, octets.length))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(expected);
            assertThat(needle.in(slowly(octets, 1 + random.nextInt(4)), () -> true))
                    .isEqualTo(expected);
            assertThat(needle.in(new StringReader(text), () -> true)).isEqualTo(expected);
        }
    }

    @Test
    void textsAreFoundAcrossPieces() throws IOException {
        for (String word : new String[] {"needle", "caf\u00e9", "\u65e5\u672c\u8a9e", "e\u0301", "\ud83d\ude00"}) {
            for (int before = 4080; before < 4110; before++) {
                String text = "x".repeat(before) + word.toUpperCase(Locale.ROOT) + "y".repeat(5000);
                assertThat(new Needle(word).in(new StringReader(text), () -> true))
                        .as("%s at %d", word, before)
                        .isTrue();
                assertThat(new Needle(word + "z").in(new StringReader(text), () -> true))
                        .isFalse();
            }
        }
        byte[] large = ("x".repeat(32 * 1024 - 3) + "needle").getBytes(StandardCharsets.US_ASCII);
        assertThat(new Needle("NEEDLE").in(new ByteArrayInputStream(large), () -> true))
                .isTrue();
        assertThat(new Needle("needles").in(new ByteArrayInputStream(large), () -> true))
                .isFalse();
    }

    @Test
    void longTextsWithoutAsciiStreamToo() throws IOException {
        String text = "\u65e5\u672c".repeat(20_000) + "\u8a9e";
        assertThat(new Needle("\u65e5\u672c\u8a9e").in(new StringReader(text), () -> true))
                .isTrue();
        assertThat(new Needle("\u8a9e\u8a9e").in(new StringReader(text), () -> true))
                .isFalse();
    }

    @Test
    void readersMayGiveOneCharacterAtATime() throws IOException {
        Reader slow = new StringReader("some \u00c9t\u00e9 here") {
            @Override
            public int read(char[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(1, length));
            }
        };
        assertThat(new Needle("\u00e9t\u00e9 h").in(slow, () -> true)).isTrue();
    }

    @Test
    void nobodyWaitingEndsIt() throws IOException {
        assertThat(new Needle("a").in(new StringReader("a"), () -> false)).isFalse();
        assertThat(new Needle("a").in(new ByteArrayInputStream(new byte[] {'a'}), () -> false))
                .isFalse();
    }

    private static InputStream slowly(byte[] octets, int most) {
        return new ByteArrayInputStream(octets) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(most, length));
            }
        };
    }

    private static String random(Random random, int most, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
