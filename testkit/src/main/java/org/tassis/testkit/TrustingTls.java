package org.tassis.testkit;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// TLS with servers under test, whose certificates nobody signed.
public final class TrustingTls {
    private TrustingTls() {}

    /// Begins TLS on a connection, as `localhost`, and trusts whatever certificate comes.
    public static SSLSocket over(Socket socket) throws IOException {
        return over(socket, "localhost");
    }

    /// The same, asking for a server of that name (SNI). No session is resumed.
    public static SSLSocket over(Socket socket, String host) throws IOException {
        SSLSocket tls = (SSLSocket) context().getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        tls.startHandshake();
        return tls;
    }

    /// For clients that make their connections themselves.
    public static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
