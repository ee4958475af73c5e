package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Decoding for people: header texts, transfer encodings, character sets, HTML, subjects, dates.
class TextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "plain # plain",
                "=?utf-8?q?caf=C3=A9_noir?= # café noir",
                "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?= # ab",
                "=?ISO-8859-1?Q?a?= b # a b",
                "x =?UTF-8?B?w6k=?= y # x é y",
                "=?utf-8?b?4oI=?= =?utf-8?b?rA==?= # €",
                "=?utf-8?q??= =?utf-8?q?b?= # b",
                "=?utf-8*fr?q?caf=C3=A9?= # café",
                "=?no-such?q?caf=C3=A9?= # café",
                "=?utf-8?x?abc?= # =?utf-8?x?abc?=",
                "=?utf-8?q?abc # =?utf-8?q?abc",
                "=?=?utf-8?q?a?= # =?a",
                "=?utf-8?q?a b?= # a b",
                "=?utf-8?q?=0D=0ABcc:_x?= #   Bcc: x",
                "=?us-ascii?q?=zz=4?= # =zz=4",
                "\u00c3\u00a9\u00e9 # éé",
                "=?gb2312?B?1tA=?= # 中",
                "=?iso-2022-jp?B?GyRCJCIbKEI=?= # あ",
            })
    void encodedWords(String raw, String expected) {
        assertThat(HeaderText.decode(raw).strip()).isEqualTo(expected.strip());
        assertThat(HeaderText.decode(raw)).doesNotContain("\r", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "hello # hello",
                "Re: hello # hello",
                "RE : hello # hello",
                "Re: Fwd: FW: hello # hello",
                "Re[2]: hello # hello",
                "Re: [list] Re: hello # hello",
                "[list] hello # hello",
                "[list] # [list]",
                "[a][b] c # c",
                "hello (fwd) (FWD)  # hello",
                "[Fwd: hello] # hello",
                "[fwd: Re: [fwd: hello (fwd)]] # hello",
                "Re: # ''",
                "Re # Re",
                "Regarding: x # Regarding: x",
                "a \t  b # a b",
                "[unclosed # [unclosed",
                "[fwd:x # [fwd:x",
            })
    void baseSubjects(String subject, String expected) {
        assertThat(BaseSubject.of(subject)).isEqualTo(expected.equals("''") ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "Sat, 21 Nov 2026 09:39:03 +0100 # 2026-11-21T09:39:03+01:00",
                "21 Nov 2026 09:39:03 -0530 # 2026-11-21T09:39:03-05:30",
                "Sat,21 Nov 2026 9:39 GMT # 2026-11-21T09:39Z",
                "Sat (day), 21 (x (y)) Nov 26 09:39:60 EST (comment) # 2026-11-21T09:39:59-05:00",
                "1 Jan 99 00:00:00 Z # 1999-01-01T00:00Z",
                "1 Jan 126 00:00:00 +0000 # 2026-01-01T00:00Z",
                "Sat Nov 21 09:39:03 2026 # 2026-11-21T09:39:03Z",
                "Sat Nov 21 09:39:03 PST 2026 # 2026-11-21T09:39:03-08:00",
                "21-Nov-2026 09:39:03 +0000 # 2026-11-21T09:39:03Z",
                "2026-11-21T09:39:03+02:00 # 2026-11-21T09:39:03+02:00",
                "2026-11-21 09:39:03 # 2026-11-21T09:39:03Z",
                "21 November 2026 09:39:03 +9999 # 2026-11-21T09:39:03Z",
                "31 Feb 2026 10:00:00 +0000 # -",
                "Sat, 21 Nov 2026 # -",
                "99 Nov 2026 10:00 # -",
                "1 Jan 2026 25:00 # -",
                "nonsense # -",
                "( # -",
                "'' # -",
                "1-2-3 -:- +:+ T:T # -",
                ". : - + # -",
            })
    void dates(String header, String expected) {
        assertThat(MessageDate.parse(header).map(Object::toString).orElse("-")).isEqualTo(expected);
    }

    @Test
    void randomDatesNeverFail() {
        var random = new Random(7);
        var alphabet = "0123456789:-+.,() TNovSatGMT2026\\";
        for (int i = 0; i < 50_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            MessageDate.parse(text.toString());
            BaseSubject.of(text.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                // encoding # encoded (| CRLF, _ space) # decoded
                "7bit#a=b|#a=b|",
                "base64#aGVsbG8=#hello",
                "base64#aG|Vs!bG8=|#hello",
                "base64#aGVsbG8#hello",
                "base64#aGVsbG8=d29ybGQ=#helloworld",
                "base64#=#",
                "base64##",
                "quoted-printable#caf=E9=20=3D#caf\u00e9_=",
                "quoted-printable#soft=|break#softbreak",
                "quoted-printable#soft=__|break#softbreak",
                "quoted-printable#trailing__|x#trailing|x",
                "quoted-printable#a_b#a_b",
                "quoted-printable#end__#end",
                "quoted-printable#a=#a",
                "quoted-printable#=zz=4#=zz=4",
                "quoted-printable#=|=|=|#",
            })
    void transferEncodings(String encoding, String encoded, String decoded) throws IOException {
        var raw = encoded == null ? "" : encoded.replace("|", "\r\n").replace("_", " ");
        var expected = decoded == null ? "" : decoded.replace("|", "\r\n").replace("_", " ");
        for (boolean slow : new boolean[] {false, true}) {
            var in = stream(raw, slow);
            assertThat(new String(
                            TransferDecoder.decode(encoding, in).orElseThrow().readAllBytes(),
                            StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected);
        }
    }

    /// One octet at a time when slow.
    private static InputStream stream(String text, boolean slow) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, slow ? Math.min(1, length) : length);
            }
        };
    }

    @Test
    void unknownEncodingsAreToldApart() {
        assertThat(TransferDecoder.isKnown("x-uuencode")).isFalse();
        assertThat(TransferDecoder.decode("x-uuencode", InputStream.nullInputStream()))
                .isEmpty();
    }

    @Test
    void largeBodiesDecodeTheSameHoweverTheyAreRead() throws IOException {
        var random = new Random(3);
        var octets = new byte[100_000];
        random.nextBytes(octets);
        var encoded = Base64.getMimeEncoder().encode(octets);
        assertThat(readOddly(
                        TransferDecoder.decode("base64", new ByteArrayInputStream(encoded))
                                .orElseThrow(),
                        random))
                .isEqualTo(octets);
        var printable = new StringBuilder();
        for (byte b : octets) {
            printable.append(String.format("=%02X", b));
            if (random.nextInt(20) == 0) {
                printable.append("=\r\n");
            }
        }
        var in = new ByteArrayInputStream(printable.toString().getBytes(StandardCharsets.US_ASCII));
        assertThat(readOddly(TransferDecoder.decode("quoted-printable", in).orElseThrow(), random))
                .isEqualTo(octets);
    }

    private static byte[] readOddly(InputStream in, Random random) throws IOException {
        var all = new java.io.ByteArrayOutputStream();
        var buffer = new byte[3000];
        int n;
        while ((n = in.read(buffer, 0, 1 + random.nextInt(buffer.length))) >= 0) {
            all.write(buffer, 0, n);
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "a<b>b</b>c ~ abc",
                "a<br>b ~ a b",
                "<p title='x>y'>a</p> ~ a",
                "a<!-- <b> -- > - -->c ~ ac",
                "a<!-->b ~ a",
                "<!DOCTYPE html>a<?x y?>b ~ ab",
                "<STYLE>p { a<b }</STYLE>a<script>if (a</b) x()</script >b ~ a b",
                "&lt;b&gt; &amp; &#233;&#xe9;&eacute; &nosuch; &#0; &#x110000; & x &amp ~ <b> & ééé &nosuch; &#0; &#x110000; & x &",
                "a < b > c ~ a < b > c",
                "<title>no</title>yes ~ yes",
                "&#x1F600; ~ 😀",
                "<unclosed ~ ''",
                "<script>unclosed ~ ''",
            })
    void html(String html, String expected) throws IOException {
        var text = new StringWriter();
        new HtmlTextReader(new StringReader(html)).transferTo(text);
        assertThat(text.toString().replaceAll("\\s+", " ").strip()).isEqualTo(expected.equals("''") ? "" : expected);
    }

    @Test
    void lenientUtf8IsUtf8WhereValidAndWindows1252ElseHoweverItIsRead() {
        var random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(3000); n > 0; n--) {
                text.appendCodePoint(
                        switch (random.nextInt(5)) {
                            case 0 -> 0x1f600 + random.nextInt(50);
                            case 1 -> 0x4e00 + random.nextInt(500);
                            case 2 -> 0xe0 + random.nextInt(20);
                            default -> 'a' + random.nextInt(26);
                        });
            }
            assertThat(Charsets.lenient(text.toString().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(text.toString());
        }
        assertThat(Charsets.lenient(new byte[] {'a', (byte) 0x80, (byte) 0xe9, 'b', (byte) 0xc3}))
                .isEqualTo("a€ébÃ");
        assertThat(Charsets.lenient(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .doesNotContain("\ud800");
    }

    @Test
    void unknownCharsetsAreSafe() {
        assertThat(BodyText.knowsCharset("UTF-8")).isTrue();
        assertThat(BodyText.knowsCharset("us-ascii")).isTrue();
        assertThat(BodyText.knowsCharset("koi8-r")).isTrue();
        assertThat(BodyText.knowsCharset("no-such")).isFalse();
        assertThat(BodyText.knowsCharset("../../etc/passwd\n")).isFalse();
        assertThat(BodyText.knowsCharset("x".repeat(10_000))).isFalse();
        assertThat(BodyText.decode(new byte[] {(byte) 0x93, (byte) 0xe9}, "iso-8859-1"))
                .isEqualTo("“é");
    }

    @Test
    void aPartIsReadAsItsText() {
        var message = Scans.octets("Content-Type: text/html; charset=koi8-r|Content-Transfer-Encoding: base64||"
                + Base64.getEncoder()
                        .encodeToString("<p>Привет</p>".getBytes(java.nio.charset.Charset.forName("koi8-r"))));
        var root = Scans.scan(message).root();
        var body = new ByteArrayInputStream(message, (int) root.bodyStart(), (int) root.bodySize());
        try (var reader = BodyText.reader(root, body)) {
            var text = new StringWriter();
            reader.transferTo(text);
            assertThat(text.toString().strip()).isEqualTo("Привет");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
