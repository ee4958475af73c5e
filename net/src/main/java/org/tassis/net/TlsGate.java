package org.tassis.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads the name that a client asks for (RFC 6066 §3) and puts TLS with that name's certificate in its own place.
/// What is no TLS at all fails here.
final class TlsGate extends AbstractSniHandler<SslHandler> {
    private static final int CLIENT_HELLO_AT_MOST = 16 * 1024;

    private final TlsContexts contexts;

    TlsGate(TlsContexts contexts, Duration timeout) {
        super(CLIENT_HELLO_AT_MOST, timeout.toMillis());
        this.contexts = contexts;
    }

    @Override
    protected Future<SslHandler> lookup(ChannelHandlerContext ctx, @Nullable String host) {
        return ctx.executor().newSucceededFuture(contexts.newHandler(ctx.alloc(), host));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String host, Future<SslHandler> found) {
        var tls = found.getNow();
        tls.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
        boolean placed = false;
        try {
            ctx.pipeline().replace(this, null, tls);
            placed = true;
        } finally {
            if (!placed) {
                ReferenceCountUtil.safeRelease(tls.engine());
            }
        }
    }
}
