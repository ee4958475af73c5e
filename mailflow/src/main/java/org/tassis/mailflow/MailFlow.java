package org.tassis.mailflow;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.mailflow.FlowTrace.Asked;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.extension.Passage;
import org.tassis.mailflow.extension.Passing;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.sieve.EditedHeader;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent.Stage;
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
    private final Filtering filtering = new Filtering();
    private final LocalDelivery local;
    private final List<Policy> policies;
    private final Correspondents correspondents;
    private final FlowTrace trace;
    private final AtomicLong ids;
    private volatile Extensions extensions = Extensions.NONE;
    private volatile Aftermath aftermath = Aftermath.NONE;
    private volatile WayOut wayOut = WayOut.DIRECT;

    /// With the rules that always hold, and no memory.
    ///
    /// @param mainDomain     whose postmaster is meant when no domain is named; asked again each time
    /// @param maxMessageSize octets of the largest message an engine will bring
    public MailFlow(
            Router router,
            Supplier<Optional<DomainName>> mainDomain,
            MailStore store,
            InstantSource clock,
            long maxMessageSize) {
        this(router, mainDomain, store, clock, maxMessageSize, List.of(), Correspondents.NONE, Trace.NONE);
    }

    /// @param mainDomain     whose postmaster is meant when no domain is named; asked again each time
    /// @param maxMessageSize octets of the largest message an engine will bring
    /// @param guards         the checks that an operator may switch, in their order; asked when it is sure
    ///     that there is somewhere to deliver to
    public MailFlow(
            Router router,
            Supplier<Optional<DomainName>> mainDomain,
            MailStore store,
            InstantSource clock,
            long maxMessageSize,
            List<Policy> guards,
            Correspondents correspondents,
            Trace trace) {
        this(
                router,
                mainDomain,
                store,
                clock,
                Stream.of( // in the order they are asked
                                List.of(new OwnAddresses(), new Deliverable()),
                                guards,
                                List.of(new FreeSpace(store, maxMessageSize)))
                        .<Policy>flatMap(List::stream)
                        .toList(),
                correspondents,
                trace);
    }

    MailFlow(
            Router router,
            Supplier<Optional<DomainName>> mainDomain,
            MailStore store,
            InstantSource clock,
            List<Policy> policies,
            Correspondents correspondents,
            Trace trace) {
        this.router = router;
        this.mainDomain = mainDomain;
        this.clock = clock;
        this.local = new LocalDelivery(store);
        this.policies = Stream.concat(policies.stream(), Stream.of(filtering)).toList();
        this.correspondents = correspondents;
        this.trace = new FlowTrace(trace, clock);
        // Ids of an earlier life are lower: nobody receives 65 messages in a millisecond for long.
        this.ids = new AtomicLong(clock.millis() << 6);
    }

    /// Says what follows each message that was stored from now on; nothing does until this is called.
    ///
    /// @return this
    public MailFlow followedBy(Aftermath next) {
        aftermath = next;
        return this;
    }

    /// Says what else a message passes from now on; nothing until this is called.
    ///
    /// @return this
    public MailFlow extendedBy(Extensions plugged) {
        extensions = plugged;
        return this;
    }

    /// Says where accepted mail goes from now on; into mailboxes alone until this is called. Nothing leaves
    /// by aliases and forwards.
    ///
    /// @return this
    public MailFlow through(Intake intake) {
        return through(intake, WayOut.DIRECT);
    }

    /// Says where accepted mail goes from now on; into mailboxes alone until this is called.
    ///
    /// @return this
    public MailFlow through(Intake intake, WayOut out) {
        local.through(intake);
        wayOut = out;
        return this;
    }

    /// Says whose filters sort mail from now on; none do until this is called.
    ///
    /// @return this
    public MailFlow filteredBy(Filters filters) {
        filtering.by(filters);
        local.filteredBy(filters);
        return this;
    }

    boolean passesOn() {
        return local.passesOn();
    }

    boolean leadsAway() {
        return passesOn() && wayOut.leadsAway();
    }

    /// Whether a message may be submitted with {@link MailParameters#releaseAt}.
    public boolean holdsMail() {
        return local.holds();
    }

    /// @return why the client is turned away
    public Optional<Refusal> connect(Client client) {
        trace.connected(client);
        Asked asked = Asked.of(Stage.CONNECT, client);
        return refusal(ask(asked, policy -> policy.connect(client)), asked);
    }

    /// @return why the client is turned away
    public Optional<Refusal> helo(Client client) {
        Asked asked = Asked.of(Stage.HELO, client);
        return refusal(ask(asked, policy -> policy.helo(client)), asked);
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
        Asked asked = Asked.of(Stage.MAIL, reception);
        Optional<Refusal> refusal = refusal(ask(asked, policy -> policy.mail(reception)), asked);
        return refusal.isPresent() ? new Opening.Refused(refusal.get()) : new Opening.Opened(reception);
    }

    /// @throws DirectoryException it cannot be read
    Optional<EmailAddress> postmaster() {
        return mainDomain.get().flatMap(domain -> EmailAddress.of("postmaster", domain.ascii()));
    }

    Optional<Refusal> judge(Reception reception, EmailAddress address, RecipientParameters wishes) {
        Asked asked = Asked.of(reception, address);
        Judgement judgement;
        Recipient recipient;
        try {
            Route route = router.route(address);
            recipient = new Recipient(address, wishes, route);
            judgement = ask(asked, policy -> policy.rcpt(reception, recipient));
        } catch (DirectoryException e) {
            LOG.warn("{}: cannot route: {}", reception.id(), e.getMessage(), e);
            return refusal(new Judgement.Refused(new Refusal.Unavailable(), "directory"), asked);
        } catch (StoreException e) {
            return refusal(new Judgement.Refused(refusal(e, reception.id()), e.toString()), asked);
        }
        Optional<Refusal> refusal = refusal(judgement, asked);
        if (refusal.isEmpty() && judgement instanceof Judgement.Fine(var fates) && !reception.add(recipient, fates)) {
            return refusal(new Judgement.Refused(new Refusal.Separately(), "another fate"), asked);
        }
        return refusal;
    }

    Delivery deliver(Reception reception, MessageContent content) {
        Asked asked = Asked.of(Stage.DATA, reception);
        Optional<Refusal> refusal = refusal(ask(asked, policy -> policy.data(reception, content)), asked);
        if (refusal.isPresent()) {
            return new Delivery.Refused(refusal.get());
        }
        MessageContent whole = reception.complete(content);
        return extensions.has(org.tassis.mailflow.extension.Stage.RECEIVED)
                        && !reception.client().entrance().equals(Entrance.RELEASE)
                ? extended(reception, whole, asked)
                : decided(reception, content, whole, asked);
    }

    /// After what the operator has plugged in, which may refuse the message, or have it go on in parts.
    /// When one of them cannot be stored, the sender comes again, for all of them.
    private Delivery extended(Reception reception, MessageContent whole, Asked asked) {
        Client client = reception.client();
        Passing passing = new Passing(
                reception.id(),
                client.address(),
                client.helo(),
                client.account().map(account -> account.login().value()),
                reception.sender(),
                reception.recipients().stream().map(Recipient::address).toList(),
                whole);
        try (Passage passage = extensions.pass(org.tassis.mailflow.extension.Stage.RECEIVED, passing)) {
            return switch (passage) {
                case Passage.Unchanged _ -> decided(reception, whole, whole, asked);
                case Passage.Refused(String reason) ->
                    refused(asked, new Refusal.Rejected(reason), "extension: " + reason);
                case Passage.Failed(String why) -> refused(asked, new Refusal.Unavailable(), "extension: " + why);
                case Passage.Parts parts -> parts(reception, parts.parts(), asked);
            };
        }
    }

    private Delivery parts(Reception reception, List<Passage.Part> parts, Asked asked) {
        for (Passage.Part part : parts) {
            Delivery delivery = decided(reception.only(part.recipients()), part.content(), part.content(), asked);
            if (delivery instanceof Delivery.Refused) {
                return delivery;
            }
        }
        if (parts.isEmpty()) {
            LOG.info("{}: an extension has thrown it away", reception.id());
        }
        return new Delivery.Accepted(reception.id());
    }

    private Delivery decided(Reception reception, MessageContent content, MessageContent whole, Asked asked) {
        if (reception
                .parameters()
                .releaseAt()
                .filter(at -> at.isAfter(clock.instant()))
                .isPresent()) {
            return hold(reception, whole, asked);
        }
        List<Recipient> recipients;
        List<Arrival> arrivals;
        Set<AccountId> leftOut;
        try {
            recipients = wayOut.settled(reception.recipients(), content);
            if (recipients.isEmpty()) {
                return refused(asked, new Refusal.BeenHere(), "Delivered-To names every recipient");
            }
            recipients = recipients.stream()
                    .flatMap(recipient -> recipient.staying(reception::mayForward).stream())
                    .toList();
            Filtering.Sorted sorted = filtering.sort(reception, recipients, whole, content, router, wayOut);
            arrivals = sorted.arrivals();
            Departing departing = departing(reception, recipients, sorted.redirects());
            Optional<Refusal> rejection = departing.isEmpty() ? Filtering.refusal(arrivals) : Optional.empty();
            if (rejection.isPresent()) {
                for (Recipient recipient : recipients) { // each finds it by its own address
                    trace.refused(
                            asked.about(recipient.address()), rejection.get(), "filter of " + recipient.address());
                }
                return new Delivery.Refused(rejection.get());
            }
            leftOut = local.deliver(
                    reception.id(), whole, recipients, arrivals, departing, clock.instant(), account -> reception
                            .junk(account)
                            .isPresent());
        } catch (IOException e) {
            LOG.warn("{}: cannot read what was received", reception.id(), e);
            return refused(asked, new Refusal.Unavailable(), e.toString());
        } catch (StoreException e) {
            return refused(asked, refusal(e, reception.id()), e.failure().toString());
        }
        reception.arrived(arrivals);
        filtering.done(arrivals);
        trace.accepted(reception, content, recipients, arrivals, leftOut);
        reception.client().account().ifPresent(account -> remember(account, reception));
        LOG.info(
                "{}: stored {} octets from <{}> for {} recipients{}",
                reception.id(),
                content.size(),
                reception.sender().map(EmailAddress::toString).orElse(""),
                reception.recipients().size(),
                reception.anyJunk().map(reason -> ", in Junk: " + reason).orElse(""));
        aftermath.delivered(reception, content);
        return new Delivery.Accepted(reception.id());
    }

    /// @throws StoreException it cannot be found out now
    private Departing departing(Reception reception, List<Recipient> recipients, Redirects redirects) {
        Map<EditedHeader, List<Outgoing>> edited = new LinkedHashMap<>();
        redirects.leavingEdited().forEach((header, some) -> edited.put(header, outgoing(reception, some)));
        List<Recipient> plain =
                Stream.concat(recipients.stream(), redirects.leaving().stream()).toList();
        return new Departing(outgoing(reception, plain), edited);
    }

    private List<Outgoing> outgoing(Reception reception, List<Recipient> recipients) {
        return wayOut.outgoing(
                reception.id(),
                reception.client().account().map(Account::id),
                reception.sender(),
                reception.parameters(),
                recipients,
                reception.senderProven());
    }

    private Delivery refused(Asked asked, Refusal why, String reason) {
        trace.refused(asked, why, reason);
        return new Delivery.Refused(why);
    }

    /// Keeps a message for all its recipients until the time that its sender named: RFC 4865 §3.
    private Delivery hold(Reception reception, MessageContent content, Asked asked) {
        Outgoing waiting = new Outgoing(
                reception.id(),
                reception.client().account().map(Account::id),
                reception.sender(),
                reception.parameters(),
                "",
                reception.recipients().stream()
                        .map(to ->
                                new Outgoing.To(to.address(), to.parameters(), !(to.route() instanceof Route.Remote)))
                        .toList());
        if (!local.holds()) {
            return refused(asked, new Refusal.CannotPassOn(), "no queue to wait in");
        }
        try {
            local.hold(content, clock.instant(), waiting);
        } catch (StoreException e) {
            return refused(asked, refusal(e, reception.id()), e.failure().toString());
        }
        trace.held(reception, content);
        reception.client().account().ifPresent(account -> remember(account, reception));
        LOG.info(
                "{}: {} octets for {} recipients wait until {}",
                reception.id(),
                content.size(),
                reception.recipients().size(),
                reception.parameters().releaseAt().orElseThrow());
        return new Delivery.Accepted(reception.id());
    }

    /// Delivers mail whose time has come to recipients of this server for whom it waited, wherever their
    /// addresses lead by now. What an operator may switch was checked when it came, and is not checked
    /// again.
    ///
    /// @param id       under which it came
    /// @param account  whose mail it is, while there is that account
    /// @param sender   empty for the null sender
    /// @param content  as it was kept
    /// @return who does not have it, and why; all others have it, durably
    public Map<EmailAddress, Refusal> release(
            String id,
            Optional<Account> account,
            Optional<EmailAddress> sender,
            MailParameters parameters,
            List<Outgoing.To> recipients,
            MessageContent content) {
        Client client = new Client(InetAddress.getLoopbackAddress(), Optional.empty(), account, Entrance.RELEASE);
        Map<EmailAddress, Refusal> refused = new LinkedHashMap<>();
        List<Outgoing.To> left = recipients;
        while (!left.isEmpty()) {
            Reception reception = new Reception(this, id, client, sender, parameters.withReleaseAt(Optional.empty()));
            List<Outgoing.To> apart = new ArrayList<>();
            for (Outgoing.To to : left) {
                reception.rcpt(to.address(), to.parameters()).ifPresent(refusal -> {
                    if (refusal instanceof Refusal.Separately) {
                        apart.add(to);
                    } else {
                        refused.put(to.address(), refusal);
                    }
                });
            }
            if (!reception.recipients().isEmpty()
                    && reception.deliver(content) instanceof Delivery.Refused(var refusal)) {
                reception.recipients().forEach(to -> refused.put(to.address(), refusal));
            }
            left = apart;
        }
        return refused;
    }

    /// The message is delivered, whatever happens here.
    private void remember(Account account, Reception reception) {
        List<EmailAddress> to =
                reception.recipients().stream().map(Recipient::address).toList();
        try {
            correspondents.wrote(account.id(), to, clock.instant());
        } catch (StoreException e) {
            LOG.warn("{}: cannot remember to whom {} wrote", reception.id(), account.login(), e);
        }
    }

    /// An engine refuses a message for what it is like.
    void refusedContent(Reception reception, String reply) {
        trace.refusedContent(Asked.of(Stage.DATA, reception), reply);
    }

    /// What all policies together say: the first refusal, or all fates.
    private sealed interface Judgement {
        record Fine(Set<String> fates) implements Judgement {}

        record Refused(Refusal refusal, String reason) implements Judgement {}
    }

    private Judgement ask(Asked asked, Function<Policy, Verdict> question) {
        Set<String> fates = Set.of();
        for (Policy policy : policies) {
            Mode mode = mode(policy, asked.client());
            if (mode == Mode.OFF) {
                continue;
            }
            Verdict verdict;
            try {
                verdict = question.apply(policy);
            } catch (StoreException e) {
                return new Judgement.Refused(refusal(e, policy.getClass().getSimpleName()), e.toString());
            }
            switch (verdict) {
                case Verdict.Refuse(var refusal, var reason) -> {
                    if (mode == Mode.OBSERVE) {
                        trace.observed(asked, refusal, reason);
                        continue;
                    }
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

    private static Mode mode(Policy policy, Client client) {
        Optional<Check> check = policy.check();
        return check.isPresent() ? client.entrance().mode(check.get()) : Mode.ENFORCE;
    }

    private Optional<Refusal> refusal(Judgement judgement, Asked asked) {
        return switch (judgement) {
            case Judgement.Fine _ -> Optional.empty();
            case Judgement.Refused(var refusal, var reason) -> {
                LOG.debug("refused {}: {}", asked.client().address(), reason);
                trace.refused(asked, refusal, reason);
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
