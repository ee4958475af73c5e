package org.tassis.certificates;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.util.KeyPairUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.net.Pem;

/// An authority that speaks ACME: RFC 8555. Used by one thread at a time.
public final class AcmeAuthority implements Authority {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeAuthority.class);
    private static final int PROOF_BITS = 2048;
    private static final Duration REQUEST = Duration.ofSeconds(30);

    private final AcmeSettings settings;
    private final Path accountKey;
    private final Challenges challenges;
    private final InstantSource clock;

    /// @param accountKey a file of the server's own; made when it is missing
    /// @param challenges where the authority will look
    public AcmeAuthority(AcmeSettings settings, Path accountKey, Challenges challenges, InstantSource clock) {
        this.settings = settings;
        this.accountKey = accountKey;
        this.challenges = challenges;
        this.clock = clock;
    }

    @Override
    public List<X509Certificate> issue(List<String> hosts, KeyPair key) throws NotIssued, InterruptedException {
        Instant end = clock.instant().plus(settings.patience());
        List<String> reasons = new ArrayList<>();
        try {
            Account account = account();
            for (AcmeSettings.Way way : settings.ways()) {
                try {
                    return order(account, hosts, key, way, end);
                } catch (NotProven e) {
                    LOG.info("{} for {}: {}", way, hosts, e.getMessage());
                    reasons.add(e.getMessage());
                }
            }
        } catch (AcmeRateLimitedException e) {
            throw new NotIssued(
                    "the authority takes no more orders for now: " + e.getMessage(),
                    e.getRetryAfter().map(until -> Duration.between(clock.instant(), until)),
                    e);
        } catch (AcmeNetworkException e) {
            throw new NotIssued(
                    "the authority at " + settings.directory() + " cannot be reached: " + cause(e)
                            + "; see that this machine may connect to it",
                    e);
        } catch (AcmeException e) {
            throw new NotIssued("the authority refused: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new NotIssued(String.valueOf(e.getMessage()), e);
        }
        throw new NotIssued(String.join("; ", reasons));
    }

    private static String cause(Throwable e) {
        Throwable why = e.getCause() == null ? e : e.getCause();
        return why.getClass().getSimpleName() + (why.getMessage() == null ? "" : " (" + why.getMessage() + ")");
    }

    private Account account() throws AcmeException, IOException {
        Session session = new Session(settings.directory(), new Provider(settings.trusted()));
        session.networkSettings().setTimeout(REQUEST);
        AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(KeyFile.open(accountKey));
        settings.contact().ifPresent(builder::addEmail);
        return builder.create(session); // the same one each time: RFC 8555 §7.3.1
    }

    private List<X509Certificate> order(
            Account account, List<String> hosts, KeyPair key, AcmeSettings.Way way, Instant end)
            throws AcmeException, NotProven, InterruptedException {
        Order order = account.newOrder().domains(hosts).create();
        for (Authorization authorization : order.getAuthorizations()) {
            if (authorization.getStatus() != Status.VALID) {
                prove(authorization, way, end);
            }
        }
        if (order.waitUntilReady(left(end)) == Status.INVALID) {
            throw new NotProven(text(order.getError()));
        }
        order.execute(key);
        if (order.waitForCompletion(left(end)) != Status.VALID) {
            throw new NotProven("the authority made no certificate: " + text(order.getError()));
        }
        return order.getCertificate().getCertificateChain();
    }

    private void prove(Authorization authorization, AcmeSettings.Way way, Instant end)
            throws AcmeException, NotProven, InterruptedException {
        String host = authorization.getIdentifier().getDomain();
        switch (way) {
            case HTTP_01 -> {
                Http01Challenge challenge = authorization
                        .findChallenge(Http01Challenge.class)
                        .orElseThrow(() -> new NotProven("the authority does not offer http-01 for " + host));
                challenges.show(challenge.getToken(), challenge.getAuthorization());
                try {
                    complete(
                            challenge,
                            host,
                            end,
                            "http://" + host + Challenges.PATH + " on port 80 must be answered by this server");
                } finally {
                    challenges.hide(challenge.getToken());
                }
            }
            case TLS_ALPN_01 -> {
                TlsAlpn01Challenge challenge = authorization
                        .findChallenge(TlsAlpn01Challenge.class)
                        .orElseThrow(() -> new NotProven("the authority does not offer tls-alpn-01 for " + host));
                KeyPair key = KeyPairUtils.createKeyPair(PROOF_BITS); // acme4j signs proofs with RSA only
                challenges.show(
                        host,
                        new Challenges.Proof(
                                key.getPrivate(), challenge.createCertificate(key, authorization.getIdentifier())));
                try {
                    complete(
                            challenge,
                            host,
                            end,
                            "port 443 of " + host + " must be this server's, with no proxy before");
                } finally {
                    challenges.hideProof(host);
                }
            }
        }
    }

    private void complete(Challenge challenge, String host, Instant end, String remedy)
            throws AcmeException, NotProven, InterruptedException {
        challenge.trigger();
        Status status = challenge.waitForCompletion(left(end));
        if (status != Status.VALID) {
            throw new NotProven("the authority could not see that " + host + " leads here ("
                    + challenge.getType() + "): "
                    + (status == Status.INVALID ? text(challenge.getError()) : "it took too long") + "; " + remedy);
        }
    }

    private Duration left(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        return left.isPositive() ? left : Duration.ofSeconds(1);
    }

    private static String text(Optional<Problem> problem) {
        return problem.map(one -> {
                    String own = one.getDetail().or(one::getTitle).orElse(String.valueOf(one.getType()));
                    String parts =
                            one.getSubProblems().stream().map(Problem::toString).collect(Collectors.joining("; "));
                    return parts.isEmpty() ? own : own + " (" + parts + ")";
                })
                .orElse("it gave no reason");
    }

    /// The names could not be proven this way.
    private static final class NotProven extends Exception {
        private static final long serialVersionUID = 1;

        NotProven(String message) {
            super(message, null, false, false);
        }
    }

    /// Any directory, with issuers of one's own where they are given.
    private static final class Provider extends GenericAcmeProvider {
        private final Optional<SSLContext> tls;

        Provider(Optional<Path> trusted) throws IOException {
            this.tls = trusted.isPresent() ? Optional.of(context(trusted.get())) : Optional.empty();
        }

        private static SSLContext context(Path file) throws IOException {
            try {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null);
                int number = 0;
                for (X509Certificate certificate : Pem.chain(file)) {
                    store.setCertificateEntry("issuer" + number++, certificate);
                }
                TrustManagerFactory managers =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                managers.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, managers.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IOException(file + ": cannot be used as issuers: " + e.getMessage(), e);
            }
        }

        @Override
        protected HttpConnector createHttpConnector(NetworkSettings settings) {
            return new HttpConnector(settings) {
                @Override
                public java.net.http.HttpClient.Builder createClientBuilder() {
                    java.net.http.HttpClient.Builder builder = super.createClientBuilder();
                    tls.ifPresent(builder::sslContext);
                    return builder;
                }
            };
        }
    }
}
