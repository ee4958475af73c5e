package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.Cidr;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.smtp.SmtpServer.Talk;
import org.tassis.smtp.SmtpSettings.Role;

/// LMTP: RFC 2033.
class LmtpTest {
    private final SmtpServer server = new SmtpServer(SmtpSettings.of("mx.example.org", Role.LMTP)
            .withTrusted(List.of(Cidr.parse("192.0.2.0/24").orElseThrow())));
    private final Account ann = server.people.ann;
    private final Account bob = server.people.bob;

    @Test
    void itHasAHelloOfItsOwn() {
        Talk talk = server.talk("MAIL FROM:<>", "EHLO c.example", "HELO c.example", "LHLO c.example");
        assertThat(talk.all()).startsWith("220 mx.example.org LMTP Tassis\r\n");
        assertThat(talk.codes()).isEqualTo("220 503 500 500 250");
        assertThat(talk.all())
                .contains("250-PIPELINING\r\n", "250-ENHANCEDSTATUSCODES\r\n", "250-CHUNKING\r\n") // §5
                .doesNotContain("AUTH", "DSN", "FUTURERELEASE");
        assertThat(SmtpServer.mx().talk("LHLO c.example").last()).startsWith("500 5.5.1 ");
        assertThat(SmtpServer.submission().talk("LHLO c.example").last()).startsWith("500 5.5.1 ");
    }

    @Test
    void strangersAreTurnedAway() {
        SmtpServer strict = new SmtpServer(SmtpSettings.of("mx.example.org", Role.LMTP)
                .withTrusted(List.of(Cidr.parse("127.0.0.0/8").orElseThrow())));
        Talk talk = strict.talk("LHLO c.example");
        assertThat(talk.replies()).singleElement().asString().startsWith("554 5.7.1 ");
    }

    @Test
    void eachRecipientIsAnsweredByItself() {
        Talk talk = server.talk(
                "LHLO c.example",
                "MAIL FROM:<x@far.example>",
                "RCPT TO:<ann@example.org>",
                "RCPT TO:<nobody@example.org>",
                "RCPT TO:<bob@example.org>",
                "RCPT TO:<ann@example.org>",
                "RCPT TO:<friend@elsewhere.example>",
                "DATA",
                "Subject: three",
                "",
                "text",
                ".",
                "QUIT");
        assertThat(talk.codes()).isEqualTo("220 250 250 250 550 250 250 550 354 250 250 250 221");
        assertThat(server.count(ann)).isEqualTo(1);
        assertThat(server.count(bob)).isEqualTo(1);
        assertThat(server.message(ann, 0)).contains(" with LMTP id ").doesNotContain("\r\n\tfor <");
    }

    @Test
    void aFullMailboxDoesNotKeepTheOthersFromTheirMail() {
        server.people.limit(bob, Quota.ofBytes(6000));
        Talk talk = server.talk(
                "LHLO c.example",
                "MAIL FROM:<x@far.example>",
                "RCPT TO:<bob@example.org>",
                "RCPT TO:<ann@example.org>",
                "DATA",
                "Subject: large",
                "",
                ("x".repeat(70) + "\r\n").repeat(200) + ".");
        assertThat(talk.codes()).isEqualTo("220 250 250 250 250 354 452 250");
        assertThat(server.count(ann)).isEqualTo(1);
        assertThat(server.count(bob)).isZero();
    }

    @Test
    void contentThatIsRefusedIsRefusedForEach() {
        Talk talk = server.talk(client -> client.says(
                        "LHLO c.example",
                        "MAIL FROM:<>",
                        "RCPT TO:<ann@example.org>",
                        "RCPT TO:<bob@example.org>",
                        "DATA")
                .says("a\nb\r\n.\r\n".getBytes(StandardCharsets.US_ASCII), Duration.ZERO));
        assertThat(talk.codes()).isEqualTo("220 250 250 250 250 354 550 550");
        assertThat(server.count(ann)).isZero();
    }

    @Test
    void chunksAreAnsweredOnceUntilTheLast() {
        Talk talk = server.talk(client -> client.says(
                        "LHLO c.example", "MAIL FROM:<>", "RCPT TO:<ann@example.org>", "RCPT TO:<bob@example.org>")
                .says("BDAT 6\r\na: b\r\nBDAT 5 LAST\r\n\r\nc\r\n".getBytes(StandardCharsets.US_ASCII), Duration.ZERO));
        assertThat(talk.codes()).isEqualTo("220 250 250 250 250 250 250 250");
        assertThat(server.count(bob)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RCPT TO:<nobody@example.org>", "NOOP"})
    void withoutRecipientsThereIsNoData(String command) { // §4.2
        assertThat(server.talk("LHLO c.example", "MAIL FROM:<>", command, "DATA")
                        .last())
                .startsWith("503 ");
    }

    @Test
    void theNextMessageBeginsAnew() {
        Talk talk = server.talk(
                "LHLO c.example",
                "MAIL FROM:<>",
                "RCPT TO:<ann@example.org>",
                "RSET",
                "MAIL FROM:<>",
                "RCPT TO:<bob@example.org>",
                "DATA",
                "",
                "text",
                ".",
                "MAIL FROM:<>",
                "RCPT TO:<bob@example.org>",
                "DATA",
                "",
                "text",
                ".");
        assertThat(talk.codes()).isEqualTo("220 250 250 250 250 250 250 354 250 250 250 354 250");
        assertThat(server.count(bob)).isEqualTo(2);
        assertThat(server.message(bob, 0)).contains("\r\n\tfor <bob@example.org>");
    }
}
