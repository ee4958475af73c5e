package org.tassis.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.sender.OwnResults;
import org.tassis.mailflow.sender.SenderChecks;
import org.tassis.senderauth.AuthenticationSettings;
import org.tassis.senderauth.SenderAuthentication;
import org.tassis.senderauth.dkim.DkimSettings;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.DnsSettings;
import org.tassis.senderauth.dns.ResolverDns;

/// The DNS, one for everybody who asks, and what is asked there about senders. Any thread.
final class Names {
    private static final Logger LOG = LoggerFactory.getLogger(Names.class);

    private final Dns dns;
    private final Dns fresh;
    private final SenderChecks senders;
    private final Optional<Path> suffixFile;
    private final AtomicReference<Supplier<PublicSuffixes>> suffixes;

    private Names(
            Dns dns,
            Dns fresh,
            SenderChecks senders,
            Optional<Path> suffixFile,
            AtomicReference<Supplier<PublicSuffixes>> suffixes) {
        this.dns = dns;
        this.fresh = fresh;
        this.senders = senders;
        this.suffixFile = suffixFile;
        this.suffixes = suffixes;
    }

    /// @throws StartFailed the file of public suffixes cannot be used
    static Names of(Settings settings, String hostname) {
        Settings.SenderAuth given = settings.senderAuth();
        Optional<Path> file =
                given.publicSuffixList().isEmpty() ? Optional.empty() : Optional.of(Path.of(given.publicSuffixList()));
        AtomicReference<Supplier<PublicSuffixes>> suffixes =
                new AtomicReference<>(file.map(Names::read).orElse(PublicSuffixes::shipped));
        Dns dns = new LateDns(() -> dns(settings.dns(), settings.trusted(), DnsSettings.DEFAULT.cacheEntries()));
        Dns fresh = new LateDns(() -> dns(settings.dns(), settings.trusted(), 0));
        SenderChecks senders = new SenderChecks(
                new SenderAuthentication(
                        dns,
                        new AuthenticationSettings(OwnResults.name(hostname), given.timeLimit(), DkimSettings.DEFAULT),
                        () -> suffixes.get().get(),
                        InstantSource.system()),
                hostname,
                settings.trusted(),
                given.trustedSealers().stream()
                        .flatMap(name -> DomainName.parse(name).stream())
                        .toList());
        return new Names(dns, fresh, senders, file, suffixes);
    }

    private static Supplier<PublicSuffixes> read(Path file) {
        try {
            PublicSuffixes list = PublicSuffixes.read(file);
            return () -> list;
        } catch (IOException e) {
            throw new StartFailed(
                    "sender-auth.public-suffix-list: " + file + " cannot be used: " + e.getMessage()
                            + "; it must be the list from publicsuffix.org.",
                    e);
        }
    }

    private static Dns dns(Settings.Dns given, List<Cidr> believed, int cacheEntries) {
        DnsSettings settings = new DnsSettings(
                given.servers(),
                given.timeout(),
                DnsSettings.DEFAULT.attempts(),
                cacheEntries,
                DnsSettings.DEFAULT.cacheOctets(),
                believed);
        try {
            return new ResolverDns(settings, InstantSource.system());
        } catch (IllegalStateException e) {
            LOG.warn("{}; this machine itself is asked", e.getMessage()); // as resolv.conf(5) has it
            return new ResolverDns(
                    settings.withResolvers(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53))),
                    InstantSource.system());
        }
    }

    Dns dns() {
        return dns;
    }

    /// Remembers nothing: for who waits for the DNS to change.
    Dns fresh() {
        return fresh;
    }

    Supplier<PublicSuffixes> suffixes() {
        return () -> suffixes.get().get();
    }

    SenderChecks senders() {
        return senders;
    }

    /// A list that was replaced by a good one counts from now on; a bad one is said in the log.
    void watchSuffixes(Housekeeping housekeeping, Duration interval) throws IOException {
        if (suffixFile.isPresent()) {
            Path file = suffixFile.get();
            housekeeping.every(interval, "public suffixes", new Changed(List.of(file), () -> reload(file)));
        }
    }

    private void reload(Path file) {
        try {
            suffixes.set(read(file));
        } catch (StartFailed e) {
            LOG.warn("{} The one before stays in use.", e.getMessage());
        }
    }
}
