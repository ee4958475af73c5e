package org.tassis.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tassis.core.ContentId;
import org.tassis.store.search.TextSignatures.Of;

class TextSignatureTest {
    /// Whatever a needle finds in a text, by characters or by octets, the text's signature must not deny.
    @Test
    void noMatchIsEverDenied() throws IOException {
        long seed = 99;
        Random random = new Random(seed);
        String alphabet = "abcABC xyz\u00e9\u00c9e\u0301\u0301\u00df\u0130\uff21\u65e5\u672c\ud83d\ude00.";
        int found = 0;
        TextSignature.Builder builder = new TextSignature.Builder();
        for (int round = 0; round < 700; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(round % 50 == 0 ? 9000 : 60);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            builder.clear();
            assertThat(builder.add(new StringReader(text.toString()), () -> true))
                    .isTrue();
            TextSignature signature = builder.build();
            byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 20 && length > 4; i++) {
                int from = random.nextInt(length - 3);
                Needle needle = new Needle(text.substring(from, Math.min(length, from + 3 + random.nextInt(4))));
                boolean in = needle.in(new StringReader(text.toString()), () -> true)
                        || needle.isAscii() && needle.in(octets, 0, octets.length);
                if (in) {
                    found++;
                    assertThat(signature.mayHold(needle.threes()))
                            .as("seed %d round %d", seed, round)
                            .isTrue();
                }
            }
        }
        assertThat(found).isGreaterThan(5_000);
    }

    /// A letter and its accent, which come in two pieces, are one character all the same.
    @Test
    void piecesDoNotPartWhatBelongsTogether() throws IOException {
        Needle needle = new Needle("caf\u00e9s");
        for (int before = 4085; before < 4100; before++) {
            String text = "x".repeat(before) + "cafe\u0301s y";
            TextSignature.Builder builder = new TextSignature.Builder();
            builder.add(new StringReader(text), () -> true);
            assertThat(builder.build().mayHold(needle.threes()))
                    .as("%d", before)
                    .isTrue();
            assertThat(needle.in(new StringReader(text), () -> true)).isTrue();
        }
    }

    @Test
    void whatIsNotThereIsMostlyDenied() throws IOException {
        TextSignature.Builder builder = new TextSignature.Builder();
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("aeiou".charAt(random.nextInt(5))).append("lmnrst".charAt(random.nextInt(6)));
        }
        builder.add(new StringReader(text.toString()), () -> true);
        TextSignature signature = builder.build();
        assertThat(signature.octets()).isLessThan(2000);
        int denied = 0;
        for (int i = 0; i < 1000; i++) {
            String word = Integer.toString(random.nextInt(100_000, 1_000_000), 36) + "qq";
            denied += signature.mayHold(new Needle(word).threes()) ? 0 : 1;
        }
        assertThat(denied).isGreaterThan(950);
    }

    @Test
    void aShortNeedleIsNeverDenied() {
        TextSignature empty = new TextSignature.Builder().build();
        assertThat(empty.mayHold(new Needle("ab").threes())).isTrue();
        assertThat(empty.mayHold(new Needle("abc").threes())).isFalse();
    }

    @Test
    void memoryIsBounded() {
        TextSignatures signatures = new TextSignatures(100_000);
        TextSignature signature = new TextSignature.Builder().build();
        for (long id = 1; id < 20_000; id++) {
            signatures.put(new ContentId(id), Of.BODY, signature);
            assertThat(signatures.get(new ContentId(id), Of.BODY)).isSameAs(signature);
            signatures.get(new ContentId(7), Of.BODY);
        }
        assertThat(signatures.get(new ContentId(7), Of.BODY))
                .as("used all the time")
                .isSameAs(signature);
        assertThat(signatures.get(new ContentId(7), Of.HEADER)).isNull();
        int held = 0;
        for (long id = 1; id < 20_000; id++) {
            held += signatures.get(new ContentId(id), Of.BODY) == null ? 0 : 1;
        }
        assertThat(held).isBetween(100, 100_000 / signature.octets());
    }
}
