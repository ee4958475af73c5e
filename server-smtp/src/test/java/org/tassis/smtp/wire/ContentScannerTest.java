package org.tassis.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentScannerTest {
    private static final int MAX_LINE = 40;

    /// What a scan found: the content (only worth anything without a fault) and how many octets it used.
    private record Found(String content, int used, Optional<ContentFault> fault, boolean eightBit) {}

    @ParameterizedTest
    @CsvSource({
        "'.~', ''",
        "'a~.~', 'a~'",
        "'~.~', '~'",
        "'..~.~', '.~'",
        "'...~.~', '..~'",
        "'.a~.~', 'a~'",
        "'a.~.b~c~.~', 'a.~b~c~'",
        "'a~..~b~.~', 'a~.~b~'",
        "'.. ~. x~.~', '. ~ x~'",
    })
    void dotsAreTakenOut(String wire, String content) {
        assertThat(everyCut(bytes(wire)))
                .isEqualTo(new Found(lines(content), bytes(wire).length, Optional.empty(), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n.\n~.~",
                "a\r.\r~.~",
                "a\n.~~.~",
                "a~.\n~.~",
                "a~.\r~~.~",
                "a\r\r~.~",
                "a\n\n~.~",
                "\n.~.~",
                "a~.\r.~.~",
                "a\r~.~",
                "a~\n.~~.~",
                "a\r\n.\r\r~.~",
                ".\n~.~",
                ".\r~.\n~.~"
            })
    void onlyCrLfDotCrLfEndsAMessageAndBareLineEndsSpoilIt(String wire) {
        byte[] octets = bytes(wire);
        Found found = everyCut(octets);
        assertThat(found.used()).isEqualTo(octets.length);
        assertThat(found.fault()).contains(ContentFault.BARE_LINE_END);
    }

    @Test
    void nulIsAFault() {
        assertThat(everyCut(bytes("a\0b~.~")).fault()).contains(ContentFault.NUL);
    }

    @Test
    void aLineMayBeAsLongAsTheLimitAndNoLonger() {
        assertThat(everyCut(bytes("x".repeat(MAX_LINE) + "~.~")).fault()).isEmpty();
        assertThat(everyCut(bytes("a~" + "x".repeat(MAX_LINE) + "~y~.~")).fault())
                .isEmpty();
        assertThat(everyCut(bytes("x".repeat(MAX_LINE + 1) + "~.~")).fault()).contains(ContentFault.LINE_TOO_LONG);
        assertThat(everyCut(bytes("a~." + "x".repeat(MAX_LINE + 1) + "~.~")).fault())
                .contains(ContentFault.LINE_TOO_LONG);
    }

    @Test
    void aLineWithoutEndIsAFaultBeforeItEnds() {
        ContentScanner scanner = ContentScanner.untilDot(MAX_LINE);
        scanner.scan(new byte[0], 0, 0, (_, _, _) -> {});
        byte[] block = "x".repeat(MAX_LINE + 2).getBytes(StandardCharsets.US_ASCII);
        scanner.scan(block, 0, block.length, (_, _, _) -> {});
        assertThat(scanner.fault()).contains(ContentFault.LINE_TOO_LONG);
    }

    @Test
    void whatFollowsTheEndIsLeftAlone() {
        byte[] octets = bytes("a~.~QUIT~");
        Found found = scan(ContentScanner.untilDot(MAX_LINE), octets, octets.length);
        assertThat(found.used()).isEqualTo(octets.length - 6);
        assertThat(found.content()).isEqualTo("a\r\n");
    }

    @Test
    void countedContentKeepsItsDots() {
        byte[] octets = bytes("a~.~..b~.");
        for (int cut = 1; cut <= octets.length; cut++) {
            ContentScanner scanner = ContentScanner.counted(MAX_LINE);
            Found found = scan(scanner, octets, cut);
            scanner.endOfContent();
            assertThat(found).isEqualTo(new Found(lines("a~.~..b~."), octets.length, Optional.empty(), false));
            assertThat(scanner.fault()).isEmpty();
        }
    }

    @Test
    void aCrAtTheVeryEndOfCountedContentIsBare() {
        ContentScanner scanner = ContentScanner.counted(MAX_LINE);
        byte[] octets = "ab\r".getBytes(StandardCharsets.US_ASCII);
        scanner.scan(octets, 0, octets.length, (_, _, _) -> {});
        assertThat(scanner.fault()).isEmpty();
        scanner.endOfContent();
        assertThat(scanner.fault()).contains(ContentFault.BARE_LINE_END);
    }

    @Test
    void eightBitIsNoticed() {
        assertThat(everyCut("é\r\n.\r\n".getBytes(StandardCharsets.UTF_8)).eightBit())
                .isTrue();
        assertThat(everyCut("e\r\n.\r\n".getBytes(StandardCharsets.UTF_8)).eightBit())
                .isFalse();
    }

    /// Against a model that holds the whole input and is too simple to be wrong.
    @Test
    void agreesWithTheModelOnRandomInputCutAnywhere() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] alphabet = {'\r', '\n', '\r', '\n', '.', '.', 'a', 'b', 0, (byte) 0xc3};
        for (int round = 0; round < 60_000; round++) {
            byte[] octets = new byte[random.nextInt(24)];
            int letters = random.nextInt(4) == 0 ? alphabet.length : 7;
            for (int i = 0; i < octets.length; i++) {
                if (i > 0 && octets[i - 1] == '\r' && random.nextInt(3) > 0) {
                    octets[i] = '\n';
                } else {
                    octets[i] = alphabet[random.nextInt(letters)];
                }
            }
            Found model = model(octets);
            Found found = scan(ContentScanner.untilDot(MAX_LINE), octets, 1 + random.nextInt(6));
            String input = "seed " + seed + ": " + new String(octets, StandardCharsets.ISO_8859_1);
            assertThat(found.used()).as(input).isEqualTo(model.used());
            assertThat(found.fault()).as(input).isEqualTo(model.fault());
            if (model.fault().isEmpty()) {
                assertThat(found.content()).as(input).isEqualTo(model.content());
            }
        }
    }

    private static Found model(byte[] octets) {
        String all = "\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
        int at = all.indexOf("\r\n.\r\n");
        String body = at < 0 ? all.substring(2) : all.substring(2, Math.max(2, at + 2));
        int used = at < 0 ? octets.length : at + 3;
        Optional<ContentFault> fault = Optional.empty();
        for (int i = 0; i < body.length() && fault.isEmpty(); i++) {
            char c = body.charAt(i);
            boolean endOfLine = c == '\r' && i + 1 < body.length() && body.charAt(i + 1) == '\n';
            boolean openEnd = c == '\r' && i + 1 == body.length();
            if (c == 0) {
                fault = Optional.of(ContentFault.NUL);
            } else if (c == '\n' && (i == 0 || body.charAt(i - 1) != '\r') || c == '\r' && !endOfLine && !openEnd) {
                fault = Optional.of(ContentFault.BARE_LINE_END);
            }
        }
        String content = ("\r\n" + body).replace("\r\n.", "\r\n").substring(2);
        if (at < 0 && ("\r\n" + body).endsWith("\r\n.\r")) {
            content = content.substring(0, content.length() - 1); // the end may be half there
        }
        return new Found(content, used, fault, false);
    }

    /// Scans in blocks of every size, which must all find the same.
    private static Found everyCut(byte[] octets) {
        Found whole = scan(ContentScanner.untilDot(MAX_LINE), octets, octets.length);
        for (int cut = 1; cut < octets.length; cut++) {
            Found found = scan(ContentScanner.untilDot(MAX_LINE), octets, cut);
            assertThat(found.used()).isEqualTo(whole.used());
            assertThat(found.fault()).isEqualTo(whole.fault());
            assertThat(found.eightBit()).isEqualTo(whole.eightBit());
            if (whole.fault().isEmpty()) {
                assertThat(found.content()).isEqualTo(whole.content());
            }
        }
        return whole;
    }

    private static Found scan(ContentScanner scanner, byte[] octets, int block) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int used = 0;
        while (used < octets.length && !scanner.finished()) {
            used += scanner.scan(octets, used, Math.min(block, octets.length - used), content::write);
        }
        return new Found(content.toString(StandardCharsets.ISO_8859_1), used, scanner.fault(), scanner.eightBit());
    }

    private static byte[] bytes(String wire) {
        return lines(wire).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String lines(String text) {
        return text.replace("~", "\r\n");
    }
}
