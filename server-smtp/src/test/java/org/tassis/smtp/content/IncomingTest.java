package org.tassis.smtp.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.message.Spool;
import org.tassis.smtp.reply.SmtpReply;

class IncomingTest {
    private static final ContentRules MX = new ContentRules(100_000, 1000, 3, false, false, "mx.example.org");
    private static final ContentRules SUBMISSION = new ContentRules(100_000, 1000, 3, false, true, "mx.example.org");

    private static Trace trace(String sender) {
        return new Trace(
                "mx.example.org",
                false,
                true,
                "c.example",
                InetAddress.ofLiteral("2001:db8::7"),
                Optional.empty(),
                false,
                true,
                "abc",
                Optional.of(EmailAddress.valueOf(sender)),
                Optional.of(EmailAddress.valueOf("josé@example.org")),
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static final String TRACE = "Return-Path: <a@b.example>\r\n"
            + "Received: from c.example ([IPv6:2001:db8:0:0:0:0:0:7])\r\n"
            + "\tby mx.example.org with UTF8SMTP id abc\r\n"
            + "\tfor <josé@example.org>;\r\n"
            + "\tThu, 1 Jan 2026 00:00:00 +0000\r\n";

    /// What is stored of a message that comes in blocks, or the reply.
    private static String stored(String message, ContentRules rules, int block) {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        try (Incoming incoming = new Incoming(new Spool(Path.of("nowhere")), rules, trace("a@b.example"))) {
            for (int i = 0; i < octets.length; i += block) {
                incoming.accept(octets, i, Math.min(block, octets.length - i));
            }
            assertThat(incoming.size()).isEqualTo(octets.length);
            Optional<SmtpReply> problem = incoming.finish();
            if (problem.isPresent()) {
                return problem.get().toString();
            }
            try (var in = incoming.content().open()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String everyCut(String message, ContentRules rules) {
        String whole = stored(message, rules, 1_000_000);
        for (int block = 1; block <= Math.min(message.length(), 64); block++) {
            assertThat(stored(message, rules, block)).as("blocks of %d", block).isEqualTo(whole);
        }
        return whole;
    }

    @Test
    void headersAreFoundWhereverTheyAreCut() {
        assertThat(everyCut("Subject: x\r\nReturn-Path: y\r\n\r\nbody\r\n\r\n", MX))
                .isEqualTo(TRACE + "Subject: x\r\n\r\nbody\r\n\r\n");
        assertThat(everyCut("Bcc: x\r\n y\r\nDate: d\r\nMessage-Id: m\r\nFrom: f\r\n\r\nBcc: z\r\n", SUBMISSION))
                .isEqualTo(TRACE + "Date: d\r\nMessage-Id: m\r\nFrom: f\r\n\r\nBcc: z\r\n");
        assertThat(everyCut("\r\nbody\r\n\r\nmore", MX)).isEqualTo(TRACE + "\r\nbody\r\n\r\nmore");
        assertThat(everyCut("", MX)).isEqualTo(TRACE);
        assertThat(everyCut("A: b\r\n", MX)).isEqualTo(TRACE + "A: b\r\n");
        assertThat(everyCut("A: b", MX)).isEqualTo(TRACE + "A: b");
        assertThat(everyCut("\n\nbinary\0", MX)).endsWith("\n\nbinary\0");
    }

    @Test
    void missingFieldsGoBetweenTraceAndMessage() {
        assertThat(everyCut("To: b\r\n\r\nx", SUBMISSION))
                .isEqualTo(TRACE + "From: a@b.example\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n"
                        + "Message-ID: <abc@mx.example.org>\r\nTo: b\r\n\r\nx");
    }

    @Test
    void theHeaderSectionHasALimitAndTheBodyAnother() {
        String field = "X: " + "y".repeat(95) + "\r\n";
        assertThat(everyCut(field.repeat(9) + "\r\n" + "z".repeat(10_000), MX)).endsWith("z");
        assertThat(everyCut(field.repeat(10) + "\r\n", MX)).isEqualTo(SmtpReply.HEADER_TOO_LARGE.toString());
        assertThat(everyCut("\r\n" + "z".repeat(100_000), MX)).isEqualTo(SmtpReply.TOO_LARGE.toString());
        assertThat(everyCut("\r\n" + "z".repeat(99_998), MX)).endsWith("z");
    }

    @Test
    void loopsAreCountedInTheHeaderOnly() {
        assertThat(everyCut("received: 1\r\n".repeat(4) + "\r\n", MX)).isEqualTo(SmtpReply.MAIL_LOOP.toString());
        assertThat(everyCut("Received: 1\r\n".repeat(3) + "\r\nReceived: 4\r\n", MX))
                .startsWith(TRACE);
    }

    /// RFC 8601 §5: what others found is kept, what others say that this server found is not.
    @Test
    void resultsInThisServersNameAreTakenOut() {
        String kept = "authentication-results: other.example; spf=fail\r\nSubject: x\r\n\r\n"
                + "Authentication-Results: mx.example.org; spf=pass\r\n";
        for (ContentRules rules : new ContentRules[] {MX, SUBMISSION}) {
            assertThat(everyCut(
                            "Authentication-Results: mx.example.org; dmarc=pass\r\n"
                                    + "AUTHENTICATION-RESULTS:\r\n (mine) \"MX.example.org\"\r\n\t1; dkim=pass\r\n"
                                    + "From: f\r\nDate: d\r\nMessage-ID: m\r\n" + kept,
                            rules))
                    .isEqualTo(TRACE + "From: f\r\nDate: d\r\nMessage-ID: m\r\n" + kept);
        }
    }

    @Test
    void aSpoolThatFailsIsNoSpaceAndTheSenderIsHeardOut() {
        byte[] block = new byte[70_000];
        block[0] = '\r';
        block[1] = '\n';
        ContentRules rules = new ContentRules(10_000_000, 1000, 3, false, false, "mx.example.org");
        try (Incoming incoming = new Incoming(new Spool(Path.of("/nowhere/at/all")), rules, trace("a@b.example"))) {
            for (int i = 0; i < 20; i++) {
                incoming.accept(block, 0, block.length);
            }
            assertThat(incoming.size()).isEqualTo(1_400_000);
            assertThat(incoming.finish()).contains(SmtpReply.STORE_FULL);
        }
    }

    /// Whatever the header holds, what a sender wrote is stored as it is, but for the fields that go.
    @Test
    void anyHeaderIsBorne() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] pieces = {
            "\r\n",
            "\r\n",
            "\r\n ",
            "Subject",
            ":",
            " ",
            "From",
            "x",
            ": ",
            "é",
            "\t",
            "Date: ",
            "\u0001",
            "a@b.example"
        };
        for (int round = 0; round < 3_000; round++) {
            StringBuilder message = new StringBuilder();
            for (int n = random.nextInt(14); n > 0; n--) {
                message.append(pieces[random.nextInt(pieces.length)]);
            }
            String text = message.toString();
            String whole = stored(text, MX, 1_000_000);
            assertThat(whole).as("seed %d", seed).startsWith(TRACE).endsWith(text);
            assertThat(stored(text, MX, 1 + random.nextInt(5)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
            stored(text, SUBMISSION, 1_000_000);
        }
    }
}
