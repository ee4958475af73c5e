package org.tassis.webmail.compose;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.tassis.message.Spool;

/// Writes letters as RFC 5322 and MIME have them; text flows (RFC 3676), so that narrow and wide screens both show it
/// well. Any thread.
final class LetterWriter {
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
        Spool out = new Spool(spool);
        try {
            message(letter, id, date, full).writeTo(new OutputStream() {
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

    private static MimeMessage message(Letter letter, String id, Instant date, boolean full)
            throws MessagingException, IOException {
        Properties how = new Properties();
        how.setProperty("mail.mime.allowutf8", "true");
        MimeMessage message = new MimeMessage(Session.getInstance(how)) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(address(letter.from()));
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
        if (letter.attachments().isEmpty()) {
            text(message, letter.text());
        } else {
            MimeMultipart parts = new MimeMultipart("mixed");
            MimeBodyPart text = new MimeBodyPart();
            text(text, letter.text());
            parts.addBodyPart(text);
            for (Letter.Attachment attachment : letter.attachments()) {
                parts.addBodyPart(part(attachment));
            }
            message.setContent(parts);
        }
        message.saveChanges();
        return message;
    }

    private static void text(jakarta.mail.internet.MimePart part, String text) throws MessagingException {
        String flowed = Flowed.of(text).replace("\n", "\r\n");
        boolean ascii = flowed.chars().allMatch(c -> c < 0x7f);
        part.setText(flowed, ascii ? "us-ascii" : "utf-8");
        part.setHeader("Content-Type", "text/plain; charset=" + (ascii ? "us-ascii" : "utf-8") + "; format=flowed");
        part.setHeader("Content-Transfer-Encoding", ascii ? "7bit" : "quoted-printable");
    }

    private static MimeBodyPart part(Letter.Attachment attachment) throws MessagingException, IOException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new Octets(attachment)));
        part.setFileName(MimeUtility.encodeText(oneLine(attachment.name()), "UTF-8", null));
        part.setDisposition("attachment");
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    private static void addresses(MimeMessage message, String field, List<Person> people)
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

    private static InternetAddress address(Person person) throws UnsupportedEncodingException {
        InternetAddress address = new InternetAddress();
        address.setAddress(person.address().toString());
        if (!person.name().isBlank()) {
            address.setPersonal(oneLine(person.name()), StandardCharsets.UTF_8.name());
        }
        return address;
    }

    /// What could end a header's line is a space.
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> line.appendCodePoint(Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c));
        return line.toString().strip();
    }

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
            return attachment.type();
        }

        @Override
        public String getName() {
            return attachment.name();
        }
    }
}
