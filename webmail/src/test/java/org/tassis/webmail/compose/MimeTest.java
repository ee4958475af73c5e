package org.tassis.webmail.compose;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.message.Spool;
import org.tassis.webmail.html.Flowed;

/// Octets of what is sent.
class MimeTest {
    private static final Instant WHEN = Instant.parse("2026-01-02T03:04:05Z");
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    @TempDir
    Path directory;

    private static Person person(String typed) {
        return Person.typed(typed).people().getFirst();
    }

    private static Letter letter(Person from, String subject, Body body, Letter.Attachment... attachments) {
        return new Letter(
                from,
                Optional.empty(),
                List.of(person("bob@example.org")),
                List.of(),
                List.of(),
                subject,
                body,
                "",
                List.of(),
                false,
                List.of(attachments));
    }

    private static Letter letter(Body body, Letter.Attachment... attachments) {
        return letter(person("Ann <ann@example.org>"), "s", body, attachments);
    }

    private static Letter.Attachment file(String name, String type, String contentId, byte[] octets) {
        return new Letter.Attachment(
                "",
                name,
                type,
                octets.length,
                contentId.isEmpty() ? Optional.empty() : Optional.of(contentId),
                () -> new ByteArrayInputStream(octets));
    }

    private String written(Letter letter) throws Exception {
        try (Spool spool = new LetterWriter(directory).write(letter, "<1234@example.org>", WHEN, false);
                var in = spool.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static MimeMessage parsed(String octets) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aPlainLetterIsThis() throws Exception {
        String date = parsed(written(letter(Body.plain("x")))).getHeader("Date", null);
        assertThat(written(letter(Body.plain("Dear Bob,\n\n> a line\nof mine\n\n-- \nAnn"))))
                .isEqualTo("Date: " + date + "\r\n"
                        + "From: Ann <ann@example.org>\r\n"
                        + "To: bob@example.org\r\n"
                        + "Message-ID: <1234@example.org>\r\n"
                        + "Subject: s\r\n"
                        + "MIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=us-ascii; format=flowed\r\n"
                        + "Content-Transfer-Encoding: 7bit\r\n"
                        + "\r\n"
                        + "Dear Bob,\r\n\r\n> a line\r\nof mine\r\n\r\n-- \r\nAnn\r\n");
    }

    @Test
    void aRichLetterHasItsTextBesideIt() throws Exception {
        String octets =
                written(letter(Body.rich("<div>D\u00e9ar <b>Bob</b></div><blockquote type=cite>yes</blockquote>")));
        MimeMessage message = parsed(octets);
        assertThat(message.getContentType()).startsWith("multipart/alternative");
        MimeMultipart both = (MimeMultipart) message.getContent();
        assertThat(both.getCount()).isEqualTo(2);
        assertThat(both.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=utf-8; format=flowed");
        assertThat(both.getBodyPart(0).getContent()).isEqualTo("D\u00e9ar Bob\r\n> yes\r\n");
        assertThat(both.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=utf-8");
        assertThat(both.getBodyPart(1).getContent().toString())
                .startsWith("<!DOCTYPE html>")
                .contains("D\u00e9ar <b>Bob</b>")
                .contains("<blockquote type=\"cite\" style=");
        lines(octets);
    }

    /// RFC 5322 §2.1.1, §2.3: no bare CR or LF, no long line.
    private static void lines(String octets) {
        assertThat(octets.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        assertThat(octets.lines().mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(998);
        assertThat(octets.chars().allMatch(c -> c < 0x7f)).isTrue();
    }

    @Test
    void picturesAreRelatedToTheText() throws Exception {
        String octets = written(letter(
                Body.rich("<div>see <img src=\"cid:pic1@letter\" alt=\"a train\"></div>"),
                file("train.png", "image/png", "pic1@letter", PNG),
                file("unused.png", "image/png", "pic2@letter", PNG),
                file("plan.pdf", "application/pdf", "", "%PDF".getBytes(StandardCharsets.US_ASCII))));
        lines(octets);
        MimeMultipart mixed = (MimeMultipart) parsed(octets).getContent();
        assertThat(mixed.getContentType()).startsWith("multipart/mixed");
        assertThat(mixed.getCount()).isEqualTo(3);
        MimeMultipart both = (MimeMultipart) mixed.getBodyPart(0).getContent();
        assertThat(both.getContentType()).startsWith("multipart/alternative");
        assertThat(both.getBodyPart(0).getContent()).isEqualTo("see [a train]\r\n");
        MimeMultipart related = (MimeMultipart) both.getBodyPart(1).getContent();
        assertThat(related.getContentType()).startsWith("multipart/related").contains("type=\"text/html\"");
        MimeBodyPart picture = (MimeBodyPart) related.getBodyPart(1);
        assertThat(picture.getContentID()).isEqualTo("<pic1@letter>");
        assertThat(picture.getDisposition()).isEqualTo("inline");
        assertThat(picture.getInputStream().readAllBytes()).isEqualTo(PNG);
        assertThat(mixed.getBodyPart(2).getFileName()).isEqualTo("plan.pdf");
        assertThat(mixed.getBodyPart(2).getDisposition()).isEqualTo("attachment");
    }

    @Test
    void namesOfFilesAreEncodedAsParametersAre() throws Exception {
        for (String name : List.of(
                "a.txt",
                "quo\"te \\ back.txt",
                "\u00e9t\u00e9.txt",
                "\u65e5\u672c\u8a9e".repeat(20) + ".pdf",
                "x".repeat(110) + ".txt",
                "per%cent'quote.txt",
                "\ud83d\ude86 train.png")) {
            String octets = written(letter(Body.plain("t"), file(name, "text/plain", "", new byte[] {'x'})));
            lines(octets);
            assertThat(octets.lines().filter(line -> line.contains("filename")).mapToInt(String::length))
                    .allMatch(length -> length < 80);
            MimeMultipart mixed = (MimeMultipart) parsed(octets).getContent();
            assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo(name);
        }
    }

    @Test
    void addressesMayBeInAnyScript() throws Exception {
        Person from = person("\u00c9lodie <\u00e9lodie@b\u00fccher.example>");
        String octets = written(letter(from, "\u00e9t\u00e9", Body.plain("t")));
        String utf8 = new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        assertThat(utf8).contains("<\u00e9lodie@xn--bcher-kva.example>").contains("Subject: =?UTF-8?");
    }

    @Test
    void noFieldEndsALineOfTheHeader() throws Exception {
        String evil = "x\r\nBcc: everybody@example.org\r\n\r\n<b>";
        Letter letter = new Letter(
                new Person(evil, person("ann@example.org").address()),
                Optional.of(new Person(evil, person("answers@example.org").address())),
                List.of(new Person(evil, person("bob@example.org").address())),
                List.of(),
                List.of(),
                evil,
                Body.plain("t"),
                "",
                List.of(),
                true,
                List.of(file(FileName.of(evil), "text/plain", "", new byte[] {'x'})));
        String octets = written(letter);
        assertThat(octets.lines()).noneMatch(line -> line.startsWith("Bcc"));
        MimeMessage message = parsed(octets);
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getHeader("Reply-To", null)).contains("answers@example.org");
        assertThat(message.getHeader("Disposition-Notification-To", null)).contains("ann@example.org");
        assertThat(Person.typed("a@example.org\r\nBcc: b@example.org").people())
                .allSatisfy(
                        one -> assertThat(one.toString()).doesNotContain("\n").doesNotContain("\r"));
    }

    @Test
    void messagesGoAlongAsTheyAre() throws Exception {
        byte[] plain = "Subject: x\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(written(letter(Body.plain("t"), file("a.eml", "message/rfc822", "", plain))))
                .contains("Content-Type: message/rfc822\r\n")
                .contains("Subject: x\r\n\r\ntext\r\n");
        byte[] eight = "Subject: x\r\n\r\n\u00e9\r\n".getBytes(StandardCharsets.UTF_8);
        assertThat(written(letter(Body.plain("t"), file("a.eml", "message/rfc822", "", eight))))
                .doesNotContain("message/rfc822")
                .contains("Content-Type: application/octet-stream\r\n");
    }

    @Test
    void quotedTextFlowsAtItsDepth() {
        String words = "word ".repeat(40).strip();
        for (String text : List.of(
                words,
                "> " + words,
                ">> " + words + "\n> " + words + "\nmine " + words,
                " stuffed\nFrom me\n>\n> \nlast",
                "a\n\n-- \nAnn " + words,
                "> -- \n> Bob")) {
            String flowed = Flowed.of(text);
            assertThat(flowed.lines().mapToInt(String::length).max().orElseThrow())
                    .isLessThan(79);
            String back = Flowed.joined(
                    flowed.stripTrailing().equals("") ? "" : flowed.substring(0, flowed.length() - 1), false);
            assertThat(back).isEqualTo(text.replace("> \n", ">\n"));
        }
        assertThat(Flowed.joined(">> deep \n>> joined\n> other \nmine", false))
                .isEqualTo(">> deep joined\n> other \nmine");
        assertThat(Flowed.joined("one \ntwo", true)).isEqualTo("onetwo");
    }
}
