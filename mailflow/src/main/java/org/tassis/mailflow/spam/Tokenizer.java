package org.tassis.mailflow.spam;

import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.message.BodyPart;
import org.tassis.message.BodyText;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.store.StoredMessage;

/// What Bayes looks at in a message: words of its text parts as people read them, words and pairs of words of the
/// subject, name, address and domain of the author, the hosts that links lead to, and which header fields there are.
/// Whatever a message holds, at most {@link #MOST} tokens come out, and at most {@link #MOST_OCTETS} octets of text
/// within its first {@link #REACH} octets are looked at. The same message gives the same tokens before it is stored
/// and later; fields that this server writes on top of it count for nothing. Any thread.
public final class Tokenizer {
    /// Distinct tokens of one message.
    public static final int MOST = 1500;

    /// Octets of text parts that are read, as they lie in the message.
    static final int MOST_OCTETS = 96 * 1024;

    /// What begins further down is not looked at.
    static final long REACH = 1024 * 1024;

    private static final int MOST_HEADER = 32 * 1024;
    private static final int MOST_CHARACTERS = 96 * 1024; // of one text part, decoded
    private static final int MOST_PARTS = 40;
    private static final int MOST_FIELDS = 100;
    private static final int MOST_NAMES = 10; // in From and Reply-To
    private static final int MOST_OF_HEADER = 500; // tokens; the rest is for the body
    private static final int SHORTEST = 3;
    private static final int LONGEST = 24;

    private static final char WORD = 'w';
    private static final char SUBJECT = 's';
    private static final char PAIR = 'p';
    private static final char FROM = 'f';
    private static final char REPLY = 'r';
    private static final char HOST = 'h';
    private static final char FIELD = 'n';
    private static final char SHAPE = 'c';
    private static final char LONG = 'l';

    /// Written on the way, by this server and others, or in every message.
    private static final Set<String> OF_NO_ACCOUNT = Set.of(
            "received",
            "return-path",
            "delivered-to",
            "authentication-results",
            "received-spf",
            "dkim-signature",
            "arc-seal",
            "arc-message-signature",
            "arc-authentication-results",
            "from",
            "to",
            "date",
            "subject",
            "message-id",
            "mime-version",
            "content-type");

    /// GTUBE: <https://spamassassin.apache.org/gtube/>.
    private static final String TEST = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    /// Letters and digits in lower case; 0 for what divides words.
    private static final char[] ASCII = new char[128];

    static {
        for (char c = 0; c < ASCII.length; c++) {
            ASCII[c] = c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z'
                    ? c
                    : c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : 0;
        }
    }

    private final TokenHash hash;

    public Tokenizer(TokenHash hash) {
        this.hash = hash;
    }

    /// @throws IOException the message cannot be read
    public Tokens tokens(MessageContent content) throws IOException {
        try (Octets octets = Octets.of(content)) {
            return new Run(octets, true).all();
        }
    }

    /// Whether it is the test message, in clear: costs much less than {@link #tokens}.
    ///
    /// @throws IOException the message cannot be read
    public static boolean isTest(MessageContent content) throws IOException {
        try (Octets octets = Octets.of(content)) {
            return new Tokenizer(new TokenHash(new byte[TokenHash.KEY])).new Run(octets, false)
                    .all()
                    .isTest();
        }
    }

    /// As of a message on its way in.
    ///
    /// @throws IOException the message cannot be read
    /// @throws org.tassis.store.StoreException it is gone, or damaged
    public Tokens tokens(StoredMessage message) throws IOException {
        try (Octets octets = Octets.of(message)) {
            return new Run(octets, true).all();
        }
    }

    private static boolean holdsTest(byte[] octets) {
        int last = octets.length - TEST.length();
        for (int i = 0; i <= last; i++) {
            if (octets[i] == 'X') {
                int k = 1;
                while (k < TEST.length() && octets[i + k] == TEST.charAt(k)) {
                    k++;
                }
                if (k == TEST.length()) {
                    return true;
                }
            }
        }
        return false;
    }

    private final class Run {
        private final Octets octets;
        private final MessageStructure structure;
        private final TokenSet found = new TokenSet(MOST);
        private final char[] word = new char[LONGEST];
        private long end; // of what was read
        private int left = MOST_OCTETS;
        private int parts;
        private boolean isTest;
        private final boolean words;

        /// @param words whether tokens are wanted
        Run(Octets octets, boolean words) {
            this.octets = octets;
            this.words = words;
            this.structure = octets.structure();
        }

        Tokens all() throws IOException {
            if (words) {
                header();
            }
            part(structure.root());
            return new Tokens(found.toArray(), isTest);
        }

        private void header() throws IOException {
            Envelope envelope = structure.envelope();
            envelope.subject().map(HeaderText::decode).ifPresent(this::subject);
            names(FROM, envelope.from());
            names(REPLY, envelope.replyTo());
            int length = (int) Math.min(MOST_HEADER, structure.root().bodyStart());
            byte[] header = octets.slice(0, length);
            end = length;
            HeaderFields fields = new HeaderFields(header);
            TokenSet seen = new TokenSet(MOST_OF_HEADER);
            int count = 0;
            while (fields.next() && count++ < MOST_FIELDS && !seen.isFull()) {
                String name = fields.name().toLowerCase(Locale.ROOT);
                if (!OF_NO_ACCOUNT.contains(name)
                        && !name.equals(SpamField.NAME.toLowerCase(Locale.ROOT))
                        && name.length() <= 60) {
                    seen.add(hash.of(FIELD, name));
                }
            }
            for (long token : seen.toArray()) {
                found.add(token);
            }
            BodyPart root = structure.root();
            found.add(hash.of(SHAPE, root.type() + "/" + root.subtype() + " " + root.encoding()));
            envelope.messageId().ifPresent(id -> {
                int at = id.lastIndexOf('@');
                found.add(hash.of(SHAPE, at < 0 ? "no id host" : "id " + cut(id.substring(at + 1))));
            });
            if (envelope.messageId().isEmpty()) {
                found.add(hash.of(SHAPE, "no id"));
            }
            if (envelope.to().isEmpty()) {
                found.add(hash.of(SHAPE, "to nobody"));
            }
        }

        private static String cut(String text) {
            return text.length() > 60 ? text.substring(0, 60) : text;
        }

        private void names(char kind, java.util.List<Envelope.Mailbox> names) {
            int most = Math.min(MOST_NAMES, names.size());
            for (int i = 0; i < most; i++) {
                Envelope.Mailbox one = names.get(i);
                String host = lower(one.host().orElse(""));
                one.name().map(HeaderText::decode).ifPresent(name -> words(kind, name, 500));
                if (!host.isEmpty()) {
                    found.add(hash.of(kind, cut(lower(one.local().orElse(""))) + "@" + cut(host)));
                    domains(kind, host);
                }
            }
        }

        private static String lower(String text) {
            return text.toLowerCase(Locale.ROOT);
        }

        /// A name and those above it, but for the last label alone.
        private void domains(char kind, String host) {
            String name = host.length() > 100 ? host.substring(host.length() - 100) : host;
            for (int labels = 0; labels < 4 && name.indexOf('.') > 0; labels++) {
                found.add(hash.of(kind, name));
                name = name.substring(name.indexOf('.') + 1);
            }
        }

        private void subject(String text) {
            words(SUBJECT, text, 500);
            String before = "";
            int from = -1;
            int length = Math.min(text.length(), 500);
            for (int i = 0; i <= length; i++) {
                boolean inside = i < length && Character.isLetterOrDigit(text.charAt(i));
                if (inside && from < 0) {
                    from = i;
                } else if (!inside && from >= 0) {
                    String next = lower(text.substring(from, Math.min(i, from + LONGEST)));
                    found.add(hash.of(PAIR, before + " " + next));
                    before = next;
                    from = -1;
                }
            }
        }

        private void words(char kind, String text, int most) {
            Words words = new Words(kind);
            int length = Math.min(text.length(), most);
            for (int i = 0; i < length; i++) {
                words.take(text.charAt(i));
            }
            words.end();
        }

        // ---- the body

        private void part(BodyPart part) throws IOException {
            if (++parts > MOST_PARTS || found.isFull()) {
                return;
            }
            if (words && part != structure.root()) {
                found.add(hash.of(
                        SHAPE,
                        cut(part.type()) + "/" + cut(part.subtype()) + " "
                                + cut(part.disposition().orElse(""))));
            }
            if (part.children().isEmpty() && part.type().equals("text")) {
                text(part);
            } else if (words && part.children().isEmpty()) {
                String name = part.dispositionParameters()
                        .getOrDefault("filename", part.parameters().getOrDefault("name", ""));
                int dot = name.lastIndexOf('.');
                found.add(hash.of(SHAPE, "." + (dot < 0 ? "" : cut(lower(name.substring(dot + 1))))));
            }
            for (BodyPart child : part.children()) {
                part(child);
            }
        }

        private void text(BodyPart part) throws IOException {
            long from = Math.max(end, part.bodyStart()); // parts never overlap; a damaged structure may say so
            int length = (int) Math.max(0, Math.min(left, part.bodyEnd() - from));
            if (length == 0 || from > REACH) {
                return;
            }
            byte[] raw = octets.slice(from, length);
            end = from + raw.length;
            left -= raw.length;
            isTest |= holdsTest(raw);
            if (!words) {
                return;
            }
            boolean html = part.subtype().equals("html") || part.subtype().equals("xhtml+xml");
            Links links = new Links();
            try (Reader source = new Watched(
                            BodyText.reader(plain(part), new ByteArrayInputStream(raw)), links); // tags hold links
                    Reader text = html ? BodyText.withoutTags(source) : source) {
                scan(text);
            }
            links.take(' ');
        }

        private void scan(Reader text) throws IOException {
            char[] block = new char[8192];
            Words found = new Words(WORD);
            int total = 0;
            int n;
            while (total < MOST_CHARACTERS && !this.found.isFull() && (n = text.read(block, 0, block.length)) > 0) {
                total += n;
                for (int i = 0; i < n; i++) {
                    found.take(block[i]);
                }
            }
            found.end();
        }

        /// Shows what is read of it to who looks for links.
        private final class Watched extends FilterReader {
            private final Links links;

            Watched(Reader source, Links links) {
                super(source);
                this.links = links;
            }

            @Override
            public int read(char[] into, int offset, int length) throws IOException {
                int n = super.read(into, offset, length);
                for (int i = offset; i < offset + n; i++) {
                    char c = into[i];
                    if (c == ':' || links.matched > 0) {
                        links.take(c);
                    }
                }
                return n;
            }
        }

        /// The same octets as text that keeps its tags.
        private static BodyPart plain(BodyPart part) {
            return new BodyPart(
                    "text",
                    "plain",
                    part.parameters(),
                    Optional.empty(),
                    Optional.empty(),
                    part.encoding(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    java.util.List.of(),
                    Optional.empty(),
                    part.headerStart(),
                    part.bodyStart(),
                    part.bodyEnd(),
                    part.lines(),
                    java.util.List.of(),
                    Optional.empty());
        }

        /// Finds words in a stream of characters. What is written without spaces gives pairs of its characters.
        private final class Words {
            private final char kind;
            private final char[] pair = new char[2];
            private int length;

            Words(char kind) {
                this.kind = kind;
            }

            void take(char c) {
                if (c < ASCII.length) {
                    if (ASCII[c] != 0) {
                        add(ASCII[c]);
                    } else if (length > 0 && c != '\'' || pair[0] != 0) {
                        end();
                    }
                } else if (Character.isIdeographic(c) || c >= 0x3040 && c <= 0x30ff || c >= 0x0e00 && c <= 0x0e7f) {
                    ideograph(c);
                } else if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
                    add(Character.toLowerCase(c));
                } else if (Character.getType(c) != Character.FORMAT) { // what cannot be seen divides no word
                    end();
                }
            }

            private void add(char c) {
                pair[0] = 0;
                if (length < word.length) {
                    word[length] = c;
                }
                length++;
            }

            private void ideograph(char c) {
                char before = pair[0];
                end();
                if (before != 0) {
                    pair[0] = before;
                    pair[1] = c;
                    found.add(hash.of(kind, pair, 0, 2));
                }
                pair[0] = c;
            }

            void end() {
                if (length > LONGEST) {
                    found.add(hash.of(LONG, word, 0, 2)); // only that there is one, and how it begins
                } else if (length >= SHORTEST) {
                    found.add(hash.of(kind, word, 0, length));
                }
                length = 0;
                pair[0] = 0;
            }
        }

        /// Finds the hosts of web addresses in a stream of characters.
        private final class Links {
            private static final String START = "://";

            private final StringBuilder host = new StringBuilder();
            private int matched;

            void take(char c) {
                if (matched < START.length()) {
                    matched = c == START.charAt(matched) ? matched + 1 : c == ':' ? 1 : 0;
                } else if (c == '@') { // what stands before it is no host
                    host.setLength(0);
                } else if (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || c == '%') {
                    if (host.length() < 250) {
                        host.append(c);
                    }
                } else {
                    if (host.length() > 2) {
                        domains(HOST, lower(host.toString()));
                    }
                    host.setLength(0);
                    matched = c == ':' ? 1 : 0;
                }
            }
        }
    }
}
