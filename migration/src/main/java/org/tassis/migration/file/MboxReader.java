package org.tassis.migration.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tassis.core.Flags;
import org.tassis.message.MessageDate;
import org.tassis.message.Spool;
import org.tassis.migration.intake.Canonical;

/// Reads an mbox file message by message: RFC 4155, in the forms mboxrd (any number of `>` before `From ` is
/// one too many) and mboxo (only `>From ` is changed). A message begins with a line `From ` that follows an
/// empty line and has a time and a year in it: what was never quoted in a body rarely has. One thread; closes
/// its input.
final class MboxReader implements Closeable {
    /// Octets of a message; one that is larger is passed over.
    static final long MAX_MESSAGE = 1L << 30;

    private static final int MAX_HEADER = 4 << 20;
    private static final int MEMORY = 64 * 1024;
    private static final int MAX_FROM_LINE = 1000;
    private static final Pattern TIME = Pattern.compile(".*[0-9]{1,2}:[0-9]{2}.*");
    private static final Pattern YEAR = Pattern.compile(".*(^|[^0-9])(19|20)[0-9]{2}([^0-9]|$).*");

    private final InputStream in;
    private final LineReader lines;
    private final boolean onlyOne;
    private final Path spoolDirectory;
    private boolean begun;

    /// A message.
    ///
    /// @param content empty when it is larger than it may be
    /// @param date    of the line before it
    /// @param gone    it was deleted, and only not taken out of the file yet
    record Item(Optional<Spool> content, Flags flags, Optional<Instant> date, boolean gone) {}

    /// @param onlyOne take away one `>` only where there is only one: mboxo
    /// @param spool   a directory for large messages
    MboxReader(InputStream in, boolean onlyOne, Path spool) {
        this.in = in;
        this.lines = new LineReader(in);
        this.onlyOne = onlyOne;
        this.spoolDirectory = spool;
    }

    /// Empty at the end.
    Optional<Item> next() throws IOException {
        if (!lines.next()) {
            return Optional.empty();
        }
        if (!begun && !lines.startsWith("From ", 0)) {
            throw new NotMail("It is no mbox file: it does not begin with a line \"From \".");
        }
        begun = true;
        Optional<Instant> date = date(lines.text());
        while (!lines.atLineStart() && lines.next()) {
            // the rest of a line that is too long to be one
        }
        StatusFields status = new StatusFields();
        boolean more = header(status);
        Spool spool = new Spool(spoolDirectory, MEMORY);
        boolean whole = false;
        try {
            Canonical message = new Canonical(spool);
            byte[] header = status.rest();
            message.write(header, 0, header.length);
            whole = body(message, more);
            message.finish();
            if (!whole) {
                spool.close();
            }
            return Optional.of(
                    new Item(whole ? Optional.of(spool) : Optional.empty(), status.flags(), date, status.isGone()));
        } catch (IOException | RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    /// Leaves the empty line to the body.
    ///
    /// @return whether there is a body
    private boolean header(StatusFields status) throws IOException {
        int length = 0;
        while (lines.next()) {
            if (lines.isEmpty() || (length += lines.length()) > MAX_HEADER) {
                lines.hold();
                return true;
            }
            int skip = lines.atLineStart() ? quoted() : 0;
            status.line(lines.octets(), lines.start() + skip, lines.length() - skip);
        }
        return false;
    }

    /// The empty line before the next message is not part of this one.
    ///
    /// @return whether it was as large as it may be
    private boolean body(Canonical message, boolean more) throws IOException {
        long size = 0;
        boolean separator = more;
        boolean afterEmpty = false;
        boolean waits = false; // an empty line that may be the last
        boolean crlf = false;
        while (lines.next()) {
            if (afterEmpty && begins()) {
                lines.hold();
                break;
            }
            if (waits) {
                write(message, crlf);
                waits = false;
            }
            afterEmpty = lines.isEmpty();
            if (afterEmpty) {
                crlf = lines.length() == 2;
                waits = !separator;
                if (separator) {
                    write(message, crlf);
                }
            } else {
                int skip = lines.atLineStart() ? quoted() : 0;
                size += lines.length();
                if (size <= MAX_MESSAGE) {
                    message.write(lines.octets(), lines.start() + skip, lines.length() - skip);
                }
            }
            separator = false;
        }
        return size <= MAX_MESSAGE;
    }

    private static void write(Canonical message, boolean crlf) throws IOException {
        byte[] end = crlf ? new byte[] {'\r', '\n'} : new byte[] {'\n'};
        message.write(end, 0, end.length);
    }

    /// How many octets of quoting are before the line at hand.
    private int quoted() {
        int marks = 0;
        while (marks < lines.length() && lines.octets()[lines.start() + marks] == '>') {
            marks++;
        }
        return marks > 0 && (marks == 1 || !onlyOne) && lines.startsWith("From ", marks) ? 1 : 0;
    }

    private boolean begins() {
        if (!lines.atLineStart() || !lines.startsWith("From ", 0) || lines.length() > MAX_FROM_LINE) {
            return false;
        }
        String line = lines.text();
        return TIME.matcher(line).matches() && YEAR.matcher(line).matches();
    }

    /// `From somebody@example.org Sat Nov 21 08:39:03 2026`, in UTC unless it says otherwise: RFC 4155.
    static Optional<Instant> date(String line) {
        int cut = line.indexOf(' ', 5);
        return cut < 0 || line.length() > MAX_FROM_LINE
                ? Optional.empty()
                : MessageDate.parse(line.substring(cut + 1).replace("remote from ", ""))
                        .map(OffsetDateTime::toInstant);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
