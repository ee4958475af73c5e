package org.tassis.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.net.CertificateFiles;

/// Sees to it that there are the certificates that are wanted, each in a directory of its own. One is
/// ordered when it is missing, lacks a host, or two thirds of its life are over; each a little later than
/// that, so that not all are ordered at once. What was not issued is tried again after an hour, then two,
/// four, and so on up to a day; that outlives a restart. A key is made once and stays, so that TLSA records
/// stay true; a new certificate replaces the old one as a whole, so that no crash leaves two that do not
/// belong together.
///
/// {@link #look} is called by one thread, now and then; everything else by any.
public final class Renewals {
    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);
    private static final Duration FIRST_PAUSE = Duration.ofHours(1);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    /// Part of a certificate's life over which renewals are spread.
    private static final int SPREAD = 30;

    private final Path directory;
    private final Authority authority;
    private final Supplier<List<Wanted>> wanted;
    private final InstantSource clock;
    private final AtomicReference<List<Wanted>> known = new AtomicReference<>(List.of());
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final ReentrantLock looking = new ReentrantLock();
    private final AtomicReference<Optional<String>> ordering = new AtomicReference<>(Optional.empty());
    private final Semaphore demand = new Semaphore(0);

    /// What there is of a certificate.
    ///
    /// @param from    empty when there is none yet
    /// @param ends    likewise
    /// @param renewed when it will be ordered; empty: now
    /// @param failure of the last order, when it failed
    public record Status(
            Wanted wanted,
            Optional<Instant> from,
            Optional<Instant> ends,
            Optional<Instant> renewed,
            Optional<Failure> failure) {}

    /// @param times in a row
    /// @param again when it is tried again
    public record Failure(String why, Instant at, int times, Instant again) {}

    /// A thread that looks.
    public interface Looking extends AutoCloseable {
        /// It ends, within five seconds.
        @Override
        void close();
    }

    /// @param directory of the server's own; made when it is missing
    /// @param wanted    asked each time; the first one is the server's own
    public Renewals(Path directory, Authority authority, Supplier<List<Wanted>> wanted, InstantSource clock)
            throws IOException {
        this.directory = directory;
        this.authority = authority;
        this.wanted = wanted;
        this.clock = clock;
        make(directory);
    }

    private static void make(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /// Where the certificate of this name is, or will be.
    public static CertificateFiles files(Path directory, String name) {
        return new CertificateFiles(
                directory.resolve(name).resolve("chain.pem"),
                directory.resolve(name).resolve("key.pem"));
    }

    /// Those that are there, the server's own first.
    public List<CertificateFiles> usable() {
        return known.get().stream()
                .map(one -> files(directory, one.name()))
                .filter(files -> Files.exists(files.chain()))
                .toList();
    }

    /// Orders what is due. Blocks while the authority does; an interrupted thread stops and stays
    /// interrupted.
    public void look() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            List<Wanted> now = wanted.get();
            known.set(now);
            for (Wanted one : now) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                boolean demanded = asked.remove(one.name());
                if (demanded || isDue(one)) {
                    order(one);
                }
            }
        } finally {
            looking.unlock();
        }
    }

    /// Orders these at the next {@link #look}, due or not.
    ///
    /// @param name of one; empty: all
    /// @return how many
    public int ask(Optional<String> name) {
        List<Wanted> now = wanted.get();
        known.set(now);
        List<String> names = now.stream()
                .map(Wanted::name)
                .filter(one -> name.isEmpty() || one.equals(name.get()))
                .toList();
        asked.addAll(names);
        demand.release();
        return names.size();
    }

    /// Whether one is being ordered now, or will be as soon as its turn comes.
    ///
    /// @param name of one
    public boolean isOrdering(String name) {
        return asked.contains(name) || ordering.get().filter(name::equals).isPresent();
    }

    /// Of all that are wanted.
    public List<Status> status() {
        List<Status> all = new ArrayList<>();
        for (Wanted one : known.get()) {
            Optional<X509Certificate> there =
                    Leaf.read(files(directory, one.name()).chain());
            all.add(new Status(
                    one,
                    there.map(leaf -> leaf.getNotBefore().toInstant()),
                    there.map(leaf -> leaf.getNotAfter().toInstant()),
                    there.filter(leaf -> Leaf.names(leaf).containsAll(one.hosts()))
                            .map(leaf -> renewal(one, leaf)),
                    failure(one)));
        }
        return all;
    }

    /// Where the chain of this one is, when there is one.
    public Optional<Path> chain(Status status) {
        return Optional.of(files(directory, status.wanted().name()).chain()).filter(Files::exists);
    }

    private boolean isDue(Wanted one) {
        Instant now = clock.instant();
        if (failure(one).filter(failure -> failure.again().isAfter(now)).isPresent()) {
            return false;
        }
        Optional<X509Certificate> there = Leaf.read(files(directory, one.name()).chain());
        return there.isEmpty()
                || !Leaf.names(there.get()).containsAll(one.hosts())
                || !renewal(one, there.get()).isAfter(now);
    }

    /// After two thirds of its life, and up to a thirtieth of it later: always the same for the same
    /// certificate.
    private static Instant renewal(Wanted one, X509Certificate leaf) {
        Instant from = leaf.getNotBefore().toInstant();
        long life = Duration.between(from, leaf.getNotAfter().toInstant()).toSeconds();
        long spread = Math.max(1, life / SPREAD);
        return from.plusSeconds(life * 2 / 3 + Math.floorMod(one.name().hashCode(), spread));
    }

    private void order(Wanted one) {
        Path place = directory.resolve(one.name());
        ordering.set(Optional.of(one.name()));
        try {
            make(place);
            KeyPair key = KeyFile.open(place.resolve("key.pem"));
            LOG.info("A certificate for {} is ordered", one.hosts());
            List<X509Certificate> chain = authority.issue(one.hosts(), key);
            if (chain.isEmpty()
                    || !chain.getFirst().getPublicKey().equals(key.getPublic())
                    || !Leaf.names(chain.getFirst()).containsAll(one.hosts())) {
                throw new NotIssued("the authority issued another certificate than was asked for");
            }
            KeyFile.write(place.resolve("chain.pem"), chain);
            Files.deleteIfExists(place.resolve("failure"));
            LOG.info(
                    "There is a certificate for {} until {}",
                    one.hosts(),
                    chain.getFirst().getNotAfter().toInstant());
        } catch (NotIssued e) {
            failed(one, place, String.valueOf(e.getMessage()), e.notBefore());
        } catch (IOException | RuntimeException e) {
            failed(one, place, e.toString(), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ordering.set(Optional.empty());
        }
    }

    private void failed(Wanted one, Path place, String why, Optional<Duration> notBefore) {
        int times = failure(one).map(Failure::times).orElse(0) + 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, 5));
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = LONGEST_PAUSE;
        }
        if (notBefore.isPresent() && notBefore.get().compareTo(pause) > 0) {
            pause = notBefore.get();
        }
        Instant now = clock.instant();
        Instant again = now.plus(pause);
        LOG.warn("No certificate for {}: {}. It is tried again at {}", one.hosts(), why, again);
        try {
            KeyFile.replace(
                    place.resolve("failure"),
                    now + "\n" + times + "\n" + again + "\n" + why.replaceAll("\\s+", " ") + "\n",
                    "rw-------");
        } catch (IOException e) {
            LOG.error("That cannot even be written down: {}", e.getMessage());
        }
    }

    private Optional<Failure> failure(Wanted one) {
        Path file = directory.resolve(one.name()).resolve("failure");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            return Optional.of(new Failure(
                    lines.get(3),
                    Instant.parse(lines.get(0)),
                    Integer.parseInt(lines.get(1)),
                    Instant.parse(lines.get(2))));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read and counts for nothing: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /// Runs {@link #look} in a thread of its own until it is closed: now and then, and when somebody asks.
    public Looking keepLooking(Duration interval) {
        AtomicBoolean end = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().name("certificates").start(() -> {
            try {
                while (!end.get()) {
                    look();
                    demand.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS);
                    demand.drainPermits();
                }
            } catch (InterruptedException _) {
                // the server stops
            }
        });
        return () -> {
            end.set(true);
            thread.interrupt();
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
