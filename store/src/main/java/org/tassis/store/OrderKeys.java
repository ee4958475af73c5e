package org.tassis.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.core.ContentId;
import org.tassis.message.BaseSubject;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageIds;
import org.tassis.message.MessageStructure;
import org.tassis.message.UnicodeCasemap;

/// What a message is put in order by, and into conversations: RFC 5256 §2, §3, RFC 5957 §3. Made of its
/// structure and header, so the same for ever; some 130 octets, so those of a whole mailbox can be read in
/// one go. Texts are what `i;unicode-casemap` compares, octet by octet without signs. Immutable.
public final class OrderKeys {
    /// Goes up when keys are made otherwise: what was kept by another version is not to be used.
    public static final int VERSION = 1;

    /// What is compared as text.
    public enum Text {
        /// Base subject: RFC 5256 §2.1.
        SUBJECT,
        /// Mailbox name of the first address in From.
        FROM,
        /// The same of To.
        TO,
        /// The same of Cc.
        CC,
        /// The name that people see of the first address in From: RFC 5957 §3.
        DISPLAY_FROM,
        /// The same of To.
        DISPLAY_TO
    }

    /// Octets of a subject, and of the other texts: what follows does not count. Nobody writes longer ones
    /// that others are to be told from.
    private static final int MAX_SUBJECT = 1000;

    private static final int MAX_TEXT = 250;

    /// Of each header so much is looked at for references.
    private static final int MAX_HEADER = 64 * 1024;

    private static final int ANSWERS = 1;
    private static final int SENT = 2;

    /// Content, flags, date, own id; then the texts, each behind its length, and the number of references,
    /// and they.
    private static final int CONTENT_AT = 0;

    private static final int SENT_AT = 8;
    private static final int OWN_AT = 16;
    private static final int FLAGS_AT = 24;
    private static final int TEXTS_AT = 25;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] octets;
    private final int start;
    private final int length;

    private OrderKeys(byte[] octets, int start, int length) {
        this.octets = octets;
        this.start = start;
        this.length = length;
    }

    /// Reads structure and header of a message.
    ///
    /// @throws StoreException the message cannot be read
    public static OrderKeys of(ContentId content, StoredMessage message) {
        MessageStructure structure = message.structure();
        Envelope envelope = structure.envelope();
        BaseSubject.Parsed subject =
                BaseSubject.parse(HeaderText.decode(envelope.subject().orElse("")));
        byte[][] texts = {
            key(subject.base(), MAX_SUBJECT),
            key(local(envelope.from()), MAX_TEXT),
            key(local(envelope.to()), MAX_TEXT),
            key(local(envelope.cc()), MAX_TEXT),
            key(display(envelope.from()), MAX_TEXT),
            key(display(envelope.to()), MAX_TEXT)
        };
        int header = (int) Math.min(MAX_HEADER, structure.root().bodyStart());
        long[] before = MessageIds.before(message.octets(0, header));
        int size = TEXTS_AT + 1 + before.length * Long.BYTES;
        for (byte[] text : texts) {
            size += Short.BYTES + text.length;
        }
        int flags = (subject.answers() ? ANSWERS : 0) | (structure.sentAt().isPresent() ? SENT : 0);
        ByteBuffer packed = ByteBuffer.allocate(size)
                .putLong(content.value())
                .putLong(structure.sentAt().map(Instant::getEpochSecond).orElse(0L))
                .putLong(MessageIds.own(envelope.messageId()))
                .put((byte) flags);
        for (byte[] text : texts) {
            packed.putShort((short) text.length).put(text);
        }
        packed.put((byte) before.length);
        for (long id : before) {
            packed.putLong(id);
        }
        return new OrderKeys(packed.array(), 0, size);
    }

    /// The same; nothing when the message was forgotten or is damaged.
    ///
    /// @throws StoreException the store cannot be read now
    public static Optional<OrderKeys> ifReadable(ContentId content, StoredMessage message) {
        try {
            return Optional.of(of(content, message));
        } catch (StoreException e) {
            if (e.failure() instanceof StoreFailure.Gone || e.failure() instanceof StoreFailure.Damaged) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Keys as {@link #packed} gave them, within an array that nobody changes.
    public static OrderKeys unpacked(byte[] octets, int start, int length) {
        return new OrderKeys(octets, start, length);
    }

    /// To be kept. At most 3000 octets.
    public ByteBuffer packed() {
        return ByteBuffer.wrap(octets, start, length).slice().asReadOnlyBuffer();
    }

    /// Of which content they are.
    public ContentId content() {
        return new ContentId(at(CONTENT_AT));
    }

    /// Seconds since 1970 of the Date field, if there is one that can be understood.
    public OptionalLong sentAt() {
        return (octets[start + FLAGS_AT] & SENT) != 0 ? OptionalLong.of(at(SENT_AT)) : OptionalLong.empty();
    }

    /// Whether the subject says that it is a reply or forward.
    public boolean answers() {
        return (octets[start + FLAGS_AT] & ANSWERS) != 0;
    }

    /// Hash of its message-id, 0 when there is none: {@link MessageIds}.
    public long id() {
        return at(OWN_AT);
    }

    /// Hashes of the message-ids of those before it in its conversation, oldest first: {@link MessageIds}.
    public long[] before() {
        int at = behindTexts(Text.values().length);
        long[] ids = new long[octets[at]];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (long) LONG.get(octets, at + 1 + i * Long.BYTES);
        }
        return ids;
    }

    /// Compared octet by octet without signs; empty when there is no such thing.
    public byte[] text(Text text) {
        int at = behindTexts(text.ordinal());
        return Arrays.copyOfRange(octets, at + Short.BYTES, at + Short.BYTES + shortAt(at));
    }

    private int behindTexts(int count) {
        int at = start + TEXTS_AT;
        for (int i = 0; i < count; i++) {
            at += Short.BYTES + shortAt(at);
        }
        return at;
    }

    private int shortAt(int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }

    private long at(int field) {
        return (long) LONG.get(octets, start + field);
    }

    private static byte[] key(String text, int most) {
        byte[] key = UnicodeCasemap.key(text);
        return key.length > most ? Arrays.copyOf(key, most) : key;
    }

    private static String local(List<Envelope.Mailbox> addresses) {
        return addresses.isEmpty() ? "" : addresses.getFirst().local().orElse("");
    }

    /// The name that the sender wrote, else the address: RFC 5957 §3.
    private static String display(List<Envelope.Mailbox> addresses) {
        if (addresses.isEmpty()) {
            return "";
        }
        Envelope.Mailbox first = addresses.getFirst();
        String name = first.name().map(HeaderText::decode).orElse("").strip();
        if (!name.isEmpty()) {
            return name;
        }
        String host = first.host().orElse("");
        return first.local().orElse("") + (host.isEmpty() ? "" : "@" + host);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrderKeys that && packed().equals(that.packed());
    }

    @Override
    public int hashCode() {
        return packed().hashCode();
    }
}
