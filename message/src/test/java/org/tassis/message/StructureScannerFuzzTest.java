package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.message.Scans.octets;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StructureScannerFuzzTest {
    private static final List<String> PIECES = List.of(
            "|",
            "|",
            "||",
            "\n",
            "\r",
            "\0",
            " ",
            "\t",
            "--x",
            "--x--",
            "--xy",
            "--y|",
            "--y--|",
            "--",
            "-",
            "x",
            "|--x|",
            "|--y|",
            "Content-Type: multipart/mixed; boundary=x|",
            "Content-Type: multipart/alternative;| boundary=\"xy\"|",
            "Content-Type: multipart/digest; boundary=y|",
            "Content-Type: message/rfc822|",
            "Content-Type: text/html|",
            "Content-Transfer-Encoding: base64|",
            "Content-Transfer-Encoding: quoted-printable|",
            "Subject: s|",
            "From: A <a@b>, grp: c@d;|",
            "To: \"x|",
            "Cc: (((|",
            "Date: Sat, 21 Nov 2026 09:39:03 +0100|",
            "References: <a@b>|",
            "Content-Disposition: attachment; filename*0*=utf-8''%e2; filename*1*=%82%ac|",
            "text text text|",
            "=C3=A9=|",
            "<p>&eacute;<style>",
            "\u00e9\u00c3\u00a9",
            "Content-Language: a,b,,|",
            ": |");

    @Test
    void cutsMakeNoDifference() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            var message = octets(text.toString());
            var whole = Scans.scan(message);
            assertThat(cut(message, random, 1))
                    .as("seed %d round %d, by octet", seed, round)
                    .isEqualTo(whole);
            assertThat(cut(message, random, 1 + random.nextInt(20)))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(whole);
        }
    }

    private static MessageStructure cut(byte[] message, Random random, int most) {
        var scanner = new StructureScanner();
        int at = 0;
        while (at < message.length) {
            int n = Math.min(message.length - at, 1 + random.nextInt(most));
            var piece = java.util.Arrays.copyOfRange(message, at, at + n);
            scanner.feed(piece, 0, n);
            java.util.Arrays.fill(piece, (byte) '!'); // the scanner must keep nothing of it
            at += n;
        }
        return scanner.finish();
    }

    @Test
    void mutationsNeverFail() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var original =
                octets("Subject: =?utf-8?b?w6k=?= |From: \"A, B\" <a@b.c>, grp:d@e;|To: x (y)|Date: Sat, 21 Nov 2026"
                        + " 09:39:03 +0100|References: <a@b>|Content-Type: multipart/mixed; boundary=\"=_x\"; a*0*=utf-8''%e2||pre|--=_x|"
                        + "Content-Type: text/plain; charset=utf-8|Content-Transfer-Encoding: quoted-printable||caf=C3=A9 =|x|--=_x|"
                        + "Content-Type: message/rfc822||Subject: in||Content|--=_x|Content-Type: multipart/alternative; boundary=y||"
                        + "--y|Content-Type: text/html||<p>&amp;</p>|--y--||--=_x--|");
        for (int round = 0; round < 20_000; round++) {
            var message = original.clone();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                int at = random.nextInt(message.length);
                switch (random.nextInt(3)) {
                    case 0 -> message[at] = (byte) random.nextInt(256);
                    case 1 -> message[at] = (byte) "\r\n-=\"<>():;,@?%* \t\0".charAt(random.nextInt(19));
                    default -> {
                        int length = Math.min(random.nextInt(20), message.length - at);
                        System.arraycopy(original, random.nextInt(original.length - length), message, at, length);
                    }
                }
            }
            try {
                Scans.scan(message);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
    }

    /// Each took seconds or minutes if any step were quadratic.
    @Test
    void hostileInputCostsLinearTime() {
        int n = 2_000_000;
        var mixed = "Content-Type: multipart/mixed; boundary=x||";
        for (var pattern : List.of(
                "To: " + "(".repeat(n),
                "To: " + "\"".repeat(n),
                "To: " + "<".repeat(n),
                "To: " + ":;".repeat(n / 2),
                "To: " + "@,".repeat(n / 2),
                "Content-Type: text/plain" + ";a*0=".repeat(n / 5),
                "Content-Type: (" + "(".repeat(n),
                mixed + "--x\r\n".repeat(n / 5),
                mixed + "--y\r\n".repeat(n / 5),
                mixed + "-".repeat(n),
                "A\n".repeat(n / 2),
                "\n".repeat(n),
                ":".repeat(n),
                "A: b|" + " c|".repeat(n / 4),
                "Subject: " + "=?a?q?".repeat(n / 6),
                "Content-Type: text/html||" + "<".repeat(n),
                "Content-Type: text/html||" + "&".repeat(n),
                "Content-Transfer-Encoding: quoted-printable||" + "= ".repeat(n / 2),
                "Content-Type: message/rfc822||".repeat(n / 30))) {
            var message = octets(pattern);
            long start = System.nanoTime();
            var structure = Scans.scan(message);
            HeaderText.decode(structure.envelope().subject().orElse(""));
            assertThat(System.nanoTime() - start).as(pattern.substring(0, 40)).isLessThan(2_000_000_000L);
        }
    }
}
