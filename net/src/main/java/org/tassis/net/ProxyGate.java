package org.tassis.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits for the PROXY header of a trusted proxy and lets the client in under the addresses that it names. A
/// connection of the proxy's own (LOCAL, UNKNOWN) keeps its addresses. Anything else, or nothing in time, is closed.
/// https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt §2
final class ProxyGate extends ChannelInboundHandlerAdapter {
    private final Endpoint endpoint;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final Duration timeout;
    private @Nullable Future<?> timer;

    ProxyGate(Endpoint endpoint, InetSocketAddress remote, InetSocketAddress local, Duration timeout) {
        this.endpoint = endpoint;
        this.remote = remote;
        this.local = local;
        this.timeout = timeout;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> refuse(ctx), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ReferenceCountUtil.release(message);
            refuse(ctx);
            return;
        }
        var client = remote;
        var server = local;
        try {
            var over = header.proxiedProtocol();
            if (header.command() == HAProxyCommand.PROXY
                    && (over == HAProxyProxiedProtocol.TCP4 || over == HAProxyProxiedProtocol.TCP6)) {
                client = address(header.sourceAddress(), header.sourcePort());
                server = address(header.destinationAddress(), header.destinationPort());
            }
        } catch (IllegalArgumentException _) {
            refuse(ctx);
            return;
        } finally {
            header.release();
        }
        // What follows the header comes out of the decoder after this and reaches the handlers added here.
        endpoint.welcome(ctx.channel(), client, server);
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx);
    }

    private void refuse(ChannelHandlerContext ctx) {
        if (ctx.channel().isOpen()) {
            endpoint.meters().refused("proxy-header");
            ctx.close();
        }
    }

    private static InetSocketAddress address(String literal, int port) {
        return Endpoint.plain(new InetSocketAddress(InetAddress.ofLiteral(literal), port));
    }
}
