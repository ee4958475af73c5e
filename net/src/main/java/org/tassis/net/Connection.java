package org.tassis.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tassis.core.OctetSink;

/// One client's connection, used with blocking calls by the one virtual thread that serves it. Only {@link
/// #wake} and {@link #abort} may be called by other threads. Memory is bounded both ways: reading from the
/// network stops while unread input waits, writing blocks while the client does not read (and ends the
/// connection when it does not for the listener's write timeout).
public interface Connection extends OctetSink {
    /// A process-wide name for logs, e.g. `imap-1f3`.
    String id();

    InetSocketAddress remote();

    InetSocketAddress local();

    boolean isEncrypted();

    /// E.g. `TLSv1.3 TLS_AES_128_GCM_SHA256`; null in clear.
    @Nullable
    String cipher();

    /// Whether passwords may be taken: inside TLS, or on a listener declared to be without, for trusted
    /// networks.
    boolean isConfidential();

    /// Whether STARTTLS is on offer here and now.
    boolean mayStartTls();

    /// Waits until there is input, the deadline passes, or {@link #wake} is called. The beginning of a line
    /// that {@link #readLine} has already seen and given up waiting for is no input; what follows it is.
    ///
    /// @throws ServerStopping the server is stopping and there is no input
    Event await(Duration timeout) throws IOException;

    enum Event {
        INPUT,
        WOKEN,
        TIMED_OUT,
        CLOSED
    }

    /// Makes the current or next {@link #await} return {@link Event#WOKEN}. Any thread; never blocks.
    void wake();

    /// A line without its end. Only CRLF ends a line; a CR or LF alone is part of it. The array is the
    /// caller's.
    ///
    /// @param maxOctets a longer line is read to its end, thrown away, and answered by {@link LineTooLong};
    ///     when its end does not come within a megabyte the connection is closed
    /// @param timeout   for the whole line: an octet now and then does not prolong it. What came of the
    ///     line is kept for the next read
    /// @throws ConnectionClosed  the client has gone; lines that it sent before are still read
    /// @throws ConnectionTimeout nothing complete came within `timeout`
    /// @throws ServerStopping    the server is stopping and no line has begun
    byte[] readLine(int maxOctets, Duration timeout) throws IOException;

    /// At least one octet, at most `length`, as they come. When the server stops, content still has some
    /// time to come; then this throws {@link ServerStopping}.
    int read(byte[] into, int offset, int length, Duration timeout) throws IOException;

    /// Exactly `length` octets, all within `timeout`.
    void readFully(byte[] into, int offset, int length, Duration timeout) throws IOException;

    /// Puts back the end of what the last {@link #read} gave: it is read again before all else, and counts
    /// as {@link #available} (and as injected, at {@link #startTls}). For an engine that finds the end of a
    /// body in the middle of a block. Takes a copy; not logged again.
    void unread(byte[] octets, int offset, int length);

    /// Octets received and not yet read.
    int available();

    /// Writes are buffered until {@link #flush}, until the buffer is full, or until a read or {@link
    /// #await} has to wait for the client: so replies to pipelined commands leave together, and none is
    /// forgotten.
    @Override
    void write(byte[] octets, int offset, int length) throws IOException;

    default void write(byte[] octets) throws IOException {
        write(octets, 0, octets.length);
    }

    /// ASCII or Latin-1 text.
    void write(String latin1) throws IOException;

    void flush() throws IOException;

    /// Names who collects what it is to write here in a buffer of its own: it is asked to write it each time
    /// before a read or {@link #await} has to wait for the client, so that nothing the client waits for stays
    /// behind, though half a command is here already. Called on the session's thread. The last one counts.
    default void beforeWaiting(HandOver collected) {}

    /// Writes what was collected.
    @FunctionalInterface
    interface HandOver {
        void handOver() throws IOException;
    }

    /// Sends what was written and not flushed (the go-ahead reply) in clear and starts TLS, in one step.
    /// What the client sent before the handshake is an injection: it is thrown away and this fails. RFC
    /// 3207 §6, CVE-2011-0411.
    ///
    /// @throws TlsFailed             the handshake failed, or octets were injected; the connection is closed
    /// @throws IllegalStateException TLS is not on offer, or the go-ahead was flushed already
    void startTls() throws IOException;

    /// Sends what was written and not flushed as it is; from then on both directions are compressed, inside
    /// TLS where there is TLS: RFC 4978. What is written costs the client a look at each {@link #flush}.
    ///
    /// @throws IllegalStateException they are already
    default void compress() throws IOException {
        throw new IllegalStateException("not offered here");
    }

    /// Sends what was written and not flushed compressed; from then on both directions are as they were
    /// before {@link #compress}: RFC 8437 §4.1. The client has ended its side with the line that was read
    /// last, and waits; octets by which it flushed or ended its compressed stream may still come behind that.
    ///
    /// @throws IOException           the client has sent more on the side that it ended
    /// @throws IllegalStateException they are not compressed
    default void endCompression() throws IOException {
        throw new IllegalStateException("not compressed");
    }

    /// Whether {@link #compress} was called, and {@link #endCompression} was not since.
    default boolean isCompressed() {
        return false;
    }

    /// Masks what follows in the protocol log until called with false: a password is coming. What follows
    /// `PASS`, `LOGIN`, `AUTH` and `AUTHENTICATE` on their own line is masked without being asked.
    void mask(boolean secret);

    /// What is written from now on, until called with false, is what messages consist of: the protocol log
    /// tells how much it is, and not what.
    default void content(boolean message) {}

    /// Whether the protocol log wants to know what is said here: else {@link #content} need not be called.
    default boolean isLogged() {
        return false;
    }

    /// Names the account in the protocol log and exempts the connection from the limits of strangers.
    void authenticated(String login);

    /// What the client says it is, for people to see: the name of a program, or of a host. Cut after 200
    /// characters.
    default void client(String name) {}

    /// Whether the server is stopping: say goodbye at the next opportunity. {@link #await} and reads are
    /// woken for it.
    boolean isStopping();

    /// Flushes, then closes in good order, without waiting for it. Idempotent.
    void close();

    /// Closes at once, from any thread.
    void abort();
}
