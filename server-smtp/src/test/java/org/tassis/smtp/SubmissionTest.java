package org.tassis.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.TestDirectory.ANN_PASSWORD;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.mailflow.MailFlow;
import org.tassis.smtp.SmtpServer.Talk;
import org.tassis.smtp.SmtpSettings.Role;

/// The submission role: TLS, then a login, then one's own addresses only.
class SubmissionTest {
    private final SmtpServer server = SmtpServer.submission();
    private final Account ann = server.people.ann;
    private final Account bob = server.people.bob;

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(String identity, String password) {
        return base64("\0" + identity + "\0" + password);
    }

    private Talk inTls(String... lines) {
        return server.talk(server.client().encrypted().says(lines));
    }

    /// After EHLO and login.
    private Talk asAnn(String... lines) {
        List<String> all = new ArrayList<>(List.of("EHLO c.example", "AUTH PLAIN " + plain("ann", ANN_PASSWORD)));
        all.addAll(List.of(lines));
        return inTls(all.toArray(String[]::new));
    }

    // ---- TLS and login

    @Test
    void loginsAreOfferedInsideTlsOnly() {
        assertThat(server.talk(client -> client.offeringTls().says("EHLO c.example"))
                        .all())
                .contains("STARTTLS")
                .doesNotContain("AUTH");
        assertThat(inTls("EHLO c.example").all())
                .contains("250-AUTH PLAIN LOGIN\r\n")
                .doesNotContain("STARTTLS");
        assertThat(asAnn("EHLO c.example").all().split("AUTH PLAIN LOGIN", -1)).hasSize(2); // not again
        assertThat(SmtpServer.mx()
                        .talk(client -> client.encrypted().says("EHLO c.example"))
                        .all())
                .doesNotContain("AUTH");
    }

    @Test
    void loginsAreTakenInClearOnTrustedListenersOnly() {
        ScriptedConnection client = server.client().says("EHLO c.example", "AUTH PLAIN " + plain("ann", ANN_PASSWORD));
        client.trusted = true;
        assertThat(server.talk(client).last()).isEqualTo("235 2.7.0 Authentication succeeded");
    }

    @Test
    void passwordsInClearAreNotEvenLookedAt() {
        Talk talk = server.talk(client -> client.offeringTls()
                .says("EHLO c.example", "AUTH PLAIN " + plain("ann", ANN_PASSWORD), "MAIL FROM:<ann@example.org>"));
        assertThat(talk.replies().subList(2, 4))
                .containsExactly(
                        "538 5.7.11 Passwords are taken inside TLS only: STARTTLS first",
                        "530 5.7.0 Must issue a STARTTLS command first");
    }

    @Test
    void mailNeedsALogin() {
        assertThat(inTls("EHLO c.example", "MAIL FROM:<ann@example.org>").last())
                .isEqualTo("530 5.7.0 Authentication required");
    }

    @Test
    void anMxTakesNoLogins() {
        Talk talk = SmtpServer.mx()
                .talk(client -> client.encrypted().says("EHLO c.example", "AUTH PLAIN " + plain("ann", ANN_PASSWORD)));
        assertThat(talk.last()).isEqualTo("503 5.5.1 Authentication is not offered here");
    }

    @Test
    void plainWorksWithAndWithoutInitialResponse() {
        assertThat(inTls("EHLO c.example", "AUTH PLAIN " + plain("ann", ANN_PASSWORD))
                        .codes())
                .isEqualTo("220 250 235");
        assertThat(inTls("EHLO c.example", "auth plain", plain("ann", ANN_PASSWORD))
                        .codes())
                .isEqualTo("220 250 334 235");
        assertThat(inTls("EHLO c.example", "AUTH PLAIN " + plain("info@example.org", ANN_PASSWORD))
                        .last())
                .startsWith("235 ");
        assertThat(inTls("EHLO c.example", "AUTH PLAIN " + base64("ann\0ann\0" + ANN_PASSWORD))
                        .last())
                .startsWith("235 ");
        assertThat(inTls("EHLO c.example", "AUTH PLAIN " + base64("bob\0ann\0" + ANN_PASSWORD))
                        .last())
                .startsWith("535 5.7.8 ");
    }

    @Test
    void loginWorksWithAndWithoutInitialResponse() {
        Talk talk = inTls("EHLO c.example", "AUTH LOGIN", base64("ann"), base64(ANN_PASSWORD));
        assertThat(talk.replies().subList(2, 5))
                .containsExactly("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 2.7.0 Authentication succeeded");
        assertThat(inTls("EHLO c.example", "AUTH LOGIN " + base64("ann"), base64(ANN_PASSWORD))
                        .codes())
                .isEqualTo("220 250 334 235");
    }

    @Test
    void anExchangeCanBeCancelled() {
        assertThat(inTls("EHLO c.example", "AUTH PLAIN", "*", "NOOP").codes()).isEqualTo("220 250 334 501 250");
        assertThat(inTls("EHLO c.example", "AUTH LOGIN", base64("ann"), "*", "NOOP")
                        .codes())
                .isEqualTo("220 250 334 334 501 250");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!!", "/w==", "YQ==", "YQBi", "AGEAYgBj", "MAIL FROM:<ann@example.org>"})
    void whatIsNoLoginIsRefused(String response) {
        assertThat(inTls("EHLO c.example", "AUTH PLAIN", response).last()).startsWith("501 5.5.2 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "", "AAA="})
    void emptyLoginsAreRefused(String response) {
        assertThat(inTls("EHLO c.example", "AUTH PLAIN", response).last()).matches("(501 5.5.2|535 5.7.8) .*");
    }

    @Test
    void lineEndsInsideALoginGoNowhere() {
        String evil = plain("ann\r\nMAIL FROM:<x@y.example>", ANN_PASSWORD);
        assertThat(inTls("EHLO c.example", "AUTH PLAIN " + evil, "NOOP").codes())
                .isEqualTo("220 250 535 250");
        assertThat(inTls("EHLO c.example", "AUTH LOGIN", base64("ann\n"), base64(ANN_PASSWORD))
                        .last())
                .startsWith("535 ");
    }

    @Test
    void otherMechanismsAreRefused() {
        assertThat(inTls("EHLO c.example", "AUTH CRAM-MD5").last())
                .isEqualTo("504 5.5.4 Only PLAIN and LOGIN are offered");
        assertThat(inTls("EHLO c.example", "AUTH").last()).startsWith("501 5.5.4 ");
        assertThat(inTls("AUTH PLAIN").last()).isEqualTo("503 5.5.1 Say EHLO or HELO first");
    }

    @Test
    void endlessResponsesAreRefused() {
        assertThat(inTls("EHLO c.example", "AUTH PLAIN", "A".repeat(20_000), "NOOP")
                        .replies()
                        .subList(3, 5))
                .containsExactly("500 5.5.6 Authentication line too long", "250 2.0.0 OK");
        assertThat(inTls("EHLO c.example", "AUTH PLAIN " + "A".repeat(8000)).last())
                .startsWith("501 5.5.2 ");
    }

    @Test
    void wrongPasswordsAreRefusedAndTooManyEndTheSession() {
        String wrong = "AUTH PLAIN " + plain("ann", "wrong");
        Talk talk = inTls("EHLO c.example", wrong, "AUTH LOGIN", base64("nobody"), base64("x"), wrong, wrong);
        assertThat(talk.replies().subList(2, 7))
                .containsExactly(
                        "535 5.7.8 Login name or password is wrong",
                        "334 VXNlcm5hbWU6",
                        "334 UGFzc3dvcmQ6",
                        "535 5.7.8 Login name or password is wrong",
                        "421 4.7.0 Too many failed logins, closing");
        assertThat(talk.closedByServer()).isTrue();
    }

    @Test
    void aDisabledAccountIsToldSo() {
        server.people.enable(ann, false);
        assertThat(asAnn().last()).isEqualTo("525 5.7.13 This account is switched off");
    }

    @Test
    void whenPasswordsCannotBeCheckedTheClientMayTryAgain() {
        SmtpServer other = SmtpServer.submission();
        SmtpProtocol protocol = new SmtpProtocol(
                SmtpSettings.of("mx.example.org", Role.SUBMISSION),
                new MailFlow(other.people.directory, Optional::empty, other.store, other.clock, 1000),
                (_, _, _, _) -> new Authenticator.Outcome.Unavailable(),
                other.meters,
                other.clock,
                other.spool);
        ScriptedConnection client =
                other.client().encrypted().says("EHLO c.example", "AUTH PLAIN " + plain("ann", ANN_PASSWORD), "QUIT");
        try {
            protocol.serve(client);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        assertThat(client.heard()).contains("454 4.7.0 Cannot check passwords now, try again later\r\n");
    }

    @Test
    void responsesAreMaskedInTheProtocolLogAndTheLoginIsNamed() {
        ScriptedConnection client =
                server.client().encrypted().says("EHLO c.example", "AUTH LOGIN", base64("ann"), base64(ANN_PASSWORD));
        server.talk(client);
        assertThat(client.masks).containsExactly(true, false, true, false);
        assertThat(client.logins).containsExactly("ann");
    }

    @Test
    void aLoginIsForOnce() {
        assertThat(asAnn("AUTH PLAIN " + plain("ann", ANN_PASSWORD)).last())
                .isEqualTo("503 5.5.1 Authenticated already");
        assertThat(asAnn("RSET", "EHLO c.example", "MAIL FROM:<ann@example.org>")
                        .last())
                .startsWith("250 2.1.0");
    }

    // ---- own addresses

    @Test
    void theSenderMustBeOnesOwn() {
        assertThat(asAnn("MAIL FROM:<bob@example.org>").last()).startsWith("553 5.7.1 ");
        assertThat(asAnn("MAIL FROM:<ann@elsewhere.example>").last()).startsWith("553 5.7.1 ");
        assertThat(asAnn("MAIL FROM:<INFO@example.org>").last()).startsWith("250 ");
        assertThat(asAnn("MAIL FROM:<ann+list@example.org>").last()).startsWith("250 ");
        assertThat(asAnn("MAIL FROM:<>").last()).startsWith("250 ");
    }

    private Talk send(String... content) {
        List<String> all = new ArrayList<>(List.of("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.org>", "DATA"));
        all.addAll(List.of(content));
        all.add(".");
        return asAnn(all.toArray(String[]::new));
    }

    @Test
    void fromMustBeOnesOwn() {
        assertThat(send("From: Bob <bob@example.org>", "", "x").last()).startsWith("550 5.7.1 ");
        assertThat(send("From: Ann <ann@example.org>, bob@example.org", "", "x").last())
                .startsWith("550 5.7.1 ");
        assertThat(send("From: ann@example.org", "From: bob@example.org", "", "x")
                        .last())
                .startsWith("550 5.6.0 ");
        assertThat(send("From: undisclosed:;", "", "x").last()).startsWith("550 5.6.0 ");
        assertThat(send("From: \"bob@example.org\" <info@example.org>", "", "x").last())
                .startsWith("250 2.6.0 ");
        assertThat(send("From: =?utf-8?q?Ann?= <Ann+shop@Example.org>", "", "x").last())
                .startsWith("250 2.6.0 ");
        assertThat(server.count(bob)).isEqualTo(2);
    }

    @Test
    void whatIsMissingIsAddedAndBccIsTakenOut() {
        send(
                "Subject: x",
                "Bcc: carol@example.org,",
                "\tdave@example.org",
                "To: bob@example.org",
                "resent-bcc: e@example.org",
                "",
                "Bcc: in body");
        String message = server.message(bob, 0);
        assertThat(message)
                .startsWith("Return-Path: <ann@example.org>\r\nReceived: from c.example ([192.0.2.7])\r\n")
                .contains(" with ESMTPSA id ")
                .contains("\r\nFrom: ann@example.org\r\nDate: Tue, 3 Feb 2026 10:11:12 +0000\r\nMessage-ID: <")
                .contains("@mx.example.org>\r\nSubject: x\r\nTo: bob@example.org\r\n\r\nBcc: in body\r\n")
                .doesNotContain("carol")
                .doesNotContain("dave")
                .doesNotContain("resent-bcc");
    }

    @Test
    void whatIsThereStaysAsItIs() {
        send("date: Mon, 1 Jan 2024 00:00:00 +0100", "MESSAGE-ID: <mine@c.example>", "From: ann@example.org", "", "x");
        assertThat(server.sent(bob, 0))
                .isEqualTo(
                        "date: Mon, 1 Jan 2024 00:00:00 +0100\r\nMESSAGE-ID: <mine@c.example>\r\nFrom: ann@example.org\r\n\r\nx\r\n");
    }

    @Test
    void withoutSenderAndFromThereIsNobodyToAnswer() {
        assertThat(asAnn("MAIL FROM:<>", "RCPT TO:<bob@example.org>", "DATA", "Subject: x", "", "y", ".")
                        .last())
                .startsWith("550 5.6.0 ");
        assertThat(asAnn("MAIL FROM:<>", "RCPT TO:<bob@example.org>", "DATA", "From: ann@example.org", "", "y", ".")
                        .last())
                .startsWith("250 2.6.0 ");
    }

    @Test
    void remoteRecipientsAreNotAcceptedYet() {
        Talk talk = asAnn(
                "MAIL FROM:<ann@example.org>",
                "RCPT TO:<x@elsewhere.example>",
                "RCPT TO:<bob@example.org>",
                "RCPT TO:<no@example.org>");
        assertThat(talk.replies().subList(4, 7))
                .containsExactly(
                        "451 4.3.0 Cannot pass mail on to other servers now, try again later",
                        "250 2.1.5 Recipient OK",
                        "550 5.1.1 No such user here");
    }

    @Test
    void chunksWorkForSubmissionToo() {
        String message = "From: ann@example.org\r\nBcc: x@y.example\r\n\r\nhello\r\n";
        Talk talk = asAnn(
                "MAIL FROM:<ann@example.org>",
                "RCPT TO:<bob@example.org>",
                "BDAT " + message.length() + " LAST",
                message + "NOOP");
        assertThat(talk.codes()).isEqualTo("220 250 235 250 250 250 250");
        assertThat(server.message(bob, 0)).endsWith("From: ann@example.org\r\n\r\nhello\r\n");
    }
}
