package org.tassis.senderauth.header;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;

/// The header section of one message, read once for all checks. Immutable.
public final class MessageHeader {
    /// Octets that are looked at. More is never signed by anybody who means well.
    public static final int MAX_OCTETS = 256 * 1024;

    /// One field: `[start, end)` with its line end.
    ///
    /// @param name       lower case; empty for a line that is no field
    /// @param valueStart behind the colon
    public record Field(String name, int start, int valueStart, int end) {}

    private final byte[] octets;
    private final boolean complete;
    private final List<Field> fields;
    private final Map<String, List<Field>> byName;

    private MessageHeader(byte[] octets, boolean complete) {
        this.octets = octets;
        this.complete = complete;
        List<Field> all = new ArrayList<>();
        Map<String, List<Field>> named = new HashMap<>();
        var walk = new HeaderFields(octets);
        while (walk.next()) {
            var field = new Field(walk.name().toLowerCase(Locale.ROOT), walk.start(), walk.valueStart(), walk.end());
            all.add(field);
            named.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(field);
        }
        this.fields = List.copyOf(all);
        named.replaceAll((_, same) -> List.copyOf(same));
        this.byName = named;
    }

    public static MessageHeader read(MessageContent content) throws IOException {
        long length = content.structure().root().bodyStart();
        try (var in = content.open()) {
            return new MessageHeader(in.readNBytes((int) Math.min(length, MAX_OCTETS)), length <= MAX_OCTETS);
        }
    }

    public static MessageHeader of(byte[] octets) {
        return new MessageHeader(octets, true);
    }

    /// Not to be changed.
    public byte[] octets() {
        return octets;
    }

    /// False when there is more than {@link #MAX_OCTETS}.
    public boolean isComplete() {
        return complete;
    }

    /// From top to bottom.
    public List<Field> fields() {
        return fields;
    }

    /// Those of this name, from top to bottom.
    ///
    /// @param name lower case
    public List<Field> named(String name) {
        return byName.getOrDefault(name, List.of());
    }
}
