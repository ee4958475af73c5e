package org.tassis.net;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All listeners and connections of the process. A few event loops move octets; each connection has a
/// virtual thread of its own that runs the listener's {@link Protocol}. Thread-safe.
public final class Network {
    /// Octets given to the event loop and not yet to the system, above which a session waits, and below
    /// which it goes on.
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private static final int EVENT_LOOPS_AT_MOST = 8;

    /// How often it is looked whether certificates have changed.
    private static final Duration CERTIFICATES_CHECKED_EVERY = Duration.ofSeconds(3);

    private final NetSettings settings;
    private final @Nullable TlsContexts tls;
    private final MeterRegistry registry;
    private final ProtocolLog protocolLog;
    private final Admission admission;
    private final EventLoopGroup loops;
    private final Class<? extends ServerChannel> serverChannel;
    private final Set<SocketConnection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private final List<BoundListener> bound = new ArrayList<>(); // guarded by lock
    private final List<ListenerMeters> meters = new ArrayList<>(); // guarded by lock
    private volatile boolean stopping;

    /// @param tls null when no listener has TLS; closed by its owner, after this has stopped
    public Network(NetSettings settings, @Nullable TlsContexts tls, MeterRegistry registry) {
        this(settings, tls, registry, ProtocolLog.toLogger());
    }

    public Network(NetSettings settings, @Nullable TlsContexts tls, MeterRegistry registry, ProtocolLog protocolLog) {
        this.settings = settings;
        this.tls = tls;
        this.registry = registry;
        this.protocolLog = protocolLog;
        this.admission = new Admission(settings);
        int threads = settings.eventLoops() > 0
                ? settings.eventLoops()
                : Math.min(EVENT_LOOPS_AT_MOST, Runtime.getRuntime().availableProcessors());
        var factory = new DefaultThreadFactory("net", true);
        boolean epoll = Epoll.isAvailable();
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, factory, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        if (settings.protocolLog()) {
            protocolLog.enable(ProtocolLog.everybody());
        }
        if (tls != null) {
            long every = CERTIFICATES_CHECKED_EVERY.toMillis();
            var _ = loops.scheduleWithFixedDelay(
                    () -> Thread.ofVirtual().name("certificates").start(tls::reloadIfChanged),
                    every,
                    every,
                    TimeUnit.MILLISECONDS);
        }
    }

    /// Opens a listener; its connections are served by the protocol from now on.
    ///
    /// @throws ListenFailed             the system does not let us
    /// @throws IllegalArgumentException it wants TLS and there is no certificate
    public BoundListener bind(Listener listener, Protocol protocol) throws ListenFailed {
        if (listener.tls() != Listener.TlsMode.NONE && tls == null) {
            throw new IllegalArgumentException(listener.name() + ": TLS without a certificate");
        }
        var listenerMeters = new ListenerMeters(registry, protocol.name(), listener.name());
        var bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(serverChannel)
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                // A client may send its last commands, close its side and wait for the replies.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(256, 2048, 64 * 1024))
                .childHandler(new Endpoint(this, listener, protocol, listenerMeters));
        var address = listener.address()
                .map(a -> new InetSocketAddress(a, listener.port()))
                .orElseGet(() -> new InetSocketAddress(listener.port())); // both families, where there are both
        var binding = bootstrap.bind(address).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            listenerMeters.close();
            throw new ListenFailed(listener, binding.cause());
        }
        var open = new BoundListener(listener, binding.channel());
        lock.lock();
        try {
            bound.add(open);
            meters.add(listenerMeters);
        } finally {
            lock.unlock();
        }
        return open;
    }

    /// The switch of the protocol log.
    public ProtocolLog protocolLog() {
        return protocolLog;
    }

    /// Connections that are open now, with or without a session yet.
    public int connections() {
        return admission.total();
    }

    /// Connections with their sessions as they are now, the oldest first.
    public List<OpenSession> sessions() {
        return connections.stream()
                .map(SocketConnection::open)
                .sorted(Comparator.comparing(OpenSession::since).thenComparing(OpenSession::id))
                .toList();
    }

    /// Has a session say goodbye as when the server stops; what is under way is cut off. What was
    /// acknowledged stays.
    ///
    /// @return whether there was one of this id
    public boolean end(String id) {
        for (SocketConnection connection : connections) {
            if (connection.id().equals(id)) {
                connection.stop(true);
                return true;
            }
        }
        return false;
    }

    /// Stops for good: closes the listeners, has every session say goodbye, waits for them, and closes what
    /// is left when the grace is over. Sessions that wait for a command are told at once; what is being
    /// received may come for three quarters of the grace. Returns when all is closed.
    public void stop(Duration grace) {
        stopping = true;
        copy(bound).forEach(BoundListener::close); // the event loops may want the lock before they get to it
        long end = Bell.deadline(grace);
        connections.forEach(c -> c.stop(false));
        if (!allGoneBy(end - grace.toNanos() / 4)) {
            connections.forEach(c -> c.stop(true));
            if (!allGoneBy(end)) {
                connections.forEach(SocketConnection::abort);
                allGoneBy(Bell.deadline(Duration.ofSeconds(2)));
            }
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        copy(meters).forEach(ListenerMeters::close);
    }

    NetSettings settings() {
        return settings;
    }

    Admission admission() {
        return admission;
    }

    TlsContexts tls() {
        var contexts = tls;
        if (contexts == null) {
            throw new IllegalStateException("no TLS here"); // bind does not let such a listener in
        }
        return contexts;
    }

    /// Connections that have not ended with all that belongs to them.
    int alive() {
        return connections.size();
    }

    /// False when it came too late.
    boolean add(SocketConnection connection) {
        connections.add(connection);
        return !stopping;
    }

    void gone(SocketConnection connection) {
        connections.remove(connection);
        if (stopping && connections.isEmpty()) {
            lock.lock();
            try {
                quiet.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private <T> List<T> copy(List<T> guarded) {
        lock.lock();
        try {
            return List.copyOf(guarded);
        } finally {
            lock.unlock();
        }
    }

    private boolean allGoneBy(long deadline) {
        lock.lock();
        try {
            while (!connections.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                quiet.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return connections.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
