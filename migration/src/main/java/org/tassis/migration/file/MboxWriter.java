package org.tassis.migration.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.tassis.core.Flags;

/// Writes messages as an mbox file in the form mboxrd: RFC 4155 with `>` before each line that is `From `
/// behind any number of `>`, so that it can be taken away again without a doubt. Lines end with LF; flags are
/// in `Status`, `X-Status` and `X-Keywords`. One thread; closes its output.
final class MboxWriter implements Closeable {
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final OutputStream out;

    MboxWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, 64 * 1024);
    }

    /// @param sender of the envelope as far as it is known, without white space
    void write(InputStream message, String sender, Instant date, Flags flags) throws IOException {
        out.write(("From " + sender + " " + ASCTIME.format(date) + "\n").getBytes(StandardCharsets.US_ASCII));
        LineReader lines = new LineReader(message);
        boolean header = true;
        boolean ended = true;
        while (lines.next()) {
            if (header && lines.isEmpty()) {
                out.write(StatusFields.write(flags));
                header = false;
            }
            if (lines.atLineStart() && isFrom(lines)) {
                out.write('>');
            }
            byte[] octets = lines.octets();
            int length = lines.length();
            int last = lines.start() + length - 1;
            ended = octets[last] == '\n';
            if (ended && length > 1 && octets[last - 1] == '\r') {
                out.write(octets, lines.start(), length - 2);
                out.write('\n');
            } else {
                out.write(octets, lines.start(), length);
            }
        }
        if (!ended) {
            out.write('\n');
        }
        if (header) {
            out.write(StatusFields.write(flags));
            out.write('\n');
        }
        out.write('\n');
    }

    private static boolean isFrom(LineReader lines) {
        int marks = 0;
        while (marks < lines.length() && lines.octets()[lines.start() + marks] == '>') {
            marks++;
        }
        return lines.startsWith("From ", marks);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
