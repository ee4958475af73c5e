package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NulFreeTest {
    @TempDir
    Path directory;

    private String written(byte[] message) throws IOException {
        try (Spool from = new Spool(directory);
                Spool into = new Spool(directory)) {
            from.write(message, 0, message.length);
            from.finish();
            NulFree.write(from, into);
            into.finish();
            byte[] octets = into.open().readAllBytes();
            assertThat(NulFree.holdsNul(octets, 0, octets.length)).isFalse();
            Scans.check(into.structure(), octets);
            return new String(octets, StandardCharsets.ISO_8859_1).replace("\r\n", "|");
        }
    }

    @Test
    void aBinaryBodyIsEncoded() throws IOException {
        assertThat(written(Scans.octets("A: 1|Content-Transfer-Encoding:|\tbinary|B: 2||\0-\u00e4|")))
                .isEqualTo("A: 1|Content-Transfer-Encoding: base64|B: 2||AC3kDQo=|");
    }

    @Test
    void onlyThePartThatNeedsItIsEncoded() throws IOException {
        assertThat(written(Scans.octets(
                        "Content-Type: multipart/mixed; boundary=b||--b|||a|--b|Content-Type: x/y||a\0|--b--|")))
                .isEqualTo("Content-Type: multipart/mixed; boundary=b||--b|||a|"
                        + "--b|Content-Transfer-Encoding: base64|Content-Type: x/y||YQA=||--b--|");
    }

    @Test
    void whereNothingCanBeEncodedNulsAreLeftOut() throws IOException {
        assertThat(written(Scans.octets("A: \0|Content-Transfer-Encoding: base64||Y\0Q==")))
                .isEqualTo("A: |Content-Transfer-Encoding: base64||YQ==");
    }

    @Test
    void largeBodiesStayWhatTheyWere() throws IOException {
        byte[] body = new byte[100_000];
        new Random(3).nextBytes(body);
        byte[] header = Scans.octets("Content-Transfer-Encoding: binary||");
        byte[] message = new byte[header.length + body.length];
        System.arraycopy(header, 0, message, 0, header.length);
        System.arraycopy(body, 0, message, header.length, body.length);
        String text = written(message);
        String encoded = text.substring(text.indexOf("||") + 2).replace("|", "\r\n");
        assertThat(java.util.Base64.getMimeDecoder().decode(encoded)).isEqualTo(body);
        assertThat(encoded.lines()).allMatch(line -> line.length() <= 76);
    }
}
