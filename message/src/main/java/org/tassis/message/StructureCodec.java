package org.tassis.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes a {@link MessageStructure} as octets to be kept beside the message, and reads it again: compact,
/// and much cheaper to read than the message.
///
/// Form: a version octet, flags (none yet; a reader refuses those it does not know), size, date, thread,
/// preview, envelope, root part. Numbers are unsigned, seven bits an octet, the least first. A string is
/// its length times two, plus one when it is UTF-8 instead of Latin-1; words that are in nearly every
/// message are numbers. A part's place is told relative to its parent's. What one version writes, every
/// later one reads.
///
/// What a scan yields never takes more than {@link #MAX_ENCODED} octets. Thread-safe: no state.
public final class StructureCodec {
    public static final int MAX_ENCODED = 1024 * 1024;

    private static final int VERSION = 1;

    private StructureCodec() {}

    /// @throws IllegalArgumentException when the result would be longer than {@link #MAX_ENCODED}, which no
    ///     scanned message's is
    public static byte[] encode(MessageStructure structure) {
        var out = new Writer();
        out.octet(VERSION);
        out.number(0);
        out.number(structure.size());
        out.octet(structure.sentAt().isPresent() ? 1 : 0);
        structure.sentAt().ifPresent(at -> {
            out.signed(at.getEpochSecond());
            out.number(at.getNano());
        });
        out.fixed(structure.threadId());
        out.string(structure.preview());
        out.envelope(structure.envelope());
        out.part(structure.root(), 0);
        return out.octets();
    }

    /// @throws DamagedStructure on anything that {@link #encode} does not write
    public static MessageStructure decode(byte[] octets) {
        try {
            return new Reader(octets).structure();
        } catch (IndexOutOfBoundsException | IllegalArgumentException | java.time.DateTimeException _) {
            throw new DamagedStructure("a message's stored structure is cut short or damaged");
        }
    }

    /// Their places are part of the form: only ever add at the end.
    private static final String[] WORDS = {
        "text",
        "plain",
        "html",
        "multipart",
        "mixed",
        "alternative",
        "related",
        "application",
        "octet-stream",
        "pdf",
        "image",
        "jpeg",
        "png",
        "gif",
        "message",
        "rfc822",
        "delivery-status",
        "report",
        "signed",
        "digest",
        "7bit",
        "8bit",
        "binary",
        "base64",
        "quoted-printable",
        "charset",
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "windows-1252",
        "UTF-8",
        "boundary",
        "name",
        "filename",
        "attachment",
        "inline",
        "format",
        "flowed",
        "delsp",
        "yes",
        "calendar",
        "method",
        "REQUEST",
        "zip",
        "micalg",
        "protocol",
        "pgp-signature",
        "pkcs7-signature",
        "size",
        "type",
        "text/html",
        "start",
        "creation-date",
        "modification-date",
        "US-ASCII",
        "ISO-8859-1",
        "no",
        "report-type",
    };
    private static final Map<String, Integer> WORD_NUMBERS = new HashMap<>();

    static {
        for (int i = 0; i < WORDS.length; i++) {
            WORD_NUMBERS.put(WORDS[i], i + 1);
        }
    }

    private static final class Writer {
        private byte[] octets = new byte[512];
        private int length;

        byte[] octets() {
            return Arrays.copyOf(octets, length);
        }

        private void reserve(int more) {
            if (more > MAX_ENCODED - length) {
                throw new IllegalArgumentException("structure of more than " + MAX_ENCODED + " octets");
            }
            if (length + more > octets.length) {
                octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
            }
        }

        void octet(int value) {
            reserve(1);
            octets[length++] = (byte) value;
        }

        void number(long value) {
            reserve(10);
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                octets[length++] = (byte) (rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            octets[length++] = (byte) rest;
        }

        void signed(long value) {
            number(value << 1 ^ value >> 63);
        }

        void fixed(long value) {
            for (int shift = 56; shift >= 0; shift -= 8) {
                octet((int) (value >>> shift));
            }
        }

        void string(String text) {
            boolean latin1 = true;
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) > 0xff) {
                    latin1 = false;
                    break;
                }
            }
            if (latin1) {
                number((long) text.length() << 1);
                reserve(text.length());
                for (int i = 0; i < text.length(); i++) {
                    octets[length++] = (byte) text.charAt(i);
                }
            } else {
                var encoded = text.getBytes(StandardCharsets.UTF_8);
                number((long) encoded.length << 1 | 1);
                reserve(encoded.length);
                System.arraycopy(encoded, 0, octets, length, encoded.length);
                length += encoded.length;
            }
        }

        /// A word's number, or 0 and the string.
        void word(String text) {
            var number = WORD_NUMBERS.get(text);
            if (number == null) {
                octet(0);
                string(text);
            } else {
                number(number);
            }
        }

        void optional(Optional<String> text) {
            text.ifPresent(this::string);
        }

        void envelope(Envelope envelope) {
            octet(bit(envelope.date(), 0)
                    | bit(envelope.subject(), 1)
                    | bit(envelope.inReplyTo(), 2)
                    | bit(envelope.messageId(), 3)
                    | (envelope.sender().isEmpty() ? 0 : 16)
                    | (envelope.replyTo().isEmpty() ? 0 : 32)
                    | (envelope.cc().isEmpty() ? 0 : 64)
                    | (envelope.bcc().isEmpty() ? 0 : 128));
            optional(envelope.date());
            optional(envelope.subject());
            optional(envelope.inReplyTo());
            optional(envelope.messageId());
            mailboxes(envelope.from());
            mailboxes(envelope.to());
            if (!envelope.sender().isEmpty()) {
                mailboxes(envelope.sender());
            }
            if (!envelope.replyTo().isEmpty()) {
                mailboxes(envelope.replyTo());
            }
            if (!envelope.cc().isEmpty()) {
                mailboxes(envelope.cc());
            }
            if (!envelope.bcc().isEmpty()) {
                mailboxes(envelope.bcc());
            }
        }

        private void mailboxes(List<Envelope.Mailbox> mailboxes) {
            number(mailboxes.size());
            for (var mailbox : mailboxes) {
                octet(bit(mailbox.name(), 0)
                        | bit(mailbox.local(), 1)
                        | bit(mailbox.host(), 2)
                        | bit(mailbox.route(), 3));
                optional(mailbox.name());
                optional(mailbox.local());
                optional(mailbox.host());
                optional(mailbox.route());
            }
        }

        void part(BodyPart part, long parentStart) {
            number(bit(part.id(), 0)
                    | bit(part.description(), 1)
                    | bit(part.md5(), 2)
                    | bit(part.disposition(), 3)
                    | bit(part.location(), 4)
                    | (part.parameters().isEmpty() ? 0 : 32)
                    | (part.dispositionParameters().isEmpty() ? 0 : 64)
                    | (part.languages().isEmpty() ? 0 : 128)
                    | (part.children().isEmpty() ? 0 : 256)
                    | (part.envelope().isPresent() ? 512 : 0));
            word(part.type());
            word(part.subtype());
            word(part.encoding());
            number(part.headerStart() - parentStart);
            number(part.bodyStart() - part.headerStart());
            number(part.bodyEnd() - part.bodyStart());
            number(part.lines());
            optional(part.id());
            optional(part.description());
            optional(part.md5());
            part.disposition().ifPresent(this::word);
            optional(part.location());
            if (!part.parameters().isEmpty()) {
                parameters(part.parameters());
            }
            if (!part.dispositionParameters().isEmpty()) {
                parameters(part.dispositionParameters());
            }
            if (!part.languages().isEmpty()) {
                number(part.languages().size());
                part.languages().forEach(this::string);
            }
            part.envelope().ifPresent(this::envelope);
            if (!part.children().isEmpty()) {
                number(part.children().size());
                for (var child : part.children()) {
                    part(child, part.headerStart());
                }
            }
        }

        private void parameters(Map<String, String> parameters) {
            number(parameters.size());
            parameters.forEach((name, value) -> {
                word(name);
                word(value);
            });
        }

        private static int bit(Optional<?> value, int place) {
            return value.isPresent() ? 1 << place : 0;
        }
    }

    private static final class Reader {
        private static final int MAX_DEPTH = 2 * StructureScanner.MAX_DEPTH;
        private static final Envelope.Mailbox NOBODY =
                new Envelope.Mailbox(Optional.empty(), Optional.empty(), Optional.empty());

        private final byte[] octets;
        private int at;

        Reader(byte[] octets) {
            this.octets = octets;
        }

        MessageStructure structure() {
            if (octet() != VERSION) {
                throw new DamagedStructure("a message's stored structure is of an unknown version");
            }
            if (number() != 0) {
                throw new DamagedStructure("a message's stored structure was written by a newer program");
            }
            long size = number();
            @Nullable Instant sentAt = null;
            int dated = octet();
            if (dated == 1) {
                long zigzag = number();
                sentAt = Instant.ofEpochSecond(zigzag >>> 1 ^ -(zigzag & 1), number());
            } else if (dated != 0) {
                throw new IllegalArgumentException();
            }
            long threadId = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                threadId = threadId << 8 | octet();
            }
            var preview = string();
            var envelope = envelope();
            var root = part(0, 0, size);
            if (at != octets.length) {
                throw new IllegalArgumentException();
            }
            return new MessageStructure(size, root, envelope, Optional.ofNullable(sentAt), threadId, preview);
        }

        private int octet() {
            return octets[at++] & 0xff;
        }

        private long number() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte b = octets[at++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException();
        }

        /// A number of things that take at least one octet each.
        private int count() {
            long count = number();
            if (count < 0 || count > octets.length - at) {
                throw new IllegalArgumentException();
            }
            return (int) count;
        }

        private int parts() {
            int count = count();
            if (count > StructureScanner.MAX_PARTS) {
                throw new IllegalArgumentException();
            }
            return count;
        }

        private String string() {
            long head = number();
            int length = (int) (head >>> 1);
            if (head < 0 || head >>> 1 > octets.length - at) {
                throw new IllegalArgumentException();
            }
            var text = new String(
                    octets, at, length, (head & 1) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
            at += length;
            return text;
        }

        private String word() {
            int number = octet();
            return number == 0 ? string() : WORDS[number - 1];
        }

        private Optional<String> optional(int bits, int place) {
            return (bits >> place & 1) == 0 ? Optional.empty() : Optional.of(string());
        }

        private Envelope envelope() {
            int bits = octet();
            var date = optional(bits, 0);
            var subject = optional(bits, 1);
            var inReplyTo = optional(bits, 2);
            var messageId = optional(bits, 3);
            var from = mailboxes();
            var to = mailboxes();
            List<Envelope.Mailbox> sender = (bits & 16) == 0 ? List.of() : mailboxes();
            List<Envelope.Mailbox> replyTo = (bits & 32) == 0 ? List.of() : mailboxes();
            List<Envelope.Mailbox> cc = (bits & 64) == 0 ? List.of() : mailboxes();
            List<Envelope.Mailbox> bcc = (bits & 128) == 0 ? List.of() : mailboxes();
            return new Envelope(date, subject, from, sender, replyTo, to, cc, bcc, inReplyTo, messageId);
        }

        private List<Envelope.Mailbox> mailboxes() {
            int count = count();
            if (count == 0) {
                return List.of();
            }
            if (count == 1) {
                return List.of(mailbox());
            }
            var mailboxes = new Envelope.Mailbox[count];
            for (int i = 0; i < count; i++) {
                mailboxes[i] = mailbox();
            }
            return List.of(mailboxes);
        }

        private Envelope.Mailbox mailbox() {
            int bits = octet();
            return bits == 0
                    ? NOBODY
                    : new Envelope.Mailbox(optional(bits, 0), optional(bits, 1), optional(bits, 2), optional(bits, 3));
        }

        private BodyPart part(int depth, long parentStart, long parentEnd) {
            if (depth > MAX_DEPTH) {
                throw new IllegalArgumentException();
            }
            long flags = number();
            if (flags >>> 10 != 0) {
                throw new IllegalArgumentException();
            }
            int bits = (int) flags;
            var type = word();
            var subtype = word();
            var encoding = word();
            long headerStart = place(parentStart, parentEnd);
            long bodyStart = place(headerStart, parentEnd);
            long bodyEnd = place(bodyStart, parentEnd);
            long lines = number();
            var id = optional(bits, 0);
            var description = optional(bits, 1);
            var md5 = optional(bits, 2);
            Optional<String> disposition = (bits & 8) == 0 ? Optional.empty() : Optional.of(word());
            var location = optional(bits, 4);
            Map<String, String> parameters = (bits & 32) == 0 ? Map.of() : parameters();
            Map<String, String> dispositionParameters = (bits & 64) == 0 ? Map.of() : parameters();
            List<String> languages = (bits & 128) == 0 ? List.of() : strings();
            Optional<Envelope> envelope = (bits & 512) == 0 ? Optional.empty() : Optional.of(envelope());
            var children = new BodyPart[(bits & 256) == 0 ? 0 : parts()];
            for (int i = 0; i < children.length; i++) {
                children[i] = part(depth + 1, headerStart, bodyEnd);
            }
            return new BodyPart(
                    type,
                    subtype,
                    parameters,
                    id,
                    description,
                    encoding,
                    md5,
                    disposition,
                    dispositionParameters,
                    languages,
                    location,
                    headerStart,
                    bodyStart,
                    bodyEnd,
                    lines,
                    children.length == 0 ? List.of() : List.of(children),
                    envelope);
        }

        private long place(long from, long most) {
            long distance = number();
            if (distance < 0 || distance > most - from) {
                throw new IllegalArgumentException();
            }
            return from + distance;
        }

        private List<String> strings() {
            var strings = new String[count()];
            for (int i = 0; i < strings.length; i++) {
                strings[i] = string();
            }
            return List.of(strings);
        }

        private Map<String, String> parameters() {
            int count = count();
            if (count == 1) {
                return Map.of(word(), word());
            }
            Map<String, String> parameters = LinkedHashMap.newLinkedHashMap(Math.min(count, 1000));
            for (int i = 0; i < count; i++) {
                parameters.put(word(), word());
            }
            return Collections.unmodifiableMap(parameters);
        }
    }
}
