package org.tassis.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.Secret;

/// Checks passwords against the slow hashes of the {@link Directory}, so that neither guessing nor a client
/// that logs in every second can exhaust the server:
/// - a bounded number of verifications at once, a bounded queue before them;
/// - a password that was right is remembered for some minutes as a keyed digest, as long as the stored hash
///   is the same: such a login costs microseconds and is never delayed;
/// - equal attempts at the same time are verified once;
/// - failures slow down ({@link FailureBrake}), and a name that does not exist costs as much as one that
///   does.
///
/// Nothing of a password is logged or kept but that digest, whose key dies with the process.
public final class CredentialAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialAuthenticator.class);

    private final Directory directory;
    private final PasswordHash hashing;
    private final AuthenticatorSettings settings;
    private final Pause pause;
    private final FailureBrake brake;
    private final FailureLog failures;
    private final SecretKeySpec key;
    private final Uses uses;

    private final Cache<Digest, Proof> proofs;
    private final ConcurrentHashMap<Flight, CompletableFuture<Verdict>> running = new ConcurrentHashMap<>();
    private final Semaphore verifications;
    private final AtomicInteger waiting = new AtomicInteger();

    /// What an unknown name's password is verified against; made when the first one comes.
    private volatile @Nullable String decoy;

    private final Semaphore sleepers;

    /// The stored hash that a password was right for.
    private record Proof(long credential, String hash) {}

    /// 256 bits.
    private record Digest(long a, long b, long c, long d) {}

    private record Flight(Digest digest, String protocol) {}

    /// @param name      the same for the same account
    /// @param candidate the one credential that it is tried against
    /// @param enough    whether that opens this protocol alone, when it is right
    private record Attempt(
            String name,
            ClientNetwork network,
            Digest digest,
            String protocol,
            Optional<Credential> candidate,
            String password,
            boolean enough) {}

    private enum Verdict {
        RIGHT,
        WRONG,
        UNKNOWN
    }

    /// Hears of every password that was right. Called by those who log in, so it must not take time.
    @FunctionalInterface
    public interface Uses {
        /// @param credential its id
        void used(long credential, String protocol, InetAddress client);
    }

    public CredentialAuthenticator(
            Directory directory,
            PasswordHash hashing,
            AuthenticatorSettings settings,
            InstantSource clock,
            Pause pause) {
        this(directory, hashing, settings, clock, pause, (_, _, _) -> {});
    }

    public CredentialAuthenticator(
            Directory directory,
            PasswordHash hashing,
            AuthenticatorSettings settings,
            InstantSource clock,
            Pause pause,
            Uses uses) {
        this.uses = uses;
        this.directory = directory;
        this.hashing = hashing;
        this.settings = settings;
        this.pause = pause;
        brake = new FailureBrake(settings, clock);
        failures = new FailureLog(LOG, clock);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
        proofs = Caffeine.newBuilder()
                .maximumSize(settings.rememberEntries())
                .expireAfterWrite(settings.remember())
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
        verifications = new Semaphore(settings.parallel(), true);
        sleepers = new Semaphore(settings.sleepers());
    }

    @Override
    public Outcome authenticate(String identity, Secret password, InetAddress client, String protocol) {
        try {
            return check(identity, password, client, protocol);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unavailable();
        } catch (DirectoryException e) {
            failures.broken(e);
            return new Outcome.Unavailable();
        }
    }

    private Outcome check(String identity, Secret password, InetAddress client, String protocol)
            throws InterruptedException {
        Optional<Account> account = protocol.equals(ADMINISTRATION)
                ? directory.identifyAdministrator(identity).map(AccountRecord::account)
                : directory.identify(identity);
        String name = account.map(known -> "#" + known.id().value()).orElseGet(() -> unknownName(identity));
        String text = PasswordText.normalise(password.reveal()).orElse("");
        List<Credential> credentials =
                account.map(known -> directory.credentials().cached(known.id())).orElse(List.of());
        Optional<Credential> candidate = candidate(credentials, text, protocol);
        Attempt attempt = new Attempt(
                name,
                ClientNetwork.of(client),
                digest(name, text),
                protocol,
                candidate,
                text,
                isForPages(protocol) || candidate.filter(this::isNotEnough).isEmpty());

        if (account.isPresent() && isProven(attempt)) {
            return right(attempt, account.get(), client);
        }
        return switch (once(attempt)) {
            case RIGHT -> right(attempt, account.orElseThrow(), client);
            case WRONG -> {
                failures.report(account, client, protocol);
                yield new Outcome.Refused();
            }
            case UNKNOWN -> {
                failures.turnedAway();
                yield new Outcome.Unavailable();
            }
        };
    }

    /// The password is right.
    private Outcome right(Attempt attempt, Account account, InetAddress client) {
        if (!attempt.enough()) {
            return account.enabled() ? new Outcome.AppPasswordNeeded() : new Outcome.Disabled();
        }
        brake.trust(attempt.name(), attempt.network());
        Proof proof = proofs.getIfPresent(attempt.digest());
        if (proof != null) {
            uses.used(proof.credential(), attempt.protocol(), client);
        }
        return account.enabled() ? new Outcome.Granted(account) : new Outcome.Disabled();
    }

    /// The account asks for more than this password.
    private boolean isNotEnough(Credential credential) {
        return credential.kind() == Credential.Kind.PASSWORD
                && directory.factors().areAsked(credential.account());
    }

    private static boolean isForPages(String protocol) {
        return protocol.equals(PAGES) || protocol.equals(ADMINISTRATION);
    }

    /// The one credential a password is tried against: an app password by its first characters, else the
    /// password.
    private static Optional<Credential> candidate(List<Credential> credentials, String password, String protocol) {
        Optional<Credential> main = Optional.empty();
        for (Credential credential : credentials) {
            switch (credential.kind()) {
                case PASSWORD -> main = Optional.of(credential);
                case APP -> {
                    if (password.startsWith(credential.selector())) {
                        return mayUse(credential, protocol) ? Optional.of(credential) : Optional.empty();
                    }
                }
            }
        }
        return main;
    }

    private boolean isProven(Attempt attempt) {
        Proof proof = proofs.getIfPresent(attempt.digest());
        return proof != null
                && attempt.candidate()
                        .filter(credential -> credential.id() == proof.credential()
                                && credential.hash().equals(proof.hash())
                                && mayUse(credential, attempt.protocol()))
                        .isPresent();
    }

    /// Who found a program's password on a stolen device administers nothing with it.
    private static boolean mayUse(Credential credential, String protocol) {
        return credential.allows(protocol)
                && !(protocol.equals(ADMINISTRATION) && credential.kind() == Credential.Kind.APP);
    }

    /// Equal attempts that come while one is running share its verdict.
    private Verdict once(Attempt attempt) throws InterruptedException {
        Flight flight = new Flight(attempt.digest(), attempt.protocol());
        CompletableFuture<Verdict> mine = new CompletableFuture<>();
        CompletableFuture<Verdict> first = running.putIfAbsent(flight, mine);
        if (first != null) {
            return share(first);
        }
        Verdict verdict = Verdict.UNKNOWN;
        try {
            verdict = isProven(attempt) ? Verdict.RIGHT : slowly(attempt); // just now, by another
            return verdict;
        } finally {
            running.remove(flight);
            mine.complete(verdict);
        }
    }

    private Verdict share(CompletableFuture<Verdict> first) throws InterruptedException {
        if (!sleepers.tryAcquire()) {
            return Verdict.UNKNOWN;
        }
        try {
            return first.get(
                    settings.maxDelay()
                            .plus(settings.patience())
                            .plusSeconds(10)
                            .toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Verdict.UNKNOWN;
        } finally {
            sleepers.release();
        }
    }

    private Verdict slowly(Attempt attempt) throws InterruptedException {
        FailureBrake.Attempt braked = brake.begin(attempt.name(), attempt.network());
        Verdict verdict = Verdict.UNKNOWN;
        try {
            if (delayed(braked)) {
                verdict = verify(attempt.digest(), attempt.candidate(), attempt.password());
            }
            return verdict;
        } finally {
            switch (verdict) {
                case RIGHT -> {
                    if (attempt.enough()) {
                        braked.succeeded();
                    } else {
                        braked.abandoned(); // not a guess, but no proof of being at home either
                    }
                }
                case WRONG -> braked.failed();
                case UNKNOWN -> braked.abandoned();
            }
        }
    }

    private boolean delayed(FailureBrake.Attempt attempt) throws InterruptedException {
        if (attempt.delay().isZero()) {
            return true;
        }
        if (!attempt.enterQueue()) {
            return false;
        }
        try {
            if (!sleepers.tryAcquire()) {
                return false;
            }
            try {
                pause.of(attempt.delay());
                return true;
            } finally {
                sleepers.release();
            }
        } finally {
            attempt.leaveQueue();
        }
    }

    private Verdict verify(Digest digest, Optional<Credential> candidate, String password) throws InterruptedException {
        if (!verifications.tryAcquire()) {
            if (waiting.incrementAndGet() > settings.waiting()) {
                waiting.decrementAndGet();
                return Verdict.UNKNOWN;
            }
            try {
                if (!verifications.tryAcquire(settings.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                    return Verdict.UNKNOWN;
                }
            } finally {
                waiting.decrementAndGet();
            }
        }
        try {
            boolean right =
                    hashing.verify(password, candidate.map(Credential::hash).orElseGet(this::decoy));
            if (!right || candidate.isEmpty() || password.isEmpty()) {
                return Verdict.WRONG;
            }
            remember(digest, candidate.get(), password);
            return Verdict.RIGHT;
        } finally {
            verifications.release();
        }
    }

    private String decoy() {
        String known = decoy;
        if (known == null) {
            known = hashing.hash(PasswordGenerator.appPassword());
            decoy = known;
        }
        return known;
    }

    private void remember(Digest digest, Credential credential, String password) {
        String hash = credential.hash();
        if (hashing.isOutdated(hash)) {
            String renewed = hashing.hash(password);
            try {
                directory.credentials().rehash(credential, renewed);
                hash = renewed;
            } catch (DirectoryException e) {
                LOG.warn("A password hash could not be renewed; the next login tries again", e);
            }
        }
        proofs.put(digest, new Proof(credential.id(), hash));
    }

    private static String unknownName(String identity) {
        String name = identity.strip().toLowerCase(Locale.ROOT);
        return "?" + name.substring(0, Math.min(100, name.length()));
    }

    private Digest digest(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            ByteBuffer octets = ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
            return new Digest(octets.getLong(), octets.getLong(), octets.getLong(), octets.getLong());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// One line for each failure, at most some in a second, so that guessing does not fill the disk.
    private static final class FailureLog {
        private static final int LINES_PER_SECOND = 5;

        private final Logger log;
        private final InstantSource clock;
        private long second;
        private int lines;
        private long dropped;
        private long lastTrouble;

        FailureLog(Logger log, InstantSource clock) {
            this.log = log;
            this.clock = clock;
        }

        synchronized void broken(DirectoryException failure) {
            if (mayTellTrouble()) {
                log.error("Logins cannot be checked now: {}", failure.getMessage(), failure);
            }
        }

        synchronized void turnedAway() {
            if (mayTellTrouble()) {
                log.warn("Logins are turned away: too many wait to be checked");
            }
        }

        private boolean mayTellTrouble() {
            long now = clock.millis() / 1000;
            boolean may = now != lastTrouble;
            lastTrouble = now;
            return may;
        }

        /// A name that is unknown is not written: it may be a password typed into the wrong field.
        synchronized void report(Optional<Account> account, InetAddress client, String protocol) {
            long now = clock.millis() / 1000;
            if (now != second) {
                if (dropped > 0) {
                    log.info("{} more failed logins in one second", dropped);
                }
                second = now;
                lines = 0;
                dropped = 0;
            }
            if (++lines > LINES_PER_SECOND) {
                dropped++;
                return;
            }
            @Nullable String login = account.map(known -> known.login().value()).orElse(null);
            if (login == null) {
                log.info("Login failed: unknown name, {} from {}", protocol, client.getHostAddress());
            } else {
                log.info("Login failed: wrong password for {}, {} from {}", login, protocol, client.getHostAddress());
            }
        }
    }
}
