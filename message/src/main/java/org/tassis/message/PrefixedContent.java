package org.tassis.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A message with more trace fields on top, as each server that has something to say about it adds them (RFC
/// 5321 §4.4). Nothing is read again or copied: what was found in the message lies further down, and is the
/// same. Of the threads of the message within.
public final class PrefixedContent implements MessageContent {
    /// Fields in which the scan finds something, besides those whose names begin with `content-`.
    private static final Set<String> SCANNED = Set.of(
            "",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "date",
            "subject",
            "message-id",
            "in-reply-to",
            "references",
            "mime-version");

    private final byte[] fields;
    private final MessageContent content;
    private final MessageStructure structure;

    private PrefixedContent(byte[] fields, MessageContent content) {
        this.fields = fields;
        this.content = content;
        MessageStructure within = content.structure();
        this.structure = new MessageStructure(
                within.size() + fields.length,
                moved(within.root(), fields.length, 0),
                within.envelope(),
                within.sentAt(),
                within.threadId(),
                within.preview());
    }

    /// @param fields whole fields, lines ended with CRLF; none that say what the message is or who wrote it
    /// @return the content itself when there are none
    /// @throws IllegalArgumentException these are no such fields
    public static MessageContent of(byte[] fields, MessageContent content) {
        if (fields.length == 0) {
            return content;
        }
        var walk = new HeaderFields(fields);
        int end = 0;
        while (walk.next()) {
            String name = walk.name().toLowerCase(Locale.ROOT);
            if (SCANNED.contains(name) || name.startsWith("content-")) {
                throw new IllegalArgumentException("not a trace field: '" + name + "'");
            }
            end = walk.end();
        }
        if (end != fields.length || end < 2 || fields[end - 2] != '\r' || fields[end - 1] != '\n') {
            throw new IllegalArgumentException("header fields end with CRLF, and no empty line is among them");
        }
        return new PrefixedContent(fields.clone(), content);
    }

    /// The message's own header begins with the message: its start stays.
    private static BodyPart moved(BodyPart part, long by, long headerBy) {
        List<BodyPart> children =
                part.children().stream().map(child -> moved(child, by, by)).toList();
        return new BodyPart(
                part.type(),
                part.subtype(),
                part.parameters(),
                part.id(),
                part.description(),
                part.encoding(),
                part.md5(),
                part.disposition(),
                part.dispositionParameters(),
                part.languages(),
                part.location(),
                part.headerStart() + headerBy,
                part.bodyStart() + by,
                part.bodyEnd() + by,
                part.lines(),
                children,
                part.envelope());
    }

    @Override
    public long size() {
        return fields.length + content.size();
    }

    @Override
    public MessageStructure structure() {
        return structure;
    }

    @Override
    public InputStream open() throws IOException {
        return new SequenceInputStream(new ByteArrayInputStream(fields), content.open());
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer first = ByteBuffer.wrap(fields);
        while (first.hasRemaining()) {
            channel.write(first);
        }
        content.writeTo(channel);
    }
}
