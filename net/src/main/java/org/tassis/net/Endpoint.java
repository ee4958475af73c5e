package org.tassis.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/// One listener with its protocol, and the way of a connection from acceptance to session: total limit, PROXY
/// header, limits of the address, TLS. Runs on event loops.
final class Endpoint extends ChannelInitializer<Channel> {
    /// Of all type-length-values in a PROXY v2 header; certificates of clients are not among what proxies send here.
    private static final int PROXY_TLVS_AT_MOST = 4096;

    /// Shared by all listeners, so that a name stands for one connection of the process.
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final ChannelHandler TURNED_AWAY = new TurnedAway();

    private final Network network;
    private final Listener listener;
    private final Protocol protocol;
    private final ListenerMeters meters;

    Endpoint(Network network, Listener listener, Protocol protocol, ListenerMeters meters) {
        this.network = network;
        this.listener = listener;
        this.protocol = protocol;
        this.meters = meters;
    }

    Network network() {
        return network;
    }

    NetSettings settings() {
        return network.settings();
    }

    Admission admission() {
        return network.admission();
    }

    ProtocolLog log() {
        return network.protocolLog();
    }

    Listener listener() {
        return listener;
    }

    Protocol protocol() {
        return protocol;
    }

    ListenerMeters meters() {
        return meters;
    }

    ChannelHandler tlsGate() {
        return new TlsGate(network.tls(), settings().handshakeTimeout());
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!admission().enter()) {
            refuse(channel, Protocol.Refusal.TOO_MANY_CONNECTIONS);
            return;
        }
        meters.opened();
        channel.closeFuture().addListener(_ -> {
            admission().leave();
            meters.gone();
        });
        var remote = plain((InetSocketAddress) channel.remoteAddress());
        var local = plain((InetSocketAddress) channel.localAddress());
        if (!listener.proxyProtocol()) {
            welcome(channel, remote, local);
        } else if (settings().trustedProxies().stream().anyMatch(n -> n.contains(remote.getAddress()))) {
            channel.pipeline()
                    .addLast(
                            new HAProxyMessageDecoder(PROXY_TLVS_AT_MOST, true),
                            new ProxyGate(this, remote, local, settings().proxyTimeout()));
        } else {
            meters.refused("not-a-proxy");
            channel.pipeline().addLast(TURNED_AWAY);
            channel.close();
        }
    }

    /// Lets a client in whose addresses are known.
    void welcome(Channel channel, InetSocketAddress remote, InetSocketAddress local) {
        var refusal = admission().enterStrangers(remote.getAddress());
        if (refusal.isPresent()) {
            refuse(channel, refusal.get());
            return;
        }
        var id = protocol.name() + "-" + Long.toHexString(NUMBERS.incrementAndGet());
        var connection = new SocketConnection(id, this, channel, remote, local);
        boolean implicit = listener.tls() == Listener.TlsMode.IMPLICIT;
        if (implicit) {
            channel.pipeline().addLast(tlsGate());
        }
        channel.pipeline().addLast(connection.inbound());
        if (!network.add(connection)) {
            refuse(channel, Protocol.Refusal.STOPPING);
        } else if (!implicit) {
            connection.start();
        }
    }

    /// A client who expects TLS gets no words: a handshake is more than a refusal should cost.
    private void refuse(Channel channel, Protocol.Refusal why) {
        meters.refused(
                switch (why) {
                    case TOO_MANY_CONNECTIONS -> "total";
                    case TOO_MANY_FROM_YOUR_ADDRESS -> "address";
                    case STOPPING -> "stopping";
                });
        channel.pipeline().addLast(TURNED_AWAY);
        if (listener.tls() == Listener.TlsMode.IMPLICIT) {
            channel.close();
        } else {
            var words = Unpooled.copiedBuffer(protocol.refusal(why), StandardCharsets.ISO_8859_1);
            channel.writeAndFlush(words).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// IPv4 addresses mapped into IPv6 become what they are; scopes and names are dropped.
    static InetSocketAddress plain(InetSocketAddress address) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(address.getAddress().getAddress()), address.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong number of octets
        }
    }

    /// Takes what a client who may not come in still sends, and how his connection breaks, without a word: the end
    /// of a pipeline would log it, as often as somebody likes.
    @ChannelHandler.Sharable
    private static final class TurnedAway extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
