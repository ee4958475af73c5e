package org.tassis.net;

import java.io.IOException;
import java.nio.file.Path;

/// Where a certificate and its key are. Both are PEM files that may be replaced at any time.
public sealed interface CertificateSource permits Awaited, CertificateFiles, SelfSigned {
    /// The certificate of the server first, then those that lead to its issuer.
    Path chain();

    /// PKCS#8, or the traditional form of RSA and EC keys; without a passphrase.
    Path key();

    /// Replaces the certificate when its end is near, where that is ours to do. Called every few seconds.
    default void renewIfDue() throws IOException {}
}
