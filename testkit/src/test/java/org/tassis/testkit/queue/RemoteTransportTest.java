package org.tassis.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.MailParameters.Body;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.Transport;
import org.tassis.mailflow.remote.Relay;
import org.tassis.mailflow.remote.RemoteTransport;
import org.tassis.mailflow.remote.Routes;
import org.tassis.senderauth.dns.Answer;
import org.tassis.testkit.TestMessages;
import org.tassis.testkit.queue.ScriptedMx.Stage;

/// What a transport says and hears, and where it goes.
class RemoteTransportTest extends AgainstScriptedMx {
    // ---- the conversation ----

    @Test
    void aMessageArrivesAsItIs() throws Exception {
        oneHost();
        List<Queued> rows = rows(MailParameters.NONE, RecipientParameters.NONE, "a@one.example", "b@one.example");
        Transport.Result result = send(rows);
        assertThat(codes(rows, result)).isEqualTo(Map.of("a", "2.0.0", "b", "2.0.0"));
        assertThat(result.lane()).isEmpty();
        ScriptedMx.Taken taken = mx.next();
        assertThat(taken.content()).isEqualTo(expected());
        assertThat(taken.mail())
                .isEqualTo("MAIL FROM:<ann@example.org> SIZE=" + expected().length());
        assertThat(taken.recipients()).containsExactly("RCPT TO:<a@one.example>", "RCPT TO:<b@one.example>");
        assertThat(mx.commands()).first().isEqualTo("EHLO out.example.org");
        assertThat(mx.commands()).last().isEqualTo("QUIT");
    }

    @Test
    void eachRecipientHasItsOwnAnswer() throws Exception {
        oneHost();
        mx.on(
                Stage.RCPT,
                line -> line.contains("<b@") ? "450 4.2.0 greylisted" : line.contains("<c@") ? "550 no" : "250 ok");
        List<Queued> rows =
                rows(MailParameters.NONE, RecipientParameters.NONE, "a@one.example", "b@one.example", "c@one.example");
        assertThat(codes(rows, send(rows))).isEqualTo(Map.of("a", "2.0.0", "b", "4.2.0", "c", "5.0.0"));
        assertThat(mx.next().recipients()).containsExactly("RCPT TO:<a@one.example>");
    }

    @Test
    void withoutPipeliningEachCommandWaits() throws Exception {
        oneHost();
        mx.extensions().on(Stage.RCPT, line -> line.contains("<a@") ? "550 5.1.1 no" : "250 ok");
        List<Queued> rows = rows(MailParameters.NONE, RecipientParameters.NONE, "a@one.example", "b@one.example");
        assertThat(codes(rows, send(rows))).isEqualTo(Map.of("a", "5.1.1", "b", "2.0.0"));
        assertThat(mx.next().mail()).isEqualTo("MAIL FROM:<ann@example.org>");
    }

    @Test
    void nothingIsSentForNobody() {
        oneHost();
        mx.on(Stage.RCPT, "550 5.1.1 no");
        Transport.Result result = send("a@one.example");
        assertThat(code(result)).isEqualTo("5.1.1");
        assertThat(result.lane()).isEmpty();
        assertThat(mx.commands()).contains("RSET").doesNotContain("DATA");
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 421 4.3.2 busy,           4.3.2, true",
        "GREETING, 554 no service here,      4.3.2, true",
        "GREETING, 521 5.3.2 no mail here,   5.3.2, false",
        "EHLO,     451 4.3.0 not now,        4.3.0, true",
        "MAIL,     451 4.7.1 later,          4.7.1, false",
        "MAIL,     550 5.7.1 not you,        5.7.1, false",
        "MAIL,     421 4.7.0 too many,       4.7.0, true",
        "RCPT,     421 4.7.0 too many,       4.7.0, true",
        "DATA,     451 later,                4.0.0, false",
        "DATA,     554 5.7.0 never,          5.7.0, false",
        "END,      452 4.3.1 full,           4.3.1, false",
        "END,      554 5.6.0 spam,           5.6.0, false",
        "END,      550 4.6.0 liar,           5.0.0, false",
        "MAIL,     close,                    4.4.2, true",
        "RCPT,     close,                    4.4.2, false",
        "CONTENT,  close,                    4.4.2, false",
        "END,      close,                    4.4.2, false",
        "GREETING, close,                    4.4.2, true",
        "MAIL,     999 nonsense,             4.4.2, true",
    })
    void whateverIsSaidHasItsMeaning(Stage stage, String reply, String status, boolean laneDown) {
        oneHost();
        mx.on(stage, reply);
        Transport.Result result = send("a@one.example");
        assertThat(code(result)).isEqualTo(status);
        assertThat(result.lane().isPresent()).isEqualTo(laneDown);
        assertThat(mx.taken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, silence",
        "EHLO, silence",
        "MAIL, drip",
        "RCPT, silence",
        "DATA, drip",
        "CONTENT, silence",
        "END, silence"
    })
    void aTarpitEnds(Stage stage, String behaviour) {
        limit = Duration.ofMillis(300);
        octets = new TestMessages(1).attachment(20_000_000); // more than the sockets' buffers hold
        oneHost();
        mx.on(stage, behaviour);
        assertThat(code(send("a@one.example"))).isEqualTo("4.4.2");
        assertThat(mx.taken()).isEmpty();
    }

    @Test
    void anOldServerIsGreetedTheOldWay() throws Exception {
        oneHost();
        mx.on(Stage.EHLO, "500 what");
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().mail()).isEqualTo("MAIL FROM:<ann@example.org>");
    }

    @Test
    void aConnectionServesManyMessages() throws Exception {
        oneHost();
        RemoteTransport transport = transport();
        try (Transport.Carrier carrier = transport.carrier("one.example")) {
            for (int i = 0; i < 5; i++) {
                carrier.carry(rows(MailParameters.NONE, RecipientParameters.NONE, "u" + i + "@one.example"), content());
                mx.next();
            }
        }
        assertThat(mx.connections()).isEqualTo(1);
        assertThat(mx.commands().stream().filter(line -> line.startsWith("EHLO")))
                .hasSize(1);
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsMadeAgain() throws Exception {
        oneHost();
        RemoteTransport transport = transport();
        try (Transport.Carrier carrier = transport.carrier("one.example")) {
            carrier.carry(rows(MailParameters.NONE, RecipientParameters.NONE, "a@one.example"), content());
            mx.next();
            boolean[] first = {true};
            mx.on(Stage.MAIL, _ -> {
                boolean close = first[0];
                first[0] = false;
                return close ? ScriptedMx.CLOSE : "250 ok";
            });
            Transport.Result result =
                    carrier.carry(rows(MailParameters.NONE, RecipientParameters.NONE, "b@one.example"), content());
            assertThat(code(result)).isEqualTo("2.0.0");
        }
        assertThat(mx.connections()).isEqualTo(2);
    }

    // ---- extensions ----

    @Test
    void wishesArePassedOn() throws Exception {
        oneHost();
        MailParameters parameters = new MailParameters(
                OptionalLong.empty(),
                Body.EIGHT_BIT,
                true,
                Optional.of(MailParameters.Return.HEADERS),
                Optional.of("a+b c"));
        RecipientParameters wishes = new RecipientParameters(
                Set.of(Notify.SUCCESS, Notify.FAILURE),
                Optional.of(new OriginalRecipient("rfc822", "x=y@example.org")));
        List<Queued> rows = rows(parameters, wishes, "josé@one.example");
        Transport.Result result = send(rows);
        assertThat(result.outcomes().get(rows.getFirst().id()).willNotify()).isTrue();
        ScriptedMx.Taken taken = mx.next();
        assertThat(taken.mail()).endsWith(" BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb+20c");
        assertThat(taken.recipients())
                .containsExactly("RCPT TO:<josé@one.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;x+3Dy@example.org");
    }

    @Test
    void whatAServerCannotTakeIsNotSent() {
        oneHost();
        mx.extensions("PIPELINING", "SIZE 100");
        assertThat(code(send("a@one.example"))).isEqualTo("5.3.4");
        assertThat(code(send("josé@one.example"))).isEqualTo("5.6.7");
        MailParameters binary =
                new MailParameters(OptionalLong.empty(), Body.BINARY, false, Optional.empty(), Optional.empty());
        assertThat(code(send(rows(binary, RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("5.6.1");
        assertThat(mx.commands()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void asciiMailNeedsNoUtf8Server() throws Exception {
        oneHost();
        mx.extensions("PIPELINING");
        MailParameters claimed =
                new MailParameters(OptionalLong.empty(), Body.SEVEN_BIT, true, Optional.empty(), Optional.empty());
        assertThat(code(send(rows(claimed, RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("2.0.0");
        assertThat(mx.next().mail()).isEqualTo("MAIL FROM:<ann@example.org>");
    }

    @Test
    void binaryContentGoesInOneChunk() throws Exception {
        oneHost();
        mx.extensions("BINARYMIME", "CHUNKING");
        octets = "Subject: x\r\n\r\nbare\nline\rends and \0 and\r\n.\r\n".getBytes(StandardCharsets.ISO_8859_1);
        MailParameters binary =
                new MailParameters(OptionalLong.empty(), Body.BINARY, false, Optional.empty(), Optional.empty());
        assertThat(code(send(rows(binary, RecipientParameters.NONE, "a@one.example"))))
                .isEqualTo("2.0.0");
        assertThat(mx.next().content()).isEqualTo(expected());
    }

    // ---- relays ----

    @Test
    void aSmarthostTakesAllAndKnowsWhoSends() throws Exception {
        dns.host("mx.one.example", "127.0.0.1");
        mx.tls(serverTls).extensions("PIPELINING", "AUTH LOGIN PLAIN");
        routes = new Routes(Map.of(), Optional.of(relay("mx.one.example", Relay.Encryption.STARTTLS, true)));
        assertThat(code(send("a@anywhere.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().tls()).isTrue();
        assertThat(mx.commands()).contains("AUTH PLAIN AHVzAHNlY3JldA==");
        assertThat(transport().lane("x.example")).isEqualTo(transport().lane("y.example"));
    }

    @Test
    void aSmarthostsRefusalOfUsIsNoBounce() {
        dns.host("mx.one.example", "127.0.0.1");
        mx.tls(serverTls).extensions("AUTH PLAIN").on(Stage.AUTH, "535 5.7.8 wrong");
        routes = new Routes(Map.of(), Optional.of(relay("mx.one.example", Relay.Encryption.STARTTLS, true)));
        Transport.Result result = send("a@anywhere.example");
        assertThat(code(result)).isEqualTo("4.7.8");
        assertThat(result.lane()).isPresent();
        assertThat(result.lane().get().reply()).doesNotContain("secret", "AHVz");
    }

    @Test
    void aRelaysCertificateMustBeRight() {
        dns.host("relay.example", "127.0.0.1");
        mx.tls(serverTls);
        routes = new Routes(Map.of(), Optional.of(relay("relay.example", Relay.Encryption.STARTTLS, false)));
        assertThat(code(send("a@anywhere.example"))).isEqualTo("4.7.5");
        assertThat(mx.taken()).isEmpty();
    }

    @Test
    void domainsHaveRoutesOfTheirOwn() throws Exception {
        routes = new Routes(
                Map.of(".inside.example", relay("127.0.0.1", Relay.Encryption.NONE, false)), Optional.empty());
        assertThat(code(send("a@deep.inside.example"))).isEqualTo("2.0.0");
        assertThat(mx.next().recipients()).containsExactly("RCPT TO:<a@deep.inside.example>");
        assertThat(code(send("a@inside.example"))).isEqualTo("5.1.2");
        assertThat(routes.of("127.0.0.1:26")).isPresent();
        assertThat(Routes.destination("MX.Example:25")).contains("mx.example:25");
        assertThat(Routes.destination("[::1]:25")).contains("[::1]:25");
        assertThat(Routes.destination("x:99999")).isEmpty();
        assertThat(Routes.destination("exämple.org")).contains("xn--exmple-cua.org");
    }

    // ---- where to ----

    @Test
    void theNextServerIsTriedWhenOneCannotBeUsed() throws Exception {
        dns.mx("one.example", 10, "dead.example")
                .mx("one.example", 20, "gone.example")
                .mx("one.example", 30, "mx.one.example")
                .host("dead.example", "127.255.255.254")
                .host("mx.one.example", "127.0.0.1");
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        mx.next();
    }

    @Test
    void aDomainWithoutMxIsItsOwnServer() throws Exception {
        dns.host("one.example", "127.0.0.1");
        assertThat(code(send("a@one.example"))).isEqualTo("2.0.0");
        mx.next();
    }

    @Test
    void whereNoMailCanGoIsSaidAtOnce() {
        dns.mx("null.example", 0, "").exists("empty.example").fails("failing.example", Answer.Failure.SERVER_FAILURE);
        dns.mx("loop.example", 5, "out.example.org");
        assertThat(code(send("a@nowhere.example"))).isEqualTo("5.1.2");
        assertThat(code(send("a@null.example"))).isEqualTo("5.1.10");
        assertThat(code(send("a@empty.example"))).isEqualTo("5.4.4");
        assertThat(code(send("a@loop.example"))).isEqualTo("5.4.6");
        Transport.Result failing = send("a@failing.example");
        assertThat(code(failing)).isEqualTo("4.4.3");
        assertThat(failing.lane()).isPresent();
    }

    @Test
    void serversBehindThisOneAreNotAsked() throws Exception {
        own = Set.of(InetAddress.ofLiteral("127.0.0.1"));
        dns.mx("one.example", 10, "best.example")
                .mx("one.example", 20, "us.example")
                .mx("one.example", 30, "behind.example")
                .host("best.example", "127.255.255.254")
                .host("us.example", "127.0.0.1")
                .host("behind.example", "127.0.0.2");
        assertThat(code(send("a@one.example"))).isEqualTo("4.4.1");
        assertThat(mx.connections()).isZero();
        dns.mx("two.example", 10, "us.example").mx("two.example", 20, "behind.example");
        assertThat(code(send("a@two.example"))).isEqualTo("5.4.6");
    }
}
