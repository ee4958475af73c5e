package org.tassis.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What has come from the network and is not yet read: the last handler of a channel's pipeline. The event
/// loop puts buffers in at the end and stops reading from the network above {@link #HIGH} octets; the
/// session's thread takes all that is there at once and owns it from then on, so that it looks at octets
/// without any lock.
final class Inbound extends ChannelInboundHandlerAdapter implements Input {
    /// Unread octets at which reading from the network stops, and below which it goes on.
    static final int HIGH = 64 * 1024;

    static final int LOW = HIGH / 2;

    private final SocketConnection connection;
    private final Channel channel;
    private final Bell bell;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger unread = new AtomicInteger();
    private ArrayDeque<ByteBuf> arrived = new ArrayDeque<>(1); // guarded by lock
    private boolean discarding; // guarded by lock
    private volatile boolean ended;
    private volatile boolean paused;
    private ArrayDeque<ByteBuf> taken = new ArrayDeque<>(1); // of the session's thread

    Inbound(SocketConnection connection, Channel channel, Bell bell) {
        this.connection = connection;
        this.channel = channel;
        this.bell = bell;
    }

    // ---- the session's thread

    /// Octets received and not yet consumed.
    @Override
    public int unread() {
        return unread.get();
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    /// The buffer to read next, with at least one octet; null when nothing is there. It stays here until
    /// {@link #consumed} has been told of all its octets.
    @Override
    public @Nullable ByteBuf peek() {
        if (taken.isEmpty()) {
            lock.lock();
            try {
                var empty = taken;
                taken = arrived;
                arrived = empty;
            } finally {
                lock.unlock();
            }
        }
        return taken.peek();
    }

    /// The reader index of the first buffer has been moved on by so many octets.
    @Override
    public void consumed(int octets) {
        var first = taken.peek();
        if (first != null && !first.isReadable()) {
            taken.remove();
            first.release();
        }
        int left = unread.addAndGet(-octets);
        if (paused && left < LOW) {
            channel.eventLoop().execute(this::resume);
        }
    }

    /// Makes these octets, which become this object's, the next ones.
    @Override
    public void putBack(byte[] octets) {
        taken.addFirst(Unpooled.wrappedBuffer(octets));
        unread.addAndGet(octets.length);
    }

    /// Throws away what is here and whatever comes from now on. Octets go on being read from the network,
    /// so that closing does not become a reset which would overtake the last reply.
    void discard() {
        for (ByteBuf b = taken.poll(); b != null; b = taken.poll()) {
            b.release();
        }
        lock.lock();
        try {
            discarding = true;
            for (ByteBuf b = arrived.poll(); b != null; b = arrived.poll()) {
                b.release();
            }
            unread.set(0);
        } finally {
            lock.unlock();
        }
        if (paused) {
            channel.eventLoop().execute(this::resume);
        }
    }

    // ---- the event loop

    private void resume() {
        if (paused && unread.get() < LOW) {
            paused = false;
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var octets = (ByteBuf) message;
        int count = octets.readableBytes();
        connection.meters().received(count);
        lock.lock();
        try {
            if (discarding || count == 0) {
                octets.release();
                return;
            }
            var last = arrived.peekLast();
            if (last != null && last.writableBytes() >= count) {
                last.writeBytes(octets); // many small segments never hold many large buffers
                octets.release();
            } else {
                arrived.add(octets);
            }
            if (unread.addAndGet(count) > HIGH && !paused) {
                paused = true;
                channel.config().setAutoRead(false);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        resume(); // the session may have read all before it could see the pause
        bell.ring();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        bell.ring();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent done -> connection.handshakeDone(done.isSuccess() ? null : done.cause());
            case ChannelInputShutdownEvent _, SslCloseCompletionEvent _ -> end();
            default -> {}
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.closed();
        end();
    }

    /// Broken connections and failed writes: nothing to say about them, the session sees the connection
    /// closed.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        SocketConnection.LOG.debug("{}: {}", connection.id(), cause.toString());
        connection.abort();
    }

    private void end() {
        ended = true;
        bell.ring();
        connection.inputEnded();
    }
}
