package org.tassis.store.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tassis.message.BodyPart;
import org.tassis.message.BodyText;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;
import org.tassis.message.TransferDecoder;
import org.tassis.store.TextIndex.Answer;
import org.tassis.store.TextPart;

/// Looks for text in headers and bodies: RFC 9051 §6.4.4, HEADER, SUBJECT, FROM, BODY, TEXT and their like.
public final class TextTests {
    /// Character sets in which every ASCII character is its one octet, and such an octet nothing else.
    private static final Set<String> ASCII_COMPATIBLE =
            Set.of("", "us-ascii", "ascii", "utf-8", "utf8", "koi8-r", "koi8-u");

    private TextTests() {}

    /// A header field contains the text, or is there when the text is empty.
    public static SearchedMessage.Content header(String field, String text) {
        Needle needle = new Needle(text);
        SearchedMessage.Content inField = inField(field, needle);
        TextPart part =
                switch (field) {
                    case "subject" -> TextPart.SUBJECT;
                    case "from" -> TextPart.FROM;
                    case "to" -> TextPart.TO;
                    case "cc" -> TextPart.CC;
                    default -> TextPart.HEADER;
                };
        return candidate -> switch (candidate.answer(part, needle)) {
            case HOLDS -> true;
            case LACKS -> false;
            case MAY_HOLD, UNKNOWN -> inField.matches(candidate);
        };
    }

    private static SearchedMessage.Content inField(String field, Needle needle) {
        return switch (field) {
            case "subject" ->
                candidate -> candidate
                        .structure()
                        .envelope()
                        .subject()
                        .map(subject -> needle.in(HeaderText.decode(subject)))
                        .orElse(false);
            case "from" ->
                candidate -> addresses(candidate.structure().envelope().from(), needle);
            case "to" -> candidate -> addresses(candidate.structure().envelope().to(), needle);
            case "cc" -> candidate -> addresses(candidate.structure().envelope().cc(), needle);
            case "bcc" ->
                candidate -> addresses(candidate.structure().envelope().bcc(), needle);
            default ->
                candidate -> {
                    HeaderFields fields = new HeaderFields(candidate.header());
                    while (fields.next()) {
                        if (fields.isNamed(field) && needle.in(HeaderText.decode(fields.value()))) {
                            return true;
                        }
                    }
                    return false;
                };
        };
    }

    private static boolean addresses(List<Envelope.Mailbox> addresses, Needle needle) {
        if (needle.isEmpty()) {
            return !addresses.isEmpty();
        }
        return needle.in(people(addresses));
    }

    private static String people(List<Envelope.Mailbox> addresses) {
        StringBuilder text = new StringBuilder();
        for (Envelope.Mailbox address : addresses) {
            text.append(text.isEmpty() ? "" : ", ");
            address.name()
                    .ifPresent(name -> text.append(HeaderText.decode(name)).append(' '));
            text.append('<').append(HeaderText.decode(address.local().orElse("")));
            address.host().ifPresent(host -> text.append('@').append(HeaderText.decode(host)));
            text.append('>');
        }
        return text.toString();
    }

    /// The message's text parts, and what the headers inside its body say.
    public static SearchedMessage.Content body(String text) {
        Needle needle = new Needle(text);
        return candidate -> needle.isEmpty() || inBody(candidate, needle);
    }

    /// As {@link #body}, and the message's own header.
    public static SearchedMessage.Content text(String text) {
        Needle needle = new Needle(text);
        return candidate -> needle.isEmpty()
                || candidate.answer(TextPart.HEADER, needle) != Answer.LACKS && headerOctets(candidate.header(), needle)
                || inBody(candidate, needle);
    }

    /// As {@link #text}, or an attachment holds the words: for people. IMAP's searches say exactly what they
    /// look at, and that is not what is inside PDF or office files (RFC 9051 §6.4.4).
    public static SearchedMessage.Content anywhere(String text) {
        SearchedMessage.Content inText = text(text);
        return candidate -> candidate.filesHold(text) || inText.matches(candidate);
    }

    private static boolean inBody(SearchedMessage candidate, Needle needle) throws IOException {
        return switch (candidate.answer(TextPart.BODY, needle)) {
            case HOLDS -> true;
            case LACKS -> false;
            case MAY_HOLD, UNKNOWN -> part(candidate, candidate.structure().root(), true, needle);
        };
    }

    /// Everything that the tests of this class look at in a part of the message goes into `into`.
    ///
    /// @return false when the search is not wanted any more
    static boolean sign(SearchedMessage candidate, TextPart part, Threes into) throws IOException {
        return switch (part) {
            case SUBJECT, FROM, TO, CC -> {
                into.add(text(candidate, part));
                yield true;
            }
            case HEADER -> {
                signHeader(candidate.header(), false, into);
                for (TextPart known : List.of(TextPart.SUBJECT, TextPart.FROM, TextPart.TO, TextPart.CC)) {
                    into.add(text(candidate, known));
                }
                into.add(people(candidate.structure().envelope().bcc()));
                yield true;
            }
            case BODY -> sign(candidate, candidate.structure().root(), true, into);
        };
    }

    /// What is looked through for a text in a short part; empty when it is not there.
    static String text(SearchedMessage candidate, TextPart part) {
        Envelope envelope = candidate.structure().envelope();
        return switch (part) {
            case SUBJECT -> envelope.subject().map(HeaderText::decode).orElse("");
            case FROM -> people(envelope.from());
            case TO -> people(envelope.to());
            case CC -> people(envelope.cc());
            case HEADER, BODY -> throw new IllegalArgumentException(part + " is not short");
        };
    }

    /// @param heard whether all fields go into it as people read them, also those that say nothing new then
    private static void signHeader(byte[] header, boolean heard, Threes into) {
        into.add(header);
        HeaderFields fields = new HeaderFields(header);
        while (fields.next()) {
            if (heard || !isPlain(header, fields.start(), fields.end())) {
                into.add(fields.name() + ": " + HeaderText.decode(fields.value()));
            }
        }
    }

    /// Whether the field as people read it has no three characters without white space in a row that its
    /// octets have not: it is ASCII without encoded words, nothing in it is left out, and there is no space
    /// before its colon.
    private static boolean isPlain(byte[] header, int start, int end) {
        boolean named = false;
        for (int i = start; i < end; i++) {
            byte octet = header[i];
            if (octet == ':' && !named) {
                named = true;
                if (i == start || header[i - 1] <= ' ') {
                    return false;
                }
            } else if (octet == '?' && header[Math.max(start, i - 1)] == '='
                    || octet < ' ' && !isFolding(header, i, end)
                    || octet == 0x7f) {
                return false;
            }
        }
        return named;
    }

    /// Tabs, and line ends that white space or nothing follows.
    private static boolean isFolding(byte[] header, int at, int end) {
        return switch (header[at]) {
            case '\t' -> true;
            case '\r' -> at + 1 < end && header[at + 1] == '\n';
            case '\n' -> at + 1 >= end || header[at + 1] == ' ' || header[at + 1] == '\t';
            default -> false;
        };
    }

    private static boolean sign(SearchedMessage candidate, BodyPart part, boolean root, Threes into)
            throws IOException {
        if (!root) {
            into.add(part.parameters().getOrDefault("name", ""));
            into.add(part.dispositionParameters().getOrDefault("filename", ""));
            into.add(part.description().map(HeaderText::decode).orElse(""));
        }
        if (part.isMessage() && !part.children().isEmpty()) {
            BodyPart inner = part.children().getFirst();
            signHeader(innerHeader(candidate, inner), true, into);
            return sign(candidate, inner, true, into);
        }
        for (BodyPart child : part.children()) {
            if (!sign(candidate, child, false, into)) {
                return false;
            }
        }
        if (!part.type().equals("text")) {
            return true;
        }
        try (InputStream raw = candidate.message().open(part.bodyStart(), part.bodySize());
                Reader text = BodyText.reader(part, raw)) {
            return into.add(text, candidate.goOn());
        }
    }

    private static byte[] innerHeader(SearchedMessage candidate, BodyPart inner) {
        int length = (int) Math.min(SearchedMessage.MAX_HEADER, inner.bodyStart() - inner.headerStart());
        return candidate.message().octets(inner.headerStart(), length);
    }

    private static boolean headerOctets(byte[] header, Needle needle) {
        if (needle.isAscii() && !needle.hasSpace() && !hasEncodedWord(header)) {
            return needle.in(header, 0, header.length); // folding cannot hide it
        }
        HeaderFields fields = new HeaderFields(header);
        while (fields.next()) {
            if (needle.in(fields.name() + ": " + HeaderText.decode(fields.value()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasEncodedWord(byte[] header) {
        for (int i = 1; i < header.length; i++) {
            if (header[i] == '?' && header[i - 1] == '=') {
                return true;
            }
        }
        return false;
    }

    private static boolean part(SearchedMessage candidate, BodyPart part, boolean root, Needle needle)
            throws IOException {
        if (!root && named(part, needle)) {
            return true;
        }
        if (part.isMessage() && !part.children().isEmpty()) {
            BodyPart inner = part.children().getFirst();
            return headerOctets(innerHeader(candidate, inner), needle) || part(candidate, inner, true, needle);
        }
        for (BodyPart child : part.children()) {
            if (part(candidate, child, false, needle)) {
                return true;
            }
        }
        return part.type().equals("text") && words(candidate, part, needle);
    }

    /// Names of attachments.
    private static boolean named(BodyPart part, Needle needle) {
        return in(part.parameters(), "name", needle)
                || in(part.dispositionParameters(), "filename", needle)
                || part.description()
                        .map(text -> needle.in(HeaderText.decode(text)))
                        .orElse(false);
    }

    private static boolean in(Map<String, String> parameters, String name, Needle needle) {
        String value = parameters.get(name);
        return value != null && needle.in(value);
    }

    private static boolean words(SearchedMessage candidate, BodyPart part, Needle needle) throws IOException {
        try (InputStream raw = candidate.message().open(part.bodyStart(), part.bodySize())) {
            if (needle.isAscii() && !isMarkup(part.subtype()) && isAsciiCompatible(part)) {
                try (InputStream octets =
                        TransferDecoder.decode(part.encoding(), raw).orElse(raw)) {
                    return needle.in(octets, candidate.goOn());
                }
            }
            try (Reader text = BodyText.reader(part, raw)) {
                return needle.in(text, candidate.goOn());
            }
        }
    }

    private static boolean isMarkup(String subtype) {
        return subtype.equals("html") || subtype.equals("xhtml+xml");
    }

    private static boolean isAsciiCompatible(BodyPart part) {
        String charset = part.parameters().getOrDefault("charset", "").toLowerCase(Locale.ROOT);
        return ASCII_COMPATIBLE.contains(charset)
                || charset.startsWith("iso-8859-")
                || charset.startsWith("windows-125");
    }
}
