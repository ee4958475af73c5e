package org.tassis.mailflow.sieve;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tassis.message.HeaderWriter;

/// A header section as a script changed it: RFC 5293. It takes the place of the octets before
/// {@link org.tassis.message.BodyPart#bodyStart} of the message's root. Immutable, any thread.
public final class EditedHeader {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final int MAX_NAME = 76;

    private final List<Field> fields;
    private final byte[] tail;

    /// @param tail the empty line, as it was
    EditedHeader(List<Field> fields, byte[] tail) {
        this.fields = List.copyOf(fields);
        this.tail = tail;
    }

    /// The whole section with its empty line.
    public byte[] octets() {
        var out = new ByteArrayOutputStream(1024);
        for (var field : fields) {
            out.write(field.octets(), field.start(), field.end() - field.start());
            if (field.octets()[field.end() - 1] != '\n') {
                out.writeBytes(CRLF);
            }
        }
        out.writeBytes(tail);
        return out.toByteArray();
    }

    /// RFC 5322 §3.6.8.
    static boolean isFieldName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }

    /// One field as it is written.
    static byte[] line(String name, String value) {
        return HeaderWriter.text(name, value).getBytes(StandardCharsets.US_ASCII);
    }
}
