package org.tassis.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Makes of a message with NULs, which only the content transfer encoding `binary` may have, one without:
/// the bodies that hold NULs become base64 (RFC 2045 §6.8), which says the same to who decodes it. A NUL
/// where it cannot be encoded, in a header, between parts, or in a body that is encoded already, is left
/// out.
///
/// The memory it takes does not depend on the message's size, but for the header of one part at a time.
public final class NulFree {
    private static final byte[] ENCODED = "Content-Transfer-Encoding: base64\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String FIELD = "content-transfer-encoding";
    /// A larger header is not looked into; its part loses its NULs.
    private static final int MAX_HEADER = 256 * 1024;
    /// What becomes whole lines of base64.
    private static final int BLOCK = 57 * 256;

    private final InputStream in;
    private final Spool out;
    private final byte[] buffer = new byte[BLOCK];
    private long at;

    private NulFree(InputStream in, Spool out) {
        this.in = in;
        this.out = out;
    }

    public static boolean holdsNul(byte[] octets, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (octets[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /// Writes the message into `out`, which stays to be finished.
    public static void write(MessageContent content, Spool out) throws IOException {
        List<BodyPart> bodies = new ArrayList<>();
        addBodies(content.structure().root(), bodies);
        List<BodyPart> binary = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(content.open())) {
            NulFree look = new NulFree(in, out);
            for (BodyPart body : bodies) {
                look.skip(body.bodyStart());
                if (look.readsNul(body.bodyEnd())) {
                    binary.add(body);
                }
            }
        }
        try (InputStream in = new BufferedInputStream(content.open())) {
            NulFree pass = new NulFree(in, out);
            for (BodyPart body : binary) {
                pass.copy(body.headerStart());
                pass.header(body);
                pass.encode(body.bodyEnd());
            }
            pass.copy(content.size());
        }
    }

    /// Those that can be encoded, in the order of the octets.
    private static void addBodies(BodyPart part, List<BodyPart> into) {
        if (!part.children().isEmpty()) {
            part.children().forEach(child -> addBodies(child, into));
        } else if (TransferDecoder.isIdentity(part.encoding())
                && !part.isMultipart()
                && !part.type().equals("message") // RFC 2046 §5.2.1: is not encoded
                && part.bodyStart() - part.headerStart() <= MAX_HEADER) {
            into.add(part);
        }
    }

    private void skip(long to) throws IOException {
        in.skipNBytes(to - at);
        at = to;
    }

    private int read(long to) throws IOException {
        int count = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, to - at));
        if (count == 0) {
            throw new IOException("a message ends before its end");
        }
        at += count;
        return count;
    }

    private boolean readsNul(long to) throws IOException {
        boolean nul = false;
        while (at < to) {
            nul |= holdsNul(buffer, 0, read(to));
        }
        return nul;
    }

    private void copy(long to) throws IOException {
        while (at < to) {
            writeWithoutNul(buffer, read(to));
        }
    }

    private void writeWithoutNul(byte[] octets, int length) throws IOException {
        int from = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || octets[i] == 0) {
                if (i > from) {
                    out.write(octets, from, i - from);
                }
                from = i + 1;
            }
        }
    }

    /// The header with another encoding, at the place of the old one or before all.
    private void header(BodyPart part) throws IOException {
        byte[] header = in.readNBytes((int) (part.bodyStart() - part.headerStart()));
        at = part.bodyStart();
        String text = new String(header, StandardCharsets.ISO_8859_1);
        StringBuilder kept = new StringBuilder(text.length());
        int place = -1;
        boolean passedOver = false;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start) + 1;
            String line = end == 0 ? text.substring(start) : text.substring(start, end);
            boolean folded = line.startsWith(" ") || line.startsWith("\t");
            passedOver = folded ? passedOver : isEncoding(line);
            if (!passedOver) {
                kept.append(line);
            } else if (place < 0) {
                place = kept.length();
            }
            start += line.length();
        }
        byte[] rest = kept.toString().getBytes(StandardCharsets.ISO_8859_1);
        int before = Math.max(place, 0);
        writeWithoutNul(rest, before);
        out.write(ENCODED, 0, ENCODED.length);
        byte[] behind = kept.substring(before).getBytes(StandardCharsets.ISO_8859_1);
        writeWithoutNul(behind, behind.length);
        if (header.length == 0) {
            out.write(new byte[] {'\r', '\n'}, 0, 2);
        }
    }

    private static boolean isEncoding(String line) {
        int colon = line.indexOf(':');
        return colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(FIELD);
    }

    private void encode(long to) throws IOException {
        Base64.Encoder lines = Base64.getMimeEncoder();
        while (at < to) {
            byte[] block = new byte[read(to)];
            System.arraycopy(buffer, 0, block, 0, block.length);
            byte[] encoded = lines.encode(block);
            out.write(encoded, 0, encoded.length);
            out.write(new byte[] {'\r', '\n'}, 0, 2);
        }
    }
}
