package org.tassis.mailflow.notice;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import org.tassis.core.DomainName;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Notices.Kind;
import org.tassis.mailflow.queue.Notices.Notice;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.QueuedMessage;
import org.tassis.message.HeaderWriter;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;

/// One notification: for people in words, for programs as message/delivery-status (RFC 3464), with the
/// header or the whole of what it is about.
record Report(DomainName hostname, DomainName domain, Reader reader, Kind kind, List<Notice> notices, Instant now) {
    private static final String BUNDLE = "org.tassis.mailflow.notice.notice";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final int MAX_HEADER = 128 * 1024;
    /// Larger ones are not given back as a whole, whatever the sender wants: RFC 3461 §6.2 leaves that to
    /// the server.
    private static final long MAX_RETURNED = 10L << 20;

    /// Who is told, and in what words.
    ///
    /// @param to    address of the notification
    /// @param words which subject and sentences: the last word of their keys
    /// @param by    the address of this server that the sentences name; may be empty
    record Reader(Locale language, String to, String words, String by) {}

    private QueuedMessage message() {
        return notices.getFirst().row().message();
    }

    void write(Spool out, Optional<MessageContent> content) throws IOException {
        String boundary = "=_" + Long.toString(now.toEpochMilli(), 36) + "_"
                + Long.toString(notices.getFirst().row().id(), 36) + "_report";
        ResourceBundle texts = ResourceBundle.getBundle(
                BUNDLE,
                reader.language(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        String name = reader.words();
        boolean utf8 =
                notices.stream().anyMatch(notice -> notice.row().address().needsUtf8());
        print(
                out,
                "Return-Path: <>\n"
                        + "From: " + HeaderWriter.words(texts.getString("from")) + " <postmaster@" + domain.ascii()
                        + ">\n"
                        + "To: <"
                        + reader.to() + ">\n"
                        + "Subject: " + HeaderWriter.words(texts.getString("subject." + name)) + "\n"
                        + "Date: " + date(now) + "\n"
                        + "Message-ID: <notice." + now.toEpochMilli() + "."
                        + notices.getFirst().row().id() + "@" + hostname.ascii() + ">\n"
                        + "Auto-Submitted: auto-replied\n" // RFC 3834 §5
                        + "MIME-Version: 1.0\n"
                        + "Content-Type: multipart/report; report-type=delivery-status;\n boundary=\"" + boundary
                        + "\"\n\n--" + boundary + "\n"
                        + "Content-Type: text/plain; charset=utf-8\n"
                        + "Content-Transfer-Encoding: 8bit\n\n"
                        + words(texts, name)
                        + "\n--" + boundary + "\n"
                        + (utf8 // RFC 6533 §4
                                ? "Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: 8bit\n\n"
                                : "Content-Type: message/delivery-status\n\n")
                        + fields()
                        + "\n--" + boundary + "\n");
        returned(out, content);
        print(out, "\n--" + boundary + "--\n");
    }

    private String words(ResourceBundle texts, String name) {
        StringBuilder words = new StringBuilder();
        words.append(texts.getString("intro." + name).replace("{by}", reader.by()))
                .append("\n\n");
        for (Notice notice : notices) {
            DeliveryStatus status = notice.status();
            words.append("  ").append(notice.row().address()).append('\n');
            if (kind == Kind.FAILED || kind == Kind.DELAYED) {
                words.append("    ")
                        .append(texts.getString(reason(texts, status)))
                        .append('\n');
                words.append("    ")
                        .append(status.host()
                                .map(host -> texts.getString("said").replace("{host}", host))
                                .orElse(texts.getString("found")))
                        .append(' ')
                        .append(status.reply())
                        .append('\n');
            }
        }
        return words.append('\n')
                .append(texts.getString("end." + name).replace("{by}", reader.by()))
                .append('\n')
                .toString();
    }

    /// The key of a sentence about subject and detail of the code, about its subject, or about any failure.
    private static String reason(ResourceBundle texts, DeliveryStatus status) {
        String exact = "reason." + status.code().subject() + "." + status.code().detail();
        String subject = "reason." + status.code().subject();
        return texts.containsKey(exact) ? exact : texts.containsKey(subject) ? subject : "reason";
    }

    // ---- for programs ----

    private String fields() {
        StringBuilder fields = new StringBuilder();
        message().parameters().envelopeId().ifPresent(id -> fields.append("Original-Envelope-Id: ")
                .append(ascii(id))
                .append('\n'));
        fields.append("Reporting-MTA: dns; ").append(hostname.ascii()).append('\n');
        fields.append("Arrival-Date: ").append(date(message().accepted())).append('\n');
        for (Notice notice : notices) {
            Queued row = notice.row();
            DeliveryStatus status = notice.status();
            fields.append('\n');
            row.parameters().original().ifPresent(original -> fields.append("Original-Recipient: ")
                    .append(original.type())
                    .append("; ")
                    .append(original.type().equals("utf-8") ? original.address() : ascii(original.address()))
                    .append('\n'));
            fields.append("Final-Recipient: ")
                    .append(row.address().needsUtf8() ? "utf-8; " : "rfc822; ")
                    .append(row.address())
                    .append('\n');
            fields.append("Action: ")
                    .append(kind.name().toLowerCase(Locale.ROOT))
                    .append('\n');
            fields.append("Status: ").append(status.code()).append('\n');
            status.host().ifPresent(host -> fields.append("Remote-MTA: dns; ")
                    .append(ascii(host))
                    .append("\nDiagnostic-Code: smtp; ")
                    .append(ascii(status.reply()))
                    .append('\n'));
            fields.append("Last-Attempt-Date: ").append(date(now)).append('\n');
            if (kind == Kind.DELAYED) {
                fields.append("Will-Retry-Until: ").append(date(row.expires())).append('\n');
            }
        }
        return fields.toString();
    }

    // ---- what it is about ----

    private void returned(Spool out, Optional<MessageContent> content) throws IOException {
        boolean whole = kind == Kind.FAILED
                && message()
                        .parameters()
                        .returned()
                        .filter(MailParameters.Return.FULL::equals)
                        .isPresent()
                && content.filter(all -> all.size() <= MAX_RETURNED).isPresent();
        if (whole) {
            print(out, "Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\n");
            content.orElseThrow().writeTo(new Into(out));
        } else {
            print(out, "Content-Type: text/rfc822-headers; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n");
            if (content.isPresent()) {
                header(out, content.get());
            }
        }
    }

    private static void header(Spool out, MessageContent content) throws IOException {
        try (InputStream in = new BufferedInputStream(content.open())) {
            byte[] block = in.readNBytes(MAX_HEADER);
            int end = 0;
            while (end < block.length && !(block[end] == '\r' && (end == 0 || block[end - 1] == '\n'))) {
                end++;
            }
            out.write(block, 0, end);
        }
    }

    private record Into(Spool out) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer octets) throws IOException {
            byte[] block = new byte[octets.remaining()];
            octets.get(block);
            out.write(block, 0, block.length);
            return block.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    // ---- text ----

    private static void print(Spool out, String text) throws IOException {
        byte[] octets = text.replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        out.write(octets, 0, octets.length);
    }

    private static String date(Instant time) {
        return DATE.format(time.atOffset(ZoneOffset.UTC));
    }

    private static String ascii(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
