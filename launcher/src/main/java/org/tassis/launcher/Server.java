package org.tassis.launcher;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.admin.AdminSettings;
import org.tassis.admin.HealthCheck;
import org.tassis.admin.api.ApiParts;
import org.tassis.admin.operations.Machinery;
import org.tassis.admin.setup.NewName;
import org.tassis.core.DomainName;
import org.tassis.directory.Authenticator;
import org.tassis.directory.Directory;
import org.tassis.directory.access.FailedLogins;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Letters;
import org.tassis.directory.desk.MailServer;
import org.tassis.directory.desk.Post;
import org.tassis.directory.desk.QuotaWarnings;
import org.tassis.directory.setup.FirstRun;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.control.Control;
import org.tassis.launcher.protocol.ProtocolRecorder;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.message.Spool;
import org.tassis.migration.job.Migrations;
import org.tassis.net.BoundListener;
import org.tassis.net.ListenFailed;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.Protocol;
import org.tassis.net.TlsContexts;
import org.tassis.store.MailStore;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.ComposeSettings;
import org.tassis.webmail.programs.ProgramParts;

/// Everything, wired and listening: storage, engines, pages, the control connection. Started by one thread;
/// closed by any, once.
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /// Octets of an arriving message kept in memory before they go to a file.
    private static final int SPOOL_MEMORY = 256 * 1024;

    /// What is known of who logged in from where.
    private static final Duration LOGINS_KEPT = Duration.ofDays(90);

    /// What is known of mail that was brought in and taken out.
    private static final Duration JOBS_KEPT = Duration.ofDays(90);

    private final Settings settings;
    private final String hostname;
    private final FirstRun first;
    private final Storage storage;
    private final TlsContexts tls;
    private final Certificates certificates;
    private final ProtocolRecorder recorder;
    private final Network network;
    private final Watchers watchers;
    private final Reporting reporting;
    private final Outbound outbound;
    private final Web web;
    private final Control control;
    private final Map<String, Integer> ports;
    private final Housekeeping housekeeping;
    private final Saving saving;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean anew = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Server(
            Settings settings,
            String hostname,
            FirstRun first,
            Storage storage,
            TlsContexts tls,
            Certificates certificates,
            ProtocolRecorder recorder,
            Network network,
            Watchers watchers,
            Reporting reporting,
            Outbound outbound,
            Web web,
            Control control,
            Housekeeping housekeeping,
            Saving saving,
            Map<String, Integer> ports) {
        this.settings = settings;
        this.hostname = hostname;
        this.first = first;
        this.storage = storage;
        this.tls = tls;
        this.certificates = certificates;
        this.recorder = recorder;
        this.network = network;
        this.watchers = watchers;
        this.reporting = reporting;
        this.outbound = outbound;
        this.web = web;
        this.control = control;
        this.housekeeping = housekeeping;
        this.saving = saving;
        this.ports = Map.copyOf(ports);
    }

    /// @throws StartFailed with what to do about it
    static Server start(Settings settings) {
        warnOfClearText(settings);
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            PrometheusMeterRegistry registry = registry();
            Storage storage = Storage.open(settings, registry);
            opened.add(storage);
            HostName name = HostName.of(settings, storage.setUp());
            String hostname = name.present();
            Path spool = emptySpool(settings);
            Names names = Names.of(settings, hostname);
            Certificates certificates = Certificates.of(settings, hostname, storage, names.dns());
            opened.add(certificates);
            TlsContexts tls = new TlsContexts(certificates.sources());
            opened.add(tls);

            Set<Integer> adminPorts = ConcurrentHashMap.newKeySet();
            FailedLogins authenticator =
                    new FailedLogins(Engines.authenticator(settings, storage), InstantSource.system());
            CompletableFuture<Web.Late> late = new CompletableFuture<>(); // made while the pages start
            opened.add(() -> late.cancel(false));
            Services services = new Services(
                    Migrations.class,
                    SigningKeys.class,
                    SecondFactors.class,
                    ApiParts.class,
                    DnsAdvice.class,
                    FirstRun.class,
                    NewName.class,
                    Machinery.class,
                    ProgramParts.class);
            opened.add(services);
            services.put(SecondFactors.class, storage.secondFactors());
            Saving saving = Saving.of(settings);
            opened.add(saving);
            FutureTask<Web> pages = new FutureTask<>(() -> startWeb(
                    settings,
                    hostname,
                    storage,
                    authenticator,
                    late,
                    services,
                    spool,
                    registry,
                    certificates,
                    saving,
                    adminPorts));
            Thread.ofPlatform().name("web-start").start(pages);

            ProtocolRecorder recorder =
                    new ProtocolRecorder(Storage.recordings(storage.path()), InstantSource.system());
            opened.add(recorder);
            Network network = new Network(netSettings(settings), tls, registry, recorder.log());
            opened.add(() -> network.stop(Duration.ZERO));
            SigningKeys keys = storage.keys(Publication.in(names.dns()));
            services.put(SigningKeys.class, keys).put(Migrations.class, storage.migrations());
            DnsAdvice advice =
                    Publishing.advice(settings, hostname, storage.directory(), names, keys, certificates.main()::chain);
            services.put(DnsAdvice.class, advice)
                    .put(NewName.class, name)
                    .put(ProgramParts.class, Programs.parts(storage, certificates));
            Supplier<Optional<DomainName>> mainDomain = storage.mainDomain();
            Watchers watchers = new Watchers(storage, hostname);
            opened.add(watchers);
            Reporting reporting = new Reporting(settings.reports(), storage);
            opened.add(reporting);
            Outbound outbound = Outbound.of(
                    settings, hostname, storage, names, keys, mainDomain, registry, spool, reporting.connections());
            opened.add(outbound);
            Extensions extensions = Plugins.open(settings, hostname, storage, mainDomain, spool);
            opened.add(extensions);
            Engines engines = new Engines(
                    settings,
                    hostname,
                    storage,
                    authenticator,
                    registry,
                    spool,
                    names,
                    mainDomain,
                    outbound,
                    reporting.incoming(),
                    extensions);
            outbound.start(engines.flow());
            Letters letters = new Letters(
                    mailServer(settings, hostname), account -> Programs.link(settings, hostname, storage, account));
            Post post = new LetterPost(
                    storage.directory(), storage.store(), outbound.intake(), mainDomain, InstantSource.system());
            Desk desk = storage.desk(letters, post);
            Greylist greylist = Checks.greylist(settings, storage);
            services.put(
                    ApiParts.class, new ApiParts(outbound.desk(), storage.trace(), keys, greylist, storage.lists()));
            FirstRun first = new FirstRun(storage.setUp(), desk, InstantSource.system());
            services.put(FirstRun.class, first);
            late.complete(new Web.Late(engines.flow(), desk));
            Housekeeping housekeeping = new Housekeeping();
            opened.add(housekeeping);
            ReportDesk reports =
                    reporting.start(hostname, names, keys, mainDomain, outbound.intake(), spool, housekeeping);
            Operations operations = new Operations(settings, hostname, storage);
            services.put(
                    Machinery.class,
                    operations.machinery(
                            desk,
                            outbound.desk(),
                            greylist,
                            reports,
                            network,
                            registry,
                            authenticator,
                            operations.watches(
                                    outbound.desk(), certificates, names, advice, authenticator, saving.backups())));
            Map<String, Integer> ports = bind(settings, engines, network);
            Web web = await(pages);
            opened.add(web);
            ports.putAll(web.ports());
            saving.start(storage, post, mainDomain);
            Control control = Control.open(
                    storage.path().resolve("control"),
                    web.control(),
                    saving.beside(
                            storage,
                            storage.commands(
                                    desk,
                                    Optional.of(recorder),
                                    keys,
                                    outbound.desk(),
                                    greylist,
                                    reports,
                                    Optional.of(advice),
                                    certificates.renewals())));
            opened.add(control);
            storage.migrations().start();
            housekeeping.every(Duration.ofHours(1), "forgetting old jobs", () -> storage.migrations()
                    .forget(Instant.now().minus(JOBS_KEPT)));
            housekeeping.every(Duration.ofHours(1), "forgetting old mail", () -> {
                storage.store().forget(Instant.now().minus(settings.store().history()));
                storage.directory().purgeRemoved();
            });
            housekeeping.every(
                    Duration.ofHours(1),
                    "forgetting removed mailboxes",
                    new RemovedMailboxes(
                            storage.directory(), storage.store(), storage.filters(), storage.spam(), account -> {
                                storage.pulls().forget(account);
                                storage.popIds().forget(account);
                            }));
            housekeeping.every(Duration.ofHours(1), "forgetting strangers", () -> {
                greylist.expire();
                storage.correspondents().expire();
                storage.replyHistory().expire(Instant.now());
            });
            Settings.Trace kept = settings.trace();
            housekeeping.every(Duration.ofHours(1), "forgetting the trace of old mail", () -> storage.trace()
                    .forget(Instant.now().minus(kept.keep()), kept.maxSize().toBytes()));
            housekeeping.every(Duration.ofSeconds(10), "reputation of senders", storage.reputation()::write);
            housekeeping.every(Duration.ofHours(1), "forgetting what was learnt of spam", () -> {
                storage.spam().forget(Instant.now());
                storage.reputation().forget();
            });
            housekeeping.every(Duration.ofMinutes(1), "signing keys", keys::tend);
            housekeeping.every(Duration.ofMinutes(20), "writing down how mailboxes grow", operations::sample);
            housekeeping.every(Duration.ofMinutes(1), "writing down who logged in", storage.logins()::flush);
            housekeeping.every(Duration.ofHours(1), "forgetting old logins", () -> {
                storage.access().forgetLogins(Instant.now().minus(LOGINS_KEPT));
                storage.access().expire(Instant.now());
            });
            housekeeping.every(
                    Duration.ofMinutes(5),
                    "telling who is nearly full",
                    new QuotaWarnings(storage.quotas(), storage.directory(), letters, post)::run);
            names.watchSuffixes(housekeeping, Duration.ofSeconds(30));
            housekeeping.every(Duration.ofHours(1), "forgetting what filters have seen", () -> storage.seen()
                    .expire(Instant.now()));
            certificates.start(housekeeping);
            Server server = new Server(
                    settings,
                    hostname,
                    first,
                    storage,
                    tls,
                    certificates,
                    recorder,
                    network,
                    watchers,
                    reporting,
                    outbound,
                    web,
                    control,
                    housekeeping,
                    saving,
                    ports);
            name.onChange(server::startAnew);
            return server;
        } catch (IOException | UncheckedIOException e) {
            closeAll(opened);
            throw new StartFailed(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    private static Web await(FutureTask<Web> pages) {
        try {
            return pages.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Web.PortTaken taken) {
                throw new StartFailed(String.valueOf(taken.getMessage()), taken);
            }
            throw new IllegalStateException("the pages cannot be started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailed("interrupted");
        }
    }

    private static void closeAll(List<AutoCloseable> opened) {
        for (AutoCloseable one : opened.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.debug("closing after a failed start", e);
            }
        }
    }

    private static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }

    /// What a killed process left behind belongs to messages that nobody acknowledged.
    private static Path emptySpool(Settings settings) throws IOException {
        Path spool = settings.dataDirectory().toAbsolutePath().resolve("spool");
        Files.createDirectories(spool);
        try (var files = Files.list(spool)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return spool;
    }

    private static NetSettings netSettings(Settings settings) {
        NetSettings defaults = NetSettings.defaults();
        Settings.Limits limits = settings.limits();
        return new NetSettings(
                limits.connections(),
                limits.connectionsPerAddress(),
                Math.max(limits.connectionsPerNetwork(), limits.connectionsPerAddress()),
                settings.trusted(),
                defaults.backlog(),
                limits.writeTimeout(),
                limits.tlsHandshakeTimeout(),
                limits.proxyHeaderTimeout(),
                settings.trusted(),
                false,
                0);
    }

    private static void warnOfClearText(Settings settings) {
        settings.listeners().forEach((name, listening) -> {
            if (listening.enabled()
                    && listening.tls() == Listening.Tls.NONE
                    && listening.service() != Listening.Service.HTTP) {
                LOG.warn(
                        "listeners.{} takes passwords in clear on {}: only for a proxy in front or for measuring",
                        name,
                        listening.address());
            }
        });
    }

    private static Map<String, Integer> bind(Settings settings, Engines engines, Network network) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        settings.listeners().entrySet().stream()
                .filter(entry -> entry.getValue().enabled()
                        && !entry.getValue().service().isWeb())
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> ports.put(
                        entry.getKey(),
                        listen(
                                network,
                                entry.getKey(),
                                entry.getValue(),
                                engines.of(
                                        Checks.entrance(settings, entry.getKey(), entry.getValue()),
                                        entry.getValue().service()))));
        return ports;
    }

    private static int listen(Network network, String name, Listening listening, Protocol protocol) {
        try {
            BoundListener bound = network.bind(listening.toListener(name), protocol);
            return bound.port();
        } catch (ListenFailed e) {
            String remedy =
                    switch (e.reason()) {
                        case IN_USE ->
                            "stop the program that uses it (ss -ltnp names it), or change listeners." + name + ".port";
                        case NOT_PERMITTED ->
                            "start with the right to bind ports below 1024 (see conf/tassis.service), or"
                                    + " change listeners." + name + ".port";
                        case NO_SUCH_ADDRESS -> "change listeners." + name + ".address to an address of this machine";
                        case OTHER -> "change listeners." + name;
                    };
            throw new StartFailed("listeners." + e.getMessage() + "; " + remedy + ".", e);
        }
    }

    /// What people type into their programs.
    static MailServer mailServer(Settings settings, String host) {
        List<MailServer.Service> services = new ArrayList<>();
        for (String name : List.of("imaps", "imap", "pop3s", "pop3", "submissions", "submission")) {
            Listening listening = settings.listeners().get(name);
            if (listening != null && listening.enabled() && listening.tls() != Listening.Tls.NONE) {
                services.add(new MailServer.Service(
                        listening.service().name().toLowerCase(Locale.ROOT),
                        listening.port(),
                        listening.tls().name().toLowerCase(Locale.ROOT)));
            }
        }
        Listening admin = settings.listeners().get("admin");
        return new MailServer(host, services, "https://" + host + (admin == null ? "" : ":" + admin.port()) + "/admin");
    }

    private static Web startWeb(
            Settings settings,
            String hostname,
            Storage storage,
            Authenticator authenticator,
            CompletableFuture<Web.Late> late,
            Services services,
            Path spool,
            PrometheusMeterRegistry registry,
            Certificates certificates,
            Saving saving,
            Set<Integer> adminPorts) {
        Map<String, Listening> listeners = new LinkedHashMap<>();
        settings.listeners().entrySet().stream()
                .filter(entry ->
                        entry.getValue().enabled() && entry.getValue().service().isWeb())
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> listeners.put(entry.getKey(), entry.getValue()));
        List<ClientSettings.Service> mailServices = new ArrayList<>();
        for (String name : List.of("imaps", "imap", "pop3s", "pop3", "submissions", "submission")) {
            Listening listening = settings.listeners().get(name);
            if (listening != null && listening.enabled() && listening.tls() != Listening.Tls.NONE) {
                mailServices.add(new ClientSettings.Service(
                        listening.service().name().toLowerCase(Locale.ROOT),
                        listening.port(),
                        listening.tls().name().toLowerCase(Locale.ROOT)));
            }
        }
        return Web.start(
                listeners,
                new Web.Parts(
                        registry,
                        Stream.concat(
                                        Stream.of(
                                                new HealthCheck("database", storage::databaseProblem),
                                                new HealthCheck("disk", () -> diskProblem(settings)),
                                                certificates.health()),
                                        saving.health(registry).stream())
                                .toList(),
                        new AdminSettings(adminPorts::contains, settings.trusted()),
                        new ClientSettings(hostname, mailServices),
                        new OpenPages(
                                Publishing.sts(settings, hostname, storage.directory()),
                                certificates.challenges(),
                                Optional.of(certificates.pageKeys())),
                        authenticator,
                        storage.store(),
                        late,
                        services,
                        new ComposeSettings(settings.smtp().maxMessageSize().toBytes(), spool),
                        certificates.main().chain(),
                        certificates.main().key(),
                        adminPorts));
    }

    private static Optional<String> diskProblem(Settings settings) {
        long free = settings.dataDirectory().toFile().getUsableSpace();
        long least = settings.store().keepFree().toBytes();
        return free > least
                ? Optional.empty()
                : Optional.of("only " + free / (1 << 20) + " MB are free where " + settings.dataDirectory() + " is");
    }

    String hostname() {
        return hostname;
    }

    Directory directory() {
        return storage.directory();
    }

    MailStore store() {
        return storage.store();
    }

    Map<String, Integer> ports() {
        return ports;
    }

    /// PEM file of whom to trust: the authority of the certificate we made, or the given chain.
    Path issuer() {
        return certificates.issuer();
    }

    /// For a message that this process makes itself.
    Spool spool() {
        return new Spool(storage.path().resolve("spool"), SPOOL_MEMORY);
    }

    String describePorts() {
        return ports.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(port -> port.getKey() + " " + port.getValue())
                .collect(Collectors.joining(", "));
    }

    /// Where who has the console sets up a server that nobody runs yet: good once, and for a while.
    Optional<String> firstRunLink() {
        Optional<Integer> port =
                Optional.ofNullable(ports.get("admin")).or(() -> Optional.ofNullable(ports.get("https")));
        return port.flatMap(
                known -> first.newLink().map(token -> "https://" + hostname + ":" + known + "/first-run/" + token));
    }

    /// Ends soon, when who asked for it has been answered, and {@link #runUntilStopped} says so.
    private void startAnew() {
        anew.set(true);
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                .execute(() -> Thread.ofPlatform().name("start-anew").start(() -> {
                    LOG.info("starting anew with the server's name");
                    close();
                }));
    }

    /// Until SIGTERM or Ctrl-C: then sessions get a goodbye and writes finish before the process ends.
    ///
    /// @return whether it is to be started anew
    boolean runUntilStopped() {
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> {
            anew.set(false);
            LOG.info("stopping");
            close();
            LOG.info("stopped");
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            stopped.await();
            if (anew.get()) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException _) {
            return false; // the process ends meanwhile
        }
        return anew.get();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<AutoCloseable> parts = Arrays.asList(
                control,
                housekeeping,
                saving,
                storage.migrations(),
                () -> network.stop(settings.stopGrace()),
                outbound,
                watchers,
                reporting,
                recorder,
                certificates,
                web,
                tls,
                storage);
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("while stopping", e);
            }
        }
        stopped.countDown();
    }
}
