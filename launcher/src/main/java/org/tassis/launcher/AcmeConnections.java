package org.tassis.launcher;

import java.nio.charset.StandardCharsets;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.tassis.certificates.Challenges;

/// Lets Tomcat agree to connections by which an authority only checks: RFC 8737 §3. What counts is the
/// certificate, which {@link org.tassis.certificates.PageKeys} shows; after the handshake the authority
/// closes.
final class AcmeConnections implements UpgradeProtocol {
    @Override
    public @Nullable String getHttpUpgradeName(boolean isSslEnabled) {
        return null;
    }

    @Override
    public byte[] getAlpnIdentifier() {
        return Challenges.ALPN.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String getAlpnName() {
        return Challenges.ALPN;
    }

    /// None of its own: whoever says something nevertheless is answered as everybody.
    @Override
    public @Nullable Processor getProcessor(SocketWrapperBase<?> socket, Adapter adapter) {
        return null;
    }

    @Override
    public @Nullable InternalHttpUpgradeHandler getInternalUpgradeHandler(
            SocketWrapperBase<?> socket, Adapter adapter, Request request) {
        return null;
    }

    @Override
    public boolean accept(Request request) {
        return false;
    }
}
