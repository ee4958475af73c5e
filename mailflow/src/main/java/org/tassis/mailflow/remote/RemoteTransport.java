package org.tassis.mailflow.remote;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EnhancedStatus;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.Transport;
import org.tassis.mailflow.remote.SmtpSession.TlsMode;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.dns.Answer;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.dns.Tlsa;

/// Brings mail to other servers by SMTP: to those of the domain, in the order it wants, or through a relay. Any thread.
public final class RemoteTransport implements Transport, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteTransport.class);

    private final Routes routes;
    private final RemoteSettings settings;
    private final MailHosts hosts;
    private final SSLContext verifying;
    private final SSLContext trusting;
    private final ScheduledThreadPoolExecutor watch;
    private final Dns dns;
    private final Optional<StsPolicies> policies;
    private volatile TlsSession.Observer observer = TlsSession.Observer.NONE;

    /// Without MTA-STS.
    ///
    /// @param verifying knows which certificates are valid
    public RemoteTransport(
            Dns dns, Routes routes, RemoteSettings settings, SSLContext verifying, RandomGenerator random) {
        this(dns, routes, settings, verifying, random, Optional.empty());
    }

    /// @param verifying knows which certificates are valid
    /// @param policies  that domains publish by MTA-STS
    public RemoteTransport(
            Dns dns,
            Routes routes,
            RemoteSettings settings,
            SSLContext verifying,
            RandomGenerator random,
            Optional<StsPolicies> policies) {
        this.dns = dns;
        this.policies = policies;
        this.routes = routes;
        this.settings = settings;
        this.hosts = new MailHosts(dns, settings, random);
        this.verifying = verifying;
        this.trusting = trustingAll();
        this.watch = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("delivery-watch").daemon().factory());
        watch.setRemoveOnCancelPolicy(true);
    }

    /// Says who is told of TLS from now on.
    ///
    /// @return this
    public RemoteTransport observedBy(TlsSession.Observer next) {
        observer = next;
        return this;
    }

    /// Against those who only listen: without it, mail would go in clear (RFC 7435).
    private static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public String lane(String destination) {
        return routes.of(destination).map(Relay::place).orElse(destination);
    }

    @Override
    public Carrier carrier(String lane) {
        return new OneLane(lane);
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /// Where to connect, one after the other.
    ///
    /// @param trust  other than the usual, when the DNS names the certificates
    /// @param policy why; empty where nobody is told of TLS
    private record Target(
            String host,
            InetAddress address,
            int port,
            TlsMode tls,
            Optional<SSLContext> trust,
            Optional<Relay.Login> login,
            Optional<Applied> policy) {}

    /// A policy with what is known of it before a connection.
    ///
    /// @param problem that holds for each connection
    /// @param testing whether connections are tried as the policy wants, and made anyway: RFC 8461 §5
    private record Applied(
            DomainName domain, TlsSession.Policy policy, Optional<TlsProblem> problem, boolean testing) {}

    /// What one message wants of TLS.
    private enum Care {
        USUAL,
        /// RFC 8689 §2.
        REQUIRED,
        /// Whatever is published: RFC 8689 §5. Such connections are not told of, or reports on reports would never end.
        OPTIONAL;

        static Care of(MailParameters wishes) {
            return wishes.requireTls() ? REQUIRED : wishes.tlsOptional() ? OPTIONAL : USUAL;
        }
    }

    private sealed interface Way {
        record To(List<Target> targets) implements Way {}

        record None(DeliveryStatus status) implements Way {}
    }

    /// Over one lane, with one connection at a time.
    private final class OneLane implements Carrier {
        private final String lane;
        private @Nullable SmtpSession session;
        private Optional<InetAddress> from = Optional.empty();
        private Care care = Care.USUAL;

        OneLane(String lane) {
            this.lane = lane;
        }

        @Override
        public Result carry(List<Queued> recipients, MessageContent content) {
            Care wanted = Care.of(recipients.getFirst().message().parameters());
            SmtpSession kept = session;
            if (kept != null && (!kept.isUsable() || wanted != care)) {
                end();
                kept = null;
            }
            if (kept != null) {
                SmtpSession.Sent sent = kept.send(recipients, content);
                if (sent.begun()) {
                    return result(sent);
                }
                end(); // it was closed while nothing was said: that says nothing about the server
            }
            care = wanted;
            return switch (way(recipients.getFirst().destination(), care)) {
                case Way.None(var status) ->
                    status.isPermanent() ? Result.all(recipients, status) : Result.laneDown(recipients, status);
                case Way.To(var targets) -> carry(recipients, content, targets);
            };
        }

        private Result carry(List<Queued> recipients, MessageContent content, List<Target> targets) {
            List<DeliveryStatus> failures = new ArrayList<>();
            for (Target target : targets) {
                if (Thread.currentThread().isInterrupted()) {
                    failures.add(DeliveryStatus.here(4, 3, 2, "This server stops"));
                    break;
                }
                try {
                    session = open(target);
                    return result(session.send(recipients, content));
                } catch (RemoteFailure e) {
                    LOG.debug("{}: {} {}: {}", lane, target.host(), target.address(), e.status());
                    failures.add(e.status());
                }
            }
            // What one server refuses for good another might take: only when all refuse it is final.
            DeliveryStatus status = failures.stream()
                    .filter(one -> !one.isPermanent())
                    .reduce((_, later) -> later)
                    .orElse(failures.getLast());
            // What one message wants of TLS says nothing about others.
            return status.isPermanent() || care == Care.REQUIRED
                    ? Result.all(recipients, status)
                    : Result.laneDown(recipients, status);
        }

        private SmtpSession open(Target target) throws RemoteFailure {
            if (target.policy().filter(Applied::testing).isPresent()) {
                try {
                    return opened(target, TlsMode.VERIFIED);
                } catch (RemoteFailure e) {
                    if (e.tls().isEmpty()) {
                        throw e;
                    }
                    return openAnyway(target);
                }
            }
            return openAnyway(target);
        }

        private SmtpSession openAnyway(Target target) throws RemoteFailure {
            boolean told = target.policy().filter(Applied::testing).isPresent();
            try {
                return told ? open(target, target.tls()) : opened(target, target.tls());
            } catch (RemoteFailure e) {
                if (!e.isHandshake() || target.tls() != TlsMode.IF_OFFERED || care == Care.REQUIRED) {
                    throw e;
                }
                LOG.debug("{}: {} fails to do TLS, which it offers: in clear then", lane, target.host());
                return open(target, TlsMode.NONE);
            }
        }

        /// Opens, and tells.
        private SmtpSession opened(Target target, TlsMode tls) throws RemoteFailure {
            from = Optional.empty();
            try {
                SmtpSession made = open(target, tls);
                tell(target, made.cipher().isPresent() ? Optional.empty() : Optional.of(TlsProblem.noStartTls()));
                return made;
            } catch (RemoteFailure e) {
                if (e.tls().isPresent()) {
                    tell(target, e.tls());
                }
                throw e;
            }
        }

        private void tell(Target target, Optional<TlsProblem> problem) {
            if (care == Care.USUAL && target.policy().isPresent()) {
                Applied applied = target.policy().get();
                observer.ended(new TlsSession(
                        applied.domain(),
                        applied.policy(),
                        target.host(),
                        from,
                        Optional.of(target.address()),
                        problem.or(applied::problem)));
            }
        }

        private SmtpSession open(Target target, TlsMode tls) throws RemoteFailure {
            boolean named = target.trust().isPresent(); // by DANE, which is as good
            TlsMode mode = care == Care.REQUIRED && tls != TlsMode.IMPLICIT && !named ? TlsMode.VERIFIED : tls;
            Wire wire;
            try {
                wire = Wire.connect(
                        watch,
                        new InetSocketAddress(target.address(), target.port()),
                        settings.bindAddresses().stream()
                                .filter(own -> own instanceof Inet4Address == target.address() instanceof Inet4Address)
                                .findFirst(),
                        settings.connectLimit());
                from = Optional.of(wire.localAddress());
            } catch (IOException e) {
                throw new RemoteFailure(new DeliveryStatus(
                        new EnhancedStatus(4, 4, 1),
                        Optional.of(target.host()),
                        "No connection to " + target.address().getHostAddress() + ": " + e.getMessage()));
            }
            SSLContext context =
                    target.trust().orElse(mode == TlsMode.VERIFIED || mode == TlsMode.IMPLICIT ? verifying : trusting);
            return SmtpSession.open(
                    wire, settings, new SmtpSession.Opening(target.host(), mode, context, target.login()));
        }

        private Result result(SmtpSession.Sent sent) {
            Map<Long, Outcome> outcomes = new HashMap<>(sent.outcomes());
            if (session != null && !session.isUsable()) {
                end();
            }
            return new Result(outcomes, sent.unavailable());
        }

        private void end() {
            if (session != null) {
                session.close();
                session = null;
            }
        }

        @Override
        public void close() {
            end();
        }
    }

    // ---- where to ----

    private Way way(String destination, Care care) {
        Optional<Relay> relay = routes.of(destination);
        if (relay.isPresent()) {
            return way(relay.get());
        }
        return switch (hosts.of(destination)) {
            case MailHosts.Found.Nowhere(var status) -> new Way.None(status);
            case MailHosts.Found.Hosts(var names, var named) -> {
                List<Target> targets = new ArrayList<>();
                Optional<DeliveryStatus> trouble = Optional.empty();
                Optional<DomainName> domain = DomainName.parse(destination);
                StsPolicies.Holding sts = policies.filter(_ -> care != Care.OPTIONAL)
                        .map(all -> all.of(destination))
                        .orElse(new StsPolicies.Holding(Optional.empty(), Optional.empty()));
                for (String name : names) {
                    if (targets.size() >= settings.maxAddresses()) {
                        break;
                    }
                    switch (hosts.addresses(name)) {
                        case MailHosts.Addresses.Some(var addresses, var validated) -> {
                            switch (demand(destination, name, named && validated && care != Care.OPTIONAL, sts)) {
                                case Demand.Not(var status, var policy, var problem) -> {
                                    trouble = Optional.of(status);
                                    if (care == Care.USUAL && domain.isPresent()) {
                                        observer.ended(new TlsSession(
                                                domain.get(),
                                                policy,
                                                name,
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of(problem)));
                                    }
                                }
                                case Demand.Tls(var mode, var trust, var policy, var problem, var testing) ->
                                    addresses.stream()
                                            .filter(address ->
                                                    settings.families().admits(address))
                                            .limit(settings.maxAddresses() - targets.size())
                                            .forEach(address -> targets.add(new Target(
                                                    name,
                                                    address,
                                                    settings.port(),
                                                    mode,
                                                    trust,
                                                    Optional.empty(),
                                                    domain.map(one -> new Applied(one, policy, problem, testing)))));
                            }
                        }
                        case MailHosts.Addresses.None(var status) -> {
                            if (trouble.isEmpty() || !status.isPermanent()) {
                                trouble = Optional.of(status);
                            }
                        }
                    }
                }
                yield targets.isEmpty()
                        ? new Way.None(trouble.orElseGet(() ->
                                DeliveryStatus.here(5, 4, 4, "The servers of " + destination + " have no address")))
                        : new Way.To(targets);
            }
        };
    }

    /// How a server must be spoken to.
    private sealed interface Demand {
        record Tls(
                TlsMode mode,
                Optional<SSLContext> trust,
                TlsSession.Policy policy,
                Optional<TlsProblem> problem,
                boolean testing)
                implements Demand {}

        record Not(DeliveryStatus status, TlsSession.Policy policy, TlsProblem problem) implements Demand {}
    }

    /// DANE, when DNSSEC vouches for all of the way to the server (RFC 7672 §2.2), else MTA-STS (RFC 8461 §2), else TLS
    /// when it is offered.
    private Demand demand(String domain, String host, boolean secured, StsPolicies.Holding sts) {
        if (secured) {
            switch (dns.tlsa("_" + settings.port() + "._tcp." + host)) {
                case Answer.Found<Tlsa>(var records, var validated)
                when validated -> {
                    List<Tlsa> usable =
                            records.stream().filter(DaneTrust::isUsable).toList();
                    return new Demand.Tls(
                            TlsMode.ENCRYPTED,
                            usable.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(new DaneTrust(usable, List.of(host, domain)).context()),
                            new TlsSession.Policy(
                                    TlsSession.PolicyKind.TLSA,
                                    host,
                                    records.stream().map(Tlsa::toString).toList(),
                                    List.of()),
                            Optional.empty(),
                            false);
                }
                case Answer.Failed<Tlsa> _ -> { // somebody may keep the records from us: RFC 7672 §2.1.1
                    return new Demand.Not(
                            DeliveryStatus.here(4, 7, 5, "The TLSA records of " + host + " cannot be looked up now"),
                            new TlsSession.Policy(TlsSession.PolicyKind.TLSA, host, List.of(), List.of()),
                            new TlsProblem(TlsProblem.Type.DNSSEC_INVALID, ""));
                }
                default -> {
                    // none: what follows
                }
            }
        }
        if (sts.policy().isEmpty() || sts.policy().get().mode() == StsPolicy.Mode.NONE) {
            return new Demand.Tls(
                    TlsMode.IF_OFFERED,
                    Optional.empty(),
                    sts.problem().isEmpty()
                            ? TlsSession.Policy.none(domain)
                            : new TlsSession.Policy(TlsSession.PolicyKind.STS, domain, List.of(), List.of()),
                    sts.problem(),
                    false);
        }
        StsPolicy policy = sts.policy().get();
        TlsSession.Policy published =
                new TlsSession.Policy(TlsSession.PolicyKind.STS, domain, policy.texts(), policy.servers());
        boolean admitted = policy.admits(host);
        TlsProblem stranger = new TlsProblem(TlsProblem.Type.VALIDATION_FAILURE, "mx-not-in-policy");
        if (policy.mode() == StsPolicy.Mode.TESTING) {
            return new Demand.Tls(
                    TlsMode.IF_OFFERED,
                    Optional.empty(),
                    published,
                    admitted ? Optional.empty() : Optional.of(stranger),
                    true);
        }
        return admitted
                ? new Demand.Tls(TlsMode.VERIFIED, Optional.empty(), published, Optional.empty(), false)
                : new Demand.Not(
                        DeliveryStatus.here(
                                4,
                                7,
                                5,
                                "The server " + host + " is none of those that the MTA-STS policy of " + domain
                                        + " names"),
                        published,
                        stranger);
    }

    /// Whatever is wrong with a relay is this server's trouble: mail waits.
    private Way way(Relay relay) {
        TlsMode tls =
                switch (relay.encryption()) {
                    case NONE -> TlsMode.NONE;
                    case OPPORTUNISTIC -> TlsMode.IF_OFFERED;
                    case STARTTLS -> TlsMode.VERIFIED;
                    case IMPLICIT -> TlsMode.IMPLICIT;
                };
        return switch (hosts.addresses(relay.host())) {
            case MailHosts.Addresses.None(var status) ->
                new Way.None(DeliveryStatus.here(
                        4, status.code().subject(), status.code().detail(), status.reply()));
            case MailHosts.Addresses.Some(var addresses, var _) ->
                new Way.To(addresses.stream()
                        .limit(settings.maxAddresses())
                        .map(address -> new Target(
                                relay.host(),
                                address,
                                relay.port(),
                                tls,
                                Optional.empty(),
                                relay.login(),
                                Optional.empty()))
                        .toList());
        };
    }
}
