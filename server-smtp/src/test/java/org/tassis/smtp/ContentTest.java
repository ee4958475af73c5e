package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.smtp.ScriptedConnection.bytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.directory.Account;
import org.tassis.smtp.SmtpServer.Talk;
import org.tassis.smtp.SmtpSettings.Role;

/// DATA and BDAT on the MX: what arrives is what is stored, or nothing.
class ContentTest {
    private static final String[] ENVELOPE = {"EHLO c.example", "MAIL FROM:<a@b.example>", "RCPT TO:<ann@example.org>"};

    private final SmtpServer server = SmtpServer.mx();
    private final Account ann = server.people.ann;

    /// DATA with this content, as it is on the wire, its end included; then NOOP.
    private Talk data(String wire) {
        return server.talk(client -> client.says(ENVELOPE)
                .says("DATA")
                .says(bytes(wire), Duration.ZERO)
                .says("NOOP"));
    }

    @Test
    void aMessageIsStoredWithItsTraceOnTop() {
        Talk talk = data("Subject: x\r\n\r\ntext\r\n.\r\n");
        assertThat(talk.codes()).isEqualTo("220 250 250 250 354 250 250");
        assertThat(talk.replies().get(5)).matches("250 2\\.6\\.0 Message stored, id [0-9a-z]+");
        String id = talk.replies().get(5).substring(talk.replies().get(5).lastIndexOf(' ') + 1);
        assertThat(server.message(ann, 0))
                .isEqualTo("Return-Path: <a@b.example>\r\n"
                        + "Received: from c.example ([192.0.2.7])\r\n"
                        + "\tby mx.example.org with ESMTP id " + id + "\r\n"
                        + "\tfor <ann@example.org>;\r\n"
                        + "\tTue, 3 Feb 2026 10:11:12 +0000\r\n"
                        + "Subject: x\r\n\r\ntext\r\n");
    }

    @Test
    void theTraceTellsOfTlsAndHidesRecipientsFromEachOther() {
        server.talk(client -> client.encrypted()
                .says(
                        "EHLO [IPv6:2001:db8::1]",
                        "MAIL FROM:<>",
                        "RCPT TO:<ann@example.org>",
                        "RCPT TO:<bob@example.org>")
                .says("DATA", "", "x", "."));
        assertThat(server.message(ann, 0))
                .startsWith("Return-Path: <>\r\nReceived: from [IPv6:2001:db8::1] ([192.0.2.7])\r\n")
                .contains(" with ESMTPS id ")
                .contains("\r\n\t(using TLSv1.3 TLS_AES_128_GCM_SHA256);\r\n")
                .doesNotContain("for <");
        server.talk("HELO c.example", "MAIL FROM:<>", "RCPT TO:<ann@example.org>", "DATA", "", "x", ".");
        assertThat(server.message(ann, 1)).contains(" with SMTP id ");
        server.talk("EHLO c.example", "MAIL FROM:<> SMTPUTF8", "RCPT TO:<ann@example.org>", "DATA", "", "x", ".");
        assertThat(server.message(ann, 2)).contains(" with UTF8SMTP id ");
    }

    @Test
    void aReturnPathOfTheSendersIsTakenOut() {
        data("Return-Path: <forged@b.example>\r\n"
                + "Subject: x\r\n"
                + "return-path: <more@b.example>\r\n\r\n"
                + "Return-Path: in body\r\n"
                + ".\r\n");
        assertThat(server.sent(ann, 0)).isEqualTo("Subject: x\r\n\r\nReturn-Path: in body\r\n");
    }

    @Test
    void aVerdictOfTheSendersIsTakenOut() {
        data("X-Tassis-Spam: pass, score=-99\r\nSubject: x\r\nx-tassis-spam : pass,\r\n score=0\r\n\r\ntext\r\n.\r\n");
        assertThat(server.sent(ann, 0)).isEqualTo("Subject: x\r\n\r\ntext\r\n");
    }

    @Test
    void nothingElseIsChangedOnAnMx() {
        String message = "From: nobody\r\nBcc: secret@b.example\r\n\r\n8-bit \u00e9 \ttext \r\n";
        data(message + ".\r\n");
        assertThat(bytes(message)).isEqualTo(server.sent(ann, 0).getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text only\r\n",
                "\r\n",
                "Subject: no body\r\n",
                "Subject: x\r\n\r\n",
                "\r\n\r\n\r\n",
                " folded first\r\n"
            })
    void messagesWithoutHeaderOrBodyAreTakenAsTheyAre(String message) {
        assertThat(data(message + ".\r\n").codes()).isEqualTo("220 250 250 250 354 250 250");
        assertThat(server.sent(ann, 0)).endsWith(message);
    }

    @Test
    void aBodyWithoutHeaderDoesNotRunIntoTheTrace() {
        data("Hello Ann\r\nSubject: not really\r\n.\r\n");
        assertThat(server.sent(ann, 0)).isEqualTo("\r\nHello Ann\r\nSubject: not really\r\n");
        data("From mallory Sat Nov 21 08:39:06 2026\r\nSubject: really\r\n\r\nx\r\n.\r\n");
        assertThat(server.sent(ann, 1)).startsWith("From mallory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\n\n.\r\n", "\r\n.\r\r\n"})
    void noOtherEndOfDataSmugglesASecondMessage(String end) {
        String smuggled = "Subject: outer\r\n\r\nx" + end
                + "MAIL FROM:<admin@example.org>\r\n"
                + "RCPT TO:<bob@example.org>\r\n"
                + "DATA\r\n"
                + "Subject: smuggled\r\n\r\n"
                + "y\r\n"
                + ".\r\n";
        byte[] wire = bytes(smuggled);
        for (int size : new int[] {1, 2, 3, wire.length}) {
            Talk talk = server.talk(client ->
                    client.says(ENVELOPE).says("DATA").saysCut(size, wire).says("NOOP"));
            assertThat(talk.replies().subList(5, 7))
                    .containsExactly("550 5.6.0 Message has a CR or LF alone; lines end with CRLF", "250 2.0.0 OK");
        }
        assertThat(server.count(ann)).isZero();
        assertThat(server.count(server.people.bob)).isZero();
    }

    @Test
    void nulsAreRefused() {
        assertThat(data("Subject: x\r\n\r\na\0b\r\n.\r\n").replies().get(5))
                .isEqualTo("550 5.6.0 Message has a NUL octet");
        assertThat(server.count(ann)).isZero();
    }

    @Test
    void longLinesAreBorneUpToTheLimit() {
        assertThat(data("\r\n" + "x".repeat(1_000_000) + "\r\n.\r\n").replies().get(5))
                .startsWith("250 2.6.0");
        assertThat(data("\r\n" + "x".repeat(1_000_001) + "\r\n.\r\n").replies().get(5))
                .isEqualTo("550 5.6.0 Message has a line far too long");
    }

    @Test
    void aMessageTooLargeIsHeardOutAndRefused() {
        SmtpServer small =
                new SmtpServer(SmtpSettings.of("mx.example.org", Role.MX).withMaxMessageSize(10_000));
        String line = "x".repeat(98) + "\r\n";
        Talk talk = small.talk(client -> client.says(ENVELOPE)
                .says("DATA")
                .says(bytes("\r\n" + line.repeat(101) + ".\r\n"), Duration.ZERO)
                .says(ENVELOPE[1], ENVELOPE[2], "DATA")
                .says(bytes("\r\n" + line.repeat(99) + ".\r\n"), Duration.ZERO));
        assertThat(talk.codes()).isEqualTo("220 250 250 250 354 552 250 250 354 250");
        assertThat(small.count(small.people.ann)).isEqualTo(1);
    }

    @Test
    void aMessageThatNeverEndsEndsTheSession() {
        SmtpServer small =
                new SmtpServer(SmtpSettings.of("mx.example.org", Role.MX).withMaxMessageSize(10_000));
        ScriptedConnection client =
                small.client().says(ENVELOPE).says("DATA").says(bytes("x".repeat(998) + "\r\n"), Duration.ZERO);
        client.endless = true;
        assertThat(small.talk(client).last()).isEqualTo("421 4.7.0 Message does not end, closing");
    }

    @Test
    void largeMessagesGoThroughAFileAndLeaveNoneBehind() {
        String body = "0123456789".repeat(9) + "abcdefgh\r\n";
        byte[] wire = bytes("Subject: x\r\n\r\n" + body.repeat(20_000) + ".\r\n");
        server.talk(client -> client.says(ENVELOPE).says("DATA").saysCut(64 * 1024, wire));
        assertThat(server.sent(ann, 0).length()).isEqualTo(wire.length - 3);
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void aClientThatLeavesInTheMiddleLeavesNothing() {
        byte[] wire = bytes("Subject: x\r\n\r\n" + "0123456789\r\n".repeat(50_000));
        Talk talk = server.talk(client -> client.says(ENVELOPE).says("DATA").says(wire, Duration.ZERO));
        assertThat(talk.closedByServer()).isFalse();
        assertThat(server.count(ann)).isZero();
        assertThat(server.spooled()).isEmpty();
        server.talk(client -> client.says(ENVELOPE).says("BDAT 600000").says(wire, Duration.ZERO));
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void aHeaderSectionHasItsLimit() {
        String field = "X-Long: " + "x".repeat(80) + "\r\n";
        assertThat(data(field.repeat(2900) + "\r\nx\r\n.\r\n").replies().get(5)).startsWith("250 2.6.0");
        assertThat(data(field.repeat(3000) + "\r\nx\r\n.\r\n").replies().get(5))
                .isEqualTo("550 5.6.0 Header section of the message is too large");
    }

    @Test
    void aMailLoopIsBroken() {
        String received = "Received: from a by b;\r\n\tTue, 3 Feb 2026 10:11:12 +0000\r\n";
        assertThat(data(received.repeat(50) + "\r\nx\r\n.\r\n").replies().get(5))
                .startsWith("250 2.6.0");
        assertThat(data(received.repeat(51) + "\r\nx\r\n.\r\n").replies().get(5))
                .isEqualTo("554 5.4.6 Message has been passed on too often: a mail loop");
    }

    @Test
    void headersBeyondAsciiAreBorneUnlessToldOtherwise() {
        assertThat(data("Subject: caf\u00e9\r\n\r\nx\r\n.\r\n").replies().get(5))
                .startsWith("250 2.6.0");
        SmtpSettings.Limits d = SmtpSettings.Limits.DEFAULT;
        SmtpServer strict = new SmtpServer(SmtpSettings.of("mx.example.org", Role.MX)
                .withLimits(new SmtpSettings.Limits(
                        d.errors(),
                        d.unknownRecipients(),
                        d.idleCommands(),
                        d.failedLogins(),
                        d.receivedFields(),
                        d.headerSize(),
                        d.lineLength(),
                        true)));
        String content = "Subject: caf\u00e9\r\n\r\nx\r\n.";
        assertThat(strict.talk(client -> client.says(ENVELOPE).says("DATA", content))
                        .last())
                .isEqualTo("550 5.6.7 Header fields beyond ASCII need SMTPUTF8");
        assertThat(strict.talk("EHLO c.example", "MAIL FROM:<> SMTPUTF8", ENVELOPE[2], "DATA", content)
                        .last())
                .startsWith("250 2.6.0");
        assertThat(strict.talk(client -> client.says(ENVELOPE).says("DATA", "", "caf\u00e9", "."))
                        .last())
                .startsWith("250 2.6.0");
    }

    @Test
    void slowContentIsCutOff() {
        Talk talk = server.talk(client -> {
            client.says(ENVELOPE).says("DATA");
            for (int i = 0; i < 1000; i++) {
                client.says(bytes("slow\r\n"), Duration.ofSeconds(10));
            }
        });
        assertThat(talk.last()).isEqualTo("421 4.4.2 Waited too long, closing");
        assertThat(talk.closedByServer()).isTrue();
    }

    @Test
    void contentThatStopsIsCutOff() {
        Talk talk = server.talk(client -> client.says(ENVELOPE)
                .says("DATA")
                .says(bytes("x".repeat(100_000)), Duration.ZERO)
                .says(bytes("y"), Duration.ofMinutes(4)));
        assertThat(talk.last()).isEqualTo("421 4.4.2 Waited too long, closing");
    }

    @Test
    void contentHasATimeInAll() {
        byte[] block = bytes(("x".repeat(98) + "\r\n").repeat(300));
        Talk talk = server.talk(client -> {
            client.says(ENVELOPE).says("DATA");
            for (int i = 0; i < 60; i++) {
                client.says(block, Duration.ofSeconds(60));
            }
        });
        assertThat(talk.last()).isEqualTo("421 4.4.2 Waited too long, closing");
        assertThat(server.clock.instant()).isBefore(Instant.parse("2026-02-03T10:43:30Z"));
    }

    @Test
    void dataNeedsARecipientThatWasAccepted() {
        Talk talk = server.talk(
                "EHLO c.example", "MAIL FROM:<>", "RCPT TO:<nobody@example.org>", "DATA", "BDAT 3 LAST", "x");
        assertThat(talk.replies().subList(4, 6))
                .containsExactly("554 5.5.1 No valid recipients", "554 5.5.1 No valid recipients");
    }

    // ---- BDAT

    private Talk chunks(String mail, String... parts) {
        return server.talk(client -> {
            client.says("EHLO c.example", mail, "RCPT TO:<ann@example.org>");
            for (int i = 0; i < parts.length; i++) {
                String part = parts[i];
                client.says(
                        bytes("BDAT " + bytes(part).length + (i == parts.length - 1 ? " LAST" : "") + "\r\n" + part),
                        Duration.ZERO);
            }
            client.says("NOOP");
        });
    }

    @Test
    void chunksMakeAMessage() {
        Talk talk = chunks("MAIL FROM:<a@b.example>", "Subject: x\r", "\n\r\n.\r", "\n..dots stay\r\n", "");
        assertThat(talk.codes()).isEqualTo("220 250 250 250 250 250 250 250 250");
        assertThat(server.sent(ann, 0)).isEqualTo("Subject: x\r\n\r\n.\r\n..dots stay\r\n");
    }

    @Test
    void binaryContentIsStoredAsItIs() {
        String message = "Subject: x\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\n\r\r\n.\r\n\u00ff";
        assertThat(chunks("MAIL FROM:<a@b.example> BODY=BINARYMIME", message.substring(0, 50), message.substring(50))
                        .codes())
                .isEqualTo("220 250 250 250 250 250 250");
        assertThat(bytes(message)).isEqualTo(server.sent(ann, 0).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void textInChunksKeepsTheRulesOfText() {
        assertThat(chunks("MAIL FROM:<>", "Subject: x\r\n\r\na\nb\r\n")
                        .replies()
                        .get(4))
                .isEqualTo("550 5.6.0 Message has a CR or LF alone; lines end with CRLF");
        assertThat(chunks("MAIL FROM:<>", "Subject: x\r\n\r\na\0b\r\n")
                        .replies()
                        .get(4))
                .isEqualTo("550 5.6.0 Message has a NUL octet");
        assertThat(chunks("MAIL FROM:<>", "Subject: x\r\n\r\nab\r").replies().get(4))
                .startsWith("550 5.6.0");
        assertThat(server.count(ann)).isZero();
    }

    @Test
    void binaryContentNeedsBdat() {
        Talk talk = server.talk("EHLO c.example", "MAIL FROM:<> BODY=BINARYMIME", ENVELOPE[2], "DATA");
        assertThat(talk.last()).isEqualTo("503 5.5.1 BINARYMIME needs BDAT");
    }

    @Test
    void nothingComesBetweenChunks() {
        Talk talk = server.talk(client -> client.says("EHLO c.example", "MAIL FROM:<>", "RCPT TO:<ann@example.org>")
                .says("BDAT 2", "")
                .says("DATA", "MAIL FROM:<>", "RCPT TO:<bob@example.org>", "RSET", "BDAT 2 LAST", "", "NOOP"));
        assertThat(talk.codes()).isEqualTo("220 250 250 250 250 503 503 503 250 503 250");
        assertThat(server.count(ann)).isZero();
    }

    @Test
    void chunksAfterAFailedOneAreDrained() {
        Talk talk = chunks("MAIL FROM:<>", "Subject: x\r\n\r\na\nb\r\n", "QUIT\r\nQUIT\r\n", "QUIT\r\n");
        assertThat(talk.codes()).isEqualTo("220 250 250 250 550 503 503 250");
    }

    @Test
    void chunksWithoutAMessageAreDrained() {
        Talk talk = server.talk("EHLO c.example", "BDAT 6 LAST", "QUIT", "NOOP");
        assertThat(talk.codes()).isEqualTo("220 250 503 250");
    }

    @Test
    void chunksTooLargeTogetherAreRefused() {
        SmtpServer small =
                new SmtpServer(SmtpSettings.of("mx.example.org", Role.MX).withMaxMessageSize(1000));
        Talk talk = small.talk(client -> client.says(ENVELOPE)
                .says(bytes("BDAT 600\r\n\r\n" + "x".repeat(598)), Duration.ZERO)
                .says(bytes("BDAT 600\r\n" + "x".repeat(600)), Duration.ZERO)
                .says(bytes("BDAT 600 LAST\r\n" + "x".repeat(600)), Duration.ZERO)
                .says("NOOP"));
        assertThat(talk.codes()).isEqualTo("220 250 250 250 250 552 503 250");
        assertThat(small.talk("EHLO c.example", "BDAT 99999999999 LAST").last())
                .isEqualTo("421 4.7.0 Message does not end, closing");
    }

    @Test
    void emptyChunksWithoutEndEndTheSession() {
        String[] empty = new String[1000];
        Arrays.fill(empty, "BDAT 0");
        assertThat(server.talk(client -> client.says(ENVELOPE).says(empty)).last())
                .startsWith("421 4.7.0");
    }

    @Test
    void slowChunksAreCutOff() {
        Talk talk = server.talk(client -> {
            client.says(ENVELOPE);
            for (int i = 0; i < 1000; i++) {
                client.says(bytes("BDAT 3\r\nx\r\n"), Duration.ofSeconds(30));
            }
        });
        assertThat(talk.last()).isEqualTo("421 4.4.2 Waited too long, closing");
    }
}
