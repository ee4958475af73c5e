package org.tassis.mailflow;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.message.MessageContent;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Where engines bring mail: says at each stage whether to go on, and delivers inside the sender's
/// transaction. The stages are connect, helo, mail, rcpt and data; at each, the policies are asked in the
/// order of the one list. Any thread; methods block on directory and store.
public final class MailFlow {
    private static final Logger LOG = LoggerFactory.getLogger(MailFlow.class);

    private final Router router;
    private final Supplier<Optional<DomainName>> mainDomain;
    private final InstantSource clock;
    private final LocalDelivery local;
    private final List<Policy> policies;
    private final AtomicLong ids;

    /// @param mainDomain     whose postmaster is meant when no domain is named; asked again each time
    /// @param maxMessageSize octets of the largest message an engine will bring
    public MailFlow(
            Router router,
            Supplier<Optional<DomainName>> mainDomain,
            MailStore store,
            InstantSource clock,
            long maxMessageSize) {
        this(
                router,
                mainDomain,
                store,
                clock,
                List.of( // in the order they are asked
                        new OwnAddresses(), new Deliverable(), new FreeSpace(store, maxMessageSize)));
    }

    MailFlow(
            Router router,
            Supplier<Optional<DomainName>> mainDomain,
            MailStore store,
            InstantSource clock,
            List<Policy> policies) {
        this.router = router;
        this.mainDomain = mainDomain;
        this.clock = clock;
        this.local = new LocalDelivery(store);
        this.policies = List.copyOf(policies);
        // Ids of an earlier life are lower: nobody receives 65 messages in a millisecond for long.
        this.ids = new AtomicLong(clock.millis() << 6);
    }

    /// @return why the client is turned away
    public Optional<Refusal> connect(Client client) {
        return refusal(ask(policy -> policy.connect(client)), client);
    }

    /// @return why the client is turned away
    public Optional<Refusal> helo(Client client) {
        return refusal(ask(policy -> policy.helo(client)), client);
    }

    /// What MAIL leads to.
    public sealed interface Opening {
        record Opened(Reception reception) implements Opening {}

        record Refused(Refusal refusal) implements Opening {}
    }

    /// @param sender empty for the null sender
    public Opening mail(Client client, Optional<EmailAddress> sender, MailParameters parameters) {
        String id = Long.toString(ids.incrementAndGet(), 36);
        Reception reception = new Reception(this, id, client, sender, parameters);
        Optional<Refusal> refusal = refusal(ask(policy -> policy.mail(reception)), client);
        return refusal.isPresent() ? new Opening.Refused(refusal.get()) : new Opening.Opened(reception);
    }

    /// @throws DirectoryException it cannot be read
    Optional<EmailAddress> postmaster() {
        return mainDomain.get().flatMap(domain -> EmailAddress.of("postmaster", domain.ascii()));
    }

    Optional<Refusal> judge(Reception reception, EmailAddress address, RecipientParameters wishes) {
        Judgement judgement;
        Recipient recipient;
        try {
            Route route = router.route(address);
            recipient = new Recipient(address, wishes, route);
            judgement = ask(policy -> policy.rcpt(reception, recipient));
        } catch (DirectoryException e) {
            LOG.warn("{}: cannot route: {}", reception.id(), e.getMessage(), e);
            return Optional.of(new Refusal.Unavailable());
        }
        Optional<Refusal> refusal = refusal(judgement, reception.client());
        if (refusal.isEmpty() && judgement instanceof Judgement.Fine(var fates) && !reception.add(recipient, fates)) {
            return Optional.of(new Refusal.Separately());
        }
        return refusal;
    }

    Delivery deliver(Reception reception, MessageContent content) {
        Optional<Refusal> refusal = refusal(ask(policy -> policy.data(reception, content)), reception.client());
        if (refusal.isPresent()) {
            return new Delivery.Refused(refusal.get());
        }
        try {
            local.deliver(content, reception.recipients(), clock.instant());
        } catch (StoreException e) {
            return new Delivery.Refused(refusal(e, reception.id()));
        }
        LOG.info(
                "{}: stored {} octets from <{}> for {} recipients",
                reception.id(),
                content.size(),
                reception.sender().map(EmailAddress::toString).orElse(""),
                reception.recipients().size());
        return new Delivery.Accepted(reception.id());
    }

    /// What all policies together say: the first refusal, or all fates.
    private sealed interface Judgement {
        record Fine(Set<String> fates) implements Judgement {}

        record Refused(Refusal refusal, String reason) implements Judgement {}
    }

    private Judgement ask(Function<Policy, Verdict> question) {
        Set<String> fates = Set.of();
        for (Policy policy : policies) {
            Verdict verdict;
            try {
                verdict = question.apply(policy);
            } catch (StoreException e) {
                return new Judgement.Refused(refusal(e, policy.getClass().getSimpleName()), e.toString());
            }
            switch (verdict) {
                case Verdict.Refuse(var refusal, var reason) -> {
                    return new Judgement.Refused(refusal, reason);
                }
                case Verdict.Accept(var fate) -> {
                    if (fate.isPresent()) {
                        fates = fates.isEmpty() ? new HashSet<>() : fates;
                        fates.add(fate.get());
                    }
                }
            }
        }
        return new Judgement.Fine(fates);
    }

    private static Optional<Refusal> refusal(Judgement judgement, Client client) {
        return switch (judgement) {
            case Judgement.Fine _ -> Optional.empty();
            case Judgement.Refused(var refusal, var reason) -> {
                LOG.debug("refused {}: {}", client.address(), reason);
                yield Optional.of(refusal);
            }
        };
    }

    /// A new kind of failure does not compile until it has a meaning here.
    private static Refusal refusal(StoreException e, String where) {
        return switch (e.failure()) {
            case StoreFailure.OverQuota _ -> new Refusal.MailboxFull();
            case StoreFailure.Full _ -> {
                LOG.warn("{}: no space left on the disk", where);
                yield new Refusal.NoSpace();
            }
            case StoreFailure.NoSuchMailbox _,
                    StoreFailure.MailboxExists _,
                    StoreFailure.NotAllowed _,
                    StoreFailure.TooMany _,
                    StoreFailure.Gone _,
                    StoreFailure.Damaged _,
                    StoreFailure.Unavailable _ -> {
                LOG.warn("{}: cannot store: {}", where, e.failure(), e);
                yield new Refusal.Unavailable();
            }
        };
    }
}
