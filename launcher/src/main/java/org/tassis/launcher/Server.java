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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.admin.api.ApiParts;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.admin.operations.Machinery;
import org.tassis.admin.setup.NewName;
import org.tassis.core.DomainName;
import org.tassis.directory.Directory;
import org.tassis.directory.access.FailedLogins;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Letters;
import org.tassis.directory.desk.Post;
import org.tassis.directory.setup.FirstRun;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.command.CommandParts;
import org.tassis.launcher.control.Control;
import org.tassis.launcher.protocol.ProtocolRecorder;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.desk.OwnPost;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.rules.Rules;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.message.Spool;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Uploads;
import org.tassis.net.Network;
import org.tassis.net.TlsContexts;
import org.tassis.store.MailStore;
import org.tassis.store.Shares;
import org.tassis.webmail.WritingParts;
import org.tassis.webmail.programs.ProgramParts;

/// Everything, wired and listening: storage, engines, pages, the control connection. Started by one thread;
/// closed by any, once.
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /// Octets of an arriving message kept in memory before they go to a file.
    private static final int SPOOL_MEMORY = 256 * 1024;

    private final String hostname;
    private final FirstRun first;
    private final Storage storage;
    private final Certificates certificates;
    private final Map<String, Integer> ports;

    /// In the order in which it ends.
    private final List<AutoCloseable> parts;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean anew = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Server(
            String hostname,
            FirstRun first,
            Storage storage,
            Certificates certificates,
            Map<String, Integer> ports,
            List<AutoCloseable> parts) {
        this.hostname = hostname;
        this.first = first;
        this.storage = storage;
        this.certificates = certificates;
        this.ports = Map.copyOf(ports);
        this.parts = List.copyOf(parts);
    }

    /// @throws StartFailed with what to do about it
    static Server start(Settings settings) {
        Listeners.warnOfClearText(settings);
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
                    Uploads.class,
                    SigningKeys.class,
                    SecondFactors.class,
                    ApiParts.class,
                    DnsAdvice.class,
                    FirstRun.class,
                    NewName.class,
                    Machinery.class,
                    ChoiceRecords.class,
                    Shares.class,
                    OwnPost.class,
                    ProgramParts.class,
                    Copies.class,
                    CertificateShelf.class,
                    Contacts.class,
                    Rules.class,
                    Snoozes.class,
                    WritingParts.class);
            opened.add(services);
            Organising organising = new Organising(storage, services);
            opened.add(organising);
            services.put(SecondFactors.class, storage.secondFactors())
                    .put(ChoiceRecords.class, storage.choices())
                    .put(Shares.class, storage.shares());
            Saving saving = Saving.of(settings);
            opened.add(saving);
            services.put(Copies.class, saving.copies(storage));
            services.put(CertificateShelf.class, certificates.shelf());
            FutureTask<Web> pages = new FutureTask<>(() -> WebStart.start(
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
            Network network = new Network(Listeners.netSettings(settings), tls, registry, recorder.log());
            opened.add(() -> network.stop(Duration.ZERO));
            SigningKeys keys = storage.keys(Publication.in(names.dns()));
            services.put(SigningKeys.class, keys).put(Migrations.class, storage.migrations());
            services.put(Uploads.class, storage.uploads());
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
            services.put(
                    WritingParts.class,
                    new WritingParts(
                            storage.writing(),
                            Optional.of(outbound.outbox()),
                            Optional.of(storage.trace()),
                            settings.smtp().maxHold()));
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
                    Listeners.mailServer(settings, hostname),
                    account -> Programs.link(settings, hostname, storage, account));
            Post post = new LetterPost(
                    storage.directory(), storage.store(), outbound.intake(), mainDomain, InstantSource.system());
            Desk desk = storage.desk(letters, post);
            Greylist greylist = Checks.greylist(settings, storage);
            services.put(
                    ApiParts.class, new ApiParts(outbound.desk(), storage.trace(), keys, greylist, storage.lists()));
            services.put(OwnPost.class, new OwnPost(desk, greylist, storage.trace()));
            FirstRun first = new FirstRun(storage.setUp(), desk, InstantSource.system());
            services.put(FirstRun.class, first);
            late.complete(new Web.Late(engines.flow(), desk));
            Housekeeping housekeeping = new Housekeeping();
            opened.add(housekeeping);
            ReportDesk reports =
                    reporting.start(hostname, names, keys, mainDomain, outbound.intake(), spool, housekeeping);
            FullText fullText = new FullText(settings);
            opened.add(fullText);
            Operations operations = new Operations(settings, storage);
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
                            fullText.beside(operations.watches(
                                    outbound.desk(), certificates, names, advice, authenticator, saving.backups()))));
            Map<String, Integer> ports = Listeners.bind(settings, engines, network);
            Web web = WebStart.await(pages);
            opened.add(web);
            ports.putAll(web.ports());
            saving.start(post, mainDomain, housekeeping);
            Control control = Control.open(
                    storage.path().resolve("control"),
                    web.control(),
                    fullText.beside(saving.beside(
                            storage,
                            storage.commands(
                                    desk,
                                    keys,
                                    outbound.desk(),
                                    greylist,
                                    reports,
                                    new CommandParts.Running(
                                            Optional.of(recorder), Optional.of(advice), certificates.renewals())))));
            opened.add(control);
            fullText.start(storage.store());
            storage.migrations().start();
            Chores.begin(housekeeping, settings, storage, watchers, greylist, keys, operations, letters, post);
            names.watchSuffixes(housekeeping, Duration.ofSeconds(30));
            certificates.start(housekeeping);
            organising.start(housekeeping);
            List<AutoCloseable> parts = List.of(
                    control,
                    housekeeping,
                    saving,
                    storage.migrations(),
                    () -> network.stop(settings.stopGrace()),
                    outbound,
                    extensions,
                    organising,
                    watchers,
                    reporting,
                    recorder,
                    certificates,
                    web,
                    tls,
                    fullText,
                    storage);
            Server server = new Server(hostname, first, storage, certificates, ports, parts);
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
