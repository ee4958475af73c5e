package org.tassis.mailflow.remote;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

/// What was wrong with TLS: RFC 8460 §4.3.
///
/// @param reason in a word or a few for people, or empty; printable ASCII
public record TlsProblem(Type type, String reason) {
    private static final int MAX_REASON = 100;

    public enum Type {
        STARTTLS_NOT_SUPPORTED,
        CERTIFICATE_HOST_MISMATCH,
        CERTIFICATE_EXPIRED,
        CERTIFICATE_NOT_TRUSTED,
        VALIDATION_FAILURE,
        DNSSEC_INVALID,
        STS_POLICY_FETCH_ERROR,
        STS_POLICY_INVALID,
        STS_WEBPKI_INVALID;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TlsProblem {
        reason = reason.replaceAll("[^ -~]+", " ").strip();
        reason = reason.substring(0, Math.min(MAX_REASON, reason.length()));
    }

    static TlsProblem noStartTls() {
        return new TlsProblem(Type.STARTTLS_NOT_SUPPORTED, "");
    }

    /// As far as the cause of a failed handshake tells.
    static TlsProblem of(Throwable failure) {
        Throwable last = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            switch (at) {
                case CertificateExpiredException _, CertificateNotYetValidException _ -> {
                    return new TlsProblem(Type.CERTIFICATE_EXPIRED, "");
                }
                case CertPathValidatorException path -> {
                    if (path.getReason() == BasicReason.EXPIRED || path.getReason() == BasicReason.NOT_YET_VALID) {
                        return new TlsProblem(Type.CERTIFICATE_EXPIRED, "");
                    }
                }
                case DaneTrust.Mismatch _ -> {
                    return new TlsProblem(Type.VALIDATION_FAILURE, "tlsa-mismatch");
                }
                default -> {}
            }
            last = at;
        }
        if (last instanceof CertificateException) { // what the JDK says when the chain is good and the name is not
            return new TlsProblem(Type.CERTIFICATE_HOST_MISMATCH, "");
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return new TlsProblem(Type.CERTIFICATE_NOT_TRUSTED, "");
            }
        }
        return new TlsProblem(Type.VALIDATION_FAILURE, String.valueOf(last.getMessage()));
    }
}
