package org.tassis.imap.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.message.BodyPart;
import org.tassis.message.Envelope;

/// ENVELOPE, BODY and BODYSTRUCTURE: RFC 9051 §7.5.2.
final class StructureWriter {
    /// In characters of a parameter's value, so that an encoded word stays within 75: RFC 2047 §2.
    private static final int WORD = 15;

    private final ResponseWriter out;

    StructureWriter(ResponseWriter out) {
        this.out = out;
    }

    void envelope(Envelope envelope) throws IOException {
        List<Envelope.Mailbox> from = envelope.from();
        out.octet('(');
        out.nstring(envelope.date()).space();
        out.nstring(envelope.subject()).space();
        addresses(from);
        out.space();
        addresses(envelope.sender().isEmpty() ? from : envelope.sender());
        out.space();
        addresses(envelope.replyTo().isEmpty() ? from : envelope.replyTo());
        out.space();
        addresses(envelope.to());
        out.space();
        addresses(envelope.cc());
        out.space();
        addresses(envelope.bcc());
        out.space();
        out.nstring(envelope.inReplyTo()).space();
        out.nstring(envelope.messageId()).octet(')');
    }

    private void addresses(List<Envelope.Mailbox> addresses) throws IOException {
        if (addresses.isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(');
        for (int i = 0; i < addresses.size(); i++) {
            Envelope.Mailbox address = addresses.get(i);
            out.octet('(')
                    .nstring(address.name())
                    .space()
                    .nstring(address.route())
                    .space();
            out.nstring(address.local()).space().nstring(address.host()).octet(')');
        }
        out.octet(')');
    }

    /// @param extended with extension data: BODYSTRUCTURE
    void body(BodyPart part, boolean extended) throws IOException {
        if (part.isMultipart()) {
            multipart(part, extended);
        } else {
            single(part, extended);
        }
    }

    private void multipart(BodyPart part, boolean extended) throws IOException {
        out.octet('(');
        if (part.children().isEmpty()) { // the grammar wants at least one
            out.raw("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0");
            out.raw(extended ? " NIL NIL NIL NIL)" : ")");
        }
        for (int i = 0; i < part.children().size(); i++) {
            body(part.children().get(i), extended);
        }
        out.space().string(part.subtype());
        if (extended) {
            out.space();
            parameters(part.parameters(), false);
            dispositionLanguageLocation(part);
        }
        out.octet(')');
    }

    private void single(BodyPart part, boolean extended) throws IOException {
        boolean text = part.type().equals("text");
        boolean message = part.isMessage() && !part.children().isEmpty();
        // clients expect more behind message/rfc822 than is known of one whose inside could not be scanned
        boolean closed = !message
                && part.type().equals("message")
                && (part.subtype().equals("rfc822") || part.subtype().equals("global"));
        out.octet('(');
        if (closed) {
            out.raw("\"application\" \"octet-stream\" ");
        } else {
            out.string(part.type()).space().string(part.subtype()).space();
        }
        parameters(part.parameters(), text);
        out.space().nstring(part.id()).space().nstring(part.description()).space();
        out.string(part.encoding()).space().number(part.bodySize());
        if (message) {
            out.space();
            envelope(part.envelope().orElseThrow());
            out.space();
            body(part.children().getFirst(), extended);
        }
        if (text || message) {
            out.space().number(part.lines());
        }
        if (extended) {
            out.space().nstring(part.md5());
            dispositionLanguageLocation(part);
        }
        out.octet(')');
    }

    private void dispositionLanguageLocation(BodyPart part) throws IOException {
        out.space();
        Optional<String> disposition = part.disposition();
        if (disposition.isPresent()) {
            out.octet('(').string(disposition.get()).space();
            parameters(part.dispositionParameters(), false);
            out.octet(')');
        } else {
            out.nil();
        }
        out.space();
        List<String> languages = part.languages();
        if (languages.isEmpty()) {
            out.nil();
        } else if (languages.size() == 1) {
            out.string(languages.getFirst());
        } else {
            out.octet('(');
            for (int i = 0; i < languages.size(); i++) {
                if (i > 0) {
                    out.space();
                }
                out.string(languages.get(i));
            }
            out.octet(')');
        }
        out.space().nstring(part.location());
    }

    /// @param text US-ASCII is the charset when none is given: RFC 2045 §5.2
    private void parameters(Map<String, String> parameters, boolean text) throws IOException {
        boolean addCharset = text && !parameters.containsKey("charset");
        if (parameters.isEmpty() && !addCharset) {
            out.nil();
            return;
        }
        char separator = '(';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            out.octet(separator);
            value(parameter.getKey());
            out.space();
            value(parameter.getValue());
            separator = ' ';
        }
        if (addCharset) {
            out.octet(separator).raw("\"charset\" \"us-ascii\"");
        }
        out.octet(')');
    }

    /// Decoded text. A client that was not promised UTF-8 gets encoded words (RFC 2047), which is what
    /// clients look for in a file name.
    private void value(String text) throws IOException {
        boolean ascii = true;
        for (int i = 0; i < text.length() && ascii; i++) {
            ascii = text.charAt(i) < 0x80;
        }
        if (ascii) {
            out.string(text);
        } else if (out.usesUtf8()) {
            out.text(text);
        } else {
            StringBuilder words = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + WORD);
                if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                    end--;
                }
                words.append(at == 0 ? "=?UTF-8?B?" : " =?UTF-8?B?")
                        .append(Base64.getEncoder()
                                .encodeToString(text.substring(at, end).getBytes(StandardCharsets.UTF_8)))
                        .append("?=");
                at = end;
            }
            out.string(words.toString());
        }
    }
}
