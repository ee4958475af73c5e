package org.tassis.imap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModifiedUtf7Test {
    @ParameterizedTest
    @CsvSource({
        "INBOX, INBOX",
        "~peter/mail/台北/日本語, '~peter/mail/&U,BTFw-/&ZeVnLIqe-'",
        "Entwürfe, Entw&APw-rfe",
        "A&B, A&-B",
        "&, &-",
        "&&, &-&-",
        "é&é, &AOk-&-&AOk-",
        "Hi Mom ☺, Hi Mom &Jjo-",
        "😀, &2D3eAA-",
        "Éléments envoyés, &AMk-l&AOk-ments envoy&AOk-s",
    })
    void namesAreEncodedAndDecoded(String text, String encoded) {
        assertThat(ModifiedUtf7.encode(text)).isEqualTo(encoded);
        assertThat(decode(encoded)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&", // shift without end
                "a&b", // the same
                "&AOk", // the same
                "&A-", // six bits are no character
                "&AO-", // twelve neither
                "&AOl-", // bits behind the character that are not zero
                "&AGE-", // a letter that must stand for itself
                "&AOk-&AOk-", // two shifts where one would do
                "&AOkA-", // a character too many, by half
                "&2D0-", // half a pair of surrogates
                "&3gA-", // the other half
                "&AO k-", // space inside a shift
                "&AO/k-", // base64's slash
                "caf\u00e9", // raw
                "a\tb", // control
                "&AAk-\u007f", // DEL
            })
    void whatIsNotTheOneEncodingIsRefused(String encoded) {
        assertThat(decode(encoded)).isNull();
    }

    @Test
    void everyTextComesBack() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                switch (random.nextInt(5)) {
                    case 0 -> text.append('&');
                    case 1 -> text.append((char) random.nextInt(0x20, 0x7f));
                    case 2 -> text.append((char) random.nextInt(0x80, 0xd800));
                    case 3 -> text.appendCodePoint(random.nextInt(0x10000, 0x110000));
                    default -> text.append((char) random.nextInt(0, 0x20));
                }
            }
            String encoded = ModifiedUtf7.encode(text.toString());
            assertThat(encoded.chars().allMatch(c -> c >= 0x20 && c < 0x7f)).isTrue();
            assertThat(decode(encoded)).as("seed %d, %s", seed, encoded).isEqualTo(text.toString());
        }
    }

    @Test
    void whatDecodesIsEncodedTheSame() {
        Random random = new Random(11);
        String alphabet = "AB-&OkD2g,+a9 ";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder encoded = new StringBuilder();
            for (int j = random.nextInt(10); j >= 0; j--) {
                encoded.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = decode(encoded.toString());
            if (text != null) {
                assertThat(ModifiedUtf7.encode(text)).isEqualTo(encoded.toString());
            }
        }
    }

    private static String decode(String encoded) {
        return ModifiedUtf7.decode(encoded.getBytes(StandardCharsets.ISO_8859_1));
    }
}
