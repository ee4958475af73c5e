package org.tassis.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

/// Walks over the fields of a header section (RFC 5322 §2.2) without copying it. Lines end with CRLF or LF; a field
/// goes on while lines begin with space or tab. The walk ends at the empty line or the last octet. A line that is no
/// field has an empty name. Linear in the octets; not thread-safe.
public final class HeaderFields {
    private static final byte[] CRLF = {'\r', '\n'};

    private final byte[] octets;
    private final int limit;
    private int start;
    private int nameEnd;
    private int valueStart;
    private int end;

    public HeaderFields(byte[] header) {
        this(header, 0, header.length);
    }

    public HeaderFields(byte[] octets, int offset, int length) {
        this.octets = octets;
        this.limit = offset + length;
        this.end = offset;
    }

    /// Goes to the next field; false at the end of the section.
    public boolean next() {
        start = end;
        if (start >= limit || isEmptyLine(start)) {
            return false;
        }
        int colon = -1;
        int i = start;
        while (true) {
            int lf = Octets.lineFeed(octets, i, limit);
            int next = lf < 0 ? limit : lf + 1;
            if (i == start) {
                for (int k = start; k < next; k++) {
                    if (octets[k] == ':') {
                        colon = k;
                        break;
                    }
                }
            }
            i = next;
            if (i >= limit || octets[i] != ' ' && octets[i] != '\t') {
                break;
            }
        }
        end = i;
        if (colon < 0) {
            nameEnd = start;
            valueStart = start;
        } else {
            valueStart = colon + 1;
            nameEnd = colon;
            while (nameEnd > start && (octets[nameEnd - 1] == ' ' || octets[nameEnd - 1] == '\t')) {
                nameEnd--; // RFC 5322 §4.5: obsolete white space before the colon
            }
        }
        return true;
    }

    /// Offset of the field's first octet.
    public int start() {
        return start;
    }

    /// Offset behind the field's last line end.
    public int end() {
        return end;
    }

    public int valueStart() {
        return valueStart;
    }

    int nameLength() {
        return nameEnd - start;
    }

    public String name() {
        return new String(octets, start, nameEnd - start, StandardCharsets.ISO_8859_1);
    }

    public boolean isNamed(String name) {
        return name.length() == nameEnd - start && Octets.equalsIgnoringCase(octets, start, name);
    }

    /// Unfolded and trimmed, octets as Latin-1; NUL, lone CR and LF left out.
    public String value() {
        return value(Integer.MAX_VALUE);
    }

    /// Like {@link #value()}, looking at no more than `maxOctets`.
    public String value(int maxOctets) {
        return Octets.unfolded(octets, valueStart, Math.min(end, valueStart + Math.min(maxOctets, end - valueStart)));
    }

    /// The value of the first field of this name, as {@link #value()}.
    public static Optional<String> first(byte[] header, String name) {
        var fields = new HeaderFields(header);
        while (fields.next()) {
            if (fields.isNamed(name)) {
                return Optional.of(fields.value());
            }
        }
        return Optional.empty();
    }

    /// The fields whose names are among `names` (or are not, when `others`), octet for octet and in their order,
    /// and an empty line: RFC 9051 §6.4.5, HEADER.FIELDS and HEADER.FIELDS.NOT.
    public static byte[] select(byte[] header, Collection<String> names, boolean others) {
        var fields = new HeaderFields(header);
        var selected = new ByteArrayOutputStream(others ? header.length : 512);
        while (fields.next()) {
            if (fields.isNamedOneOf(names) != others) {
                selected.write(header, fields.start, fields.end - fields.start);
                if (fields.end == header.length && header[header.length - 1] != '\n') {
                    selected.writeBytes(CRLF);
                }
            }
        }
        selected.writeBytes(CRLF);
        return selected.toByteArray();
    }

    private boolean isNamedOneOf(Collection<String> names) {
        for (var name : names) {
            if (isNamed(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isEmptyLine(int at) {
        return octets[at] == '\n' || octets[at] == '\r' && at + 1 < limit && octets[at + 1] == '\n';
    }
}
