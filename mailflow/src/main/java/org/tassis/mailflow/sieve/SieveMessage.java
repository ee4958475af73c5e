package org.tassis.mailflow.sieve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;

/// A message as scripts see it. Made once for all scripts that look at a message: what one has had decoded is
/// there for the next. Holds the header section, and the beginning of the body once a script asks for it;
/// reads from the content, which must stay open. For one thread.
public final class SieveMessage {
    /// Octets of a header section that are read. A message with more can be tested, but not edited.
    static final int MAX_HEADER = 256 * 1024;

    private final MessageContent content;
    private final byte[] header;
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, List<Field>> byName = new HashMap<>();
    private @Nullable BodyTexts body;

    private SieveMessage(MessageContent content, byte[] header) {
        this.content = content;
        this.header = header;
        var walk = new HeaderFields(header);
        while (walk.next()) {
            var field = new Field(header, walk);
            fields.add(field);
            if (!field.name.isEmpty()) {
                byName.computeIfAbsent(field.name, _ -> new ArrayList<>(1)).add(field);
            }
        }
    }

    /// @throws IOException the content cannot be read
    public static SieveMessage of(MessageContent content) throws IOException {
        long length = Math.min(content.structure().root().bodyStart(), MAX_HEADER);
        try (var in = content.open()) {
            return new SieveMessage(content, in.readNBytes((int) length));
        }
    }

    MessageContent content() {
        return content;
    }

    boolean isHeaderWhole() {
        return header.length == content.structure().root().bodyStart();
    }

    /// From the last field's end to the body: an empty line, or nothing.
    byte[] header() {
        return header;
    }

    /// In their order, lines that are none among them.
    List<Field> fields() {
        return fields;
    }

    /// @param name lower case
    List<Field> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    BodyTexts body(int maxOctets) {
        var known = body;
        if (known == null) {
            known = new BodyTexts(content, maxOctets);
            body = known;
        }
        return known;
    }
}
