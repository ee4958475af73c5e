package org.tassis.migration.imap;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Whom a connection trusts: the one certificate that was pinned, whatever name is in it; else what the
/// machine trusts, with the name checked (RFC 2595 §2.4). Remembers what was shown, so that a refusal can say
/// what to pin. One connection each.
final class Trust extends X509ExtendedTrustManager {
    private final Optional<String> pin;
    private final X509ExtendedTrustManager machine;
    private Optional<String> shown = Optional.empty();

    Trust(Optional<String> pin) {
        this.pin = pin;
        this.machine = machine();
    }

    private static X509ExtendedTrustManager machine() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore usual = null;
            factory.init(usual);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new IllegalStateException("this Java trusts nobody");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no certificates that it trusts", e);
        }
    }

    SSLSocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /// The fingerprint of the certificate that the other server showed.
    Optional<String> shown() {
        return shown;
    }

    boolean isPinned() {
        return pin.isPresent();
    }

    /// @return whether it is the pinned one, so that nothing else need be asked
    private boolean pinned(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("no certificate");
        }
        try {
            String print = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded()));
            shown = Optional.of(print);
            if (pin.isPresent() && !pin.get().equals(print)) {
                throw new CertificateException("it is not the pinned certificate");
            }
            return pin.isPresent();
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new CertificateException("it cannot be read", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        if (!pinned(chain)) {
            machine.checkServerTrusted(chain, type, socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        if (!pinned(chain)) {
            machine.checkServerTrusted(chain, type, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        if (!pinned(chain)) {
            machine.checkServerTrusted(chain, type);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("we are no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
