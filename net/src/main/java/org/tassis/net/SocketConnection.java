package org.tassis.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection over a Netty channel. The session's virtual thread runs {@link #serve} and everything that
/// blocks; the channel's event loop runs what {@link Inbound} reports. Between the two there are volatile
/// states, one bell, and the queue of octets.
final class SocketConnection implements Connection {
    static final Logger LOG = LoggerFactory.getLogger(Network.class);

    /// After the last octet and the end of output were sent, the client may take so long to close its side.
    private static final Duration LINGER = Duration.ofSeconds(2);

    /// What is still on its way to the client when a session is over has so long.
    private static final Duration LAST_FLUSH = Duration.ofSeconds(30);

    private static final int CLIENT_AT_MOST = 200;

    /// How urgently the server stops.
    private enum Stop {
        NO,
        /// What is under way may come to its end.
        WHEN_DONE,
        NOW
    }

    private final String id;
    private final Endpoint endpoint;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final Bell bell;
    private final Inbound inbound;
    private final InputReader reader;
    private final Outbound outbound;
    private final LoggedSession log;
    /// The channel is one part, the session's thread the other: with the last of them the connection is gone.
    private final AtomicInteger parts = new AtomicInteger(1);

    private final Instant since = Instant.now();

    private volatile Optional<String> login = Optional.empty();
    private volatile String client = "";
    private volatile Stop stop = Stop.NO;
    private volatile boolean woken;
    private volatile boolean aborted;
    private volatile boolean closed;
    private volatile boolean encrypted;
    private volatile boolean serving;
    private volatile @Nullable String cipher;
    private volatile @Nullable String tlsFailure;
    private @Nullable Inflating inflating; // of the session's thread, as the next
    private @Nullable Deflating deflating;
    private HandOver collected = () -> {}; // of the session's thread
    private boolean stranger = true; // of whoever admits and of the session's thread after it
    private boolean closing; // of the session's thread
    private boolean lingering; // of the event loop
    private @Nullable Future<?> lastTimer; // of the event loop

    SocketConnection(String id, Endpoint endpoint, Channel channel, InetSocketAddress remote, InetSocketAddress local) {
        this.id = id;
        this.endpoint = endpoint;
        this.channel = channel;
        this.remote = remote;
        this.local = local;
        this.bell = new Bell(channel);
        this.inbound = new Inbound(this, channel, bell);
        this.reader = new InputReader(this, inbound, bell);
        this.outbound = new Outbound(this, channel, bell, endpoint.settings().writeTimeout());
        this.log = new LoggedSession(endpoint.log(), id, endpoint.protocol().name(), remote.getAddress());
    }

    // ---- the session's thread

    @Override
    public String id() {
        return id;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public boolean isEncrypted() {
        return encrypted;
    }

    @Override
    public @Nullable String cipher() {
        return cipher;
    }

    @Override
    public boolean isConfidential() {
        return encrypted || endpoint.listener().tls() == Listener.TlsMode.NONE;
    }

    @Override
    public boolean mayStartTls() {
        return !encrypted && endpoint.listener().tls() == Listener.TlsMode.STARTTLS;
    }

    @Override
    public Event await(Duration timeout) throws IOException {
        return reader.await(timeout);
    }

    @Override
    public byte[] readLine(int maxOctets, Duration timeout) throws IOException {
        var line = reader.readLine(maxOctets, timeout);
        log.receivedLine(line);
        return line;
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
        int n = reader.read(into, offset, length, timeout);
        log.receivedOctets(n);
        return n;
    }

    @Override
    public void readFully(byte[] into, int offset, int length, Duration timeout) throws IOException {
        reader.readFully(into, offset, length, timeout);
        log.receivedOctets(length);
    }

    @Override
    public void unread(byte[] octets, int offset, int length) {
        reader.unread(octets, offset, length);
    }

    @Override
    public int available() {
        return reader.available();
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        outbound.write(octets, offset, length);
    }

    @Override
    public void write(String latin1) throws IOException {
        outbound.write(latin1);
    }

    @Override
    public void writeFile(FileChannel file, long position, long length) throws IOException {
        outbound.writeFile(file, position, length);
    }

    @Override
    public void flush() throws IOException {
        outbound.flush();
    }

    @Override
    public void beforeWaiting(HandOver writes) {
        collected = writes;
    }

    /// The session is about to wait for the client, which has all that there is for it then.
    void flushAll() throws IOException {
        collected.handOver();
        flush();
    }

    @Override
    public void startTls() throws IOException {
        if (!mayStartTls()) {
            throw new IllegalStateException("TLS is not on offer");
        }
        var goAhead = outbound.take();
        if (goAhead == null) { // a quick client's first octets of TLS would be taken for octets in clear
            throw new IllegalStateException("the go-ahead was flushed before TLS was in place");
        }
        meters().sent(goAhead.readableBytes());
        onLoop(() -> secure(goAhead));
        var patience = endpoint.settings().handshakeTimeout().plus(LINGER); // the handshake has a timer of its own
        bell.await(() -> encrypted || tlsFailure != null || closed, Bell.deadline(patience));
        if (!encrypted) {
            var why = tlsFailure;
            abort();
            throw new TlsFailed(why != null ? why : "no handshake");
        }
        checkStopping(true);
    }

    @Override
    public void compress() throws IOException {
        if (deflating != null) {
            throw new IllegalStateException("compressed already");
        }
        flush();
        var opened = new Inflating(this, inbound);
        inflating = opened;
        deflating = new Deflating();
        reader.readFrom(opened);
    }

    @Override
    public void endCompression() throws IOException {
        Inflating opened = inflating;
        Deflating packer = deflating;
        if (opened == null || packer == null) {
            throw new IllegalStateException("not compressed");
        }
        flush();
        boolean clean = !opened.holdsMore();
        packer.rest();
        deflating = null;
        inflating = null;
        opened.close();
        reader.readFrom(new Uncompressed(inbound));
        if (!clean) {
            throw new IOException("compressed octets came behind their end");
        }
    }

    @Override
    public boolean isCompressed() {
        return deflating != null;
    }

    /// As it goes to the network. Takes the octets over.
    ByteBuf packed(ByteBuf octets) {
        return deflating == null ? octets : deflating.compress(octets, channel.alloc());
    }

    /// Whether the memory of a compressor is held now; for tests.
    boolean holdsCompressor() {
        return deflating != null && deflating.isAtWork();
    }

    /// The session waits, perhaps for long.
    void rest() {
        if (deflating != null) {
            deflating.rest();
        }
    }

    @Override
    public void mask(boolean secret) {
        log.mask(secret);
    }

    @Override
    public void content(boolean message) {
        outbound.logWritten();
        log.content(message);
    }

    @Override
    public boolean isLogged() {
        return log.isOn();
    }

    @Override
    public void authenticated(String name) {
        log.authenticated(name);
        login = Optional.of(name);
        admitted();
    }

    @Override
    public void client(String name) {
        String printable = LoggedSession.printable(name, name.length());
        client = printable.substring(0, Math.min(CLIENT_AT_MOST, printable.length()));
    }

    OpenSession open() {
        return new OpenSession(
                id, endpoint.protocol().name(), endpoint.listener().name(), remote, encrypted, login, client, since);
    }

    @Override
    public boolean isStopping() {
        return stop != Stop.NO;
    }

    @Override
    public void close() {
        if (!closing) {
            closing = true;
            var plain = outbound.take();
            var rest = plain == null ? null : packed(plain);
            if (rest != null) {
                meters().sent(rest.readableBytes());
            }
            rest();
            if (inflating != null) {
                inflating.close();
            }
            inbound.discard();
            onLoop(() -> finish(rest));
        }
    }

    /// Nothing can be written any more.
    boolean isClosed() {
        return closed || closing || aborted;
    }

    /// Whether a read has to be given up, whatever may still come.
    ///
    /// @param midway whether it is the rest of something begun
    boolean mustStop(boolean midway) {
        return closing
                || aborted
                || switch (stop) {
                    case NO -> false;
                    case WHEN_DONE -> !midway;
                    case NOW -> true;
                };
    }

    void checkStopping(boolean midway) throws IOException {
        if (closing || aborted) {
            throw new ConnectionClosed("closed by this side");
        }
        if (mustStop(midway)) {
            throw new ServerStopping("the server is stopping");
        }
    }

    /// @param from the octets before were told already
    void logSent(ByteBuf octets, int from) {
        log.sent(octets, from);
    }

    void logSentFile(long octets) {
        log.sentFile(octets);
    }

    private void serve() {
        try {
            endpoint.protocol().serve(this);
        } catch (IOException e) {
            LOG.debug("{}: ended: {}", id, e.toString());
        } catch (Throwable e) {
            LOG.error("{}: session ended by a bug", id, e);
        } finally {
            close();
            outbound.discard(); // what was written after an early close
            partEnded();
        }
    }

    // ---- any thread

    @Override
    public void wake() {
        woken = true;
        bell.ring();
    }

    @Override
    public void abort() {
        aborted = true;
        bell.ring();
        onLoop(this::cut);
    }

    /// Tells the session that the server stops; a connection on which no session runs yet is cut.
    void stop(boolean now) {
        stop = now ? Stop.NOW : Stop.WHEN_DONE;
        bell.ring();
        if (!serving) {
            abort();
        }
    }

    ListenerMeters meters() {
        return endpoint.meters();
    }

    boolean isWoken() {
        return woken;
    }

    boolean takeWoken() {
        boolean was = woken;
        woken = false;
        return was;
    }

    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException _) {
            closed = true; // the loop has ended and closed all channels before
            bell.ring();
        }
    }

    private void admitted() {
        if (stranger) {
            stranger = false;
            endpoint.admission().leaveStrangers(remote.getAddress());
        }
    }

    private void partEnded() {
        if (parts.decrementAndGet() == 0) {
            admitted();
            endpoint.network().gone(this);
        }
    }

    // ---- the event loop

    Inbound inbound() {
        return inbound;
    }

    /// Starts the session.
    void start() {
        serving = true;
        parts.incrementAndGet();
        Thread.ofVirtual().name(id).inheritInheritableThreadLocals(false).start(this::serve);
    }

    /// Sends the go-ahead in clear and puts TLS in front, in one step: what comes later cannot be taken for
    /// anything but TLS, and what came earlier is here to be seen.
    private void secure(ByteBuf goAhead) {
        if (reader.available() > 0) {
            tlsFailure = "octets were sent before the handshake";
            meters().handshakeFailed("injection");
            goAhead.release();
            bell.ring();
            return;
        }
        outbound.send(goAhead);
        channel.pipeline().addFirst(endpoint.tlsGate());
    }

    void handshakeDone(@Nullable Throwable failure) {
        var tls = channel.pipeline().get(SslHandler.class);
        if (failure != null || tls == null) {
            LOG.debug("{}: no TLS: {}", id, String.valueOf(failure));
            tlsFailure = "TLS handshake failed: " + failure;
            meters().handshakeFailed("handshake");
        } else {
            var session = tls.engine().getSession();
            meters().handshake(session.getProtocol());
            cipher = session.getProtocol() + " " + session.getCipherSuite();
            encrypted = true;
            if (!serving) {
                start();
            }
        }
        bell.ring();
    }

    void inputEnded() {
        if (lingering) {
            cut();
        }
    }

    void closed() {
        closed = true;
        bell.silence();
        if (lastTimer != null) {
            lastTimer.cancel(false);
        }
        if (!serving) {
            inbound.discard();
        }
        partEnded();
    }

    private void finish(@Nullable ByteBuf rest) {
        if (rest != null) {
            outbound.send(rest);
        }
        if (closed) {
            return;
        }
        var patience = endpoint.settings().writeTimeout();
        lastTimer = cutAfter(patience.compareTo(LAST_FLUSH) < 0 ? patience : LAST_FLUSH);
        var tls = channel.pipeline().get(SslHandler.class);
        var last = tls != null ? tls.closeOutbound() : channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        last.addListener(sent -> {
            if (!sent.isSuccess() || inbound.isEnded()) {
                cut();
            } else if (!closed) {
                if (lastTimer != null) {
                    lastTimer.cancel(false);
                }
                lingering = true;
                lastTimer = cutAfter(LINGER);
                ((DuplexChannel) channel).shutdownOutput();
            }
        });
    }

    private Future<?> cutAfter(Duration time) {
        return channel.eventLoop().schedule(this::cut, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Closes below TLS, which would try to say goodbye first.
    private void cut() {
        var tls = channel.pipeline().context(SslHandler.class);
        if (tls != null) {
            tls.close();
        } else {
            channel.close();
        }
    }
}
