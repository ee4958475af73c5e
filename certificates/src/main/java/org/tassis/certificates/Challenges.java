package org.tassis.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What an authority that checks whether names lead here is shown, while it checks. Any thread.
public final class Challenges {
    /// ALPN name of connections that only check: RFC 8737 §3.
    public static final String ALPN = "acme-tls/1";

    /// Where files are asked for: RFC 8555 §8.3.
    public static final String PATH = "/.well-known/acme-challenge/";

    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final Map<String, Proof> proofs = new ConcurrentHashMap<>();

    /// A certificate for one check.
    public record Proof(PrivateKey key, X509Certificate certificate) {}

    void show(String token, String text) {
        files.put(token, text);
    }

    void show(String host, Proof proof) {
        proofs.put(host.toLowerCase(Locale.ROOT), proof);
    }

    void hide(String token) {
        files.remove(token);
    }

    void hideProof(String host) {
        proofs.remove(host.toLowerCase(Locale.ROOT));
    }

    /// The text of the file.
    ///
    /// @param token the last part of its path
    public Optional<String> file(String token) {
        return Optional.ofNullable(files.get(token));
    }

    /// @param host as the client named it
    public Optional<Proof> proof(String host) {
        return Optional.ofNullable(proofs.get(host.toLowerCase(Locale.ROOT)));
    }
}
