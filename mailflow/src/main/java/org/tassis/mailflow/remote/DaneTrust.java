package org.tassis.mailflow.remote;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.tassis.senderauth.dns.Tlsa;

/// Trusts a server by what its domain says in the DNS, and by nothing else: RFC 7672. Any thread.
final class DaneTrust extends X509ExtendedTrustManager {
    private static final int DANE_TA = 2;
    private static final int DANE_EE = 3;
    private static final int SUBJECT_ALTERNATIVE_DNS = 2;

    /// The certificate is none of those that the DNS names.
    static final class Mismatch extends CertificateException {
        private static final long serialVersionUID = 1;

        Mismatch() {
            super("the certificate is none of those that the DNS names");
        }
    }

    private final List<Tlsa> records;
    private final List<String> names;

    /// @param names that a certificate under a trust anchor must be for: the server's and its domain's (RFC 7672
    /// §3.2.2)
    DaneTrust(List<Tlsa> records, List<String> names) {
        this.records = records;
        this.names = names;
    }

    /// Usages 0 and 1 mean nothing for mail (RFC 7672 §3.1.3); what is not understood neither.
    static boolean isUsable(Tlsa record) {
        return (record.usage() == DANE_TA || record.usage() == DANE_EE)
                && record.selector() >= 0
                && record.selector() <= 1
                && record.matchingType() >= 0
                && record.matchingType() <= 2;
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        for (Tlsa record : records) {
            if (record.usage() == DANE_EE && matches(record, chain[0])) {
                return; // names and dates do not matter: RFC 7672 §3.1.1
            }
            if (record.usage() == DANE_TA) {
                for (int i = 0; i < chain.length; i++) {
                    if (matches(record, chain[i]) && leadsTo(chain, i) && isNamed(chain[0])) {
                        return;
                    }
                }
            }
        }
        throw new Mismatch();
    }

    private static boolean matches(Tlsa record, X509Certificate certificate) throws CertificateException {
        try {
            byte[] chosen = record.selector() == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            byte[] compared =
                    switch (record.matchingType()) {
                        case 0 -> chosen;
                        case 1 -> MessageDigest.getInstance("SHA-256").digest(chosen);
                        default -> MessageDigest.getInstance("SHA-512").digest(chosen);
                    };
            return MessageDigest.isEqual(compared, record.data());
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private static boolean leadsTo(X509Certificate[] chain, int anchor) {
        try {
            if (anchor == 0) {
                chain[0].checkValidity();
                return true;
            }
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(chain[anchor], null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertPath(Arrays.asList(chain).subList(0, anchor)),
                            parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean isNamed(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives != null
                && alternatives.stream()
                        .filter(one -> Integer.valueOf(SUBJECT_ALTERNATIVE_DNS).equals(one.get(0)))
                        .map(one -> String.valueOf(one.get(1)).toLowerCase(Locale.ROOT))
                        .anyMatch(pattern -> names.stream().anyMatch(name -> fits(pattern, name)));
    }

    /// A star stands for one whole label, the first.
    static boolean fits(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(pattern.substring(1));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
