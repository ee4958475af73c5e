package org.tassis.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.admin.HealthCheck;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.certificates.AcmeAuthority;
import org.tassis.certificates.AcmeSettings;
import org.tassis.certificates.Challenges;
import org.tassis.certificates.PageKeys;
import org.tassis.certificates.Renewals;
import org.tassis.certificates.Wanted;
import org.tassis.core.DomainName;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.setup.FirstRun;
import org.tassis.launcher.settings.Settings;
import org.tassis.net.Awaited;
import org.tassis.net.CertificateFiles;
import org.tassis.net.CertificateSource;
import org.tassis.net.Pem;
import org.tassis.net.SelfSigned;
import org.tassis.senderauth.dns.Dns;

/// The certificates of this server by the settings: files, or ordered from an authority, or made here. Any
/// thread.
final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Duration LOOKED_EVERY = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// How long before its end a certificate makes the server unwell.
    private static final Duration TIGHT = Duration.ofDays(7);

    /// How long what the DNS says of service names is believed.
    private static final Duration NAMES_KEPT = Duration.ofHours(1);

    private static final List<String> SERVICES = List.of("mta-sts.", "autoconfig.", "autodiscover.");
    private static final int PAGE = 500;

    private final CertificateSource main;
    private final Path issuer;
    private final Path made;
    private final Settings.Acme acme;
    private final List<CertificateFiles> more;
    private final Challenges challenges = new Challenges();
    private final Optional<Renewals> renewals;
    private final PageKeys pageKeys;
    private final List<Renewals.Looking> running = new ArrayList<>();

    private Certificates(Settings settings, String hostname, Storage storage, Dns dns) throws IOException {
        Settings.Tls given = settings.tls();
        Path directory = storage.path().resolve("tls");
        this.made = directory.resolve("certificate.pem");
        this.acme = settings.acme();
        this.more = given.more().stream()
                .map(pair -> new CertificateFiles(Path.of(pair.certificate()), Path.of(pair.key())))
                .toList();
        if (!given.certificate().isEmpty()) {
            CertificateFiles files = new CertificateFiles(Path.of(given.certificate()), Path.of(given.key()));
            this.main = files;
            this.issuer = files.chain();
            this.renewals = Optional.empty();
        } else {
            SelfSigned own = new SelfSigned(directory, List.of(hostname), InstantSource.system());
            this.issuer = own.issuer();
            Optional<DomainName> host =
                    DomainName.parse(hostname).filter(name -> name.ascii().contains("."));
            if (isOrdered(settings.acme(), storage) && host.isPresent()) {
                Path ordered = directory.resolve("acme");
                this.main = new Awaited(Renewals.files(ordered, host.get().ascii()), own);
                Services services = new Services(host.get(), settings.acme(), storage.directory(), dns);
                this.renewals = Optional.of(new Renewals(
                        ordered,
                        new AcmeAuthority(
                                acme(settings.acme()),
                                directory.resolve("acme-account.pem"),
                                challenges,
                                InstantSource.system()),
                        services::wanted,
                        InstantSource.system()));
            } else {
                this.main = own;
                this.renewals = Optional.empty();
            }
        }
        this.pageKeys = new PageKeys(this::forPages, challenges);
    }

    /// @throws StartFailed what is set cannot be used
    static Certificates of(Settings settings, String hostname, Storage storage, Dns dns) {
        try {
            return new Certificates(settings, hostname, storage, dns);
        } catch (IOException e) {
            throw new StartFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isOrdered(Settings.Acme given, Storage storage) {
        return switch (given.orders()) {
            case ON -> true;
            case OFF -> false;
            case AS_SET_UP ->
                storage.setUp()
                        .decided(FirstRun.CERTIFICATES)
                        .filter("true"::equals)
                        .isPresent();
        };
    }

    private static AcmeSettings acme(Settings.Acme given) {
        return new AcmeSettings(
                URI.create(given.directory()),
                Optional.of(given.contact()).filter(text -> !text.isEmpty()),
                Optional.of(given.trust()).filter(text -> !text.isEmpty()).map(Path::of),
                given.challenges().stream().map(Certificates::way).toList(),
                PATIENCE);
    }

    private static AcmeSettings.Way way(String word) {
        return AcmeSettings.Way.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private List<CertificateSource> forPages() {
        List<CertificateSource> all = new ArrayList<>(sources());
        renewals.ifPresent(known -> known.usable().stream()
                .filter(files -> !files.chain().equals(main.chain()))
                .forEach(all::add));
        return all;
    }

    /// For mail programs: the server's own first.
    List<CertificateSource> sources() {
        List<CertificateSource> all = new ArrayList<>();
        all.add(main);
        all.addAll(more);
        return all;
    }

    /// Not one that was made here.
    boolean isFromAuthority() {
        return switch (main) {
            case CertificateFiles _ -> true;
            case SelfSigned _ -> false;
            case Awaited both -> both.chain().equals(both.later().chain());
        };
    }

    CertificateSource main() {
        return main;
    }

    /// PEM file of whom to trust: the authority of the certificate we made, or the given chain.
    Path issuer() {
        return issuer;
    }

    Challenges challenges() {
        return challenges;
    }

    PageKeys pageKeys() {
        return pageKeys;
    }

    Optional<Renewals> renewals() {
        return renewals;
    }

    /// For the page.
    CertificateShelf shelf() {
        return new Shelf(
                main::chain,
                main instanceof CertificateFiles,
                made,
                more.stream().map(CertificateFiles::chain).toList(),
                renewals,
                Optional.of(acme.directory()));
    }

    /// From now on what is wanted is ordered, and what changes is taken up.
    void start(Housekeeping housekeeping) {
        housekeeping.every(Duration.ofSeconds(5), "certificates of the pages", pageKeys::reloadIfChanged);
        renewals.ifPresent(known -> running.add(known.keepLooking(LOOKED_EVERY)));
    }

    HealthCheck health() {
        return new HealthCheck("certificate", () -> problem(Instant.now()));
    }

    /// Of the server's own one.
    private Optional<String> problem(Instant now) {
        Optional<Renewals.Failure> failure =
                renewals.flatMap(known -> known.status().stream().findFirst().flatMap(Renewals.Status::failure));
        try {
            Instant ends = Pem.chain(main.chain()).getFirst().getNotAfter().toInstant();
            boolean awaited = main instanceof Awaited both
                    && !both.chain().equals(both.later().chain());
            if (awaited && failure.isPresent()) {
                return Optional.of("none could be ordered: " + failure.get().why());
            }
            return now.plus(TIGHT).isAfter(ends)
                    ? Optional.of("it ends at " + ends
                            + failure.map(known -> "; a new one could not be ordered: " + known.why())
                                    .orElse(""))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        running.forEach(Renewals.Looking::close);
    }

    /// Which certificates there should be: one for the server, and one for each domain whose names for
    /// services lead here, so that a domain that moves away takes no other's certificate with it.
    private static final class Services {
        private final DomainName host;
        private final Settings.Acme given;
        private final Directory directory;
        private final Dns dns;
        private List<Wanted> known = List.of(); // guarded by this object's monitor
        private Instant asked = Instant.MIN; // likewise

        Services(DomainName host, Settings.Acme given, Directory directory, Dns dns) {
            this.host = host;
            this.given = given;
            this.directory = directory;
            this.dns = dns;
        }

        synchronized List<Wanted> wanted() {
            Instant now = Instant.now();
            if (known.isEmpty() || asked.plus(NAMES_KEPT).isBefore(now)) {
                try {
                    known = ask();
                    asked = now;
                } catch (DirectoryException e) {
                    LOG.warn("which certificates are wanted cannot be told now: {}", e.getMessage());
                }
            }
            return known;
        }

        private List<Wanted> ask() {
            List<Wanted> all = new ArrayList<>();
            List<String> own = new ArrayList<>(List.of(host.ascii()));
            own.addAll(given.names());
            all.add(new Wanted(host.ascii(), own));
            if (!given.serviceNames()) {
                return all;
            }
            Set<InetAddress> here = addresses(host.ascii());
            Optional<DomainName> after = Optional.empty();
            while (!here.isEmpty()) {
                List<MailDomain> page = directory.domains(DomainQuery.ALL, after, PAGE);
                for (MailDomain domain : page) {
                    List<String> names = SERVICES.stream()
                            .map(service -> service + domain.name().ascii())
                            .filter(name -> leadsHere(name, here))
                            .toList();
                    if (domain.enabled() && !names.isEmpty()) {
                        all.add(new Wanted(domain.name().ascii(), names));
                    }
                }
                if (page.size() < PAGE) {
                    break;
                }
                after = Optional.of(page.getLast().name());
            }
            return all;
        }

        private boolean leadsHere(String name, Set<InetAddress> here) {
            Set<InetAddress> there = addresses(name);
            return !there.isEmpty() && here.containsAll(there);
        }

        private Set<InetAddress> addresses(String name) {
            Set<InetAddress> found = new HashSet<>(dns.ipv4(name).records());
            found.addAll(dns.ipv6(name).records());
            return found;
        }
    }
}
