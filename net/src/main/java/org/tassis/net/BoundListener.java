package org.tassis.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/// A listener that is open.
public final class BoundListener {
    private final Listener listener;
    private final Channel channel;
    private final InetSocketAddress address;

    BoundListener(Listener listener, Channel channel) {
        this.listener = listener;
        this.channel = channel;
        this.address = (InetSocketAddress) channel.localAddress();
    }

    public Listener listener() {
        return listener;
    }

    public InetSocketAddress address() {
        return address;
    }

    /// The port in fact, also when the listener asked for any.
    public int port() {
        return address.getPort();
    }

    /// Stops to accept; open connections go on. Idempotent.
    public void close() {
        if (channel.isOpen()) {
            channel.close().syncUninterruptibly();
        }
    }
}
