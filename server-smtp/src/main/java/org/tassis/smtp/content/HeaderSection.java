package org.tassis.smtp.content;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tassis.mailflow.sender.OwnResults;
import org.tassis.mailflow.spam.SpamField;
import org.tassis.message.HeaderFields;
import org.tassis.smtp.reply.SmtpReply;

/// The header section of a message coming in: read once, judged, and put right. RFC 5321 §4.4, §6.3; RFC
/// 6409 §8; RFC 8601 §5.
final class HeaderSection {
    private final byte[] octets;
    private final int length;
    private final ContentRules rules;
    private final ByteArrayOutputStream kept;
    private int received;
    private int froms;
    private boolean dated;
    private boolean identified;
    private boolean eightBit;
    private boolean bodyFirst;

    /// @param octets with the empty line at the end, when there is one
    HeaderSection(byte[] octets, int length, ContentRules rules) {
        this.octets = octets;
        this.length = length;
        this.rules = rules;
        this.kept = new ByteArrayOutputStream(length + 512);
        read();
    }

    private void read() {
        HeaderFields fields = new HeaderFields(octets, 0, length);
        int from = 0; // of what is kept
        boolean first = true;
        while (fields.next()) {
            if (fields.isNamed("")) {
                bodyFirst |= first && !startsWith("From ") && !startsWith(">From "); // what mail folders put there
            } else if (fields.isNamed("Received")) {
                received++;
            } else if (fields.isNamed("From")) {
                froms++;
            } else if (fields.isNamed("Date")) {
                dated = true;
            } else if (fields.isNamed("Message-ID")) {
                identified = true;
            } else if (fields.isNamed("Return-Path")
                    || fields.isNamed(SpamField.NAME)
                    || fields.isNamed("Authentication-Results") && OwnResults.claimed(rules.hostname(), fields.value())
                    || rules.submission() && (fields.isNamed("Bcc") || fields.isNamed("Resent-Bcc"))) {
                kept.write(octets, from, fields.start() - from);
                from = fields.end();
            }
            first = false;
        }
        kept.write(octets, from, length - from);
        for (int i = 0; i < length; i++) {
            eightBit |= octets[i] < 0;
        }
    }

    /// What speaks against the message.
    Optional<SmtpReply> problem(Trace trace) {
        if (received > rules.maxReceived()) {
            return Optional.of(SmtpReply.MAIL_LOOP);
        }
        if (rules.strictHeaders() && eightBit && !trace.utf8()) {
            return Optional.of(SmtpReply.HEADER_8BIT);
        }
        if (rules.submission() && (froms > 1 || froms == 0 && trace.sender().isEmpty())) {
            return Optional.of(SmtpReply.BAD_FROM);
        }
        return Optional.empty();
    }

    /// The section as it is stored: trace fields, what was missing, what the sender wrote.
    byte[] complete(Trace trace) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(kept.size() + 600);
        out.writeBytes(trace.fields());
        if (rules.submission()) {
            StringBuilder more = new StringBuilder();
            if (froms == 0) {
                trace.sender()
                        .ifPresent(
                                sender -> more.append("From: ").append(sender).append("\r\n"));
            }
            if (!dated) {
                more.append("Date: ").append(trace.date()).append("\r\n");
            }
            if (!identified) {
                more.append("Message-ID: ").append(trace.messageId()).append("\r\n");
            }
            out.writeBytes(more.toString().getBytes(StandardCharsets.UTF_8));
        }
        if (bodyFirst) {
            out.write('\r'); // a message that begins with its body: no line of it becomes a field
            out.write('\n');
        }
        out.writeBytes(kept.toByteArray());
        return out.toByteArray();
    }

    private boolean startsWith(String text) {
        return length >= text.length()
                && new String(octets, 0, text.length(), StandardCharsets.ISO_8859_1).equals(text);
    }
}
