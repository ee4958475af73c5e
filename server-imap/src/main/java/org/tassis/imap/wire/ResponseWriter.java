package org.tassis.imap.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.core.MailboxName;
import org.tassis.core.OctetSink;
import org.tassis.core.UidSet;
import org.tassis.net.Connection;

/// Writes responses as IMAP spells them: atoms, numbers, quoted strings, literals, mailbox names: RFC 9051
/// §4, §9. Octets are collected in one buffer and handed to the connection when it is full; the buffer
/// exists only between the first octet and {@link #flush}, or the moment when the session waits for the
/// client, so that an idle session holds none. All output of a session goes through its one writer, on the
/// session's thread. Methods return the writer.
public final class ResponseWriter {
    private static final int BUFFER = 8192;
    /// Longer strings are sent as literals, which clients read without looking at each octet.
    private static final int LONGEST_QUOTED = 1024;

    private final Connection connection;
    private byte @Nullable [] buffer;
    private int length;
    private boolean utf8;
    private boolean uidOnly;
    private boolean inContent;

    public ResponseWriter(Connection connection) {
        this.connection = connection;
        connection.beforeWaiting(this::handOver);
    }

    /// From now on the client takes UTF-8 in quoted strings and mailbox names: it enabled IMAP4rev2 or
    /// UTF8=ACCEPT (RFC 9051 §5.1, RFC 6855 §3).
    public void useUtf8() {
        utf8 = true;
    }

    /// From now on messages are named by UID alone, or no longer: RFC 9586.
    public void useUidOnly() {
        uidOnly = true;
    }

    public boolean usesUidOnly() {
        return uidOnly;
    }

    /// The next user's session begins as the first one's did; what was written still goes compressed where
    /// it is: RFC 8437 §3, §4.1.
    public void startOver() throws IOException {
        utf8 = false;
        uidOnly = false;
        if (connection.isCompressed()) {
            handOver();
            connection.endCompression();
        }
    }

    public boolean usesUtf8() {
        return utf8;
    }

    /// What follows is of a message, or no longer: a session that is recorded keeps the two apart.
    public ResponseWriter content(boolean message) throws IOException {
        if (message ? connection.isLogged() : inContent) {
            drain();
            connection.content(message);
            inContent = message;
        }
        return this;
    }

    /// One octet, as it is.
    public ResponseWriter octet(int octet) throws IOException {
        room(1)[length++] = (byte) octet;
        return this;
    }

    /// Text of ASCII or Latin-1, as it is.
    public ResponseWriter raw(String latin1) throws IOException {
        int at = 0;
        int size = latin1.length();
        while (at < size) {
            byte[] into = room(1);
            int count = Math.min(size - at, into.length - length);
            copyLatin1(latin1, at, at + count, into, length);
            length += count;
            at += count;
        }
        return this;
    }

    @SuppressWarnings("deprecation") // the only way that copies without a detour, and right for Latin-1
    private static void copyLatin1(String text, int from, int to, byte[] into, int at) {
        text.getBytes(from, to, into, at);
    }

    public ResponseWriter raw(byte[] octets) throws IOException {
        return raw(octets, 0, octets.length);
    }

    public ResponseWriter raw(byte[] octets, int offset, int count) throws IOException {
        if (count >= BUFFER) {
            drain();
            connection.write(octets, offset, count);
        } else {
            byte[] into = room(count);
            System.arraycopy(octets, offset, into, length, count);
            length += count;
        }
        return this;
    }

    public ResponseWriter space() throws IOException {
        return octet(' ');
    }

    /// Ends a line.
    public ResponseWriter crlf() throws IOException {
        byte[] into = room(2);
        into[length++] = '\r';
        into[length++] = '\n';
        return this;
    }

    public ResponseWriter number(long number) throws IOException {
        byte[] into = room(20);
        length = putNumber(into, length, number);
        return this;
    }

    /// Puts decimal digits and returns the place behind them.
    public static int putNumber(byte[] into, int at, long number) {
        if (number < 0) {
            byte[] text = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, into, at, text.length);
            return at + text.length;
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    public ResponseWriter nil() throws IOException {
        return raw("NIL");
    }

    /// The set as in `1:3,7`. Must not be empty.
    public ResponseWriter set(UidSet set) throws IOException {
        for (int i = 0; i < set.rangeCount(); i++) {
            if (i > 0) {
                octet(',');
            }
            number(set.first(i));
            if (set.last(i) > set.first(i)) {
                octet(':').number(set.last(i));
            }
        }
        return this;
    }

    /// A string of octets given as Latin-1: quoted when it may be, else a literal. NUL, which no string may
    /// hold, becomes `?`.
    public ResponseWriter string(String latin1) throws IOException {
        int size = latin1.length();
        if (size <= LONGEST_QUOTED) {
            byte[] into = room(2 * size + 2);
            int at = length;
            into[at++] = '"';
            for (int i = 0; i < size; i++) {
                char c = latin1.charAt(i);
                if (c == 0 || c == '\r' || c == '\n' || c >= 0x7f) {
                    return literal(latin1);
                }
                if (c == '"' || c == '\\') {
                    into[at++] = '\\';
                }
                into[at++] = (byte) c;
            }
            into[at++] = '"';
            length = at;
            return this;
        }
        return literal(latin1);
    }

    private ResponseWriter literal(String latin1) throws IOException {
        return literalHeader(latin1.length()).raw(latin1.indexOf(0) < 0 ? latin1 : latin1.replace('\0', '?'));
    }

    /// A string, or NIL: RFC 9051 §9, `nstring`.
    public ResponseWriter nstring(Optional<String> latin1) throws IOException {
        return latin1.isPresent() ? string(latin1.get()) : nil();
    }

    /// A string of Unicode text: quoted when it is ASCII or the client takes UTF-8, else a literal of UTF-8.
    public ResponseWriter text(String text) throws IOException {
        if (isAscii(text)) {
            return string(text);
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (!utf8 || octets.length > LONGEST_QUOTED || hasLineEnd(text)) {
            return literalHeader(octets.length).raw(octets);
        }
        octet('"');
        for (byte octet : octets) {
            if (octet == '"' || octet == '\\') {
                octet('\\');
            }
            octet(octet == 0 ? '?' : octet);
        }
        return octet('"');
    }

    /// Unicode text as an atom when it is one, else as {@link #text}: RFC 9051 §9, `astring`.
    public ResponseWriter astring(String text) throws IOException {
        return isAtom(text) ? raw(text) : text(text);
    }

    /// A mailbox name, in UTF-8 or modified UTF-7 as the session agreed: RFC 9051 §5.1, RFC 3501 §5.1.3.
    public ResponseWriter mailbox(MailboxName name) throws IOException {
        return mailbox(name.value());
    }

    /// As {@link #mailbox(MailboxName)}, for names that are no mailbox's, as a namespace prefix.
    public ResponseWriter mailbox(String name) throws IOException {
        return astring(utf8 ? name : ModifiedUtf7.encode(name));
    }

    /// `{count}` and a line end; exactly that many octets must follow.
    public ResponseWriter literalHeader(long count) throws IOException {
        return octet('{').number(count).octet('}').crlf();
    }

    /// `~{count}` and a line end: octets that may hold NUL: RFC 3516 §4.2.
    public ResponseWriter literal8Header(long count) throws IOException {
        return octet('~').literalHeader(count);
    }

    /// Where a message sends itself to; everything written so far goes first. Use it before anything else
    /// is written.
    public OctetSink sink() throws IOException {
        drain();
        return connection;
    }

    /// Sends what was written.
    public void flush() throws IOException {
        handOver();
        connection.flush();
    }

    private void handOver() throws IOException {
        drain();
        buffer = null;
    }

    /// Sends what was written, in clear, and starts TLS in the same step: see {@link Connection#startTls}.
    public void startTls() throws IOException {
        handOver();
        connection.startTls();
    }

    /// Sends what was written as it is; what follows is compressed: see {@link Connection#compress}.
    public void compress() throws IOException {
        handOver();
        connection.compress();
    }

    /// The buffer with room for `count` octets at {@link #length}.
    private byte[] room(int count) throws IOException {
        byte[] into = buffer;
        if (into == null) {
            into = new byte[BUFFER];
            buffer = into;
        } else if (into.length - length < count) {
            drain();
        }
        return into;
    }

    private void drain() throws IOException {
        byte[] from = buffer;
        if (from != null && length > 0) {
            int count = length;
            length = 0;
            connection.write(from, 0, count);
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasLineEnd(String text) {
        return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
    }

    private static boolean isAtom(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Ascii.isAstringChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty() && !text.equalsIgnoreCase("NIL");
    }
}
