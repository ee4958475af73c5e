package org.tassis.mailflow.sieve;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;

/// One field of a header section: octets of the message, or of what a script added. What is read of it is
/// kept, so that rules do not read it again. For one thread.
final class Field {
    /// Octets of a value that are looked at.
    private static final int MAX_VALUE = 64 * 1024;

    private static final int MAX_ADDRESSES = 2000;

    private final byte[] octets;
    private final int start;
    private final int end;
    /// Lower case; empty when the line is no field.
    final String name;

    private @Nullable String raw;
    private @Nullable String value;
    private @Nullable List<Addresses.Found> addresses;

    /// @param fields at this field
    Field(byte[] octets, HeaderFields fields) {
        this.octets = octets;
        this.start = fields.start();
        this.end = fields.end();
        this.name = fields.name().toLowerCase(Locale.ROOT);
    }

    /// @param line with its line end
    static Field added(byte[] line) {
        var fields = new HeaderFields(line);
        fields.next();
        return new Field(line, fields);
    }

    byte[] octets() {
        return octets;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    private String raw() {
        var known = raw;
        if (known == null) {
            var fields = new HeaderFields(octets, start, end - start);
            fields.next();
            known = fields.value(MAX_VALUE);
            raw = known;
        }
        return known;
    }

    /// Unfolded, decoded, without white space around it: RFC 5228 §2.4.2.2, §2.7.2, §5.7.
    String value() {
        var known = value;
        if (known == null) {
            known = HeaderText.decode(raw()).strip();
            value = known;
        }
        return known;
    }

    List<Addresses.Found> addresses() {
        var known = addresses;
        if (known == null) {
            known = Addresses.in(raw(), MAX_ADDRESSES);
            addresses = known;
        }
        return known;
    }
}
