package org.tassis.webmail.compose;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageDate;
import org.tassis.message.Spool;
import org.tassis.store.StoredMessage;
import org.tassis.webmail.html.Flowed;
import org.tassis.webmail.html.LetterHtml;

/// Writes letters as RFC 5322 and MIME have them: plain text flows (RFC 3676), so that narrow and wide
/// screens both show it well; rich text goes with plain text beside it (`multipart/alternative`, RFC 2046
/// §5.1.4) and its pictures (`multipart/related`, RFC 2387). Any thread.
final class LetterWriter {
    /// The message-ids of drafts, without angle brackets.
    static final String VERSION = "[A-Za-z0-9-]{8,64}@[A-Za-z0-9.-]{1,255}";

    /// RFC 5322 §2.1.1, with room for what is put before.
    private static final int LONGEST_LINE = 990;

    private static final int LONGEST_HEADER = 1 << 20;

    private final Path spool;

    /// @param spool where large letters are while they are written
    LetterWriter(Path spool) {
        this.spool = spool;
    }

    /// A message-id that nobody else has: RFC 5322 §3.6.4.
    static String newId(Person from) {
        return "<" + UUID.randomUUID() + "@" + from.address().domain().ascii() + ">";
    }

    /// @param id   the message-id
    /// @param full whether Bcc is in it: for what stays here
    /// @return to be closed
    Spool write(Letter letter, String id, Instant date, boolean full) throws IOException {
        return write(message(letter, id, date, full));
    }

    /// What makes a message.
    @FunctionalInterface
    interface Making {
        void into(MimeMessage message) throws MessagingException, IOException;
    }

    /// Another message, with its own fields.
    ///
    /// @return to be closed
    Spool write(String id, Instant date, Making making) throws IOException {
        try {
            MimeMessage message = empty(id);
            message.setSentDate(Date.from(date));
            making.into(message);
            message.saveChanges();
            return write(message);
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    /// A message below more header fields.
    ///
    /// @param fields whole, ended with CRLF; may be none
    /// @return to be closed
    Spool below(byte[] fields, MessageContent content) throws IOException {
        Spool out = new Spool(spool);
        try (InputStream in = content.open()) {
            out.write(fields, 0, fields.length);
            copy(in, out);
            out.finish();
            return out;
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /// The same message with another date.
    ///
    /// @param full whether Bcc stays in it
    /// @return to be closed
    Spool dated(StoredMessage message, Instant date, boolean full) throws IOException {
        long behind = message.structure().root().bodyStart();
        if (behind > LONGEST_HEADER) {
            throw new IOException("a header of " + behind + " octets");
        }
        byte[] header = message.octets(0, (int) behind);
        byte[] field = ("Date: " + MessageDate.format(date.atOffset(ZoneOffset.UTC)) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        Spool out = new Spool(spool);
        try (InputStream body = message.open(behind, message.size() - behind)) {
            out.write(field, 0, field.length);
            HeaderFields fields = new HeaderFields(header);
            int end = 0;
            while (fields.next()) {
                if (!fields.name().equalsIgnoreCase("Date")
                        && (full || !fields.name().equalsIgnoreCase("Bcc"))) {
                    out.write(header, fields.start(), fields.end() - fields.start());
                }
                end = fields.end();
            }
            out.write(header, end, header.length - end);
            copy(body, out);
            out.finish();
            return out;
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private static void copy(InputStream in, Spool out) throws IOException {
        byte[] block = new byte[8192];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            out.write(block, 0, n);
        }
    }

    private Spool write(MimeMessage message) throws IOException {
        Spool out = new Spool(spool);
        try {
            message.writeTo(new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    out.write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] octets, int offset, int length) throws IOException {
                    out.write(octets, offset, length);
                }
            });
            out.finish();
            return out;
        } catch (MessagingException e) {
            out.close();
            throw new IOException(e);
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private static MimeMessage empty(String id) {
        Properties how = new Properties();
        how.setProperty("mail.mime.allowutf8", "true");
        return new MimeMessage(Session.getInstance(how)) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
    }

    private static MimeMessage message(Letter letter, String id, Instant date, boolean full) throws IOException {
        try {
            MimeMessage message = empty(id);
            message.setFrom(address(letter.from()));
            addresses(message, "Reply-To", letter.replyTo().stream().toList());
            addresses(message, "To", letter.to());
            addresses(message, "Cc", letter.cc());
            if (full) {
                addresses(message, "Bcc", letter.bcc());
            }
            message.setSubject(oneLine(letter.subject()), StandardCharsets.UTF_8.name());
            message.setSentDate(Date.from(date));
            if (!letter.inReplyTo().isEmpty()) {
                message.setHeader("In-Reply-To", letter.inReplyTo());
            }
            if (!letter.references().isEmpty()) {
                message.setHeader("References", String.join("\r\n ", letter.references()));
            }
            if (letter.receipt()) {
                addresses(message, "Disposition-Notification-To", List.of(letter.from()));
            }
            content(message, letter);
            message.saveChanges();
            return message;
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    private static void content(MimeMessage message, Letter letter) throws MessagingException, IOException {
        if (letter.files().isEmpty()) {
            said(message, letter);
            return;
        }
        MimeMultipart parts = new MimeMultipart("mixed");
        MimeBodyPart said = new MimeBodyPart();
        said(said, letter);
        parts.addBodyPart(said);
        for (Letter.Attachment file : letter.files()) {
            parts.addBodyPart(part(file, "attachment"));
        }
        message.setContent(parts);
    }

    /// What is read: plain, or plain and rich, the best last.
    private static void said(MimePart part, Letter letter) throws MessagingException, IOException {
        if (!letter.body().isRich()) {
            text(part, letter.body().text());
            return;
        }
        MimeBodyPart plain = new MimeBodyPart();
        text(plain, letter.body().text());
        MimeBodyPart rich = new MimeBodyPart();
        rich(rich, letter);
        MimeMultipart both = new MimeMultipart("alternative");
        both.addBodyPart(plain);
        both.addBodyPart(rich);
        part.setContent(both);
    }

    private static void rich(MimeBodyPart part, Letter letter) throws MessagingException, IOException {
        if (letter.pictures().isEmpty()) {
            html(part, letter.body().html());
            return;
        }
        MimeMultipart related = new MimeMultipart("related; type=\"text/html\"");
        MimeBodyPart html = new MimeBodyPart();
        html(html, letter.body().html());
        related.addBodyPart(html);
        for (Letter.Attachment picture : letter.pictures()) {
            related.addBodyPart(part(picture, "inline"));
        }
        part.setContent(related);
    }

    private static void html(MimePart part, String html) throws MessagingException {
        part.setContent(LetterHtml.document(html).replace("\n", "\r\n"), "text/html; charset=utf-8");
        part.setHeader("Content-Type", "text/html; charset=utf-8");
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
    }

    private static void text(MimePart part, String text) throws MessagingException {
        String flowed = Flowed.of(text).replace("\n", "\r\n");
        boolean ascii = flowed.chars().allMatch(c -> c < 0x7f);
        boolean shortLines = flowed.lines().allMatch(line -> line.length() <= LONGEST_LINE);
        part.setText(flowed, ascii ? "us-ascii" : "utf-8");
        part.setHeader("Content-Type", "text/plain; charset=" + (ascii ? "us-ascii" : "utf-8") + "; format=flowed");
        part.setHeader("Content-Transfer-Encoding", ascii && shortLines ? "7bit" : "quoted-printable");
    }

    private static MimeBodyPart part(Letter.Attachment attachment, String disposition)
            throws MessagingException, IOException {
        boolean message = attachment.type().equals("message/rfc822") && isSevenBit(attachment.source());
        String type =
                attachment.type().startsWith("message/") && !message ? "application/octet-stream" : attachment.type();
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new Octets(attachment)));
        part.setHeader("Content-Type", type);
        part.setHeader("Content-Disposition", disposition + MimeName.filename(oneLine(attachment.name())));
        part.setHeader("Content-Transfer-Encoding", message ? "7bit" : "base64"); // RFC 2046 §5.2.1 forbids base64
        if (attachment.contentId().isPresent()) {
            part.setHeader("Content-ID", "<" + attachment.contentId().get() + ">");
        }
        return part;
    }

    /// Whether octets may be a message in a message as they are: RFC 2045 §2.7.
    private static boolean isSevenBit(Letter.Source source) throws IOException {
        try (InputStream in = new BufferedInputStream(source.open())) {
            int length = 0;
            int before = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                boolean end = c == '\n' && before == '\r';
                boolean bare = c == '\n' && before != '\r' || before == '\r' && c != '\n';
                length = end ? 0 : length + 1;
                if (c >= 0x80 || c == 0 || bare || length > LONGEST_LINE) {
                    return false;
                }
                before = c;
            }
            return before != '\r';
        }
    }

    static void addresses(MimeMessage message, String field, List<Person> people)
            throws MessagingException, IOException {
        if (people.isEmpty()) {
            return;
        }
        InternetAddress[] all = new InternetAddress[people.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = address(people.get(i));
        }
        message.setHeader(field, InternetAddress.toUnicodeString(all, field.length() + 2));
    }

    static InternetAddress address(Person person) throws UnsupportedEncodingException {
        InternetAddress address = new InternetAddress();
        address.setAddress(person.address().toString());
        if (!person.name().isBlank()) {
            address.setPersonal(oneLine(person.name()), StandardCharsets.UTF_8.name());
        }
        return address;
    }

    /// What could end a header's line is a space.
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> line.appendCodePoint(Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c));
        return line.toString().strip();
    }

    /// Octets of no kind: nothing is made of them but what the headers say.
    private record Octets(Letter.Attachment attachment) implements DataSource {
        @Override
        public InputStream getInputStream() throws IOException {
            return attachment.source().open();
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public String getName() {
            return attachment.name();
        }
    }
}
