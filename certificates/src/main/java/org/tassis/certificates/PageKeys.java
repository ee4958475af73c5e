package org.tassis.certificates;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.net.CertificateSource;
import org.tassis.net.Pem;

/// Which certificate a connection to the pages is shown: the one for the host that it names, else for the
/// wildcard above it, else the first; and to an authority that only checks, its proof. Certificates that
/// change are taken up for new connections, open ones keep what they have. Any thread.
public final class PageKeys extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(PageKeys.class);
    private static final String FIRST = "first";

    private final Supplier<List<? extends CertificateSource>> sources;
    private final Challenges challenges;
    private volatile Loaded loaded;

    private record Pair(PrivateKey key, List<X509Certificate> chain) {}

    /// @param byName by host, and the first one
    private record Loaded(List<Object> stamps, Map<String, Pair> byName) {}

    /// @param sources the first one is for who names no host, or an unknown one
    /// @throws IOException the first one cannot be used; the message names the file and says why
    public PageKeys(Supplier<List<? extends CertificateSource>> sources, Challenges challenges) throws IOException {
        this.sources = sources;
        this.challenges = challenges;
        List<? extends CertificateSource> now = sources.get();
        this.loaded = load(now, stamps(now));
    }

    /// Takes up what has changed; what cannot be used leaves everything as it is, and is said in the log.
    public void reloadIfChanged() {
        List<? extends CertificateSource> now = sources.get();
        List<Object> stamps = stamps(now);
        if (stamps.equals(loaded.stamps)) {
            return;
        }
        try {
            loaded = load(now, stamps);
            LOG.info("The pages have certificates for {} names", loaded.byName.size() - 1);
        } catch (IOException e) {
            loaded = new Loaded(stamps, loaded.byName); // said once
            LOG.error("The certificates of the pages stay as they are: {}", e.getMessage());
        }
    }

    /// Whether there is a certificate for this host.
    ///
    /// @param host lower case
    public boolean covers(String host) {
        Map<String, Pair> now = loaded.byName;
        return !host.equals(FIRST) && (now.containsKey(host) || now.containsKey(host.replaceFirst("^[^.]*", "*")));
    }

    private static List<Object> stamps(List<? extends CertificateSource> sources) {
        List<Object> stamps = new ArrayList<>();
        for (CertificateSource source : sources) {
            stamps.add(List.of(source.chain(), changed(source.chain()), source.key(), changed(source.key())));
        }
        return stamps;
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return FileTime.fromMillis(0);
        }
    }

    private static Loaded load(List<? extends CertificateSource> sources, List<Object> stamps) throws IOException {
        Map<String, Pair> byName = new HashMap<>();
        for (CertificateSource source : sources) {
            Pair pair;
            try {
                pair = new Pair(Pem.key(source.key()), Pem.chain(source.chain()));
                if (!Pem.belongTogether(pair.key(), pair.chain().getFirst())) {
                    throw new IOException(source.key() + " is not the key of the certificate in " + source.chain());
                }
            } catch (IOException e) {
                if (byName.isEmpty()) {
                    throw e;
                }
                LOG.error("A certificate of the pages is left out: {}", e.getMessage());
                continue;
            }
            byName.putIfAbsent(FIRST, pair);
            for (String name : Leaf.names(pair.chain().getFirst())) {
                byName.putIfAbsent(name, pair);
            }
        }
        return new Loaded(stamps, Map.copyOf(byName));
    }

    /// Aliases: `first`, a host, `*.` and a domain; `proof:` and a host.
    private Optional<Pair> pair(String alias) {
        return alias.startsWith("proof:")
                ? challenges
                        .proof(alias.substring("proof:".length()))
                        .map(proof -> new Pair(proof.key(), List.of(proof.certificate())))
                : Optional.ofNullable(loaded.byName.get(alias));
    }

    private String alias(SSLEngine engine) {
        Optional<String> host = host(engine);
        if (Challenges.ALPN.equals(engine.getHandshakeApplicationProtocol())) {
            return "proof:" + host.orElse("");
        }
        Map<String, Pair> now = loaded.byName;
        return host.flatMap(name -> List.of(name, name.replaceFirst("^[^.]*", "*")).stream()
                        .filter(now::containsKey)
                        .findFirst())
                .orElse(FIRST);
    }

    private static Optional<String> host(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return Optional.of(host.getAsciiName().toLowerCase(Locale.ROOT));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        String alias = engine == null ? FIRST : alias(engine);
        return pair(alias)
                .filter(pair -> pair.key().getAlgorithm().equals(keyType) || isEdwards(pair.key(), keyType))
                .map(_ -> alias)
                .orElse(null);
    }

    private static boolean isEdwards(PrivateKey key, String keyType) {
        return key.getAlgorithm().startsWith("Ed") && keyType.startsWith("Ed");
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return pair(alias)
                .map(pair -> pair.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return pair(alias).map(Pair::key).orElse(null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {FIRST};
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null; // engines only
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
