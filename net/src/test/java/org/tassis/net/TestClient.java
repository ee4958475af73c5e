package org.tassis.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A client with blocking calls over the JDK's sockets and TLS.
final class TestClient implements AutoCloseable {
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private TestClient(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static TestClient to(String host, int port) throws IOException {
        return new TestClient(new Socket(InetAddress.ofLiteral(host), port));
    }

    static TestClient over(Socket socket) throws IOException {
        return new TestClient(socket);
    }

    static SSLContext trusting(Path issuer) throws IOException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("issuer", Pem.chain(issuer).getFirst());
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    TestClient tls(Path issuer, String host, String... protocols) throws IOException {
        return tls(trusting(issuer), host, protocols);
    }

    /// With the name checked against the certificate.
    TestClient tls(SSLContext context, String host, String... protocols) throws IOException {
        return tls(context, host, true, protocols);
    }

    TestClient tlsUnchecked(SSLContext context, @Nullable String host) throws IOException {
        return tls(context, host, false);
    }

    private TestClient tls(SSLContext context, @Nullable String host, boolean checked, String... protocols)
            throws IOException {
        var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        var parameters = tls.getSSLParameters();
        if (checked) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (host != null) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        out = tls.getOutputStream();
        return this;
    }

    /// From now on compressed both ways: RFC 4978.
    TestClient compress() {
        in = new InflaterInputStream(in, new Inflater(true), 1);
        out = new DeflaterOutputStream(out, new Deflater(9, true), true);
        return this;
    }

    X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    TestClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    TestClient send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
        return this;
    }

    /// A line without its end; null when the server has closed.
    @Nullable
    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = next(); c >= 0; c = next()) {
            if (c == '\n') {
                var text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(c);
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
    }

    /// A compressed stream need not have an end of its own.
    private int next() throws IOException {
        try {
            return in.read();
        } catch (EOFException end) {
            return -1;
        }
    }

    byte[] octets(int count) throws IOException {
        return in.readNBytes(count);
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
