package org.tassis.mailflow.signing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.tassis.core.DomainName;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DomainKey;
import org.tassis.directory.DomainKeyRecords;
import org.tassis.senderauth.dkim.DkimAlgorithm;
import org.tassis.senderauth.dkim.DkimKey;
import org.tassis.senderauth.dkim.DkimSigner;
import org.tassis.senderauth.dkim.SigningSettings;

/// The keys of this server's domains, two for each: RSA for all receivers, Ed25519 beside it (RFC 8463 §3). A
/// domain's first keys sign at once: a signature whose key is not published yet is as good as none (RFC 6376
/// §6.1). Those of a rotation wait until their records are seen in the DNS; then they sign, and the old ones
/// stay published for {@link #KEPT}, for mail that is under way (RFC 6376 §3.6.1, §5.2). Any thread; methods
/// block.
public final class SigningKeys {
    /// How long a replaced key is kept.
    public static final Duration KEPT = Duration.ofDays(7);

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 10_000;
    private static final int DOMAINS_AT_ONCE = 50;
    private static final Duration ASKING = Duration.ofSeconds(20);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final DomainKeyRecords records;
    private final Publication publication;
    private final InstantSource clock;
    private final Map<DomainName, Known> signers = new ConcurrentHashMap<>();

    /// One key of a domain.
    ///
    /// @param state what it does now
    /// @param since when that began
    public record Key(DkimKey key, State state, Instant since) {
        public String selector() {
            return key.selector();
        }

        /// `rsa-sha256` or `ed25519-sha256`.
        public String algorithm() {
            return key.algorithm().word();
        }

        /// Where its TXT record belongs.
        public String recordName() {
            return key.recordName();
        }

        /// The text of that record.
        public String recordText() {
            return key.recordText();
        }
    }

    /// In the order in which a key goes through them.
    public enum State {
        /// Its record is not seen in the DNS yet.
        WAITING,
        SIGNING,
        /// Another one signs; its record is to stay published until it is gone from here.
        REPLACED
    }

    private record Known(Optional<DkimSigner> signer, Instant until) {}

    public SigningKeys(DomainKeyRecords records, Publication publication, InstantSource clock) {
        this.records = records;
        this.publication = publication;
        this.clock = clock;
    }

    /// Of one domain, oldest first.
    ///
    /// @throws DirectoryException the database cannot be used
    public List<Key> of(DomainName domain) {
        return records.keys(domain).stream().map(key -> key(domain, key)).toList();
    }

    /// Makes the keys of a domain that has none.
    ///
    /// @throws DirectoryException NoSuchDomain, or the database cannot be used
    public void provide(DomainName domain) {
        if (records.keys(domain).isEmpty()) {
            List<DomainKey> made = make(domain, Set.of()); // takes long, in no transaction
            Instant now = clock.instant();
            records.change(
                    domain,
                    before -> before.isEmpty()
                            ? made.stream().map(key -> key.signing(now)).toList()
                            : before);
            signers.remove(domain);
        }
    }

    /// Begins a rotation: makes keys that will sign. When there are such keys already, nothing is made.
    ///
    /// @throws DirectoryException NoSuchDomain, or the database cannot be used
    public void rotate(DomainName domain) {
        List<DomainKey> before = records.keys(domain);
        if (before.isEmpty()) {
            provide(domain);
        } else if (before.stream().noneMatch(DomainKey::isWaiting)) {
            List<DomainKey> made =
                    make(domain, before.stream().map(DomainKey::selector).collect(Collectors.toSet()));
            records.change(
                    domain,
                    current -> current.stream().anyMatch(DomainKey::isWaiting) || !sameSelectors(current, before)
                            ? current // somebody else was faster
                            : joined(current, made));
        }
    }

    /// Ends a rotation without looking into the DNS.
    ///
    /// @return whether there were keys that waited
    /// @throws DirectoryException NoSuchDomain, or the database cannot be used
    public boolean takeOver(DomainName domain) {
        Instant now = clock.instant();
        boolean[] changed = new boolean[1];
        records.change(domain, before -> {
            changed[0] = before.stream().anyMatch(DomainKey::isWaiting);
            return changed[0]
                    ? before.stream()
                            .map(key -> key.isWaiting() ? key.signing(now) : key.isSigning() ? key.replaced(now) : key)
                            .toList()
                    : before;
        });
        signers.remove(domain);
        return changed[0];
    }

    /// To be done from time to time: makes missing keys, lets published ones take over, forgets old ones.
    /// Does so much as fits into some seconds, and the rest the next time; what failed for one domain too.
    ///
    /// @throws DirectoryException the database cannot be used
    public void tend() {
        for (DomainName domain : records.withoutKeys(DOMAINS_AT_ONCE)) {
            unlessGone(() -> provide(domain));
        }
        List<DomainName> unsettled = new ArrayList<>(records.unsettled());
        Collections.shuffle(unsettled); // the same ones are not always last
        long end = System.nanoTime() + ASKING.toNanos();
        for (DomainName domain : unsettled) {
            if (System.nanoTime() - end > 0) {
                return; // the DNS is slow
            }
            unlessGone(() -> settle(domain));
        }
    }

    private void settle(DomainName domain) {
        List<DomainKey> waiting =
                records.keys(domain).stream().filter(DomainKey::isWaiting).toList();
        if (!waiting.isEmpty()
                && waiting.stream()
                        .allMatch(
                                key -> publication.isPublished(key(domain, key).key()))) {
            takeOver(domain);
        }
        Instant oldest = clock.instant().minus(KEPT);
        records.change(
                domain,
                before -> before.stream().allMatch(key -> isWanted(key, oldest))
                        ? before
                        : before.stream().filter(key -> isWanted(key, oldest)).toList());
    }

    private static boolean isWanted(DomainKey key, Instant oldest) {
        return key.replaced().isEmpty() || key.replaced().get().isAfter(oldest);
    }

    /// A domain may be removed at any time.
    private static void unlessGone(Runnable work) {
        try {
            work.run();
        } catch (DirectoryException e) {
            if (!(e.failure() instanceof DirectoryFailure.NoSuchDomain)) {
                throw e;
            }
        }
    }

    /// What signs for a domain now; empty when it is not a domain of this server or has no key yet.
    /// Remembered for a minute.
    ///
    /// @throws DirectoryException the database cannot be used
    Optional<DkimSigner> signer(DomainName domain) {
        Instant now = clock.instant();
        Known known = signers.get(domain);
        if (known == null || known.until().isBefore(now)) {
            List<DkimKey> keys = of(domain).stream()
                    .filter(key -> key.state() == State.SIGNING)
                    .map(Key::key)
                    .sorted((one, other) -> one.algorithm().compareTo(other.algorithm())) // RSA first
                    .toList();
            known = new Known(
                    keys.isEmpty() ? Optional.empty() : Optional.of(new DkimSigner(keys, SigningSettings.DEFAULT)),
                    now.plus(REMEMBERED));
            if (signers.size() >= MAX_REMEMBERED) {
                signers.clear();
            }
            signers.put(domain, known);
        }
        return known.signer();
    }

    private List<DomainKey> make(DomainName domain, Set<String> taken) {
        Instant now = clock.instant();
        String day = "t" + DAY.format(now);
        String word = day;
        for (int n = 2; taken.contains(word + "r") || taken.contains(word + "e"); n++) {
            word = day + "-" + n;
        }
        List<DomainKey> made = new ArrayList<>();
        for (DkimAlgorithm algorithm : DkimAlgorithm.values()) {
            String selector = word + algorithm.keyType().charAt(0);
            DkimKey key = DkimKey.generate(domain, selector, algorithm);
            made.add(new DomainKey(selector, key.toPem(), now, Optional.empty(), Optional.empty()));
        }
        return made;
    }

    private static boolean sameSelectors(List<DomainKey> some, List<DomainKey> others) {
        return some.stream()
                .map(DomainKey::selector)
                .toList()
                .equals(others.stream().map(DomainKey::selector).toList());
    }

    private static List<DomainKey> joined(List<DomainKey> some, List<DomainKey> more) {
        List<DomainKey> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static Key key(DomainName domain, DomainKey key) {
        DkimKey parsed = DkimKey.fromPem(domain, key.selector(), key.privateKey());
        if (key.replaced().isPresent()) {
            return new Key(parsed, State.REPLACED, key.replaced().get());
        }
        return key.signs().isPresent()
                ? new Key(parsed, State.SIGNING, key.signs().get())
                : new Key(parsed, State.WAITING, key.created());
    }
}
