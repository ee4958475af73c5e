package org.tassis.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.message.StructureScanner;

/// Makes messages for tests, realistic and nasty ones, the same for the same seed. Lines end in CRLF and no message
/// holds a bare CR or LF, so that every one may pass through SMTP with 8BITMIME; none has a line over 998 octets
/// except where it is said. Not thread-safe.
public final class TestMessages {
    private static final String[] WORDS = {
        "post",
        "rider",
        "Brussels",
        "letter",
        "seal",
        "horse",
        "Augsburg",
        "road",
        "inn",
        "winter",
        "parcel",
        "route",
        "Innsbruck",
        "horn",
        "Milan",
        "hour",
        "stage",
        "ledger",
        "ink",
        "courier"
    };
    private static final String[] PEOPLE = {
        "Francesca <francesca@example.org>",
        "\"Taxis, Janetto\" <janetto@example.net>",
        "=?UTF-8?B?TMOpb25hcmQ=?= <leonard@example.com>",
        "=?ISO-8859-1?Q?Ren=E9e?= de Tassis <renee@example.org>",
        "lamoral@example.net"
    };

    private final Random random;
    private int serial;

    public TestMessages(long seed) {
        random = new Random(seed);
    }

    // ---- one kind each ----

    /// Plain ASCII text, `size` octets exactly (at least 500).
    public byte[] plain(int size) {
        String head = header("text/plain; charset=us-ascii", "7bit");
        int body = size - head.length();
        if (body < 0) {
            throw new IllegalArgumentException("a plain message has at least 500 octets");
        }
        StringBuilder text = new StringBuilder(size);
        text.append(head);
        while (text.length() < size) {
            int left = size - text.length();
            if (left <= 2) {
                text.append(left == 2 ? "\r\n" : ".");
            } else {
                String line = line(left - 2);
                text.append(line).append("\r\n");
            }
        }
        return latin1(text);
    }

    /// Text in two forms: multipart/alternative of plain text and HTML, quoted-printable.
    public byte[] alternative() {
        String boundary = boundary();
        String text = sentence(40);
        return latin1(header("multipart/alternative; boundary=\"" + boundary + "\"", "7bit")
                + part(boundary, "text/plain; charset=utf-8", "quoted-printable", "Caf=C3=A9 =E2=82=AC 5 " + text)
                + part(boundary, "text/html; charset=utf-8", "quoted-printable", "<p>Caf=C3=A9 <b>5</b> " + text)
                + "--" + boundary + "--\r\n");
    }

    /// Text with an attachment of `size` octets in base64, its name in RFC 2231 form.
    public byte[] attachment(int size) {
        byte[] octets = new byte[size];
        random.nextBytes(octets);
        String boundary = boundary();
        return latin1(header("multipart/mixed; boundary=" + boundary, "7bit")
                + "A preamble that nobody reads.\r\n"
                + part(boundary, "text/plain", "7bit", sentence(20))
                + "--" + boundary + "\r\nContent-Type: application/octet-stream;\r\n\tname*=utf-8''l%C3%A9dger.bin\r\n"
                + "Content-Disposition: attachment; filename*0*=utf-8''l%C3%A9d;\r\n filename*1=ger.bin; size=" + size
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(octets) + "\r\n--" + boundary + "--\r\nEpilogue\r\n");
    }

    /// A message in a message, `depth` times, in multiparts.
    public byte[] nested(int depth) {
        byte[] inner = plain(700);
        for (int i = 0; i < depth; i++) {
            String boundary = boundary();
            inner = join(
                    latin1(header("multipart/mixed; boundary=\"" + boundary + "\"", "7bit")
                            + part(boundary, "text/plain", "7bit", "Forwarded " + i)
                            + "--" + boundary + "\r\nContent-Type: message/rfc822\r\n"
                            + "Content-Disposition: inline\r\n\r\n"),
                    inner,
                    latin1("\r\n--" + boundary + "--\r\n"));
        }
        return inner;
    }

    /// Encoded words in many charsets, folded, and a UTF-8 body in base64.
    public byte[] encodedWords() {
        return latin1("From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <yamada@example.org>\r\n"
                + "To: =?windows-1252?Q?J=FCrgen_=96_B=FCro?= <juergen@example.net>,\r\n"
                + " =?KOI8-R?B?6dfBzg==?= <ivan@example.org>\r\n"
                + "Cc: Undisclosed:;, A Group: a@example.org, b@example.org;\r\n"
                + "Subject: =?UTF-8?Q?Lettre_=C3=A0_l'=C3=A9?=\r\n =?UTF-8?Q?t=C3=A9?= and =?utf-8?B?8J+TrA==?=\r\n"
                + "Date: Tue, 03 Feb 2026 10:11:12 +0100\r\nMessage-ID: <" + messageId() + ">\r\n"
                + "In-Reply-To: <first@example.org>\r\nReferences: <first@example.org>\r\n <second@example.org>\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder()
                        .encodeToString("Grüße aus Brüssel. Привет. 手紙 📬\r\n".getBytes(StandardCharsets.UTF_8))
                + "\r\n");
    }

    /// UTF-8 in header fields and body: RFC 6532.
    public byte[] utf8() {
        return ("From: \"Zoë\" <zoë@exämple.org>\r\nTo: 用户@例子.example\r\nSubject: Été, 手紙 " + messageId()
                        + "\r\nMessage-ID: <" + messageId() + ">\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                        + "Chère Zoë,\r\nЖду письма. 📬\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Octets above 127 that are no UTF-8, in header and body, with no charset said.
    public byte[] eightBit() {
        StringBuilder text =
                new StringBuilder("From: Ren\u00e9e <renee@example.org>\r\nSubject: \u00e9t\u00e9\r\n\r\n");
        for (int line = 0; line < 20; line++) {
            for (int i = 0; i < 60; i++) {
                text.append((char) (0x80 + random.nextInt(0x80)));
            }
            text.append("\r\n");
        }
        return latin1(text);
    }

    /// A body of one line of `length` octets, no line end behind it.
    public byte[] longLine(int length) {
        StringBuilder text = new StringBuilder(header("text/plain", "8bit"));
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + i % 26));
        }
        return latin1(text);
    }

    /// A header of about `size` octets: many fields, long folded ones, a thousand references.
    public byte[] hugeHeader(int size) {
        StringBuilder text = new StringBuilder();
        text.append("Subject: ").append("very ".repeat(100)).append("long\r\nReferences:");
        for (int i = 0; text.length() < size / 2; i++) {
            text.append("\r\n <").append(i).append('.').append(messageId()).append('>');
        }
        text.append("\r\n");
        for (int i = 0; text.length() < size; i++) {
            text.append("X-Trace-").append(i).append(": ").append(sentence(8)).append("\r\n");
        }
        return latin1(text.append("\r\nshort body\r\n"));
    }

    /// A multipart that never ends, with boundaries that are almost right, and broken fields.
    public byte[] brokenMime() {
        return latin1("From : spaced@example.org\r\nnot a header field\r\nContent-Type: multipart/mixed;"
                + " boundary=\"b\"; boundary=c\r\nContent-Type: text/plain\r\nSubject:\r\n\r\n"
                + "--bb\r\n\r\nno part\r\n--b \r\nContent-Type: multipart/alternative; boundary=\r\n\r\n--\r\n\r\n"
                + "--b\r\nContent-Type: text/\"\r\nContent-Transfer-Encoding: x-unknown\r\n\r\n.\r\n..\r\n.x\r\n");
    }

    /// A header only, without even the empty line.
    public byte[] headerOnly() {
        return latin1("From: a@example.org\r\nSubject: nothing follows\r\n");
    }

    /// Lines that begin with dots, and one that is only a dot: what SMTP and POP3 must stuff.
    public byte[] dots() {
        return latin1(header("text/plain", "7bit") + ".\r\n..\r\n.leading\r\nmiddle.\r\n.\r\n");
    }

    // ---- any kind ----

    /// What people send: mostly text, some attachments of up to `maxSize` octets.
    public byte[] realistic(int maxSize) {
        int limit = Math.max(1000, maxSize);
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> plain(500 + random.nextInt(Math.min(limit, 8000) - 499));
            case 3, 4 -> alternative();
            case 5 -> encodedWords();
            case 6 -> nested(1 + random.nextInt(2));
            default -> attachment(random.nextInt(limit / 2));
        };
    }

    /// What a server must survive. Some have lines over 998 octets.
    public byte[] nasty() {
        return switch (random.nextInt(9)) {
            case 0 -> utf8();
            case 1 -> eightBit();
            case 2 -> longLine(1000 + random.nextInt(100_000));
            case 3 -> hugeHeader(20_000 + random.nextInt(80_000));
            case 4 -> brokenMime();
            case 5 -> headerOnly();
            case 6 -> dots();
            case 7 -> nested(3 + random.nextInt(40));
            default -> new byte[0];
        };
    }

    public byte[] any() {
        return random.nextInt(3) == 0 ? nasty() : realistic(20_000);
    }

    /// A small message with this subject and text.
    public static byte[] simple(String subject, String text) {
        return ("From: sender@example.org\r\nTo: receiver@example.org\r\nSubject: " + subject
                        + "\r\nDate: Tue, 03 Feb 2026 10:11:12 +0000\r\nMessage-ID: <"
                        + Integer.toHexString(subject.hashCode()) + "@example.org>\r\n\r\n" + text + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Octets as a store takes them, scanned. Holds the array.
    public static MessageContent content(byte[] octets) {
        return new Scanned(octets, structure(octets));
    }

    /// What a scan finds in these octets.
    public static MessageStructure structure(byte[] octets) {
        StructureScanner scanner = new StructureScanner();
        scanner.feed(octets, 0, octets.length);
        return scanner.finish();
    }

    private record Scanned(byte[] octets, MessageStructure structure) implements MessageContent {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer all = ByteBuffer.wrap(octets);
            while (all.hasRemaining()) {
                channel.write(all);
            }
        }
    }

    // ---- pieces ----

    private String header(String type, String encoding) {
        serial++;
        return "Received: from a.example.org by b.example.org; Tue, 3 Feb 2026 10:11:12 +0100\r\nFrom: "
                + PEOPLE[random.nextInt(PEOPLE.length)] + "\r\nTo: " + PEOPLE[random.nextInt(PEOPLE.length)]
                + "\r\nSubject: " + sentence(3) + "\r\nDate: "
                + String.format(Locale.ROOT, "Tue, %d Feb 2026 %02d:11:12 +0100", 1 + serial % 28, serial % 24)
                + "\r\nMessage-ID: <" + messageId() + ">\r\nMIME-Version: 1.0\r\nContent-Type: " + type
                + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n";
    }

    private static String part(String boundary, String type, String encoding, String body) {
        return "--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n"
                + body + "\r\n";
    }

    private String boundary() {
        return "=_" + Long.toHexString(random.nextLong());
    }

    private String messageId() {
        return Long.toHexString(random.nextLong()) + "@example.org";
    }

    private String sentence(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : i % 8 == 0 ? "\r\n " : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    /// At most `limit` characters, at least one.
    private String line(int limit) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 70) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.substring(0, Math.min(limit, text.length() - 1));
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    private static byte[] latin1(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
