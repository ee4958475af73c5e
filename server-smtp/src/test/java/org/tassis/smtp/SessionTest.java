package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.smtp.ScriptedConnection.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.smtp.SmtpServer.Talk;

/// Greeting, order of commands, pipelining, limits of a session.
class SessionTest {
    private final SmtpServer server = SmtpServer.mx();

    @Test
    void anMxOffersItsExtensionsAndNoLogin() {
        Talk talk = server.talk(client -> client.offeringTls().says("EHLO client.example", "QUIT"));
        assertThat(talk.all().lines())
                .containsExactly(
                        "220 mx.example.org ESMTP Tassis",
                        "250-mx.example.org",
                        "250-SIZE 12582912",
                        "250-PIPELINING",
                        "250-8BITMIME",
                        "250-SMTPUTF8",
                        "250-ENHANCEDSTATUSCODES",
                        "250-STARTTLS",
                        "250-CHUNKING",
                        "250-BINARYMIME",
                        "250-LIMITS RCPTMAX=100 MAILMAX=10000",
                        "250 HELP",
                        "221 2.0.0 Goodbye");
        assertThat(talk.closedByServer()).isTrue();
    }

    @Test
    void heloIsAnsweredInOneLine() {
        assertThat(server.talk("HELO client.example").all())
                .isEqualTo("220 mx.example.org ESMTP Tassis\r\n250 mx.example.org\r\n");
    }

    @Test
    void smallCommandsHaveTheirAnswers() {
        assertThat(server.talk("NOOP", "noop x", "HELP", "VRFY ann", "EXPN list", "RSET", "XYZZY", "QUIT")
                        .replies())
                .containsExactly(
                        "220 mx.example.org ESMTP Tassis",
                        "250 2.0.0 OK",
                        "250 2.0.0 OK",
                        "214 2.0.0 RFC 5321 explains them",
                        "252 2.1.5 Send some mail, I will try to deliver it",
                        "502 5.5.1 Lists are not shown to strangers",
                        "250 2.0.0 OK",
                        "500 5.5.1 Unknown command",
                        "221 2.0.0 Goodbye");
    }

    @Test
    void commandsOutOfOrderAreRefused() {
        Talk talk = server.talk(
                "MAIL FROM:<a@b.example>", // before EHLO
                "EHLO c.example",
                "RCPT TO:<ann@example.org>", // before MAIL
                "DATA",
                "MAIL FROM:<a@b.example>",
                "MAIL FROM:<a@b.example>", // again
                "DATA", // before RCPT
                "QUIT");
        assertThat(talk.codes()).isEqualTo("220 503 250 503 503 250 503 503 221");
    }

    @Test
    void ehloThrowsTheMessageUnderWayAway() {
        Talk talk =
                server.talk("EHLO c.example", "MAIL FROM:<a@b.example>", "EHLO c.example", "RCPT TO:<ann@example.org>");
        assertThat(talk.last()).isEqualTo("503 5.5.1 Need MAIL first");
    }

    @Test
    void rsetThrowsTheMessageUnderWayAway() {
        Talk talk =
                server.talk("EHLO c.example", "MAIL FROM:<a@b.example>", "RCPT TO:<ann@example.org>", "RSET", "DATA");
        assertThat(talk.last()).isEqualTo("503 5.5.1 Need MAIL first");
    }

    @Test
    void repliesToAPipelineAreSentTogether() {
        ScriptedConnection client = server.client()
                .says("EHLO c.example")
                .says("MAIL FROM:<a@b.example>", "RCPT TO:<ann@example.org>", "RSET");
        server.talk(client);
        assertThat(client.flushes).isEqualTo(3); // greeting, EHLO, the three together
    }

    @Test
    void aSessionCutAnywhereIsTheSameSession() {
        byte[] all = bytes(String.join(
                        "\r\n",
                        "EHLO c.example",
                        "MAIL FROM:<a@b.example> SIZE=100",
                        "RCPT TO:<ann@example.org>",
                        "DATA",
                        "Subject: x",
                        "",
                        "..dot",
                        "end",
                        ".",
                        "MAIL FROM:<>",
                        "RCPT TO:<bob@example.org>",
                        "BDAT 6",
                        "a: b\r\nBDAT 4 LAST",
                        "\r\nz\r",
                        "QUIT")
                + "\r\n");
        for (int size = 1; size < all.length; size += size < 12 ? 1 : 29) {
            SmtpServer fresh = SmtpServer.mx();
            int cut = size;
            Talk talk = fresh.talk(client -> client.saysCut(cut, all));
            assertThat(talk.codes())
                    .as("blocks of %d", size)
                    .isEqualTo("220 250 250 250 354 250 250 250 250 550 500 221");
            assertThat(fresh.sent(fresh.people.ann, 0)).isEqualTo("Subject: x\r\n\r\n.dot\r\nend\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "POST /x HTTP/1.1", "CONNECT mx.example.org:25 HTTP/1.1"})
    void httpIsEndedAtOnce(String request) {
        Talk talk = server.talk(request, "Host: mx.example.org", "", "EHLO c.example", "MAIL FROM:<a@b.example>");
        assertThat(talk.replies())
                .containsExactly("220 mx.example.org ESMTP Tassis", "421 4.7.0 This is SMTP, not HTTP");
        assertThat(talk.closedByServer()).isTrue();
    }

    @Test
    void tooManyErrorsEndTheSession() {
        Talk talk = server.talk(Collections.nCopies(100, "XYZZY").toArray(String[]::new));
        assertThat(talk.replies()).hasSize(22).last().isEqualTo("421 4.7.0 Too many errors, closing");
        assertThat(talk.closedByServer()).isTrue();
    }

    @Test
    void tooManyCommandsWithoutAMessageEndTheSession() {
        Talk talk = server.talk(Collections.nCopies(10_000, "NOOP").toArray(String[]::new));
        assertThat(talk.replies())
                .hasSize(102)
                .last()
                .isEqualTo("421 4.7.0 Too many commands without a message, closing");
    }

    @Test
    void endlessMailAndRsetEndTheSession() {
        List<String> lines = new ArrayList<>(List.of("EHLO c.example"));
        for (int i = 0; i < 1000; i++) {
            lines.add("MAIL FROM:<a@b.example>");
            lines.add("RSET");
        }
        assertThat(server.talk(lines.toArray(String[]::new)).last()).startsWith("421 4.7.0");
    }

    @Test
    void tooManyUnknownRecipientsEndTheSession() {
        List<String> lines = new ArrayList<>(List.of("EHLO c.example", "MAIL FROM:<a@b.example>"));
        for (int i = 0; i < 1000; i++) {
            lines.add("RCPT TO:<nobody" + i + "@example.org>");
        }
        Talk talk = server.talk(lines.toArray(String[]::new));
        assertThat(talk.last()).isEqualTo("421 4.7.0 Too many unknown recipients, closing");
        assertThat(talk.replies()).hasSize(54);
    }

    @Test
    void anEndlessLineIsRefusedInBoundedMemory() {
        Talk talk = server.talk("NOOP " + "x".repeat(3000), "NOOP " + "x".repeat(20_000), "EHLO c.example", "QUIT");
        assertThat(talk.replies())
                .containsSequence(
                        "500 5.5.2 Line too long", "500 5.5.2 Line too long", "250 HELP", "221 2.0.0 Goodbye");
    }

    @Test
    void aLineOfNulsIsRefused() {
        Talk talk = server.talk("\0\0\0\0", "NO\0OP", "NOOP");
        assertThat(talk.codes()).isEqualTo("220 500 500 250");
    }

    @Test
    void bareLineEndsDoNotMakeTwoCommandsOfOne() {
        Talk talk = server.talk("NOOP\nMAIL FROM:<a@b.example>", "NOOP\rQUIT", "NOOP");
        assertThat(talk.codes()).isEqualTo("220 500 500 250");
    }

    @Test
    void aSilentClientIsSentAway() {
        Talk talk = server.talk(client -> client.says("EHLO c.example").says(bytes("QUIT\r\n"), Duration.ofMinutes(6)));
        assertThat(talk.last()).isEqualTo("421 4.4.2 Waited too long, closing");
        assertThat(talk.closedByServer()).isTrue();
    }

    @Test
    void aCommandThatDripsIsSentAway() {
        Talk talk = server.talk(client -> {
            for (int i = 0; i < 1000; i++) {
                client.says(bytes("x"), Duration.ofSeconds(20));
            }
        });
        assertThat(talk.last()).isEqualTo("421 4.4.2 Waited too long, closing");
    }

    @Test
    void tlsIsOfferedWhereItCanBeHad() {
        assertThat(server.talk("STARTTLS").last()).isEqualTo("502 5.5.1 TLS is not offered here");
        assertThat(server.talk(server.client().encrypted().says("STARTTLS")).last())
                .isEqualTo("503 5.5.1 TLS is on already");
        assertThat(server.talk(client -> client.offeringTls().says("STARTTLS x"))
                        .last())
                .isEqualTo("501 5.5.4 No argument is allowed here");
        assertThat(server.talk(client -> client.offeringTls().says("EHLO c.example", "MAIL FROM:<>", "STARTTLS"))
                        .last())
                .isEqualTo("503 5.5.1 Not while a message is under way");
    }

    @Test
    void afterStartTlsNothingSaidBeforeCounts() {
        Talk talk = server.talk(client -> client.offeringTls()
                .says("EHLO c.example", "STARTTLS")
                .says("MAIL FROM:<a@b.example>", "EHLO c.example", "MAIL FROM:<a@b.example>"));
        assertThat(talk.codes()).isEqualTo("220 250 220 503 250 250");
        assertThat(talk.all().lastIndexOf("STARTTLS")).isLessThan(talk.all().indexOf("220 2.0.0"));
    }

    @Test
    void whatFollowsStartTlsInTheBufferEndsTheSession() {
        Talk talk = server.talk(client -> client.offeringTls()
                .says("EHLO c.example", "STARTTLS", "MAIL FROM:<evil@b.example>", "RCPT TO:<ann@example.org>")
                .says("NOOP"));
        assertThat(talk.codes()).isEqualTo("220 250 220");
        assertThat(talk.closedByServer()).isFalse(); // by the failing handshake
    }

    @Test
    void aSessionHasAsManyMessagesAsItWasTold() {
        SmtpServer two = new SmtpServer(
                SmtpSettings.of("mx.example.org", SmtpSettings.Role.MX).withMaxMessages(2));
        String[] mail = {"MAIL FROM:<a@b.example>", "RCPT TO:<ann@example.org>", "DATA", "", "x", "."};
        Talk talk = two.talk(
                client -> client.says("EHLO c.example").says(mail).says(mail).says(mail));
        assertThat(two.count(two.people.ann)).isEqualTo(2);
        assertThat(talk.last()).isEqualTo("421 4.7.0 Enough messages for one session, connect again");
    }

    @Test
    void aTurkishLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr", "TR"));
        try {
            Talk talk = server.talk(
                    "ehlo client.example",
                    "mail from:<i@firma.example> size=10",
                    "rcpt to:<INFO@EXAMPLE.ORG>",
                    "data",
                    "",
                    "x",
                    ".",
                    "quit");
            assertThat(talk.codes()).isEqualTo("220 250 250 250 354 250 221");
            assertThat(server.message(server.people.ann, 0)).contains(";\r\n\tTue, 3 Feb 2026 10:11:12 +0000\r\n");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatHappensIsCounted() {
        server.talk(
                "EHLO c.example", "MAIL FROM:<a@b.example>", "RCPT TO:<ann@example.org>", "DATA", "", "x", ".", "NOPE");
        assertThat(server.meters
                        .get("tassis.smtp.commands")
                        .tag("verb", "rcpt")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(server.meters
                        .get("tassis.smtp.commands")
                        .tag("verb", "other")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(server.meters
                        .get("tassis.smtp.replies")
                        .tag("class", "2xx")
                        .counter()
                        .count())
                .isEqualTo(5);
        assertThat(server.meters
                        .get("tassis.smtp.replies")
                        .tag("class", "3xx")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(server.meters
                        .get("tassis.smtp.replies")
                        .tag("class", "5xx")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(server.meters.get("tassis.smtp.deliveries").timer().count()).isEqualTo(1);
        assertThat(server.meters.get("tassis.smtp.message.bytes").counter().count())
                .isPositive();
    }
}
