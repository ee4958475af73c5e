package org.tassis.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.tassis.message.BodyPart;
import org.tassis.store.StoreException;

/// A part as it would be told of had it come without its transfer encoding: RFC 5524 §3.2. One look at its
/// octets tells how many they are, how many lines, and which of the identity encodings they would need: RFC
/// 2045 §2.7 to §2.9.
final class Decoded {
    /// In octets without the line end: RFC 5322 §2.1.1.
    private static final int LONGEST_LINE = 998;

    private long size;
    private long lines;
    private int line;
    private int last;
    private boolean high;
    private boolean loose;

    private Decoded() {}

    /// @param octets the decoded ones, which are closed
    /// @return the part as it is when its octets cannot be read
    static BodyPart of(BodyPart part, Supplier<InputStream> octets) {
        Decoded seen = new Decoded();
        try (InputStream in = octets.get()) {
            byte[] chunk = new byte[8192];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                for (int i = 0; i < count; i++) {
                    seen.octet(chunk[i]);
                }
            }
        } catch (IOException | StoreException unreadable) { // so does whoever fetches it find out
            return part;
        }
        return new BodyPart(
                part.type(),
                part.subtype(),
                part.parameters(),
                part.id(),
                part.description(),
                seen.encoding(),
                part.md5(),
                part.disposition(),
                part.dispositionParameters(),
                part.languages(),
                part.location(),
                part.headerStart(),
                part.bodyStart(),
                part.bodyStart() + seen.size,
                seen.lines,
                part.children(),
                part.envelope());
    }

    private void octet(int octet) {
        size++;
        high |= octet < 0;
        loose |= octet == 0 || (octet == '\n') != (last == '\r');
        if (octet == '\n') {
            lines++;
            line = 0;
        } else if (octet != '\r') {
            line++;
            loose |= line > LONGEST_LINE;
        }
        last = octet;
    }

    private String encoding() {
        if (loose || last == '\r') {
            return "binary";
        }
        return high ? "8bit" : "7bit";
    }
}
