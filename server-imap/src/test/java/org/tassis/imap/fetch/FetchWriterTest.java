package org.tassis.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;
import org.tassis.imap.TestCommands;
import org.tassis.imap.TestConnection;
import org.tassis.imap.TestMailbox;
import org.tassis.imap.command.Fetch;
import org.tassis.imap.wire.ResponseWriter;

class FetchWriterTest {
    private static final String PLAIN = """
            Date: Sun, 15 Feb 2026 10:00:00 +0100
            From: Ann <ann@example.org>
            To: bob@example.net, "C, D" <c@example.com>
            Subject: Hello
            Message-ID: <1@example.org>
            X-Folded: one
             two

            First line
            Second line
            """;

    /// RFC 3501 §6.4.5 has one of this shape.
    private static final String NESTED = """
            From: a@b.c
            Subject: outer
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=out

            preamble
            --out
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            caf=C3=A9
            --out
            Content-Type: application/octet-stream; name="x.bin"
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename="x.bin"

            AAEC
            --out
            Content-Type: message/rfc822
            Content-Description: inside

            From: inner@b.c
            Subject: inner
            Content-Type: multipart/alternative; boundary=in

            --in

            text
            --in
            Content-Type: text/html
            Content-Language: en, fr

            <b>text</b>
            --in--
            --out
            Content-Type: text/plain
            Content-Transfer-Encoding: x-strange

            strange
            --out--
            epilogue
            """;

    private final TestMailbox mailbox = new TestMailbox();

    static Stream<Arguments> sections() {
        String header =
                "From: a@b.c\nSubject: outer\nMIME-Version: 1.0\n" + "Content-Type: multipart/mixed; boundary=out\n\n";
        String innerHeader = "From: inner@b.c\nSubject: inner\nContent-Type: multipart/alternative; boundary=in\n\n";
        String innerBody =
                "--in\n\ntext\n--in\nContent-Type: text/html\nContent-Language: en, fr\n\n<b>text</b>\n--in--";
        return Stream.of(
                Arguments.of("BODY.PEEK[]", "BODY[]", NESTED),
                Arguments.of("BODY[HEADER]", "BODY[HEADER]", header),
                Arguments.of("RFC822", "RFC822", NESTED),
                Arguments.of("RFC822.HEADER", "RFC822.HEADER", header),
                Arguments.of("RFC822.TEXT", "RFC822.TEXT", NESTED.substring(header.length())),
                Arguments.of("BODY[TEXT]", "BODY[TEXT]", NESTED.substring(header.length())),
                Arguments.of("BODY[1]", "BODY[1]", "caf=C3=A9"),
                Arguments.of(
                        "BODY[1.MIME]",
                        "BODY[1.MIME]",
                        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"),
                Arguments.of("BODY[1.HEADER]", "BODY[1.HEADER]", null),
                Arguments.of("BODY[1.TEXT]", "BODY[1.TEXT]", null),
                Arguments.of("BODY[1.1]", "BODY[1.1]", null),
                Arguments.of("BODY[2]", "BODY[2]", "AAEC"),
                Arguments.of("BODY[3]", "BODY[3]", innerHeader + innerBody),
                Arguments.of("BODY[3.HEADER]", "BODY[3.HEADER]", innerHeader),
                Arguments.of("BODY[3.TEXT]", "BODY[3.TEXT]", innerBody),
                Arguments.of(
                        "BODY[3.MIME]",
                        "BODY[3.MIME]",
                        "Content-Type: message/rfc822\nContent-Description: inside\n\n"),
                Arguments.of("BODY[3.1]", "BODY[3.1]", "text"),
                Arguments.of("BODY[3.2]", "BODY[3.2]", "<b>text</b>"),
                Arguments.of("BODY[3.1.MIME]", "BODY[3.1.MIME]", "\n"),
                Arguments.of(
                        "BODY[3.2.MIME]", "BODY[3.2.MIME]", "Content-Type: text/html\nContent-Language: en, fr\n\n"),
                Arguments.of(
                        "BODY[3.HEADER.FIELDS (subject)]", "BODY[3.HEADER.FIELDS (subject)]", "Subject: inner\n\n"),
                Arguments.of(
                        "BODY[HEADER.FIELDS (subject FROM \"no such\")]",
                        "BODY[HEADER.FIELDS (subject FROM \"no such\")]",
                        "From: a@b.c\nSubject: outer\n\n"),
                Arguments.of(
                        "BODY[HEADER.FIELDS.NOT (Content-Type mime-version)]",
                        "BODY[HEADER.FIELDS.NOT (Content-Type mime-version)]",
                        "From: a@b.c\nSubject: outer\n\n"),
                Arguments.of("BODY[HEADER.FIELDS (X-None)]", "BODY[HEADER.FIELDS (X-None)]", "\n"),
                Arguments.of("BODY[HEADER.FIELDS (From)]<3.4>", "BODY[HEADER.FIELDS (From)]<3>", "m: a"),
                Arguments.of("BODY[5]", "BODY[5]", null),
                Arguments.of("BODY[3.3]", "BODY[3.3]", null),
                Arguments.of("BODY[9.9.9]", "BODY[9.9.9]", null),
                Arguments.of("BODY[]<2.4>", "BODY[]<2>", "om: "),
                Arguments.of("BODY[HEADER]<2.4>", "BODY[HEADER]<2>", "om: "),
                Arguments.of("BODY[3.1]<2.9223372036854775807>", "BODY[3.1]<2>", "xt"),
                Arguments.of("BODY[3.1]<4.1>", "BODY[3.1]<4>", ""),
                Arguments.of(
                        "BODY[3.1]<9223372036854775807.9223372036854775807>", "BODY[3.1]<9223372036854775807>", ""));
    }

    @ParameterizedTest
    @MethodSource("sections")
    void sectionsAreCutFromTheMessage(String item, String label, String content) throws IOException {
        mailbox.add(NESTED);
        String expected = content == null ? "NIL" : content.isEmpty() ? "\"\"" : literal(content);
        assertThat(fetch(item)).isEqualTo("* 1 FETCH (" + label + " " + expected + ")\r\n");
    }

    static Stream<Arguments> binaries() {
        return Stream.of(
                Arguments.of("BINARY[1]", "BINARY[1] ~{5}\r\ncaf\u00c3\u00a9"),
                Arguments.of("BINARY.PEEK[1]<3.1>", "BINARY[1]<3> ~{1}\r\n\u00c3"),
                Arguments.of("BINARY.SIZE[1]", "BINARY.SIZE[1] 5"),
                Arguments.of("BINARY.PEEK[2]", "BINARY[2] ~{3}\r\n\0\1\2"),
                Arguments.of("BINARY.SIZE[2]", "BINARY.SIZE[2] 3"),
                Arguments.of("BINARY.PEEK[2]<1.1>", "BINARY[2]<1> ~{1}\r\n\1"),
                Arguments.of("BINARY.PEEK[2]<3.1>", "BINARY[2]<3> \"\""),
                Arguments.of("BINARY.PEEK[3.1]", "BINARY[3.1] ~{4}\r\ntext"),
                Arguments.of("BINARY.PEEK[3.1]<1.2>", "BINARY[3.1]<1> ~{2}\r\nex"),
                Arguments.of("BINARY.PEEK[8]", "BINARY[8] NIL"),
                Arguments.of("BINARY.SIZE[8]", "BINARY.SIZE[8] 0"),
                Arguments.of(
                        "BINARY.SIZE[]",
                        "BINARY.SIZE[] " + TestMailbox.crlf(NESTED).length()));
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void partsAreDecoded(String item, String expected) throws IOException {
        mailbox.add(NESTED);
        assertThat(fetch(item)).isEqualTo("* 1 FETCH (" + expected + ")\r\n");
    }

    @Test
    void largePartsAreDecodedInPieces() throws IOException {
        String line = "QUJD".repeat(19) + "\n";
        mailbox.add("Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + line.repeat(3000));
        String decoded = "ABC".repeat(19 * 3000);
        assertThat(fetch("BINARY.PEEK[1]"))
                .isEqualTo("* 1 FETCH (BINARY[1] ~{" + decoded.length() + "}\r\n" + decoded + ")\r\n");
        assertThat(fetch("BINARY.PEEK[1]<100001.5>")).isEqualTo("* 1 FETCH (BINARY[1]<100001> ~{5}\r\nCABCA)\r\n");
    }

    @Test
    void unknownEncodingsAreRefusedBeforeAnythingIsWritten() {
        mailbox.add(NESTED);
        assertThatThrownBy(() -> fetch("(UID BINARY[4])")).isInstanceOf(UnknownTransferEncoding.class);
        assertThatThrownBy(() -> fetch("(UID BINARY.SIZE[4])")).isInstanceOf(UnknownTransferEncoding.class);
        assertThat(written).isEmpty();
    }

    @Test
    void whatTheSnapshotKnowsIsWritten() throws IOException {
        mailbox.add(
                PLAIN,
                Flags.of(List.of(SystemFlag.SEEN, SystemFlag.DRAFT), List.of("$Forwarded", "work")),
                Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(fetch("(FLAGS UID MODSEQ INTERNALDATE RFC822.SIZE EMAILID SAVEDATE)"))
                .isEqualTo("* 1 FETCH (FLAGS (\\Seen \\Draft $Forwarded work) UID 1 MODSEQ ("
                        + mailbox.snapshot().modSeq(0) + ") INTERNALDATE \"02-Jan-2026 03:04:05 +0000\" RFC822.SIZE "
                        + TestMailbox.crlf(PLAIN).length() + " EMAILID (M"
                        + mailbox.snapshot().contentId(0).value()
                        + ") SAVEDATE \"15-Feb-2026 12:00:00 +0000\")\r\n");
    }

    @Test
    void flagsAreAddedWhenTheCommandChangedThem() throws IOException {
        mailbox.add(PLAIN);
        assertThat(fetch("UID", true, true)).isEqualTo("* 1 FETCH (UID 1 FLAGS (\\Recent))\r\n");
        assertThat(fetch("FLAGS", true, true)).isEqualTo("* 1 FETCH (FLAGS (\\Recent))\r\n");
    }

    @Test
    void threadsAndPreviewsAreWritten() throws IOException {
        mailbox.add(PLAIN).add("Subject: none\n\ncaf\u00c3\u00a9\n");
        assertThat(fetch("(THREADID PREVIEW (LAZY))"))
                .matches("\\* 1 FETCH \\(THREADID \\(T[0-9a-f]+\\) PREVIEW \"First line Second line\"\\)\r\n");
        assertThat(fetch(2, "(THREADID PREVIEW)", false, false))
                .isEqualTo("* 2 FETCH (THREADID NIL PREVIEW {5}\r\ncaf\u00c3\u00a9)\r\n");
    }

    static Stream<Arguments> envelopes() {
        return Stream.of(
                Arguments.of(
                        PLAIN,
                        "(\"Sun, 15 Feb 2026 10:00:00 +0100\" \"Hello\" ((\"Ann\" NIL \"ann\" \"example.org\"))"
                                + " ((\"Ann\" NIL \"ann\" \"example.org\")) ((\"Ann\" NIL \"ann\" \"example.org\"))"
                                + " ((NIL NIL \"bob\" \"example.net\")(\"C, D\" NIL \"c\" \"example.com\"))"
                                + " NIL NIL NIL \"<1@example.org>\")"),
                Arguments.of("\nbody\n", "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"),
                Arguments.of("", "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"),
                Arguments.of(
                        "From: a@b\nSender: s@b\nReply-To: r@b\nCc: friends: x@y, z@y;\nBcc: none:;\nIn-Reply-To: <0@b>\n"
                                + "Subject: =?utf-8?q?caf=C3=A9?= \"quoted\" \\\n\n",
                        "(NIL \"=?utf-8?q?caf=C3=A9?= \\\"quoted\\\" \\\\\" ((NIL NIL \"a\" \"b\")) ((NIL NIL \"s\" \"b\"))"
                                + " ((NIL NIL \"r\" \"b\")) NIL"
                                + " ((NIL NIL \"friends\" NIL)(NIL NIL \"x\" \"y\")(NIL NIL \"z\" \"y\")(NIL NIL NIL NIL))"
                                + " ((NIL NIL \"none\" NIL)(NIL NIL NIL NIL)) \"<0@b>\" NIL)"),
                Arguments.of("Subject: caf\u00e9\n\n", "(NIL {4}\r\ncaf\u00e9 NIL NIL NIL NIL NIL NIL NIL NIL)"),
                Arguments.of("Subject: folded\n line\n\n", "(NIL \"folded line\" NIL NIL NIL NIL NIL NIL NIL NIL)"));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void envelopesAreWritten(String message, String expected) throws IOException {
        mailbox.add(message);
        assertThat(fetch("ENVELOPE")).isEqualTo("* 1 FETCH (ENVELOPE " + expected + ")\r\n");
    }

    static Stream<Arguments> structures() {
        return Stream.of(
                Arguments.of(
                        PLAIN,
                        "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 25 2",
                        " NIL NIL NIL NIL)"),
                Arguments.of(
                        "Content-Type: image/png\nContent-ID: <i@x>\nContent-Description: d\nContent-MD5: Q2hl\n"
                                + "Content-Disposition: inline\nContent-Language: en\nContent-Location: http://x/\n"
                                + "Content-Transfer-Encoding: base64\n\nAAEC\n",
                        "(\"image\" \"png\" NIL \"<i@x>\" \"d\" \"base64\" 6",
                        " \"Q2hl\" (\"inline\" NIL) \"en\" \"http://x/\")"));
    }

    @ParameterizedTest
    @MethodSource("structures")
    void bodiesHaveExtensionDataOnlyInBodyStructure(String message, String common, String extension)
            throws IOException {
        mailbox.add(message);
        assertThat(fetch("BODY")).isEqualTo("* 1 FETCH (BODY " + common + "))\r\n");
        assertThat(fetch("BODYSTRUCTURE")).isEqualTo("* 1 FETCH (BODYSTRUCTURE " + common + extension + ")\r\n");
    }

    @Test
    void nestedStructuresAreWritten() throws IOException {
        mailbox.add(NESTED);
        int inner = TestMailbox.crlf(
                        "From: inner@b.c\nSubject: inner\nContent-Type: multipart/alternative; boundary=in\n\n"
                                + "--in\n\ntext\n--in\nContent-Type: text/html\nContent-Language: en, fr\n\n<b>text</b>\n--in--")
                .length();
        String innerEnvelope = "(NIL \"inner\" ((NIL NIL \"inner\" \"b.c\")) ((NIL NIL \"inner\" \"b.c\"))"
                + " ((NIL NIL \"inner\" \"b.c\")) NIL NIL NIL NIL NIL)";
        assertThat(fetch("BODY"))
                .matches(quote("* 1 FETCH (BODY ("
                        + "(\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" 9 #)"
                        + "(\"application\" \"octet-stream\" (\"name\" \"x.bin\") NIL NIL \"base64\" 4)"
                        + "(\"message\" \"rfc822\" NIL NIL \"inside\" \"7bit\" " + inner + " " + innerEnvelope
                        + " ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 4 #)"
                        + "(\"text\" \"html\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 11 #) \"alternative\") #)"
                        + "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"x-strange\" 7 #)"
                        + " \"mixed\"))\r\n"));
        assertThat(fetch("BODYSTRUCTURE"))
                .matches(quote("* 1 FETCH (BODYSTRUCTURE ("
                        + "(\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" 9 # NIL NIL NIL NIL)"
                        + "(\"application\" \"octet-stream\" (\"name\" \"x.bin\") NIL NIL \"base64\" 4"
                        + " NIL (\"attachment\" (\"filename\" \"x.bin\")) NIL NIL)"
                        + "(\"message\" \"rfc822\" NIL NIL \"inside\" \"7bit\" " + inner + " " + innerEnvelope
                        + " ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 4 # NIL NIL NIL NIL)"
                        + "(\"text\" \"html\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 11 # NIL NIL (\"en\" \"fr\") NIL)"
                        + " \"alternative\" (\"boundary\" \"in\") NIL NIL NIL) # NIL NIL NIL NIL)"
                        + "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"x-strange\" 7 # NIL NIL NIL NIL)"
                        + " \"mixed\" (\"boundary\" \"out\") NIL NIL NIL))\r\n"));
    }

    @Test
    void namesBeyondAsciiAreEncodedWordsUntilUtf8IsEnabled() throws IOException {
        mailbox.add("Content-Type: image/png; name*=utf-8''%C3%A9t%C3%A9.png\n\n");
        assertThat(fetch("BODY")).contains("(\"name\" \"=?UTF-8?B?w6l0w6kucG5n?=\")");
        utf8 = true;
        assertThat(fetch("BODY")).contains("(\"name\" \"\u00c3\u00a9t\u00c3\u00a9.png\")");
    }

    @Test
    void partsOfAMessageWithoutMultipart() throws IOException {
        mailbox.add(PLAIN);
        assertThat(fetch("BODY[1]")).isEqualTo("* 1 FETCH (BODY[1] " + literal("First line\nSecond line\n") + ")\r\n");
        assertThat(fetch("BODY[2]")).isEqualTo("* 1 FETCH (BODY[2] NIL)\r\n");
        assertThat(fetch("BODY[1.1]")).isEqualTo("* 1 FETCH (BODY[1.1] NIL)\r\n");
    }

    @Test
    void foldedFieldsStayWhole() throws IOException {
        mailbox.add(PLAIN);
        assertThat(fetch("BODY[HEADER.FIELDS (x-folded to)]"))
                .isEqualTo("* 1 FETCH (BODY[HEADER.FIELDS (x-folded to)] "
                        + literal("To: bob@example.net, \"C, D\" <c@example.com>\nX-Folded: one\n two\n\n") + ")\r\n");
    }

    @Test
    void largeBodiesPassInPieces() throws IOException {
        mailbox.add("Subject: x\n\n" + "0123456789abcde\n".repeat(200_000));
        String response = fetch("BODY[]");
        assertThat(response).hasSize("* 1 FETCH (BODY[] {3400014}\r\n)\r\n".length() + 3_400_014);
    }

    @Test
    void aMessageForgottenMeanwhileLeavesNothingHalfWritten() throws IOException {
        mailbox.add(PLAIN);
        var before = mailbox.snapshot();
        mailbox.store().expunge(mailbox.id(), before.uids());
        mailbox.store().forget(TestMailbox.NOW.plusSeconds(1));
        var connection = TestConnection.of("");
        var out = new ResponseWriter(connection);
        Fetch fetch = (Fetch) TestCommands.parse("FETCH 1 (UID BODY[])");
        assertThatThrownBy(() -> new FetchWriter(out, mailbox.store(), fetch.items()).write(1, before, 0, false, false))
                .isInstanceOf(org.tassis.store.StoreException.class);
        out.flush();
        assertThat(connection.output()).isIn("", "* 1 FETCH (UID 1 BODY[] NIL)\r\n");
    }

    private String written = "";
    private boolean utf8;

    private String fetch(String items) throws IOException {
        return fetch(items, false, false);
    }

    private String fetch(String items, boolean recent, boolean withFlags) throws IOException {
        return fetch(1, items, recent, withFlags);
    }

    private String fetch(int sequence, String items, boolean recent, boolean withFlags) throws IOException {
        TestConnection connection = TestConnection.of("");
        ResponseWriter out = new ResponseWriter(connection);
        if (utf8) {
            out.useUtf8();
        }
        Fetch fetch = (Fetch) TestCommands.parse("FETCH 1 " + items);
        try {
            new FetchWriter(out, mailbox.store(), fetch.items())
                    .write(sequence, mailbox.snapshot(), sequence - 1, recent, withFlags);
        } finally {
            out.flush();
            written = connection.output();
        }
        return written;
    }

    private static String literal(String content) {
        String octets = TestMailbox.crlf(content);
        assertThat(octets.getBytes(StandardCharsets.ISO_8859_1)).hasSize(octets.length());
        return "{" + octets.length() + "}\r\n" + octets;
    }

    private static String quote(String expected) {
        return "\\Q" + expected.replace("#", "\\E\\d+\\Q") + "\\E";
    }
}
