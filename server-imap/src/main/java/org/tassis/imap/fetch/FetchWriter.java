package org.tassis.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.OctetSink;
import org.tassis.core.SystemFlag;
import org.tassis.imap.command.FetchItem;
import org.tassis.imap.command.FetchItem.Partial;
import org.tassis.imap.command.FetchItem.Section;
import org.tassis.imap.command.FetchItem.Simple;
import org.tassis.imap.fetch.Parts.Range;
import org.tassis.imap.wire.Dates;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.message.BodyPart;
import org.tassis.message.MessageStructure;
import org.tassis.message.TransferDecoder;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.StoredMessage;

/// Writes `* n FETCH (...)` responses for one command: RFC 9051 §7.5.2. What the items need is worked out
/// once, so that a message costs the writing of its octets: flags, numbers and dates come from the snapshot
/// alone, envelope and structure from what was stored beside the message, and bodies go from the store to
/// the connection.
public final class FetchWriter {
    /// Decoded parts up to this are held while their size is found; larger ones are decoded twice.
    private static final int DECODED_HELD = 64 * 1024;

    private static final byte[] START = ascii("* ");
    private static final byte[] FETCH = ascii(" FETCH (");
    private static final byte[] UIDFETCH = ascii(" UIDFETCH ("); // RFC 9586 §3.2
    private static final byte[] END = ascii(")\r\n");
    private static final byte[] RECENT = ascii("\\Recent");
    private static final byte[][] SYSTEM_FLAGS = new byte[SystemFlag.values().length][];

    static {
        for (SystemFlag flag : SystemFlag.values()) {
            SYSTEM_FLAGS[flag.ordinal()] = ascii(flag.imapName());
        }
    }

    private final ResponseWriter out;
    private final MailStore store;
    private final StructureWriter structures;
    private final FetchItem[] items;
    private final byte[][] labels;
    /// Of the items that choose header fields; null for others.
    private final @Nullable HeaderFilter[] filters;
    private final byte[] flagsLabel = Labels.of(Simple.FLAGS);
    private final boolean hasFlags;
    private final boolean needsMessage;
    private final boolean needsStructure;
    private final byte[] date = new byte[Dates.DATE_TIME_OCTETS];
    private final LiteralSink literal = new LiteralSink();
    /// The failure of an item that had to be written as NIL.
    private @Nullable StoreException failure;

    /// The message's header, once it was read for an item.
    private byte @Nullable [] header;

    public FetchWriter(ResponseWriter out, MailStore store, List<FetchItem> items) {
        this.out = out;
        this.store = store;
        this.structures = new StructureWriter(out);
        this.items = items.toArray(FetchItem[]::new);
        this.labels = new byte[this.items.length][];
        this.filters = new HeaderFilter[this.items.length];
        boolean message = false;
        boolean structure = false;
        for (int i = 0; i < this.items.length; i++) {
            FetchItem item = this.items[i];
            labels[i] = Labels.of(item);
            message |= readsMessage(item);
            structure |= readsMessage(item) && !isWhole(item);
            if (item instanceof FetchItem.BodySection(Section section, Optional<Partial> _, boolean _)
                    && !section.fields().isEmpty()) {
                filters[i] = HeaderFilter.of(section);
            }
        }
        this.needsMessage = message;
        this.needsStructure = structure;
        this.hasFlags = items.contains(Simple.FLAGS);
    }

    private static boolean readsMessage(FetchItem item) {
        return switch (item) {
            case Simple simple ->
                switch (simple) {
                    case FLAGS, UID, MODSEQ, INTERNALDATE, RFC822_SIZE, EMAILID, SAVEDATE -> false;
                    case ENVELOPE, BODY, BODYSTRUCTURE, RFC822, RFC822_HEADER, RFC822_TEXT, THREADID -> true;
                };
            case FetchItem.BodySection _, FetchItem.Binary _, FetchItem.BinarySize _, FetchItem.Preview _ -> true;
        };
    }

    /// Whether the item is all octets of the message, for which nothing of its structure has to be known.
    private static boolean isWhole(FetchItem item) {
        return item == Simple.RFC822
                || item instanceof FetchItem.BodySection(Section section, Optional<Partial> _, boolean _)
                        && section.equals(Section.WHOLE);
    }

    /// Writes one response.
    ///
    /// @param sequence  the message's sequence number, as the client knows it
    /// @param index     in `snapshot`
    /// @param recent    `\Recent` is among its flags (IMAP4rev1)
    /// @param withFlags flags are written even when they were not asked for: the command changed them
    /// @throws StoreException          the message could not be read. Nothing of it was written, or a
    ///     complete response in which what could not be read is NIL
    /// @throws UnknownTransferEncoding nothing was written
    /// @throws IOException             the connection broke, or has to be given up because a message broke
    ///     off
    public void write(int sequence, MailboxSnapshot snapshot, int index, boolean recent, boolean withFlags)
            throws IOException {
        failure = null;
        header = null;
        StoredMessage message = null;
        MessageStructure structure = null;
        if (needsMessage) {
            message = store.message(snapshot, index);
            if (needsStructure) {
                structure = message.structure();
                readAhead(message, structure);
            }
        }
        if (out.usesUidOnly()) {
            out.raw(START).number(snapshot.uid(index)).raw(UIDFETCH);
        } else {
            out.raw(START).number(sequence).raw(FETCH);
        }
        for (int i = 0; i < items.length; i++) {
            if (i > 0) {
                out.octet(' ');
            }
            out.raw(labels[i]);
            if (message == null || !readsMessage(items[i])) {
                fromSnapshot(items[i], snapshot, index, recent);
            } else if (structure == null || isWhole(items[i])) {
                whole(items[i], message);
            } else {
                item(i, message, structure);
            }
        }
        if (withFlags && !hasFlags) {
            out.raw(" ").raw(flagsLabel);
            flags(snapshot, index, recent);
        }
        out.raw(END);
        if (failure != null) {
            throw failure;
        }
    }

    /// Writes what the first item tells of a message, without its name, or NIL: RFC 4467 §8, RFC 5524 §3.
    ///
    /// @throws StoreException          the message could not be read; nothing was written, or NIL
    /// @throws UnknownTransferEncoding nothing was written
    public void value(StoredMessage message) throws IOException {
        failure = null;
        header = null;
        if (isWhole(items[0])) {
            whole(items[0], message);
        } else {
            MessageStructure structure = message.structure();
            readAhead(message, structure);
            item(0, message, structure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// Writes the structure of a part with its extension data, or NIL when there is no such part: RFC 5524
    /// §3.2.
    ///
    /// @param decoded as it is when its transfer encoding is undone, where that can be
    public void structure(StoredMessage message, List<Integer> part, boolean decoded) throws IOException {
        BodyPart found = Parts.find(message.structure().root(), part);
        if (found == null) {
            out.nil();
        } else if (decoded && isEncoded(found, part) && TransferDecoder.isKnown(found.encoding())) {
            structures.body(Decoded.of(found, () -> decoder(found, message)), true);
        } else {
            structures.body(found, true);
        }
    }

    /// Whatever can fail is done before anything is written.
    private void readAhead(StoredMessage message, MessageStructure structure) {
        for (int i = 0; i < items.length; i++) {
            switch (items[i]) {
                case FetchItem.Binary binary -> checkEncoding(structure, binary.part());
                case FetchItem.BinarySize size -> checkEncoding(structure, size.part());
                case FetchItem.BodySection(Section section, Optional<Partial> _, boolean _) -> {
                    boolean ofHeader = section.what() == Section.What.HEADER || filters[i] != null;
                    if (ofHeader && section.part().isEmpty()) {
                        readHeader(message, structure);
                    }
                }
                case Simple simple -> {
                    if (simple == Simple.RFC822_HEADER) {
                        readHeader(message, structure);
                    }
                }
                case FetchItem.Preview _ -> {}
            }
        }
    }

    private void readHeader(StoredMessage message, MessageStructure structure) {
        if (header == null) {
            header = message.octets(
                    0, (int) Math.min(HeaderFilter.MAX_HEADER, structure.root().bodyStart()));
        }
    }

    private static void checkEncoding(MessageStructure structure, List<Integer> number) {
        BodyPart part = Parts.find(structure.root(), number);
        if (part != null && isEncoded(part, number) && !TransferDecoder.isKnown(part.encoding())) {
            throw new UnknownTransferEncoding();
        }
    }

    /// A multipart and the message as a whole are not encoded, whatever they say: RFC 2045 §6.4.
    private static boolean isEncoded(BodyPart part, List<Integer> number) {
        return !number.isEmpty() && !part.isMultipart() && !TransferDecoder.isIdentity(part.encoding());
    }

    private void fromSnapshot(FetchItem item, MailboxSnapshot snapshot, int index, boolean recent) throws IOException {
        switch ((Simple) item) {
            case FLAGS -> flags(snapshot, index, recent);
            case UID -> out.number(snapshot.uid(index));
            case MODSEQ -> out.octet('(').number(snapshot.modSeq(index)).octet(')');
            case INTERNALDATE -> date(snapshot.internalDate(index));
            case RFC822_SIZE -> out.number(snapshot.size(index));
            case EMAILID ->
                out.raw("(M").number(snapshot.contentId(index).value()).octet(')');
            case SAVEDATE -> date(snapshot.saveDate(index));
            case ENVELOPE, BODY, BODYSTRUCTURE, RFC822, RFC822_HEADER, RFC822_TEXT, THREADID ->
                throw new IllegalStateException("needs the message");
        }
    }

    private void whole(FetchItem item, StoredMessage message) throws IOException {
        Optional<Partial> partial = item instanceof FetchItem.BodySection body ? body.partial() : Optional.empty();
        Range range = Parts.clip(new Range(0, message.size()), partial);
        octets(message, range.start(), range.end());
    }

    private void item(int at, StoredMessage message, MessageStructure structure) throws IOException {
        switch (items[at]) {
            case Simple simple -> {
                switch (simple) {
                    case ENVELOPE -> structures.envelope(structure.envelope());
                    case BODY -> structures.body(structure.root(), false);
                    case BODYSTRUCTURE -> structures.body(structure.root(), true);
                    case RFC822_HEADER -> section(at, Section.What.HEADER, message, structure);
                    case RFC822_TEXT -> section(at, Section.What.TEXT, message, structure);
                    case THREADID -> threadId(structure.threadId());
                    case RFC822, FLAGS, UID, MODSEQ, INTERNALDATE, RFC822_SIZE, EMAILID, SAVEDATE ->
                        throw new IllegalStateException("needs no structure");
                }
            }
            case FetchItem.BodySection body -> section(at, body.section(), body.partial(), message, structure);
            case FetchItem.Binary binary -> binary(binary, message, structure);
            case FetchItem.BinarySize size -> binarySize(size.part(), message, structure);
            case FetchItem.Preview _ ->
                out.content(true).text(structure.preview()).content(false); // RFC 8970: always at hand, so LAZY too
        }
    }

    private void flags(MailboxSnapshot snapshot, int index, boolean recent) throws IOException {
        long bits = snapshot.flagBits(index);
        out.octet('(');
        boolean more = false;
        for (int i = 0; i < SYSTEM_FLAGS.length; i++) {
            if ((bits & 1L << i) != 0) {
                if (more) {
                    out.octet(' ');
                }
                out.raw(SYSTEM_FLAGS[i]);
                more = true;
            }
        }
        if (recent) {
            if (more) {
                out.octet(' ');
            }
            out.raw(RECENT);
            more = true;
        }
        for (long rest = bits >>> MailboxSnapshot.FIRST_KEYWORD_BIT; rest != 0; rest &= rest - 1) {
            if (more) {
                out.octet(' ');
            }
            out.raw(snapshot.keywords().get(Long.numberOfTrailingZeros(rest)));
            more = true;
        }
        out.octet(')');
    }

    private void date(long epochSecond) throws IOException {
        Dates.putDateTime(date, 0, epochSecond);
        out.raw(date);
    }

    /// RFC 8474 §5.2.
    private void threadId(long id) throws IOException {
        if (id == 0) {
            out.nil();
        } else {
            out.raw("(").raw(ObjectIds.thread(id)).raw(")");
        }
    }

    private void section(int at, Section.What what, StoredMessage message, MessageStructure structure)
            throws IOException {
        section(at, new Section(List.of(), what, List.of()), Optional.empty(), message, structure);
    }

    private void section(
            int at, Section section, Optional<Partial> partial, StoredMessage message, MessageStructure structure)
            throws IOException {
        Range range = Parts.range(structure, section);
        if (range == null) {
            out.nil();
            return;
        }
        HeaderFilter filter = filters[at];
        if (filter != null) {
            byte[] from;
            if (section.part().isEmpty() && header != null) {
                from = header;
            } else {
                try {
                    from = message.octets(range.start(), (int) Math.min(HeaderFilter.MAX_HEADER, range.length()));
                } catch (StoreException e) {
                    fail(e);
                    return;
                }
            }
            byte[] chosen = filter.choose(from);
            inMemory(chosen, filter.length(), partial);
        } else if (section.part().isEmpty()
                && section.what() == Section.What.HEADER
                && header != null
                && header.length == range.length()) {
            inMemory(header, header.length, partial);
        } else {
            Range part = Parts.clip(range, partial);
            octets(message, part.start(), part.end());
        }
    }

    private void inMemory(byte[] octets, int length, Optional<Partial> partial) throws IOException {
        Range part = Parts.clip(new Range(0, length), partial);
        out.literalHeader(part.length()).content(true).raw(octets, (int) part.start(), (int) part.length());
        out.content(false);
    }

    /// Octets `[start, end)` of the message as a literal.
    private void octets(StoredMessage message, long start, long end) throws IOException {
        if (end <= start) {
            out.raw("\"\"");
            return;
        }
        literal.announce(end - start, false);
        try {
            message.send(literal, start, end - start);
        } catch (StoreException e) {
            fail(e);
            return;
        }
        literal.complete();
    }

    /// Writes NIL where a message should be; the response stays whole and the failure is told after it.
    private void fail(StoreException e) throws IOException {
        if (literal.begun) {
            throw new IOException("a message broke off in the middle of its literal", e);
        }
        failure = e;
        out.nil();
    }

    private void binary(FetchItem.Binary binary, StoredMessage message, MessageStructure structure) throws IOException {
        BodyPart part = Parts.find(structure.root(), binary.part());
        if (part == null) {
            out.nil();
            return;
        }
        if (!isEncoded(part, binary.part())) {
            Range range = Parts.clip(contentOf(part, binary.part(), structure), binary.partial());
            if (range.length() == 0) {
                out.raw("\"\"");
                return;
            }
            literal.announce(range.length(), true);
            try {
                message.send(literal, range.start(), range.length());
            } catch (StoreException e) {
                fail(e);
                return;
            }
            literal.complete();
            return;
        }
        try {
            decoded(part, binary.partial(), message);
        } catch (StoreException e) {
            fail(e);
        }
    }

    private static Range contentOf(BodyPart part, List<Integer> number, MessageStructure structure) {
        return number.isEmpty() ? new Range(0, structure.size()) : new Range(part.bodyStart(), part.bodyEnd());
    }

    private void decoded(BodyPart part, Optional<Partial> partial, StoredMessage message) throws IOException {
        byte[] held = new byte[(int) Math.min(DECODED_HELD, part.bodySize())];
        int holding = 0;
        long size = 0;
        try (InputStream in = decoder(part, message)) {
            byte[] chunk = new byte[8192];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (size == holding && held.length - holding >= count) {
                    System.arraycopy(chunk, 0, held, holding, count);
                    holding += count;
                }
                size += count;
            }
        } catch (IOException e) { // the connection is not involved
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
        Range range = Parts.clip(new Range(0, size), partial);
        if (range.length() == 0) {
            out.raw("\"\"");
            return;
        }
        literal.announce(range.length(), true);
        if (holding == size) {
            literal.write(held, (int) range.start(), (int) range.length());
        } else {
            try (InputStream in = decoder(part, message)) {
                in.skipNBytes(range.start());
                byte[] chunk = new byte[8192];
                for (long left = range.length(); left > 0; ) {
                    int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                    if (count < 0) {
                        break;
                    }
                    literal.write(chunk, 0, count);
                    left -= count;
                }
            }
        }
        literal.complete();
    }

    private void binarySize(List<Integer> number, StoredMessage message, MessageStructure structure)
            throws IOException {
        BodyPart part = Parts.find(structure.root(), number);
        long size = 0;
        if (part != null && !isEncoded(part, number)) {
            size = contentOf(part, number, structure).length();
        } else if (part != null) {
            try (InputStream in = decoder(part, message)) {
                byte[] chunk = new byte[8192];
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    size += count;
                }
            } catch (StoreException e) {
                failure = e;
            } catch (IOException e) {
                failure = new StoreException(new StoreFailure.Unavailable(), e);
            }
        }
        out.number(size);
    }

    private static InputStream decoder(BodyPart part, StoredMessage message) {
        InputStream raw = message.open(part.bodyStart(), part.bodySize());
        return TransferDecoder.decode(part.encoding(), raw).orElse(raw);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Announces a literal when its first octets come, so that a message that cannot be read at all is no
    /// literal yet.
    private final class LiteralSink implements OctetSink {
        private long left;
        private long announced;
        private boolean binary;
        private boolean begun;

        void announce(long length, boolean mayHoldNul) {
            announced = length;
            left = length;
            binary = mayHoldNul;
            begun = false;
        }

        private void take(long length) throws IOException {
            if (!begun) {
                if (binary) {
                    out.literal8Header(announced);
                } else {
                    out.literalHeader(announced);
                }
                begun = true;
                out.content(true);
            }
            left -= length;
            if (left < 0) {
                throw new IOException("a message is longer than it was said to be");
            }
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            take(length);
            out.raw(octets, offset, length);
        }

        @Override
        public void writeFile(FileChannel file, long position, long length) throws IOException {
            take(length);
            out.sink().writeFile(file, position, length);
        }

        void complete() throws IOException {
            if (left != 0) {
                throw new IOException("a message is shorter than it was said to be");
            }
            out.content(false);
            begun = false;
        }
    }
}
