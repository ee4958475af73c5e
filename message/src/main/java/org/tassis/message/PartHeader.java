package org.tassis.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what the header section of a part says, into the {@link Part}; of a message's root part the envelope too.
/// What all headers of one message may leave behind is bounded together, so that a hostile message cannot make its
/// structure large.
final class PartHeader {
    /// Octets of one field that are looked at.
    private static final int MAX_VALUE = 8 * 1024;

    private static final int MAX_ADDRESS_FIELD = 128 * 1024;
    private static final int MAX_ADDRESSES = 1000;
    private static final int MAX_LANGUAGES = 20;
    private static final int MAX_BOUNDARY = 250;

    /// Characters of strings still allowed in the structure. A character takes at most three octets when it is
    /// stored, and {@link StructureScanner#MAX_PARTS} parts with the longest names of types some 350,000 beside:
    /// together less than {@link StructureCodec#MAX_ENCODED}.
    private int budget = 200_000;

    /// Of the outermost message only.
    @Nullable
    String firstReference;

    void read(byte[] header, int length, Part part) {
        var fields = new HeaderFields(header, 0, length);
        var builder = part.isRoot ? new EnvelopeBuilder() : null;
        boolean typed = false;
        boolean encoded = false;
        while (fields.next()) {
            switch (fields.nameLength()) {
                case 10 -> {
                    if (fields.isNamed("Content-ID")) {
                        part.id = keep(part.id, fields);
                    }
                }
                case 11 -> {
                    if (fields.isNamed("Content-MD5")) {
                        part.md5 = keep(part.md5, fields);
                    }
                }
                case 12 -> {
                    if (!typed && fields.isNamed("Content-Type")) {
                        typed = contentType(fields.value(MAX_VALUE), part);
                    }
                }
                case 16 -> {
                    if (part.languages.isEmpty() && fields.isNamed("Content-Language")) {
                        part.languages = languages(fields.value(1000));
                    } else if (fields.isNamed("Content-Location")) {
                        part.location = keep(part.location, fields);
                    }
                }
                case 19 -> {
                    if (fields.isNamed("Content-Description")) {
                        part.description = keep(part.description, fields);
                    } else if (part.disposition.isEmpty() && fields.isNamed("Content-Disposition")) {
                        disposition(fields.value(MAX_VALUE), part);
                    }
                }
                case 25 -> {
                    if (!encoded && fields.isNamed("Content-Transfer-Encoding")) {
                        encoded = true;
                        part.encoding = encoding(fields.value(100));
                    }
                }
                default -> {}
            }
            if (builder != null) {
                builder.field(fields, header);
            }
        }
        if (!typed && part.parent != null && part.parent.subtype.equals("digest") && part.parent.isMultipart()) {
            part.type = "message"; // RFC 2046 §5.1.5
            part.subtype = "rfc822";
        }
        if (builder != null) {
            part.envelope = builder.build();
            if (part.parent == null) {
                firstReference = builder.firstReference();
            }
        }
    }

    private boolean contentType(String value, Part part) {
        var parsed = new ParameterParser(value);
        int slash = parsed.value.indexOf('/');
        if (slash < 0 || !isToken(parsed.value, 0, slash) || !isToken(parsed.value, slash + 1, parsed.value.length())) {
            return false; // RFC 2045 §5.2
        }
        var type = parsed.value.substring(0, slash);
        if (type.equals("multipart")) {
            var boundary = parsed.boundary == null ? parsed.parameters.get("boundary") : parsed.boundary;
            var octets = boundary == null
                    ? new byte[0]
                    : boundary.stripTrailing().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            if (octets.length == 0 || octets.length > MAX_BOUNDARY) {
                return false;
            }
            part.boundary = octets;
        }
        part.type = type;
        part.subtype = parsed.value.substring(slash + 1);
        part.parameters = afford(parsed.parameters);
        return true;
    }

    private void disposition(String value, Part part) {
        var parsed = new ParameterParser(value);
        if (isToken(parsed.value, 0, parsed.value.length()) && afford(parsed.value)) {
            part.disposition = Optional.of(parsed.value);
            part.dispositionParameters = afford(parsed.parameters);
        }
    }

    private static String encoding(String value) {
        int end = 0;
        while (end < value.length() && isTokenCharacter(value.charAt(end))) {
            end++;
        }
        return end == 0 || end > 40 ? "7bit" : Octets.lower(value.substring(0, end));
    }

    private List<String> languages(String value) {
        var tags = new ArrayList<String>(1);
        for (var tag : value.split(",", MAX_LANGUAGES)) {
            var stripped = tag.strip();
            if (isToken(stripped, 0, stripped.length()) && afford(stripped)) {
                tags.add(stripped);
            }
        }
        return List.copyOf(tags);
    }

    private Optional<String> keep(Optional<String> known, HeaderFields fields) {
        if (known.isPresent()) {
            return known;
        }
        var value = fields.value(MAX_VALUE);
        return afford(value) ? Optional.of(value) : Optional.empty();
    }

    private Map<String, String> afford(Map<String, String> parameters) {
        for (var entry : parameters.entrySet()) {
            if (!afford(entry.getKey()) || !afford(entry.getValue())) {
                return Map.of();
            }
        }
        return parameters;
    }

    private boolean afford(String text) {
        int cost = text.length() + 8;
        if (cost > budget) {
            return false;
        }
        budget -= cost;
        return true;
    }

    private static boolean isToken(String text, int from, int to) {
        if (from >= to || to - from > 127) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTokenCharacter(char c) { // RFC 2045 §5.1
        return c > ' ' && c < 127 && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }

    /// Gathers the fields of RFC 9051's envelope. Of a field that may come once the first counts; To, Cc and Bcc
    /// are joined.
    private final class EnvelopeBuilder {
        private Optional<String> date = Optional.empty();
        private Optional<String> subject = Optional.empty();
        private Optional<String> inReplyTo = Optional.empty();
        private Optional<String> messageId = Optional.empty();
        private @Nullable String reference;
        private @Nullable List<Envelope.Mailbox> from;
        private @Nullable List<Envelope.Mailbox> sender;
        private @Nullable List<Envelope.Mailbox> replyTo;
        private @Nullable List<Envelope.Mailbox> to;
        private @Nullable List<Envelope.Mailbox> cc;
        private @Nullable List<Envelope.Mailbox> bcc;

        void field(HeaderFields fields, byte[] header) {
            switch (fields.nameLength()) {
                case 2 -> {
                    if (fields.isNamed("To")) {
                        to = addresses(to, fields, header);
                    } else if (fields.isNamed("Cc")) {
                        cc = addresses(cc, fields, header);
                    }
                }
                case 3 -> {
                    if (fields.isNamed("Bcc")) {
                        bcc = addresses(bcc, fields, header);
                    }
                }
                case 4 -> {
                    if (fields.isNamed("Date")) {
                        date = keep(date, fields);
                    } else if (from == null && fields.isNamed("From")) {
                        from = addresses(null, fields, header);
                    }
                }
                case 6 -> {
                    if (sender == null && fields.isNamed("Sender")) {
                        sender = addresses(null, fields, header);
                    }
                }
                case 7 -> {
                    if (fields.isNamed("Subject")) {
                        subject = keep(subject, fields);
                    }
                }
                case 8 -> {
                    if (replyTo == null && fields.isNamed("Reply-To")) {
                        replyTo = addresses(null, fields, header);
                    }
                }
                case 10 -> {
                    if (fields.isNamed("Message-ID")) {
                        messageId = keep(messageId, fields);
                    } else if (reference == null && fields.isNamed("References")) {
                        reference = ThreadKey.firstId(fields.value(4096));
                    }
                }
                case 11 -> {
                    if (fields.isNamed("In-Reply-To")) {
                        inReplyTo = keep(inReplyTo, fields);
                    }
                }
                default -> {}
            }
        }

        private List<Envelope.Mailbox> addresses(
                @Nullable List<Envelope.Mailbox> known, HeaderFields fields, byte[] header) {
            var all = known == null ? new ArrayList<Envelope.Mailbox>(2) : known;
            int before = all.size();
            int end = Math.min(fields.end(), fields.valueStart() + MAX_ADDRESS_FIELD);
            AddressParser.parse(header, fields.valueStart(), end, all, MAX_ADDRESSES);
            for (int i = before; i < all.size(); i++) {
                var mailbox = all.get(i);
                if (!afford(mailbox.name().orElse(""))
                        || !afford(mailbox.local().orElse(""))
                        || !afford(mailbox.host().orElse(""))) {
                    all.subList(i, all.size()).clear();
                }
            }
            return all;
        }

        @Nullable
        String firstReference() {
            if (reference != null) {
                return reference;
            }
            var replied = ThreadKey.firstId(inReplyTo.orElse(""));
            return replied != null ? replied : ThreadKey.firstId(messageId.orElse(""));
        }

        Envelope build() {
            return new Envelope(
                    date,
                    subject,
                    list(from),
                    list(sender),
                    list(replyTo),
                    list(to),
                    list(cc),
                    list(bcc),
                    inReplyTo,
                    messageId);
        }

        private static List<Envelope.Mailbox> list(@Nullable List<Envelope.Mailbox> found) {
            return found == null ? List.of() : List.copyOf(found);
        }
    }
}
