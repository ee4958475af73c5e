package org.tassis.launcher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.Secret;
import org.tassis.directory.Router;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.Aftermath;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.MailFlow;
import org.tassis.mailflow.WayOut;
import org.tassis.mailflow.notice.DeliveryNotices;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.mailflow.queue.Dispatcher;
import org.tassis.mailflow.queue.DispatcherSettings;
import org.tassis.mailflow.queue.Outbox;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.queue.QueueFigures;
import org.tassis.mailflow.queue.QueueIntake;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.mailflow.queue.QueueTimer;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.ReleaseTransport;
import org.tassis.mailflow.queue.RetrySchedule;
import org.tassis.mailflow.remote.Relay;
import org.tassis.mailflow.remote.RemoteSettings;
import org.tassis.mailflow.remote.RemoteTransport;
import org.tassis.mailflow.remote.Routes;
import org.tassis.mailflow.remote.StsPolicies;
import org.tassis.mailflow.remote.TlsSession;
import org.tassis.mailflow.signing.Signing;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.srs.Departures;
import org.tassis.mailflow.srs.ReturnRouter;
import org.tassis.mailflow.srs.Srs;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.senderauth.dns.Dns;
import org.tassis.store.StoreException;

/// Mail that leaves: the queue, who works on it, and how other servers are spoken to.
final class Outbound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);
    private static final Duration FIGURES_KEPT = Duration.ofSeconds(15);

    private final QueueTimer timer;
    private final RemoteTransport transport;
    private final Dispatcher dispatcher;
    private final Intake intake;
    private final QueueDesk desk;
    private final Router router;
    private final WayOut wayOut;
    private final DeliveryNotices notices;
    private final Outbox outbox;
    private final CompletableFuture<MailFlow> flow;
    private final boolean enabled;

    private Outbound(
            QueueTimer timer,
            RemoteTransport transport,
            Dispatcher dispatcher,
            Intake intake,
            QueueDesk desk,
            Router router,
            WayOut wayOut,
            DeliveryNotices notices,
            Outbox outbox,
            CompletableFuture<MailFlow> flow,
            boolean enabled) {
        this.notices = notices;
        this.router = router;
        this.wayOut = wayOut;
        this.timer = timer;
        this.transport = transport;
        this.dispatcher = dispatcher;
        this.intake = intake;
        this.desk = desk;
        this.outbox = outbox;
        this.flow = flow;
        this.enabled = enabled;
    }

    /// Nothing is sent before {@link #start}.
    /// @throws StartFailed a setting names a file that cannot be read
    static Outbound of(
            Settings settings,
            String hostname,
            Storage storage,
            Names names,
            SigningKeys keys,
            Supplier<Optional<DomainName>> mainDomain,
            MeterRegistry registry,
            Path spool,
            TlsSession.Observer connections) {
        InstantSource clock = InstantSource.system();
        DomainName name = DomainName.parse(hostname).orElse(new DomainName("localhost"));
        QueueStore queue = storage.queue();
        RetrySchedule schedule = new RetrySchedule(
                settings.queue().retry(),
                settings.queue().giveUpAfter(),
                settings.queue().tellDelayAfter());
        Dns dns = names.dns();
        RemoteTransport transport = new RemoteTransport(
                        dns,
                        routes(settings),
                        remote(settings.delivery(), name),
                        verifying(),
                        (RandomGenerator) () -> ThreadLocalRandom.current().nextLong(),
                        Optional.of(new StsPolicies(dns, StsPolicies.web(), clock)))
                .observedBy(connections);
        Srs srs = new Srs(storage.srsKeys(), clock);
        Router router = new ReturnRouter(storage.directory(), srs);
        DeliveryNotices notices = new DeliveryNotices(
                storage.store(),
                queue,
                new DeliveryNotices.People(storage.directory()::account, router),
                name,
                mainDomain,
                storage.replyHistory(),
                storage.trace(),
                clock,
                spool);
        QueueTimer timer = QueueTimer.system(clock);
        DispatcherSettings defaults = DispatcherSettings.DEFAULT;
        CompletableFuture<MailFlow> flow = new CompletableFuture<>();
        Dispatcher dispatcher = new Dispatcher(
                queue,
                new ReleaseTransport(transport, flow::join, storage.directory()::account),
                schedule,
                notices,
                observer(storage.trace(), hostname, registry, clock),
                clock,
                timer,
                new DispatcherSettings(
                        settings.delivery().connections(),
                        settings.delivery().connectionsPerDestination(),
                        defaults.recipients(),
                        defaults.page(),
                        defaults.laneRest(),
                        settings.stopGrace()));
        boolean enabled = settings.delivery().enabled();
        figures(queue, registry, clock);
        return new Outbound(
                timer,
                transport,
                dispatcher,
                new QueueIntake(
                        queue, dispatcher, schedule.patience(), new Signing(keys, clock)::signatures, () -> enabled),
                new QueueDesk(queue, dispatcher, schedule.patience(), clock, storage.trace()),
                router,
                new Departures(storage.directory(), srs),
                notices,
                new Outbox(queue, dispatcher, schedule.patience(), storage.trace(), clock),
                flow,
                enabled);
    }

    /// Takes up what the queue holds; where delivery is switched off only what waits to be delivered here.
    ///
    /// @param through which mail flow
    void start(MailFlow through) {
        flow.complete(through);
        if (!enabled) {
            LOG.warn("delivery.enabled is false: mail for other servers is refused, and what is queued for them waits");
        }
        dispatcher.start(destination -> enabled || destination.equals(Queued.HERE));
    }

    Outbox outbox() {
        return outbox;
    }

    Intake intake() {
        return intake;
    }

    /// Knows people's addresses, and those that this server wrote into mail it passed on.
    Router router() {
        return router;
    }

    /// Tells people of this server what became of their mail.
    Aftermath notices() {
        return notices;
    }

    WayOut wayOut() {
        return wayOut;
    }

    QueueDesk desk() {
        return desk;
    }

    /// Certificates as this Java trusts them.
    static SSLContext verifying() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    // ---- settings ----

    private static RemoteSettings remote(Settings.Delivery delivery, DomainName name) {
        RemoteSettings defaults = RemoteSettings.of(name);
        return new RemoteSettings(
                name,
                defaults.port(),
                delivery.addresses(),
                delivery.connectTimeout(),
                delivery.commandTimeout(),
                delivery.blockTimeout(),
                delivery.endTimeout(),
                defaults.maxAddresses(),
                delivery.maxMessages(),
                delivery.from(),
                ownAddresses());
    }

    /// Mail for them would come back.
    private static Set<InetAddress> ownAddresses() {
        Set<InetAddress> own = new HashSet<>();
        own.add(InetAddress.getLoopbackAddress());
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(own::add);
        } catch (SocketException e) {
            LOG.warn("the addresses of this machine cannot be listed: {}", e.getMessage());
        }
        return own;
    }

    private static Routes routes(Settings settings) {
        Map<String, Relay> byDomain = new HashMap<>();
        for (Settings.RouteTo route : settings.delivery().routes()) {
            Relay relay =
                    relay("delivery.routes", route.relay(), route.encryption(), route.user(), route.passwordFile());
            route.domains().forEach(domain -> byDomain.put(ascii(domain), relay));
        }
        Settings.RelayTo all = settings.relay();
        return new Routes(
                byDomain,
                all.server().isEmpty()
                        ? Optional.empty()
                        : Optional.of(relay("relay", all.server(), all.encryption(), all.user(), all.passwordFile())));
    }

    private static String ascii(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        return lower.startsWith(".")
                ? "."
                        + DomainName.parse(lower.substring(1))
                                .map(DomainName::ascii)
                                .orElse(lower.substring(1))
                : DomainName.parse(lower).map(DomainName::ascii).orElse(lower);
    }

    /// @param server `host:port`, as the settings have checked
    private static Relay relay(
            String key, String server, Relay.Encryption encryption, String user, String passwordFile) {
        int colon = server.lastIndexOf(':');
        Optional<Relay.Login> login = Optional.empty();
        if (!user.isEmpty()) {
            try {
                login = Optional.of(new Relay.Login(
                        user, new Secret(Files.readString(Path.of(passwordFile)).strip())));
            } catch (IOException e) {
                throw new StartFailed(
                        key + ".password-file: " + passwordFile
                                + " cannot be read; it must be a file of UTF-8 text that this user may read.",
                        e);
            }
        }
        return new Relay(
                server.substring(0, colon).replaceAll("^\\[|]$", ""),
                Integer.parseInt(server.substring(colon + 1)),
                encryption,
                login);
    }

    // ---- what is told ----

    private static java.util.function.Consumer<Attempt> observer(
            Trace trace, String hostname, MeterRegistry registry, InstantSource clock) {
        Counter[] counters = Stream.of(Attempt.Ending.values())
                .map(ending -> Counter.builder("tassis.queue.attempts")
                        .description("attempts at recipients in the queue")
                        .tag("ending", ending.name().toLowerCase(Locale.ROOT))
                        .register(registry))
                .toArray(Counter[]::new);
        return attempt -> {
            counters[attempt.ending().ordinal()].increment();
            String recipient = attempt.row().address().toString();
            LOG.info("{}: <{}> {} {}", attempt.row().message().id(), recipient, attempt.ending(), attempt.status());
            boolean here = attempt.row().destination().equals(Queued.HERE);
            if (here && attempt.ending() == Attempt.Ending.DELIVERED) {
                return; // mail flow has said where to
            }
            trace.record(new TraceEvent.Attempted(
                    clock.instant(),
                    attempt.row().message().id(),
                    recipient,
                    attempt.status()
                            .host()
                            .orElse(here ? hostname : attempt.row().destination()),
                    switch (attempt.ending()) {
                        case DELIVERED -> TraceEvent.Attempted.Outcome.DELIVERED;
                        case DEFERRED -> TraceEvent.Attempted.Outcome.DEFERRED;
                        case FAILED -> TraceEvent.Attempted.Outcome.FAILED;
                    },
                    attempt.status().reply()));
        };
    }

    /// Counted at most every so often, whoever looks.
    private static final class Figures {
        private final QueueStore queue;
        private final InstantSource clock;
        private Instant counted = Instant.MIN;
        private QueueFigures figures = new QueueFigures(0, 0, Optional.empty());

        Figures(QueueStore queue, InstantSource clock) {
            this.queue = queue;
            this.clock = clock;
        }

        synchronized QueueFigures now() {
            if (counted.plus(FIGURES_KEPT).isBefore(clock.instant())) {
                counted = clock.instant();
                try {
                    figures = queue.figures();
                } catch (StoreException e) {
                    LOG.debug("the queue cannot be counted", e);
                }
            }
            return figures;
        }
    }

    private static void figures(QueueStore queue, MeterRegistry registry, InstantSource clock) {
        Figures figures = new Figures(queue, clock);
        Gauge.builder("tassis.queue.waiting", figures, f -> f.now().waiting())
                .description("recipients that are to be tried")
                .strongReference(true)
                .register(registry);
        Gauge.builder("tassis.queue.held", figures, f -> f.now().held())
                .description("recipients that wait for an administrator")
                .strongReference(true)
                .register(registry);
        Gauge.builder("tassis.queue.age", figures, f -> f.now()
                        .oldest()
                        .map(oldest -> Duration.between(oldest, clock.instant()).toSeconds())
                        .orElse(0L))
                .description("age of the oldest message in the queue")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void close() {
        dispatcher.close();
        timer.close();
        transport.close();
    }
}
