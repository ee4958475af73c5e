package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.message.Scans.body;
import static org.tassis.message.Scans.header;
import static org.tassis.message.Scans.octets;
import static org.tassis.message.Scans.scan;
import static org.tassis.message.Scans.tree;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructureScannerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                // message (| is CRLF, ~ is LF) # tree
                "# text/plain",
                "| # text/plain",
                "||| # text/plain",
                "Subject: x # text/plain",
                "Subject: x||body # text/plain",
                "no header at all # text/plain",
                "Content-Type: text/html||<p> # text/html",
                "Content-Type: TEXT/HTML||<p> # text/html",
                "CONTENT-TYPE:text/html||<p> # text/html",
                "Content-Type : text/html||<p> # text/html",
                "Content-Type:| text/html||<p> # text/html",
                "Content-Type: text|| # text/plain",
                "Content-Type: /html|| # text/plain",
                "Content-Type: nonsense text/html|| # text/plain",
                "Content-Type: (a) text/html (b); charset=x|| # text/html",
                "Content-Type: image/png|Content-Type: text/html|| # image/png",
                "Content-Type: garbage|Content-Type: text/html|| # text/html",
                "Content-Type: multipart/mixed||--x||a|--x-- # text/plain",
                "Content-Type: multipart/mixed; boundary=\"\"||--||a|---- # text/plain",
                "Content-Type: multipart/mixed; boundary=x||none # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x||--x||a|--x--| # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x||--x||a|--x-- # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x||--x||a # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x||--x # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x||--x--|--x||a # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x|--x||a|--x||b|--x-- # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x||--x||a|--x||b|--x-- # multipart/mixed(text/plain, text/plain)",
                "Content-Type: multipart/mixed; boundary=x||pre|--x  ||a|--x\t||b|--x-- |epi|--x # multipart/mixed(text/plain, text/plain)",
                "Content-Type: multipart/mixed; boundary=x||--xy||a|--x||b|--x--y # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x~~--x~~a~--x~~b~--x-- # multipart/mixed(text/plain, text/plain)",
                "Content-Type: multipart/mixed; boundary=\"a b \\\"c\"||--a b \"c||a|--a b \"c-- # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary*0=a; boundary*1=b||--ab||a|--ab-- # multipart/mixed(text/plain)",
                "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: multipart/alternative; boundary=xy||--xy||a|--xy|Content-Type: text/html||b|--xy--||--x|Content-Type: image/png||c|--x-- # multipart/mixed(multipart/alternative(text/plain, text/html), image/png)",
                "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: multipart/alternative; boundary=y||--y||a|--x|Content-Type: image/png||c|--x-- # multipart/mixed(multipart/alternative(text/plain), image/png)",
                "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: multipart/alternative; boundary=x||--x||a|--x--|--x|Content-Type: image/png||c|--x-- # multipart/mixed(multipart/alternative(text/plain), image/png)",
                "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: text/html|--x|Content-Type: image/png|--x-- # multipart/mixed(text/html, image/png)",
                "Content-Type: message/rfc822||Subject: in|Content-Type: text/html||b # message/rfc822(text/html)",
                "Content-Type: message/global||Subject: in||b # message/global(text/plain)",
                "Content-Type: message/rfc822 # message/rfc822(text/plain)",
                "Content-Type: message/rfc822|Content-Transfer-Encoding: base64||U3ViamVjdA== # application/octet-stream",
                "Content-Type: message/partial; id=a||x # message/partial",
                "Content-Type: multipart/digest; boundary=x||--x||Subject: one||a|--x|Content-Type: text/html||b|--x-- # multipart/digest(message/rfc822(text/plain), text/html)",
                "Content-Type: multipart/digest; boundary=x||--x|--x-- # multipart/digest(message/rfc822(text/plain))",
                "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: message/rfc822||Content-Type: multipart/mixed; boundary=y||--y||a|--x||b|--x-- # multipart/mixed(message/rfc822(multipart/mixed(text/plain)), text/plain)",
            })
    void treesOfTrickyMessages(String message, String tree) {
        var text = message == null ? "" : message.replace("~", "\n");
        assertThat(tree(scan(text).root())).isEqualTo(tree);
    }

    @Test
    void offsetsAreThoseOfTheMessage() {
        var message = octets("Subject: s|Content-Type: multipart/mixed; boundary=x||pre|--x|A: 1||one|two||--x|B: 2||"
                + "three|--x||--x|C: 3|--x||last|--x--|epilogue|");
        var root = scan(message).root();
        assertThat(header(message, root)).isEqualTo("Subject: s|Content-Type: multipart/mixed; boundary=x||");
        assertThat(root.children()).hasSize(5);
        assertThat(root.children().stream().map(p -> header(message, p)))
                .containsExactly("A: 1||", "B: 2||", "|", "C: 3|", "|");
        assertThat(root.children().stream().map(p -> body(message, p)))
                .containsExactly("one|two|", "three", "", "", "last");
        assertThat(root.children().stream().map(BodyPart::lines)).containsExactly(2L, 0L, 0L, 0L, 0L);
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "a, 0", "a|, 1", "a|b, 1", "a|b|, 2", "|, 1", "||, 2", "|a, 1"})
    void linesOfABody(String body, long lines) {
        assertThat(scan("A: b||" + body).root().lines()).isEqualTo(lines);
        var part = scan("Content-Type: multipart/mixed; boundary=x||--x||" + body + "|--x--")
                .root();
        assertThat(part.children().getFirst().lines()).isEqualTo(lines);
    }

    @Test
    void anAttachedMessageHasItsOwnEnvelope() {
        var structure = scan("Subject: out|From: a@x||".replace("||", "|Content-Type: message/rfc822||")
                + "Subject: in|From: b@y||body|");
        assertThat(structure.envelope().subject()).hasValue("out");
        var inner = structure.root().envelope().orElseThrow();
        assertThat(inner.subject()).hasValue("in");
        assertThat(inner.from().getFirst().host()).hasValue("y");
        assertThat(structure.root().lines()).isEqualTo(4);
        assertThat(structure.root().children().getFirst().lines()).isEqualTo(1);
    }

    @Test
    void everyFieldOfAPart() {
        var part =
                scan("Content-Type: Application/PDF; NAME=\"a b.pdf\"|Content-ID: <i@d>|Content-Description: some\0 text"
                                + "|  more|Content-Transfer-Encoding: BASE64 (of course)|Content-MD5: Q2hlY2s=|"
                                + "Content-Disposition: Attachment; filename*=utf-8''na%C3%AFve.pdf; size=3|"
                                + "Content-Language: fr, nl-BE|Content-Location: http://x/|Received: y||")
                        .root();
        assertThat(part.type()).isEqualTo("application");
        assertThat(part.subtype()).isEqualTo("pdf");
        assertThat(part.parameters()).isEqualTo(Map.of("name", "a b.pdf"));
        assertThat(part.id()).hasValue("<i@d>");
        assertThat(part.description()).hasValue("some text  more");
        assertThat(part.encoding()).isEqualTo("base64");
        assertThat(part.md5()).hasValue("Q2hlY2s=");
        assertThat(part.disposition()).hasValue("attachment");
        assertThat(part.dispositionParameters())
                .containsExactly(Map.entry("filename", "naïve.pdf"), Map.entry("size", "3"));
        assertThat(part.languages()).containsExactly("fr", "nl-BE");
        assertThat(part.location()).hasValue("http://x/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "name=a.txt # {name=a.txt}",
                "name = \"a\\\"b\" ; x=y # {name=a\"b, x=y}",
                "name=my file.txt; x=y # {name=my file.txt, x=y}",
                "name=a (comment; x=z) # {name=a}",
                "a=1;;; b=2; c # {a=1, b=2}",
                "a=1; a=2 # {a=1}",
                "title*0=abc; title*1=def # {title=abcdef}",
                "title*1=def; title*0=abc # {title=abcdef}",
                "title*0=abc; title*2=def # {title=abc}",
                "title*1=abc # {}",
                "title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A # {title=This is ***fun***}",
                "title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\" # {title=This is even more ***fun*** isn't it!}",
                "name*=iso-8859-1''%e9; name=e # {name=é}",
                "name*=no-such''%41 # {name=A}",
                "name*=utf-8''%0d%0a%00x%zz% # {name=x%zz%}",
                "name*99999999999999=x # {}",
                "=x; *=y; *0=z # {}",
                "name=\"=?UTF-8?Q?a?=\" # {name==?UTF-8?Q?a?=}",
                "name=\"unclosed # {name=unclosed}",
            })
    void parametersAreJoinedAndDecoded(String parameters, String expected) {
        var part = scan("Content-Type: text/plain; " + parameters + "||").root();
        assertThat(part.parameters().toString()).isEqualTo(expected);
    }

    @Test
    void rawOctetsInParametersAreReadAsUtf8OrWindows1252() {
        assertThat(scan("Content-Type: text/plain; name=\"\u00c3\u00a9\"||")
                        .root()
                        .parameters())
                .containsEntry("name", "é");
        assertThat(scan("Content-Type: text/plain; name=\"\u00e9\"||").root().parameters())
                .containsEntry("name", "é");
    }

    @Test
    void theEnvelopeKeepsRawOctets() {
        var structure = scan("Date: Sat, 21 Nov 2026 09:39:03 +0100|Subject: =?utf-8?q?a?=\u00e9| folded|From: A <a@x>|"
                + "From: B <b@x>|To: c@x|To: d@x|Cc: e@x|Bcc: f@x|Sender: g@x|Reply-To: h@x|In-Reply-To: <i@x>|"
                + "Message-ID: <m@x>|References: <r1@x> <r2@x>||");
        var envelope = structure.envelope();
        assertThat(envelope.subject()).hasValue("=?utf-8?q?a?=\u00e9 folded");
        assertThat(envelope.from()).hasSize(1);
        assertThat(envelope.from().getFirst().name()).hasValue("A");
        assertThat(envelope.to()).hasSize(2);
        assertThat(envelope.cc()).hasSize(1);
        assertThat(envelope.bcc()).hasSize(1);
        assertThat(envelope.sender()).hasSize(1);
        assertThat(envelope.replyTo()).hasSize(1);
        assertThat(envelope.inReplyTo()).hasValue("<i@x>");
        assertThat(envelope.messageId()).hasValue("<m@x>");
        assertThat(structure.sentAt()).hasValue(Instant.parse("2026-11-21T08:39:03Z"));
        assertThat(scan("Subject:||").envelope().subject()).hasValue("");
        assertThat(scan("X: y||").envelope().subject()).isEmpty();
    }

    @Test
    void messagesOfAConversationShareTheThread() {
        long first = scan("Message-ID: <a@x>||").threadId();
        assertThat(first).isNotZero();
        assertThat(scan("Message-ID: <b@x>|In-Reply-To: <a@x>||").threadId()).isEqualTo(first);
        assertThat(scan("Message-ID: <c@x>|In-Reply-To: <b@x>|References: <a@x>| <b@x>||")
                        .threadId())
                .isEqualTo(first);
        assertThat(scan("Message-ID: <d@x>||").threadId()).isNotEqualTo(first);
        assertThat(scan("Subject: none||").threadId()).isZero();
        assertThat(scan("Message-ID: no brackets||").threadId()).isZero();
    }

    @Test
    void previewsAreOfTheFirstReadableText() {
        assertThat(scan("A: b||Hello,|  world \t of||mail|").preview()).isEqualTo("Hello, world of mail");
        assertThat(scan("Content-Type: text/html|| <style>p{}</style><p>H&eacute;llo<br>w&#111;rld</p><!-- c -->")
                        .preview())
                .isEqualTo("Héllo world");
        assertThat(
                        scan("Content-Type: multipart/alternative; boundary=x||--x|Content-Type: text/html||<b>rich|--x||plain|--x--")
                                .preview())
                .isEqualTo("plain");
        assertThat(
                        scan("Content-Type: multipart/alternative; boundary=x||--x|| ||--x|Content-Type: text/html||<b>rich|--x--")
                                .preview())
                .isEqualTo("rich");
        assertThat(scan("Content-Type: multipart/mixed; boundary=x||--x|Content-Disposition: attachment||no|--x|"
                                + "Content-Type: message/rfc822|||no|--x||yes|--x--")
                        .preview())
                .isEqualTo("yes");
        assertThat(
                        scan("Content-Transfer-Encoding: quoted-printable|Content-Type: text/plain; charset=utf-8||caf=C3=A9 =|noir")
                                .preview())
                .isEqualTo("café noir");
        assertThat(scan("Content-Transfer-Encoding: base64||aGVs|bG8=|").preview())
                .isEqualTo("hello");
        assertThat(scan("Content-Transfer-Encoding: x-odd||hello").preview()).isEmpty();
        assertThat(scan("A: b||" + "word ".repeat(10_000)).preview()).hasSizeBetween(195, 200);
        assertThat(scan("Content-Type: text/plain; charset=utf-8||"
                                + new String(
                                        "😀".repeat(500).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                        .preview())
                .isEqualTo("😀".repeat(100));
        assertThat(scan("Content-Type: image/png||x").preview()).isEmpty();
    }

    @Test
    void whatIsTooDeepIsOctets() {
        var message = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("||--b")
                    .append(i)
                    .append('|');
        }
        var part = scan(message.toString()).root();
        int depth = 0;
        while (!part.children().isEmpty()) {
            part = part.children().getFirst();
            depth++;
        }
        assertThat(depth).isEqualTo(StructureScanner.MAX_DEPTH);
        assertThat(tree(part)).isEqualTo("application/octet-stream");
        var inner = scan("Content-Type: message/rfc822||".repeat(1000)).root();
        assertThat(tree(inner)).endsWith("application/octet-stream" + ")".repeat(30));
    }

    @Test
    void partsAreBoundedInNumberAndTheLastHoldsTheRest() {
        var message = octets("Content-Type: multipart/mixed; boundary=x||" + "--x||p|".repeat(5000) + "--x--");
        var root = scan(message).root();
        assertThat(root.children()).hasSize(StructureScanner.MAX_PARTS - 1);
        assertThat(root.children().getLast().bodyEnd()).isEqualTo(message.length);
        assertThat(body(message, root.children().getFirst())).isEqualTo("p");
    }

    @Test
    void hostileHeadersLeaveLittleBehind() {
        var flood = scan("To: " + "a@b, ".repeat(100_000) + "|" + "Cc: x@y|".repeat(10_000) + "Subject: "
                + "s".repeat(300_000) + "||body|");
        assertThat(flood.envelope().to()).hasSizeLessThanOrEqualTo(1000);
        assertThat(body(octets("x"), scan("x").root())).isEmpty();
        var many = "Content-Type: multipart/mixed; boundary=x||"
                + ("--x|Content-Type: message/rfc822||To: " + "\"nnnnnnnn\" <a@b>, ".repeat(1000) + "|Subject: "
                                + "s".repeat(20_000) + "|Content-Type: text/plain" + "; p=\u00e9".repeat(50) + "||")
                        .repeat(400);
        assertThat(StructureCodec.encode(scan(many)).length).isLessThan(StructureCodec.MAX_ENCODED);
        assertThat(scan("A: b|" + "X: y|".repeat(100_000) + "Subject: late||text")
                        .preview())
                .isEqualTo("text");
    }

    @Test
    void noMessageHasAStructureTooLargeToStore() {
        var longest = "Content-Type: " + "t".repeat(127) + "/" + "s".repeat(127) + "; n=" + "\u0080".repeat(180)
                + "|Content-Transfer-Encoding: " + "e".repeat(40) + "|Content-Disposition: " + "d".repeat(127) + "||";
        var parts = scan("Content-Type: multipart/mixed; boundary=x||" + ("--x|" + longest).repeat(1200));
        assertThat(parts.root().children()).hasSize(StructureScanner.MAX_PARTS - 1);
        assertThat(StructureCodec.encode(parts).length)
                .isBetween(StructureCodec.MAX_ENCODED / 2, StructureCodec.MAX_ENCODED);
    }

    @Test
    void letterCaseDoesNotDependOnTheLocale() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            var part =
                    scan("CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY=I||--I|CONTENT-DISPOSITION: INLINE; FILENAME=I||a|--I--")
                            .root();
            assertThat(tree(part)).isEqualTo("multipart/mixed(text/plain)");
            assertThat(part.children().getFirst().disposition()).hasValue("inline");
            assertThat(part.children().getFirst().dispositionParameters()).containsKey("filename");
            assertThat(MessageDate.parse("FRI, 21 APR 2023 10:00:00 GMT")).isPresent();
            assertThat(MessageDate.format(java.time.OffsetDateTime.parse("2023-04-01T10:00:00Z")))
                    .isEqualTo("Sat, 1 Apr 2023 10:00:00 +0000");
        } finally {
            Locale.setDefault(before);
        }
    }
}
