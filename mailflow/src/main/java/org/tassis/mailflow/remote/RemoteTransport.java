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
import org.tassis.core.EnhancedStatus;
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
    /// @param trust other than the usual, when the DNS names the certificates
    private record Target(
            String host,
            InetAddress address,
            int port,
            TlsMode tls,
            Optional<SSLContext> trust,
            Optional<Relay.Login> login) {}

    private sealed interface Way {
        record To(List<Target> targets) implements Way {}

        record None(DeliveryStatus status) implements Way {}
    }

    /// Over one lane, with one connection at a time.
    private final class OneLane implements Carrier {
        private final String lane;
        private @Nullable SmtpSession session;
        private boolean tlsRequired;

        OneLane(String lane) {
            this.lane = lane;
        }

        @Override
        public Result carry(List<Queued> recipients, MessageContent content) {
            boolean needsTls = recipients.getFirst().message().parameters().requireTls();
            SmtpSession kept = session;
            if (kept != null && (!kept.isUsable() || needsTls != tlsRequired)) {
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
            tlsRequired = needsTls;
            return switch (way(recipients.getFirst().destination())) {
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
            return status.isPermanent() || tlsRequired
                    ? Result.all(recipients, status)
                    : Result.laneDown(recipients, status);
        }

        private SmtpSession open(Target target) throws RemoteFailure {
            try {
                return open(target, target.tls());
            } catch (RemoteFailure e) {
                if (!e.isHandshake() || target.tls() != TlsMode.IF_OFFERED || tlsRequired) {
                    throw e;
                }
                LOG.debug("{}: {} fails to do TLS, which it offers: in clear then", lane, target.host());
                return open(target, TlsMode.NONE);
            }
        }

        private SmtpSession open(Target target, TlsMode tls) throws RemoteFailure {
            boolean named = target.trust().isPresent(); // by DANE, which is as good
            TlsMode mode = tlsRequired && tls != TlsMode.IMPLICIT && !named ? TlsMode.VERIFIED : tls;
            Wire wire;
            try {
                wire = Wire.connect(
                        watch,
                        new InetSocketAddress(target.address(), target.port()),
                        settings.bindAddresses().stream()
                                .filter(own -> own instanceof Inet4Address == target.address() instanceof Inet4Address)
                                .findFirst(),
                        settings.connectLimit());
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

    private Way way(String destination) {
        Optional<Relay> relay = routes.of(destination);
        if (relay.isPresent()) {
            return way(relay.get());
        }
        return switch (hosts.of(destination)) {
            case MailHosts.Found.Nowhere(var status) -> new Way.None(status);
            case MailHosts.Found.Hosts(var names, var named) -> {
                List<Target> targets = new ArrayList<>();
                Optional<DeliveryStatus> trouble = Optional.empty();
                Optional<StsPolicy> policy = policies.flatMap(all -> all.of(destination))
                        .filter(one -> one.mode() == StsPolicy.Mode.ENFORCE);
                for (String name : names) {
                    if (targets.size() >= settings.maxAddresses()) {
                        break;
                    }
                    switch (hosts.addresses(name)) {
                        case MailHosts.Addresses.Some(var addresses, var validated) -> {
                            switch (demand(destination, name, named && validated, policy)) {
                                case Demand.Not(var status) -> trouble = Optional.of(status);
                                case Demand.Tls(var mode, var trust) ->
                                    addresses.stream()
                                            .filter(address ->
                                                    settings.families().admits(address))
                                            .limit(settings.maxAddresses() - targets.size())
                                            .forEach(address -> targets.add(new Target(
                                                    name, address, settings.port(), mode, trust, Optional.empty())));
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
        record Tls(TlsMode mode, Optional<SSLContext> trust) implements Demand {}

        record Not(DeliveryStatus status) implements Demand {}
    }

    /// DANE, when DNSSEC vouches for all of the way to the server (RFC 7672 §2.2), else MTA-STS (RFC 8461 §2), else TLS
    /// when it is offered.
    private Demand demand(String domain, String host, boolean secured, Optional<StsPolicy> policy) {
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
                                    : Optional.of(new DaneTrust(usable, List.of(host, domain)).context()));
                }
                case Answer.Failed<Tlsa> _ -> { // somebody may keep the records from us: RFC 7672 §2.1.1
                    return new Demand.Not(
                            DeliveryStatus.here(4, 7, 5, "The TLSA records of " + host + " cannot be looked up now"));
                }
                default -> {
                    // none: what follows
                }
            }
        }
        if (policy.isEmpty()) {
            return new Demand.Tls(TlsMode.IF_OFFERED, Optional.empty());
        }
        return policy.get().admits(host)
                ? new Demand.Tls(TlsMode.VERIFIED, Optional.empty())
                : new Demand.Not(DeliveryStatus.here(
                        4,
                        7,
                        5,
                        "The server " + host + " is none of those that the MTA-STS policy of " + domain + " names"));
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
                        .map(address ->
                                new Target(relay.host(), address, relay.port(), tls, Optional.empty(), relay.login()))
                        .toList());
        };
    }
}
