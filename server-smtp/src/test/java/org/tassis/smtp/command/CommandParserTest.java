package org.tassis.smtp.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.MailParameters.Body;
import org.tassis.mailflow.MailParameters.Return;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.smtp.reply.SmtpReply;

class CommandParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:<ann@example.org> | ann@example.org",
                "mail from:<ann@example.org> | ann@example.org",
                "Mail From: <ann@example.org> | ann@example.org",
                "MAIL FROM:ann@example.org | ann@example.org",
                "MAIL FROM:<Ann.B+x@EXAMPLE.org> | Ann.B+x@example.org",
                "MAIL FROM:<@one.example,@two.example:ann@example.org> | ann@example.org",
                "MAIL FROM:<\"a b\"@example.org> | \"a b\"@example.org",
                "MAIL FROM:<\"a>b\"@example.org> | \"a>b\"@example.org",
                "MAIL FROM:<\"a\\\"@b\"@example.org> | \"a\\\"@b\"@example.org",
                "MAIL FROM:<\"ann\"@example.org> | ann@example.org",
                "MAIL FROM:<a@bücher.example> | a@xn--bcher-kva.example",
                "MAIL FROM:<日本@example.org> | 日本@example.org",
            })
    void sendersAreUnderstood(String line, String address) throws Exception {
        var mail = (SmtpCommand.Mail) parse(line);
        assertThat(((Path.Mailbox) mail.path()).address()).hasToString(address);
        assertThat(mail.nonAscii()).isEqualTo(line.chars().anyMatch(c -> c > 127));
        assertThat(mail.parameters()).isEqualTo(MailParameters.NONE);
    }

    @Test
    void theNullSenderIsNoAddress() throws Exception {
        assertThat(((SmtpCommand.Mail) parse("MAIL FROM:<>")).path()).isInstanceOf(Path.Null.class);
        assertThat(((SmtpCommand.Mail) parse("MAIL FROM:<> SIZE=1")).path()).isInstanceOf(Path.Null.class);
        assertRefused("RCPT TO:<>", SmtpReply.BAD_RECIPIENT);
    }

    @Test
    void postmasterNeedsNoDomain() throws Exception {
        assertThat(((SmtpCommand.Rcpt) parse("RCPT TO:<PostMaster>")).path()).isInstanceOf(Path.Postmaster.class);
        assertRefused("MAIL FROM:<postmaster>", SmtpReply.BAD_SENDER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<u@[192.0.2.1]>", "<u@[IPv6:2001:db8::1]>", "<\"u v\"@[192.0.2.1]>", "<u@[x-tag:anything]>"})
    void addressLiteralsAreUnderstood(String path) throws Exception {
        assertThat(((SmtpCommand.Rcpt) parse("RCPT TO:" + path)).path()).isInstanceOf(Path.AtLiteral.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                ">",
                "",
                "<a>",
                "<@example.org>",
                "<a@>",
                "<a@b@c.example>",
                "<a@example.org",
                "a@example.org>",
                "<a b@example.org>",
                "<a@exa mple.org>",
                "<a@-b.example>",
                "<.a@example.org>",
                "<a..b@example.org>",
                "<\"a@example.org>",
                "<\"a\"b@example.org>",
                "<a@[192.0.2.256]>",
                "<a@[300]>",
                "<a@[IPv6:zz]>",
                "<a@[192.0.2.1>",
                "<@one.example:>",
                "<@one.example>",
                "<@:a@example.org>",
                "<a@example.org>x",
                "<a@example.org>SIZE=1",
                "<<a@example.org>>",
                "<a@b..example>",
                "<(c)a@example.org>",
                "< a@example.org>"
            })
    void malformedPathsAreRefused(String path) {
        assertRefused("MAIL FROM:" + path, SmtpReply.BAD_SENDER);
        assertRefused("RCPT TO:" + path, SmtpReply.BAD_RECIPIENT);
    }

    @Test
    void localPartsAndDomainsHaveTheirLimits() throws Exception {
        parse("MAIL FROM:<" + "a".repeat(64) + "@example.org>");
        assertRefused("MAIL FROM:<" + "a".repeat(65) + "@example.org>", SmtpReply.BAD_SENDER);
        assertRefused("MAIL FROM:<a@" + "b".repeat(64) + ".example>", SmtpReply.BAD_SENDER);
        assertRefused("MAIL FROM:<a@" + "b.".repeat(127) + "example>", SmtpReply.BAD_SENDER);
    }

    @Test
    void mailParametersAreKept() throws Exception {
        var mail = (SmtpCommand.Mail) parse("MAIL FROM:<a@b.example> size=1000 BODY=8bitmime SMTPUTF8 RET=HDRS"
                + " ENVID=QQ314159+2B+3D AUTH=e+3Dmc2@example.com");
        assertThat(mail.parameters())
                .isEqualTo(new MailParameters(
                        OptionalLong.of(1000),
                        Body.EIGHT_BIT,
                        true,
                        Optional.of(Return.HEADERS),
                        Optional.of("QQ314159+=")));
        assertThat(((SmtpCommand.Mail) parse("MAIL FROM:<> BODY=BINARYMIME RET=FULL AUTH=<>")).parameters())
                .isEqualTo(new MailParameters(
                        OptionalLong.empty(), Body.BINARY, false, Optional.of(Return.FULL), Optional.empty()));
        assertThat(((SmtpCommand.Mail) parse("MAIL FROM:<> SIZE=99999999999999999999"))
                        .parameters()
                        .size())
                .hasValue(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIZE",
                "SIZE=",
                "SIZE=x",
                "SIZE=-1",
                "SIZE=123456789012345678901",
                "SIZE=1 SIZE=1",
                "size=1 SIZE=2",
                "BODY=9BIT",
                "BODY",
                "SMTPUTF8=1",
                "RET=ALL",
                "ENVID=",
                "ENVID=a+2",
                "ENVID=a+zz",
                "ENVID=a+0A",
                "ENVID=+FF",
                "=1",
                "S_ZE=1",
                "AUTH=",
                "AUTH=a+",
                "SIZE=1=2"
            })
    void malformedMailParametersAreRefused(String parameters) {
        assertRefused("MAIL FROM:<a@b.example> " + parameters, SmtpReply.BAD_PARAMETER);
    }

    @Test
    void anEnvelopeIdHasItsLimit() throws Exception {
        parse("MAIL FROM:<> ENVID=" + "x".repeat(100));
        assertRefused("MAIL FROM:<> ENVID=" + "x".repeat(101), SmtpReply.BAD_PARAMETER);
    }

    @Test
    void unknownParametersAreNamedSo() {
        assertRefused("MAIL FROM:<a@b.example> MT-PRIORITY=3", SmtpReply.UNKNOWN_PARAMETER);
        assertRefused("MAIL FROM:<a@b.example> NOTIFY=NEVER", SmtpReply.UNKNOWN_PARAMETER);
        assertRefused("RCPT TO:<a@b.example> SIZE=3", SmtpReply.UNKNOWN_PARAMETER);
        assertRefused("RCPT TO:<a@b.example> X", SmtpReply.UNKNOWN_PARAMETER);
    }

    @Test
    void recipientParametersAreKept() throws Exception {
        var rcpt = (SmtpCommand.Rcpt)
                parse("RCPT TO:<bob@example.org> NOTIFY=SUCCESS,delay ORCPT=RFC822;Bob+2Bx@example.org");
        assertThat(((Path.Mailbox) rcpt.path()).address()).isEqualTo(EmailAddress.valueOf("bob@example.org"));
        assertThat(rcpt.parameters())
                .isEqualTo(new RecipientParameters(
                        Set.of(Notify.SUCCESS, Notify.DELAY),
                        Optional.of(new OriginalRecipient("rfc822", "Bob+x@example.org"))));
        assertThat(((SmtpCommand.Rcpt) parse("RCPT TO:<bob@example.org> ORCPT=utf-8;日本@example.org")).parameters())
                .extracting(p -> p.original().orElseThrow().address())
                .isEqualTo("日本@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOTIFY",
                "NOTIFY=",
                "NOTIFY=NEVER,DELAY",
                "NOTIFY=OFTEN",
                "NOTIFY=SUCCESS,",
                "ORCPT=",
                "ORCPT=x",
                "ORCPT=;x",
                "ORCPT=rfc822;",
                "ORCPT=rfc822;a+0D+0A",
                "ORCPT=r_c;x"
            })
    void malformedRecipientParametersAreRefused(String parameters) {
        assertRefused("RCPT TO:<a@b.example> " + parameters, SmtpReply.BAD_PARAMETER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.org",
                "localhost",
                "my_pc",
                "1.2.3.4",
                "[192.0.2.1]",
                "[IPv6:::1]",
                "[ipv6:2001:db8::1]",
                "[::1]",
                "a.example.",
                "xn--bcher-kva.example",
                "[x-tag:content]"
            })
    void helloNamesAreTaken(String name) throws Exception {
        assertThat(parse("EHLO " + name)).isEqualTo(new SmtpCommand.Hello(Verb.EHLO, name));
        assertThat(parse("helo " + name + " ")).isEqualTo(new SmtpCommand.Hello(Verb.HELO, name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[]",
                "[1.2.3]",
                "[1.2.3.256]",
                "[IPv6:1]",
                "[IPv6:::1%eth0]",
                "a b",
                "a..b",
                ".a",
                "-a",
                "a(b)",
                "bücher.example",
                "<script>",
                "[tag:]",
                "[:x]",
                "[a-:x]",
                "a,b",
                "[1.2.3.4]x",
                "x[1.2.3.4]"
            })
    void helloNamesOutOfFormAreRefused(String name) {
        assertRefused("EHLO " + name, SmtpReply.NAME_WANTED);
        assertRefused("HELO " + name, SmtpReply.NAME_WANTED);
    }

    @Test
    void helloNamesHaveTheirLimits() throws Exception {
        parse("EHLO " + "a".repeat(63) + ".example");
        assertRefused("EHLO " + "a".repeat(64) + ".example", SmtpReply.NAME_WANTED);
        assertRefused("EHLO " + "a.".repeat(128), SmtpReply.NAME_WANTED);
    }

    @Test
    void chunksHaveASizeAndMayBeTheLast() throws Exception {
        assertThat(parse("BDAT 86 LAST")).isEqualTo(new SmtpCommand.Bdat(86, true));
        assertThat(parse("bdat 0 last")).isEqualTo(new SmtpCommand.Bdat(0, true));
        assertThat(parse("BDAT 1000000")).isEqualTo(new SmtpCommand.Bdat(1_000_000, false));
        for (String wrong : List.of("", " x", " -1", " 1 FIRST", " 1 LAST x", " +1")) {
            assertRefused("BDAT" + wrong, SmtpReply.BDAT_SYNTAX);
        }
    }

    @Test
    void authKeepsItsSecretToItself() throws Exception {
        var auth = (SmtpCommand.Auth) parse("auth plain AGFubgBwYXNz");
        assertThat(auth.mechanism()).isEqualTo("PLAIN");
        assertThat(auth.initial().orElseThrow().reveal()).isEqualTo("AGFubgBwYXNz");
        assertThat(auth.toString()).doesNotContain("AGFubgBwYXNz");
        assertRefused("AUTH", SmtpReply.AUTH_SYNTAX);
        assertRefused("AUTH PLAIN a b", SmtpReply.AUTH_SYNTAX);
    }

    @Test
    void commandsWithoutArgumentsTakeNone() throws Exception {
        for (String verb : List.of("DATA", "RSET", "QUIT", "STARTTLS")) {
            assertThat(parse(verb + " ").verb()).hasToString(verb);
            assertRefused(verb + " x", SmtpReply.NO_ARGUMENT);
        }
        for (String verb : List.of("NOOP", "HELP", "VRFY", "EXPN")) {
            assertThat(parse(verb + " anything at all").verb()).hasToString(verb);
        }
    }

    @Test
    void linesOutOfFormAreRefused() {
        assertRefused("", SmtpReply.UNKNOWN_COMMAND);
        assertRefused(" MAIL FROM:<>", SmtpReply.UNKNOWN_COMMAND);
        assertRefused("XYZZY", SmtpReply.UNKNOWN_COMMAND);
        assertRefused("NOOP\nMAIL FROM:<>", SmtpReply.BAD_LINE);
        assertRefused("NOOP\rx", SmtpReply.BAD_LINE);
        assertRefused("MAIL FROM:<a\0@b.example>", SmtpReply.BAD_LINE);
        assertThatThrownBy(() -> CommandParser.parse(new byte[] {'N', 'O', 'O', 'P', ' ', (byte) 0xff}))
                .isInstanceOf(CommandRefused.class);
        assertRefused("NOOP " + "x".repeat(CommandParser.MAX_LINE), SmtpReply.LINE_TOO_LONG);
        assertRefused("MAIL <a@b.example>", SmtpReply.MAIL_SYNTAX);
        assertRefused("RCPT FROM:<a@b.example>", SmtpReply.RCPT_SYNTAX);
    }

    @Test
    void httpIsKnownByItsFirstWord() {
        for (String request :
                List.of("GET / HTTP/1.1", "POST /x HTTP/1.0", "CONNECT a:25 HTTP/1.1", "OPTIONS * HTTP/1.1")) {
            assertThat(CommandParser.isHttp(request.getBytes(StandardCharsets.US_ASCII)))
                    .isTrue();
        }
        for (String line : List.of("", "HELO x", "GET", "HELP me", "GETTING / on")) {
            assertThat(CommandParser.isHttp(line.getBytes(StandardCharsets.US_ASCII)))
                    .isFalse();
        }
    }

    @Test
    void aTurkishLocaleChangesNothing() throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr", "TR"));
        try {
            assertThat(((SmtpCommand.Mail)
                                    parse("mail from:<INFO@FIRMA.example> size=5 body=8bitmime ret=full smtputf8"))
                            .parameters()
                            .body())
                    .isEqualTo(Body.EIGHT_BIT);
            assertThat(parse("quit").verb()).isEqualTo(Verb.QUIT);
            assertThat(parse("EHLO [ipv6:::1]").verb()).isEqualTo(Verb.EHLO);
            assertThat(((SmtpCommand.Auth) parse("auth login")).mechanism()).isEqualTo("LOGIN");
            var rcpt = (SmtpCommand.Rcpt) parse("rcpt to:<INFO@FIRMA.example> notify=failure");
            assertThat(((Path.Mailbox) rcpt.path()).address().key()).isEqualTo("info@firma.example");
        } finally {
            Locale.setDefault(before);
        }
    }

    /// Whatever comes, a line is a command or is refused with a reply: nothing else is ever thrown.
    @Test
    void noLineBreaksTheParser() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] pieces = {
            "MAIL FROM:",
            "RCPT TO:",
            "<",
            ">",
            "@",
            "a",
            "\"",
            "\\",
            "[",
            "]",
            "IPv6:",
            "1.2.3.4",
            ":",
            ",",
            ".",
            " ",
            "=",
            "SIZE=",
            "ORCPT=rfc822;",
            "+",
            "+4",
            "EHLO ",
            "BDAT ",
            "AUTH ",
            "é",
            "\0",
            "\r",
            "\t",
            "xn--",
            "日",
            "-",
            "99999999999"
        };
        for (int round = 0; round < 200_000; round++) {
            StringBuilder line = new StringBuilder(random.nextInt(3) == 0 ? "" : pieces[random.nextInt(2)]);
            for (int n = random.nextInt(9); n > 0; n--) {
                line.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] octets = line.toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(10) == 0 && octets.length > 0) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            try {
                CommandParser.parse(octets);
            } catch (CommandRefused refused) {
                assertThat(refused.reply().code()).isGreaterThanOrEqualTo(500);
            } catch (RuntimeException e) {
                fail("seed " + seed + ": " + line, e);
            }
        }
    }

    private static SmtpCommand parse(String line) throws CommandRefused {
        return CommandParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String line, SmtpReply reply) {
        assertThatThrownBy(() -> parse(line)).as(line).isInstanceOfSatisfying(CommandRefused.class, e -> assertThat(
                        e.reply())
                .isEqualTo(reply));
    }
}
