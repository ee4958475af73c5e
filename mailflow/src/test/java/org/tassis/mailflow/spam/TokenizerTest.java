package org.tassis.mailflow.spam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.message.MessageContent;
import org.tassis.message.PrefixedContent;

@Timeout(120)
class TokenizerTest {
    private static final byte[] KEY = new byte[16];

    static {
        for (int i = 0; i < KEY.length; i++) {
            KEY[i] = (byte) i;
        }
    }

    private final TokenHash hash = new TokenHash(KEY);
    private final Tokenizer tokenizer = new Tokenizer(hash);

    private long[] tokens(MessageContent content) {
        try {
            long[] tokens = tokenizer.tokens(content).hashes();
            Arrays.sort(tokens);
            return tokens;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean has(long[] tokens, char kind, String text) {
        return Arrays.binarySearch(tokens, hash.of(kind, text)) >= 0;
    }

    /// The vectors of the authors' reference implementation: input is 00, 01, 02 and so on.
    @Test
    void theHashIsSipHash() {
        assertThat(hash.of('\u0100', "\u0302\u0504\u0706")).isEqualTo(0x93f5f5799a932462L);
        assertThat(hash.of('\u0100', "")).isEqualTo(0x0d6c8009d9a94f5aL);
    }

    @Test
    void anotherKeyGivesOtherTokens() {
        long[] other;
        byte[] key = KEY.clone();
        key[3] ^= 1;
        MessageContent mail = Mail.plain("a@b.example", "hello there", "some words of a message");
        try {
            other = new Tokenizer(new TokenHash(key)).tokens(mail).hashes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(LongStream.of(other).boxed())
                .doesNotContainAnyElementsOf(LongStream.of(tokens(mail)).boxed().toList());
    }

    @Test
    void wordsOfTextSubjectAuthorAndLinksAreFound() {
        long[] tokens = tokens(Mail.of("""
                From: "Big Bank" <Info@Mail.Bank.Example>
                Subject: =?utf-8?q?Ch=C3=A8re_cliente?=
                X-Odd: 1
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: base64

                """
                + java.util.Base64.getEncoder().encodeToString("Pay NOW, don't wait".getBytes(StandardCharsets.UTF_8))
                + """

                --b
                Content-Type: text/html

                <p>He<b>llo</b> <style>hidden</style><a href="https://www.Evil.example:8080/x">Klick</a></p>
                --b--
                """));
        assertThat(has(tokens, 'w', "pay")).isTrue();
        assertThat(has(tokens, 'w', "dont")).isTrue();
        assertThat(has(tokens, 'w', "hello")).isTrue();
        assertThat(has(tokens, 'w', "klick")).isTrue();
        assertThat(has(tokens, 'w', "hidden")).isFalse();
        assertThat(has(tokens, 'w', "href")).isFalse();
        assertThat(has(tokens, 's', "chère")).isTrue();
        assertThat(has(tokens, 'p', "chère cliente")).isTrue();
        assertThat(has(tokens, 'f', "bank")).isTrue();
        assertThat(has(tokens, 'f', "info@mail.bank.example")).isTrue();
        assertThat(has(tokens, 'f', "bank.example")).isTrue();
        assertThat(has(tokens, 'h', "www.evil.example")).isTrue();
        assertThat(has(tokens, 'h', "evil.example")).isTrue();
        assertThat(has(tokens, 'n', "x-odd")).isTrue();
    }

    @Test
    void whatCannotBeSeenDividesNoWordAndCharactersWithoutSpacesComeInPairs() {
        long[] tokens = tokens(Mail.of(
                "From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n" + "vi\u200bag\u00adra 大切なお知らせ\n"));
        assertThat(has(tokens, 'w', "viagra")).isTrue();
        assertThat(has(tokens, 'w', "大切")).isTrue();
        assertThat(has(tokens, 'w', "らせ")).isTrue();
    }

    /// A message is learnt from the store, where this server's fields lie on top of it.
    @Test
    void theServersOwnFieldsChangeNothing() {
        MessageContent mail = Mail.plain("a@b.example", "hello there", "some words");
        MessageContent stored = PrefixedContent.of(
                ("Received: from x\r\n" + SpamField.NAME + ": pass, score=0\r\nAuthentication-Results: x; spf=none\r\n")
                        .getBytes(StandardCharsets.US_ASCII),
                mail);
        assertThat(tokens(stored)).isEqualTo(tokens(mail));
    }

    @Test
    void aHugeMessageCostsLittleAndGivesFewTokens() {
        StringBuilder huge = new StringBuilder("From: a@b.example\nContent-Type: text/html\n\n");
        for (int i = 0; huge.length() < 8_000_000; i++) {
            huge.append("<a href=http://h")
                    .append(i)
                    .append(".example>word")
                    .append(i)
                    .append("</a> ");
        }
        MessageContent mail = Mail.of(huge.toString());
        long start = System.nanoTime();
        assertThat(tokens(mail)).hasSizeLessThanOrEqualTo(Tokenizer.MOST).hasSizeGreaterThan(1000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        StringBuilder fields = new StringBuilder("From: a@b.example\n");
        for (int i = 0; i < 5000; i++) {
            fields.append("X-").append(i).append(": x\n");
        }
        assertThat(has(tokens(Mail.of(fields + "\nzebra\n")), 'w', "zebra")).isTrue();
    }

    /// Any octets at all, also broken MIME, encodings and character sets.
    @Test
    void whateverComesThereIsAnAnswer() throws IOException {
        Random random = new Random(20261121);
        String[] pieces = {
            "From: ",
            "Subject: =?utf-8?B?",
            "?=",
            "\r\n",
            "\r\n\r\n",
            "Content-Type: multipart/mixed; boundary=b",
            "--b\r\n",
            "Content-Type: text/html; charset=utf-16\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "Content-Transfer-Encoding: quoted-printable\r\n",
            "<a href=\"http://",
            "<!--",
            "<script>",
            "&#x110000;",
            "Content-Type: message/rfc822\r\n",
            "=",
            "://@:",
            "\ud83d\ude00",
            "大",
            "a".repeat(5000)
        };
        for (int round = 0; round < 3000; round++) {
            java.io.ByteArrayOutputStream octets = new java.io.ByteArrayOutputStream();
            int count = random.nextInt(30);
            for (int i = 0; i < count; i++) {
                if (random.nextInt(4) == 0) {
                    byte[] noise = new byte[random.nextInt(200)];
                    random.nextBytes(noise);
                    octets.writeBytes(noise);
                } else {
                    octets.writeBytes(pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.UTF_8));
                }
            }
            long[] tokens = tokens(Mail.of(octets.toByteArray()));
            assertThat(tokens.length).isLessThanOrEqualTo(Tokenizer.MOST);
            assertThat(LongStream.of(tokens).distinct().count()).isEqualTo(tokens.length);
            assertThat(Tokenizer.isTest(Mail.of(octets.toByteArray()))).isFalse();
        }
    }

    @Test
    void theTestMessageIsKnown() throws IOException {
        String test = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
        assertThat(tokenizer.tokens(Mail.plain("a@b.example", "s", "XX" + test)).isTest())
                .isTrue();
        assertThat(tokenizer
                        .tokens(Mail.plain("a@b.example", "s", test.substring(1)))
                        .isTest())
                .isFalse();
        assertThat(tokenizer.tokens(Mail.plain("a@b.example", test, "x")).isTest())
                .isFalse();
        assertThat(Tokenizer.isTest(Mail.plain("a@b.example", "s", "XX" + test)))
                .isTrue();
        assertThat(Tokenizer.isTest(Mail.plain("a@b.example", test, test.substring(1))))
                .isFalse();
    }
}
