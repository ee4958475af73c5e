package org.tassis.message;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds the structure of a message in one pass over its octets, fed in pieces of any size: RFC 5322, RFC 2045 to 2047,
/// RFC 2231. The result does not depend on how the octets are cut.
///
/// It never fails: what is broken is read as the text or the octets that it also is. Limits on depth, parts and
/// header sizes bound memory and time; past a limit the rest is one opaque part. Every multipart of the result has a
/// part, every `message/rfc822` an envelope, and parts lie within their parents in order.
///
/// Lines end with CRLF or LF. A boundary line is a boundary with nothing but white space behind it; it closes every
/// part inside its multipart. Not thread-safe; use one scanner for one message.
public final class StructureScanner {
    static final int MAX_DEPTH = 30;
    static final int MAX_PARTS = 1000;
    /// Octets of one header section that are kept and read.
    static final int MAX_HEADER = 256 * 1024;

    private static final int MAX_BOUNDARY_LINE = 1024;

    private final PartHeader reader = new PartHeader();
    private final Preview preview = new Preview();
    private final Part root = new Part(null, true, 0);
    private Part current = root;
    private int parts = 1;
    /// Multiparts around the current octet whose next boundary is being waited for.
    private int openBoundaries;

    private boolean inHeader = true;
    private byte[] header = new byte[4096];
    private int headerLength;
    /// `headerLength` where the current line began.
    private int headerBeforeLine;

    private long position;
    private long lineStart;
    /// Octets of the last line end: 2 for CRLF, 1 for LF, 0 at the start.
    private int lineEnd;
    private long lineEnds;
    private byte last;

    /// Whether the current line may be a boundary line, and what is known of it.
    private boolean candidate;

    private byte[] line = {};
    private int lineLength;

    public void feed(byte[] octets, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, octets.length);
        int i = offset;
        int end = offset + length;
        while (i < end) {
            if (position == lineStart) {
                candidate = openBoundaries > 0 && octets[i] == '-';
                lineLength = 0;
                headerBeforeLine = headerLength;
            }
            int lineFeed = Octets.lineFeed(octets, i, end);
            int next = lineFeed < 0 ? end : lineFeed + 1;
            if (inHeader) {
                keepHeader(octets, i, next - i);
            } else if (preview.isOpen()) {
                preview.keep(octets, i, next - i);
            }
            if (candidate) {
                keepLine(octets, i, next - i);
            }
            byte before = lineFeed > i ? octets[lineFeed - 1] : position > lineStart ? last : 0;
            position += next - i;
            if (lineFeed < 0) {
                last = octets[end - 1];
                return;
            }
            lineEnds++;
            endOfLine(before == '\r' ? 2 : 1);
            i = next;
        }
    }

    private void endOfLine(int octets) {
        if (candidate && boundary(lineEnds - 1)) {
            candidate = false;
        } else if (inHeader && position - octets == lineStart) {
            endHeader(position, lineEnds);
        }
        lineEnd = octets;
        lineStart = position;
    }

    /// The whole message has been fed; the scanner is not to be used again.
    public MessageStructure finish() {
        boolean unterminated = position > lineStart;
        if (candidate && unterminated) {
            boundary(lineEnds);
        }
        while (inHeader) {
            endHeader(position, lineEnds);
        }
        for (@Nullable Part part = current; part != null; part = part.parent) {
            part.bodyEnd = position;
            part.lines = lineEnds - part.lineEndsBefore;
            preview.end(part);
        }
        var envelope = Objects.requireNonNull(root.envelope);
        return new MessageStructure(
                position,
                root.toBodyPart(),
                envelope,
                envelope.date().flatMap(MessageDate::parse).map(java.time.OffsetDateTime::toInstant),
                ThreadKey.of(reader.firstReference),
                preview.text());
    }

    /// Whether the candidate line is a boundary line, and if so what follows from it.
    ///
    /// @param lineEndsBefore before this line
    private boolean boundary(long lineEndsBefore) {
        int length = lineLength;
        if (length > MAX_BOUNDARY_LINE) {
            return false;
        }
        while (length > 0 && Octets.isSpace(line[length - 1])) {
            length--;
        }
        if (length < 3 || line[1] != '-') {
            return false;
        }
        for (@Nullable Part part = current; part != null; part = part.parent) {
            var boundary = part.boundary;
            if (boundary == null || !startsWith(boundary, length)) {
                continue;
            }
            boolean closing = length == boundary.length + 4 && line[length - 1] == '-' && line[length - 2] == '-';
            if (closing || length == boundary.length + 2) {
                boundary(part, closing, lineEndsBefore);
                return true;
            }
        }
        return false;
    }

    private boolean startsWith(byte[] boundary, int length) {
        return length >= boundary.length + 2
                && Arrays.equals(line, 2, 2 + boundary.length, boundary, 0, boundary.length);
    }

    private void boundary(Part multipart, boolean closing, long lineEndsBefore) {
        headerLength = headerBeforeLine;
        while (inHeader) { // the boundary came where the empty line should be
            endHeader(lineStart, lineEndsBefore);
        }
        long end = lineStart - lineEnd;
        for (Part part = current; part != multipart; part = Objects.requireNonNull(part.parent)) {
            end = close(part, end, lineEndsBefore);
        }
        current = multipart;
        if (closing) {
            multipart.boundary = null;
            openBoundaries--;
            return;
        }
        var part = new Part(multipart, false, position);
        multipart.children.add(part);
        current = part;
        inHeader = true;
        headerLength = 0;
        if (++parts >= MAX_PARTS) {
            openBoundaries = 0; // what is left is this part
        }
    }

    /// @return where the parts around it end at the earliest
    private long close(Part part, long end, long lineEndsBefore) {
        part.bodyEnd = Math.max(part.bodyStart, end);
        if (part.bodyEnd > part.bodyStart) {
            part.lines = lineEndsBefore - part.lineEndsBefore - 1; // the last line end is the boundary's
        }
        if (part.boundary != null) {
            openBoundaries--;
        }
        preview.end(part);
        return part.bodyEnd;
    }

    private void endHeader(long bodyStart, long lineEndsBefore) {
        var part = current;
        part.bodyStart = bodyStart;
        part.lineEndsBefore = lineEndsBefore;
        reader.read(header, headerLength, part);
        inHeader = false;
        headerLength = 0;
        boolean mayHaveParts = part.depth < MAX_DEPTH && parts < MAX_PARTS;
        if (part.boundary != null) {
            if (mayHaveParts) {
                openBoundaries++;
            } else {
                part.boundary = null;
                part.makeOpaque();
            }
        } else if (part.isMessage()) {
            if (mayHaveParts && TransferDecoder.isIdentity(part.encoding)) {
                var inner = new Part(part, true, bodyStart);
                part.children.add(inner);
                parts++;
                current = inner;
                inHeader = true;
            } else {
                part.makeOpaque();
            }
        } else {
            preview.begin(part);
        }
    }

    private void keepHeader(byte[] octets, int offset, int length) {
        int kept = Math.min(length, MAX_HEADER - headerLength);
        if (headerLength + kept > header.length) {
            header = Arrays.copyOf(header, Math.min(MAX_HEADER, Math.max(header.length * 2, headerLength + kept)));
        }
        System.arraycopy(octets, offset, header, headerLength, kept);
        headerLength += kept;
    }

    private void keepLine(byte[] octets, int offset, int length) {
        if (line.length == 0) {
            line = new byte[MAX_BOUNDARY_LINE];
        }
        int kept = Math.min(length, MAX_BOUNDARY_LINE - lineLength);
        if (kept < length) {
            candidate = false;
            return;
        }
        System.arraycopy(octets, offset, line, lineLength, kept);
        lineLength += kept;
    }
}
