package org.tassis.certificates;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;

/// Who issues certificates. Blocks, for minutes perhaps.
public interface Authority {
    /// @param hosts that are to be proven to lead here
    /// @return the certificate, then those that lead to its issuer
    /// @throws NotIssued with the reason, for people
    /// @throws InterruptedException the server stops
    List<X509Certificate> issue(List<String> hosts, KeyPair key) throws NotIssued, InterruptedException;
}
