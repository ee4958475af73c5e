package org.tassis.launcher.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.extension.Stage;
import org.tassis.mailflow.publish.StsPublication;
import org.tassis.mailflow.remote.Relay;
import org.tassis.mailflow.remote.RemoteSettings;
import org.tassis.mailflow.remote.Routes;
import org.tassis.mailflow.spam.check.Scanner;

/// All settings of `tassis.yml`, as they are bound. What a value may be is said where it is checked: here.
/// The defaults, and what each is for, are in the shipped file alone, which is read below every other.
///
/// @param hostname      empty for the machine's own name
/// @param dataDirectory relative to the working directory
public record Settings(
        String hostname,
        Path dataDirectory,
        Database database,
        Tls tls,
        Acme acme,
        Map<String, Listening> listeners,
        List<String> trustedNetworks,
        Limits limits,
        Smtp smtp,
        Imap imap,
        Pop3 pop3,
        Sieve sieve,
        Passwords passwords,
        Store store,
        Search search,
        Checks checks,
        Dns dns,
        SenderAuth senderAuth,
        DnsLists dnsLists,
        Greylisting greylisting,
        Rates rates,
        Spam spam,
        Program rspamd,
        Program clamav,
        Trace trace,
        Queue queue,
        Delivery delivery,
        RelayTo relay,
        Reports reports,
        Mailets mailets,
        MtaSts mtaSts,
        Backup backup,
        Migration migration,
        Duration keepRemoved,
        Duration stopGrace) {

    public Settings {
        Allowed.between("keep-removed", keepRemoved, Duration.ZERO, Duration.ofDays(3650));
        Allowed.between("stop-grace", stopGrace, Duration.ZERO, Duration.ofMinutes(10));
        for (String network : trustedNetworks) {
            Allowed.that(
                    "trusted-networks",
                    Cidr.parse(network).isPresent(),
                    "'" + network + "' is no network; write for example 192.0.2.0/24 or 2001:db8::/32");
        }
        for (Map.Entry<String, Listening> listener : listeners.entrySet()) {
            listener.getValue().check("listeners." + listener.getKey(), networks(trustedNetworks));
        }
        listeners = Map.copyOf(listeners);
        trustedNetworks = List.copyOf(trustedNetworks);
    }

    public List<Cidr> trusted() {
        return networks(trustedNetworks);
    }

    private static List<Cidr> networks(List<String> texts) {
        return texts.stream().flatMap(text -> Cidr.parse(text).stream()).toList();
    }

    public record Database(String url, String user, String passwordFile, int connections) {
        public Database {
            Allowed.that(
                    "database.url",
                    url.isEmpty() || url.startsWith("jdbc:postgresql:"),
                    "empty for the built-in database, or jdbc:postgresql://host/database");
            Allowed.between("database.connections", connections, 4, 200);
        }
    }

    public record Tls(String certificate, String key, List<Pair> more) {
        public Tls {
            Allowed.that(
                    "tls.key",
                    certificate.isEmpty() == key.isEmpty(),
                    "certificate and key are given both, or neither");
            more = List.copyOf(more);
        }

        public record Pair(String certificate, String key) {}
    }

    public record Acme(
            Orders orders,
            String directory,
            String contact,
            List<String> names,
            boolean serviceNames,
            List<String> challenges,
            String trust) {
        public enum Orders {
            AS_SET_UP,
            ON,
            OFF
        }

        public Acme {
            Allowed.that(
                    "acme.directory",
                    directory.startsWith("https://") && directory.matches("[!-~]{9,500}"),
                    "an address with https://");
            Allowed.that(
                    "acme.contact",
                    contact.isEmpty() || EmailAddress.parse(contact).isPresent(),
                    "an e-mail address");
            for (String name : names) {
                Allowed.that("acme.names", DomainName.parse(name).isPresent(), "names of this server");
            }
            Allowed.that("acme.names", names.size() < 100, "fewer than 100 names");
            Allowed.that(
                    "acme.challenges",
                    !challenges.isEmpty() && List.of("http-01", "tls-alpn-01").containsAll(challenges),
                    "http-01, tls-alpn-01 or both");
            names = List.copyOf(names);
            challenges = List.copyOf(challenges);
        }
    }

    public record Limits(
            int connections,
            int connectionsPerAddress,
            int connectionsPerNetwork,
            Duration writeTimeout,
            Duration tlsHandshakeTimeout,
            Duration proxyHeaderTimeout) {
        public Limits {
            Allowed.between("limits.connections", connections, 10, 1_000_000);
            Allowed.between("limits.connections-per-address", connectionsPerAddress, 1, 1_000_000);
            Allowed.between("limits.connections-per-network", connectionsPerNetwork, 1, 1_000_000);
            Allowed.between("limits.write-timeout", writeTimeout, Duration.ofSeconds(5), Duration.ofHours(1));
            Allowed.between(
                    "limits.tls-handshake-timeout", tlsHandshakeTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
            Allowed.between(
                    "limits.proxy-header-timeout", proxyHeaderTimeout, Duration.ofSeconds(1), Duration.ofMinutes(1));
        }
    }

    public record Smtp(
            DataSize maxMessageSize,
            int maxRecipients,
            int maxMessages,
            Duration commandTimeout,
            Duration blockTimeout,
            Duration dataTimeout,
            int minimumRate,
            int maxErrors,
            int maxUnknownRecipients,
            int maxFailedLogins,
            boolean strictHeaders,
            Duration maxHold) {
        public Smtp {
            Allowed.between("smtp.max-message-size", maxMessageSize, DataSize.ofKilobytes(64), DataSize.ofGigabytes(1));
            Allowed.between("smtp.max-recipients", maxRecipients, 100, 100_000); // RFC 5321 §4.5.3.1.8
            Allowed.between("smtp.command-timeout", commandTimeout, Duration.ofSeconds(30), Duration.ofHours(1));
            Allowed.between("smtp.max-messages", maxMessages, 1, 1_000_000);
            Allowed.between("smtp.block-timeout", blockTimeout, Duration.ofSeconds(30), Duration.ofHours(1));
            Allowed.between("smtp.data-timeout", dataTimeout, Duration.ofMinutes(1), Duration.ofHours(12));
            Allowed.between("smtp.minimum-rate", minimumRate, 0, 1_000_000);
            Allowed.between("smtp.max-errors", maxErrors, 3, 1000);
            Allowed.between("smtp.max-unknown-recipients", maxUnknownRecipients, 1, 100_000);
            Allowed.between("smtp.max-failed-logins", maxFailedLogins, 1, 100);
            Allowed.between("smtp.max-hold", maxHold, Duration.ZERO, Duration.ofDays(3650));
        }
    }

    public record Imap(
            Duration idleTimeout,
            Duration idleKeepAlive,
            Duration loginTimeout,
            DataSize maxAppendSize,
            int maxAppendMessages,
            DataSize maxAppendTotal,
            int maxBadCommands,
            int messageLimit,
            boolean messageLimitOnlySaves) {
        public Imap {
            Allowed.between("imap.idle-timeout", idleTimeout, Duration.ofMinutes(1), Duration.ofHours(24));
            Allowed.between("imap.idle-keep-alive", idleKeepAlive, Duration.ofSeconds(10), Duration.ofHours(24));
            Allowed.between("imap.login-timeout", loginTimeout, Duration.ofSeconds(5), Duration.ofMinutes(30));
            Allowed.between("imap.max-append-size", maxAppendSize, DataSize.ofKilobytes(64), DataSize.ofGigabytes(1));
            Allowed.between("imap.max-append-messages", maxAppendMessages, 1, 10_000);
            Allowed.between(
                    "imap.max-append-total", maxAppendTotal, DataSize.ofKilobytes(64), DataSize.ofGigabytes(10));
            Allowed.between("imap.max-bad-commands", maxBadCommands, 3, 1000);
            Allowed.that( // RFC 9738 §3
                    "imap.message-limit",
                    messageLimit == 0 || messageLimit >= Math.max(1_000, maxAppendMessages),
                    "0, or 1000 to 2147483647, and not less than imap.max-append-messages (it is " + messageLimit
                            + ")");
        }
    }

    public record Pop3(Duration idleTimeout, Duration loginTimeout, int maxBadCommands, int maxFailedLogins) {
        public Pop3 {
            Allowed.between("pop3.idle-timeout", idleTimeout, Duration.ofMinutes(1), Duration.ofHours(24));
            Allowed.between("pop3.login-timeout", loginTimeout, Duration.ofSeconds(5), Duration.ofMinutes(30));
            Allowed.between("pop3.max-bad-commands", maxBadCommands, 3, 1000);
            Allowed.between("pop3.max-failed-logins", maxFailedLogins, 1, 100);
        }
    }

    public record Sieve(
            int maxScripts,
            DataSize maxScriptSize,
            Duration idleTimeout,
            Duration loginTimeout,
            int maxBadCommands,
            int maxFailedLogins) {
        public Sieve {
            Allowed.between("sieve.max-scripts", maxScripts, 1, 1000);
            Allowed.between("sieve.max-script-size", maxScriptSize, DataSize.ofKilobytes(1), DataSize.ofMegabytes(1));
            Allowed.between("sieve.idle-timeout", idleTimeout, Duration.ofMinutes(1), Duration.ofHours(24));
            Allowed.between("sieve.login-timeout", loginTimeout, Duration.ofSeconds(5), Duration.ofMinutes(30));
            Allowed.between("sieve.max-bad-commands", maxBadCommands, 3, 1000);
            Allowed.between("sieve.max-failed-logins", maxFailedLogins, 1, 100);
        }
    }

    public record Passwords(
            int verifications,
            Duration remember,
            int freeFailures,
            int freeNetworkFailures,
            Duration maxDelay,
            Duration forgiveAfter) {
        public Passwords {
            Allowed.between("passwords.verifications", verifications, 0, 1024);
            Allowed.between("passwords.remember", remember, Duration.ZERO, Duration.ofHours(24));
            Allowed.between("passwords.free-failures", freeFailures, 1, 1000);
            Allowed.between("passwords.free-network-failures", freeNetworkFailures, 1, 1000);
            Allowed.between("passwords.max-delay", maxDelay, Duration.ZERO, Duration.ofMinutes(5));
            Allowed.between("passwords.forgive-after", forgiveAfter, Duration.ofSeconds(1), Duration.ofHours(24));
        }
    }

    public record Store(
            DataSize volumeSize, int compactAbovePercent, DataSize keepFree, Duration history, long messagesInMemory) {
        public Store {
            Allowed.between("store.volume-size", volumeSize, DataSize.ofMegabytes(16), DataSize.ofGigabytes(4));
            Allowed.between("store.compact-above-percent", compactAbovePercent, 10, 90);
            Allowed.between("store.keep-free", keepFree, DataSize.ofBytes(0), DataSize.ofTerabytes(100));
            Allowed.between("store.history", history, Duration.ZERO, Duration.ofDays(3650));
            Allowed.between("store.messages-in-memory", messagesInMemory, 10_000L, 1_000_000_000L);
        }
    }

    public record Search(
            boolean enabled,
            DataSize memory,
            Duration commitAfter,
            boolean attachments,
            Duration attachmentsTimeLimit,
            DataSize attachmentsMemory,
            DataSize attachmentsLargest) {
        public Search {
            Allowed.between("search.memory", memory, DataSize.ofMegabytes(1), DataSize.ofGigabytes(1));
            Allowed.between("search.commit-after", commitAfter, Duration.ofSeconds(1), Duration.ofHours(1));
            Allowed.between(
                    "search.attachments-time-limit",
                    attachmentsTimeLimit,
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(10));
            Allowed.between(
                    "search.attachments-memory", attachmentsMemory, DataSize.ofMegabytes(64), DataSize.ofGigabytes(4));
            Allowed.between(
                    "search.attachments-largest",
                    attachmentsLargest,
                    DataSize.ofKilobytes(1),
                    DataSize.ofMegabytes(256));
        }
    }

    public record Checks(
            Mode lists,
            Mode dnsLists,
            Mode greylisting,
            Mode rates,
            Mode helo,
            Mode reverseDns,
            Mode senderAuth,
            Mode spam,
            Mode viruses) {}

    public record Dns(List<String> resolvers, Duration timeout) {
        private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+)):(\\d{1,5})");

        public Dns {
            resolvers = List.copyOf(resolvers);
            for (String resolver : resolvers) {
                Allowed.that(
                        "dns.resolvers",
                        server(resolver).isPresent(),
                        "'" + resolver + "' is no IP address, alone or with a port; write for example 192.0.2.53,"
                                + " 192.0.2.53:5353 or [2001:db8::53]:53");
            }
            Allowed.between("dns.timeout", timeout, Duration.ofSeconds(1), Duration.ofMinutes(1));
        }

        public List<InetSocketAddress> servers() {
            return resolvers.stream().flatMap(text -> server(text).stream()).toList();
        }

        private static Optional<InetSocketAddress> server(String text) {
            Matcher withPort = WITH_PORT.matcher(text);
            boolean hasPort = withPort.matches();
            String address = !hasPort ? text : withPort.group(1) != null ? withPort.group(1) : withPort.group(2);
            try {
                return Optional.of(new InetSocketAddress(
                        InetAddress.ofLiteral(address), hasPort ? Integer.parseInt(withPort.group(3)) : 53));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }

    public record SenderAuth(Duration timeLimit, String publicSuffixList, List<String> trustedSealers) {
        public SenderAuth {
            trustedSealers = List.copyOf(trustedSealers);
            for (String name : trustedSealers) {
                Allowed.that(
                        "sender-auth.trusted-sealers",
                        DomainName.parse(name).isPresent(),
                        "names of domains ('" + name + "' is none)");
            }
            Allowed.between("sender-auth.time-limit", timeLimit, Duration.ofSeconds(1), Duration.ofMinutes(2));
        }
    }

    public record DnsLists(List<String> block, List<String> allow) {
        public DnsLists {
            block = zones("dns-lists.block", block);
            allow = zones("dns-lists.allow", allow);
        }

        private static List<String> zones(String key, List<String> names) {
            for (String name : names) {
                Allowed.that(key, DomainName.parse(name).isPresent(), "names of zones ('" + name + "' is none)");
            }
            return List.copyOf(names);
        }
    }

    public record Greylisting(Duration delay, Duration retryWithin, Duration trust) {
        public Greylisting {
            Allowed.between("greylisting.delay", delay, Duration.ofSeconds(1), Duration.ofHours(12));
            Allowed.between("greylisting.retry-within", retryWithin, Duration.ofHours(13), Duration.ofDays(30));
            Allowed.between("greylisting.trust", trust, Duration.ofDays(1), Duration.ofDays(3650));
        }
    }

    public record Rates(
            int networkPerHour, int senderPerHour, int accountPerHour, int accountPerDay, int accountNewPerHour) {
        private static final int MOST = 100_000_000;

        public Rates {
            Allowed.between("rates.network-per-hour", networkPerHour, 0, MOST);
            Allowed.between("rates.sender-per-hour", senderPerHour, 0, MOST);
            Allowed.between("rates.account-per-hour", accountPerHour, 0, MOST);
            Allowed.between("rates.account-per-day", accountPerDay, 0, MOST);
            Allowed.between("rates.account-new-per-hour", accountNewPerHour, 0, MOST);
        }
    }

    public record Spam(double junkAt, double refuseAt) {
        public Spam {
            Allowed.that("spam.junk-at", junkAt >= 1 && junkAt <= 1000, "1 to 1000");
            Allowed.that("spam.refuse-at", refuseAt >= junkAt && refuseAt <= 10_000, "spam.junk-at to 10000");
        }
    }

    /// Another program that is asked about messages.
    ///
    /// @param address empty when it is not asked
    public record Program(String address, Duration timeLimit, Scanner.WhenDown whenDown) {
        public Program {
            Allowed.that(
                    "address",
                    address.isEmpty() || isServer(address) || address.startsWith("/"),
                    "empty, host:port, or for clamav the path of its socket");
            Allowed.between("time-limit", timeLimit, Duration.ofSeconds(1), Duration.ofMinutes(2));
        }
    }

    public record Queue(List<Duration> retry, Duration giveUpAfter, Duration tellDelayAfter) {
        public Queue {
            Allowed.that("queue.retry", !retry.isEmpty() && retry.size() <= 50, "1 to 50 times");
            for (Duration pause : retry) {
                Allowed.between("queue.retry", pause, Duration.ofSeconds(1), Duration.ofDays(2));
            }
            Allowed.between("queue.give-up-after", giveUpAfter, Duration.ofMinutes(1), Duration.ofDays(30));
            Allowed.between("queue.tell-delay-after", tellDelayAfter, Duration.ofMinutes(1), Duration.ofDays(30));
            retry = List.copyOf(retry);
        }
    }

    public record Delivery(
            boolean enabled,
            int connections,
            int connectionsPerDestination,
            int maxMessages,
            RemoteSettings.Families addresses,
            List<String> fromAddresses,
            Duration connectTimeout,
            Duration commandTimeout,
            Duration blockTimeout,
            Duration endTimeout,
            List<RouteTo> routes) {
        public Delivery {
            Allowed.between("delivery.connections", connections, 1, 10_000);
            Allowed.between("delivery.connections-per-destination", connectionsPerDestination, 1, 18);
            Allowed.between("delivery.max-messages", maxMessages, 1, 100_000);
            Allowed.between("delivery.connect-timeout", connectTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
            Allowed.between("delivery.command-timeout", commandTimeout, Duration.ofSeconds(5), Duration.ofHours(1));
            Allowed.between("delivery.block-timeout", blockTimeout, Duration.ofSeconds(5), Duration.ofHours(1));
            Allowed.between("delivery.end-timeout", endTimeout, Duration.ofSeconds(5), Duration.ofHours(1));
            for (String address : fromAddresses) {
                Allowed.that("delivery.from-addresses", literal(address).isPresent(), "IP addresses of this machine");
            }
            routes = List.copyOf(routes);
            fromAddresses = List.copyOf(fromAddresses);
        }

        public List<InetAddress> from() {
            return fromAddresses.stream()
                    .flatMap(text -> literal(text).stream())
                    .toList();
        }

        private static Optional<InetAddress> literal(String text) {
            try {
                return Optional.of(InetAddress.ofLiteral(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /// One entry of `delivery.routes`: domains whose mail goes another way.
    public record RouteTo(
            List<String> domains,
            String relay,
            @DefaultValue("opportunistic") Relay.Encryption encryption,
            @DefaultValue("") String user,
            @DefaultValue("") String passwordFile) {
        public RouteTo {
            Allowed.that("delivery.routes", isGiven(domains) && !domains.isEmpty(), "domains, one or more");
            Allowed.that("delivery.routes", isGiven(relay) && isServer(relay), "relay as host:port");
            Allowed.that(
                    "delivery.routes",
                    user.isEmpty() || !passwordFile.isEmpty(),
                    "user and password-file are given both, or neither");
            domains = List.copyOf(domains);
        }

        private static boolean isGiven(@org.jspecify.annotations.Nullable Object value) {
            return value != null;
        }
    }

    public record RelayTo(String server, Relay.Encryption encryption, String user, String passwordFile) {
        public RelayTo {
            Allowed.that("relay.server", server.isEmpty() || isServer(server), "empty, or host:port");
            Allowed.that(
                    "relay.password-file",
                    user.isEmpty() == passwordFile.isEmpty(),
                    "user and password-file are given both, or neither");
        }
    }

    public record Mailets(String folder, Duration timeLimit, DataSize memory, List<MailetStep> flow) {
        public Mailets {
            Allowed.between("mailets.time-limit", timeLimit, Duration.ofSeconds(1), Duration.ofMinutes(5));
            Allowed.between("mailets.memory", memory, DataSize.ofMegabytes(1), DataSize.ofGigabytes(1));
            flow = List.copyOf(flow);
        }
    }

    /// One entry of `mailets.flow`.
    ///
    /// @param ignoreFailure whether mail goes on when the mailet fails
    public record MailetStep(
            Stage stage,
            @DefaultValue("All") String matcher,
            String mailet,
            @DefaultValue Map<String, String> parameters,
            @DefaultValue("false") boolean ignoreFailure) {
        public MailetStep {
            Allowed.that("mailets.flow", isGiven(stage), "stage: received or leaving");
            Allowed.that("mailets.flow", isGiven(mailet) && !mailet.isBlank(), "mailet: the name of a class");
            parameters = Map.copyOf(parameters);
        }

        private static boolean isGiven(@org.jspecify.annotations.Nullable Object value) {
            return value != null;
        }
    }

    private static boolean isServer(String text) {
        return text.contains(":") && Routes.destination(text).isPresent();
    }

    public record MtaSts(StsPublication.Mode mode, Duration maxAge) {
        public MtaSts {
            Allowed.between("mta-sts.max-age", maxAge, Duration.ofHours(1), Duration.ofDays(365)); // RFC 8461 §3.2
        }
    }

    public record Reports(boolean dmarc, boolean tls, Duration keep) {
        public Reports {
            Allowed.between("reports.keep", keep, Duration.ofDays(1), Duration.ofDays(3650));
        }
    }

    /// @param target empty for none, a directory, or `s3://bucket/prefix`
    public record Backup(
            String target,
            String at,
            Duration jitter,
            int keepDaily,
            int keepWeekly,
            DataSize rate,
            String keyFile,
            String passphraseFile,
            Duration warnAfter,
            Duration drillEvery,
            String drillDirectory,
            String s3Endpoint,
            String s3Region,
            String s3AccessKey,
            String s3SecretKeyFile) {
        private static final Pattern S3_PLACE = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,62}(/[A-Za-z0-9._/-]*)?");

        public Backup {
            Allowed.that(
                    "backup.target",
                    !target.startsWith("s3:") || S3_PLACE.matcher(target).matches(),
                    "empty, a directory, or s3://bucket/prefix");
            Allowed.that("backup.at", at.matches("([01][0-9]|2[0-3]):[0-5][0-9]"), "a time of day such as 03:30");
            Allowed.between("backup.jitter", jitter, Duration.ZERO, Duration.ofHours(6));
            Allowed.between("backup.keep-daily", keepDaily, 1, 366);
            Allowed.between("backup.keep-weekly", keepWeekly, 0, 520);
            Allowed.between("backup.rate", rate, DataSize.ofBytes(0), DataSize.ofGigabytes(100));
            Allowed.that(
                    "backup.passphrase-file",
                    keyFile.isEmpty() || passphraseFile.isEmpty(),
                    "a key file or a passphrase file, not both");
            Allowed.between("backup.warn-after", warnAfter, Duration.ofHours(1), Duration.ofDays(365));
            Allowed.between("backup.drill-every", drillEvery, Duration.ZERO, Duration.ofDays(365));
            Allowed.that(
                    "backup.s3-endpoint",
                    !target.startsWith("s3:") || s3Endpoint.matches("https?://[^/?#]+/?"),
                    "the address of the service, such as https://s3.eu-central-1.amazonaws.com");
            Allowed.that(
                    "backup.s3-secret-key-file",
                    s3AccessKey.isEmpty() == s3SecretKeyFile.isEmpty(),
                    "access-key and secret-key-file are given both, or neither");
        }

        /// Whether backups are wanted.
        public boolean isOn() {
            return !target.isEmpty();
        }
    }

    public record Migration(DataSize maxUpload) {
        public Migration {
            Allowed.between("migration.max-upload", maxUpload, DataSize.ofMegabytes(1), DataSize.ofGigabytes(100));
        }
    }

    public record Trace(Duration keep, DataSize maxSize) {
        public Trace {
            Allowed.between("trace.keep", keep, Duration.ofDays(1), Duration.ofDays(3650));
            Allowed.between("trace.max-size", maxSize, DataSize.ofMegabytes(10), DataSize.ofTerabytes(1));
        }
    }
}
