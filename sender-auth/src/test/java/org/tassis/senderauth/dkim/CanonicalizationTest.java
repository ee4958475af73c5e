package org.tassis.senderauth.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 6376 §3.4.
class CanonicalizationTest {
    /// `~` is a space, `>` a tab, `$` CRLF, `^` a lone CR, `!` a lone LF.
    private static byte[] octets(String written) {
        return written.replace("~", " ")
                .replace(">", "\t")
                .replace("$", "\r\n")
                .replace("^", "\r")
                .replace("!", "\n")
                .getBytes(ISO_8859_1);
    }

    private static String hash(Canonicalization canonicalization, byte[] body, int piece) {
        var hasher = new BodyHasher(canonicalization, List.of(BodyHasher.WHOLE));
        for (int i = 0; i < body.length; i += piece) {
            hasher.update(body, i, Math.min(piece, body.length - i));
        }
        hasher.finish();
        return Base64.getEncoder().encodeToString(hasher.digest(BodyHasher.WHOLE));
    }

    private static String sha256(byte[] octets) {
        return Base64.getEncoder().encodeToString(BodyHasher.sha256().digest(octets));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "~C~$D~>~E$$$, ~C~$D~>~E$, ~C$D~E$", // the example of RFC 6376 §3.4.5
                "'', $, ''",
                "$, $, ''",
                "$$$$$$$, $, ''",
                "a, a$, a$",
                "a$, a$, a$",
                "a$$$, a$, a$",
                "$$a, $$a$, $$a$",
                "~, ~$, ''",
                "~>$~$, ~>$~$, ''",
                "a~$, a~$, a$",
                "a>~>b~, a>~>b~$, a~b$",
                ">a, >a$, ~a$",
                "a$~~$b, a$~~$b$, a$$b$",
                "a^b, a^b$, a^b$",
                "a!b, a!b$, a!b$",
                "a~^b, a~^b$, a~^b$",
                "a^, a^$, a^$",
                "a^^$, a^^$, a^^$",
                "a$^$, a$^$, a$^$",
                "a!!, a!!$, a!!$",
            })
    void bodies(String body, String simple, String relaxed) {
        for (int piece = 1; piece <= 8; piece++) {
            assertThat(hash(Canonicalization.SIMPLE, octets(body), piece)).isEqualTo(sha256(octets(simple)));
            assertThat(hash(Canonicalization.RELAXED, octets(body), piece)).isEqualTo(sha256(octets(relaxed)));
        }
    }

    /// RFC 6376 §3.4.3, §3.4.4.
    @Test
    void theHashesOfAnEmptyBodyAreTheKnownOnes() {
        assertThat(hash(Canonicalization.SIMPLE, new byte[0], 1))
                .isEqualTo("frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=");
        assertThat(hash(Canonicalization.RELAXED, new byte[0], 1))
                .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void theResultDoesNotDependOnHowABodyIsCut() {
        var random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] body = new byte[random.nextInt(round < 200 ? 60 : 40_000)];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) "\r\n\r\n\r\n \t ab".charAt(random.nextInt(11));
            }
            for (var each : Canonicalization.values()) {
                assertThat(hash(each, body, 1 + random.nextInt(100))).isEqualTo(hash(each, body, 1 + body.length));
            }
        }
    }

    @Test
    void manyLineEndsCountOnlyBeforeSomething() {
        byte[] much = ("x" + "\r\n".repeat(100_000)).getBytes(ISO_8859_1);
        assertThat(hash(Canonicalization.RELAXED, much, 1000)).isEqualTo(sha256("x\r\n".getBytes(ISO_8859_1)));
        byte[] more = ("x" + "\r\n".repeat(100_000) + "y").getBytes(ISO_8859_1);
        assertThat(hash(Canonicalization.SIMPLE, more, 1000))
                .isEqualTo(sha256(("x" + "\r\n".repeat(100_000) + "y\r\n").getBytes(ISO_8859_1)));
    }

    @Test
    void limitsCutTheCanonicalBody() {
        byte[] body = octets("one~~two$$three~$$$");
        var hasher = new BodyHasher(Canonicalization.RELAXED, List.of(0L, 5L, 9L, 10L, 1000L));
        hasher.update(body, 0, body.length);
        hasher.finish();
        assertThat(hasher.length()).isEqualTo(18);
        Map<Long, String> hashes = new HashMap<>();
        for (long limit : List.of(0L, 5L, 9L, 10L, 1000L)) {
            hashes.put(limit, Base64.getEncoder().encodeToString(hasher.digest(limit)));
        }
        String canonical = "one two\r\n\r\nthree\r\n";
        assertThat(hashes)
                .containsEntry(0L, sha256(new byte[0]))
                .containsEntry(5L, sha256("one t".getBytes(ISO_8859_1)))
                .containsEntry(9L, sha256("one two\r\n".getBytes(ISO_8859_1)))
                .containsEntry(10L, sha256("one two\r\n\r".getBytes(ISO_8859_1)))
                .containsEntry(1000L, sha256(canonical.getBytes(ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource({
        "A:~X$, A:~X$, a:X$", // the example of RFC 6376 §3.4.5
        "B~:~Y>$>Z~~$, B~:~Y>$>Z~~$, b:Y~Z$",
        "Subject:$, Subject:$, subject:$",
        "Subject:~~~$, Subject:~~~$, subject:$",
        "SUBJECT>~:x, SUBJECT>~:x$, subject:x$",
        "Subject:a:b~:~c$, Subject:a:b~:~c$, subject:a:b~:~c$",
        "Subject:$~a$~$, Subject:$~a$~$, subject:a$",
        "nofield$, nofield$, nofield$",
    })
    void fields(String field, String simple, String relaxed) {
        byte[] octets = octets("before$" + field);
        for (var each : Canonicalization.values()) {
            var out = new ByteArrayOutputStream();
            each.field(octets, 8, octets.length, true, out);
            assertThat(out.toString(ISO_8859_1))
                    .isEqualTo(new String(octets(each == Canonicalization.SIMPLE ? simple : relaxed), ISO_8859_1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "relaxed, RELAXED, SIMPLE",
        "simple, SIMPLE, SIMPLE",
        "relaxed/relaxed, RELAXED, RELAXED",
        "Simple/Relaxed, SIMPLE, RELAXED"
    })
    void names(String text, Canonicalization header, Canonicalization body) {
        assertThat(Canonicalization.parse(text)).contains(new Canonicalization.Pair(header, body));
    }

    @ParameterizedTest
    @CsvSource({"''", "nowsp", "relaxed/", "/relaxed", "relaxed/relaxed/relaxed"})
    void otherNamesAreNone(String text) {
        assertThat(Canonicalization.parse(text)).isEmpty();
    }
}
