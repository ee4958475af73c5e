package org.tassis.mailflow.notice;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.directory.Target;
import org.tassis.mailflow.Aftermath;
import org.tassis.mailflow.Arrival;
import org.tassis.mailflow.Errand;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.autoreply.ReplyHistory;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Notices;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.QueuedMessage;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Puts notifications into the INBOX of people of this server, in their language; nobody else is ever told
/// anything.
///
/// - Mail that an account sent: the account, as long as it has the sender's address.
/// - Mail that a forward passed on: what is refused goes into the mailbox, unless that has a copy; its owner
///   is told which address refuses, once in a while.
/// - Mail of strangers that an alias passed on: the postmaster of the alias's domain, once in a while.
///
/// Mail with the null sender, and bounces on their way back, end in log and trace. Any thread.
public final class DeliveryNotices implements Notices, Aftermath {
    /// Between two notes about one address that refuses what is passed on.
    static final Duration PAUSE = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryNotices.class);

    private final MailStore store;
    private final QueueStore queue;
    private final People people;
    private final DomainName hostname;
    private final Supplier<Optional<DomainName>> mainDomain;
    private final ReplyHistory history;
    private final Trace trace;
    private final InstantSource clock;
    private final Path spool;

    /// Who is here.
    ///
    /// @param accounts as they are now
    /// @param router   to find postmasters by
    public record People(Function<AccountId, Optional<Account>> accounts, Router router) {}

    /// @param hostname   of this server, as the reporting MTA
    /// @param mainDomain in whose postmaster's name notifications are written
    /// @param history    so that nobody is told too often
    /// @param spool      a directory, for large messages that are returned as a whole
    public DeliveryNotices(
            MailStore store,
            QueueStore queue,
            People people,
            DomainName hostname,
            Supplier<Optional<DomainName>> mainDomain,
            ReplyHistory history,
            Trace trace,
            InstantSource clock,
            Path spool) {
        this.store = store;
        this.queue = queue;
        this.people = people;
        this.hostname = hostname;
        this.mainDomain = mainDomain;
        this.history = history;
        this.trace = trace;
        this.clock = clock;
        this.spool = spool;
    }

    @Override
    public void tell(List<Notice> notices) {
        if (notices.isEmpty()) {
            return;
        }
        Map<Kind, List<Notice>> byKind = new EnumMap<>(Kind.class);
        notices.forEach(notice ->
                byKind.computeIfAbsent(notice.kind(), _ -> new ArrayList<>()).add(notice));
        QueuedMessage message = notices.getFirst().row().message();
        Optional<Account> owner = message.owner().flatMap(people.accounts());
        Optional<Account> author =
                owner.filter(account -> message.sender().filter(account::owns).isPresent());
        List<Notice> failed = byKind.getOrDefault(Kind.FAILED, List.of());
        switch (message.errand()) {
            case Errand.Sent _ -> byKind.forEach((kind, some) -> tell(message, author, kind, some));
            case Errand.Aliased(var by)
            when message.owner().isPresent() -> {
                if (author.isPresent() || message.sender().isEmpty()) {
                    byKind.forEach((kind, some) -> tell(message, author, kind, some));
                } else {
                    tellPostmaster(by, failed);
                }
            }
            case Errand.Aliased(var by) -> tellPostmaster(by, failed);
            case Errand.Forwarded(var by, var copy) -> {
                if (!failed.isEmpty()) {
                    bringBack(message, owner, by, copy, failed);
                }
            }
            case Errand.Returned _ -> LOG.info("{}: nobody is told what became of it", message.id());
        }
    }

    /// RFC 3461: who sent it hears of it.
    private void tell(QueuedMessage message, Optional<Account> author, Kind kind, List<Notice> notices) {
        if (author.isEmpty()) {
            LOG.info("{}: nobody is told that it is {}", message.id(), kind);
            return;
        }
        String to = message.sender().map(EmailAddress::toString).orElse("");
        Locale language = author.get().language();
        write(author.get(), new Report.Reader(language, to, kind.name().toLowerCase(Locale.ROOT), ""), kind, notices);
        LOG.info("{}: {} is told that it is {}", message.id(), author.get().login(), kind);
    }

    // ---- what ended here ----

    /// Who logged in, and wants to hear of success, is told of recipients of this server. What an alias alone
    /// passes on to one address is told by who brings it there: RFC 3461 §5.2.7.2. Also of those whose filter
    /// rejects what others got: RFC 5429 §2.1.
    @Override
    public void delivered(Reception reception, MessageContent content) {
        Optional<Account> author = reception.client().account();
        Optional<EmailAddress> sender = reception.sender();
        if (author.isEmpty() || sender.isEmpty()) {
            return;
        }
        Map<Kind, List<Notice>> byKind = new EnumMap<>(Kind.class);
        for (Recipient recipient : reception.recipients()) {
            Optional<String> rejection = rejection(reception, recipient);
            if (rejection.isPresent()) {
                if (recipient.wantsFailures()) {
                    byKind.computeIfAbsent(Kind.FAILED, _ -> new ArrayList<>())
                            .add(notice(
                                    Kind.FAILED,
                                    DeliveryStatus.here(5, 7, 1, rejection.get()),
                                    reception,
                                    recipient,
                                    content));
                }
            } else {
                success(recipient).ifPresent(kind -> byKind.computeIfAbsent(kind, _ -> new ArrayList<>())
                        .add(notice(
                                kind, DeliveryStatus.here(2, 1, 5, "In the mailbox"), reception, recipient, content)));
            }
        }
        try {
            byKind.forEach((kind, some) -> write(
                    author.get(),
                    new Report.Reader(
                            author.get().language(),
                            sender.get().toString(),
                            kind.name().toLowerCase(Locale.ROOT),
                            ""),
                    kind,
                    some,
                    Optional.of(content)));
        } catch (StoreException e) {
            LOG.warn(
                    "{}: {} cannot be told what became of it: {}",
                    reception.id(),
                    author.get().login(),
                    e.failure());
        }
    }

    /// When all to whom the recipient leads reject the message.
    private static Optional<String> rejection(Reception reception, Recipient recipient) {
        List<Arrival> arrivals = reception.arrivals().stream()
                .filter(arrival -> arrival.recipient().equals(recipient.address()))
                .toList();
        return recipient.remotes().isEmpty()
                        && arrivals.stream()
                                .allMatch(arrival -> arrival.rejection().isPresent())
                ? arrivals.stream()
                        .flatMap(arrival -> arrival.rejection().stream())
                        .map(SieveAction.Reject::reason)
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<Kind> success(Recipient recipient) {
        if (!recipient.parameters().notices().contains(Notify.SUCCESS)
                || !(recipient.route() instanceof Route.Reaches reaches)) {
            return Optional.empty();
        }
        boolean alias = reaches.remotes().stream().anyMatch(remote -> remote.reason() instanceof Target.Reason.Alias);
        if (!alias) {
            return Optional.of(Kind.DELIVERED);
        }
        return reaches.targets().size() > 1 ? Optional.of(Kind.EXPANDED) : Optional.empty();
    }

    private Notice notice(
            Kind kind, DeliveryStatus status, Reception reception, Recipient recipient, MessageContent content) {
        QueuedMessage message = new QueuedMessage(
                0,
                reception.id(),
                reception.client().account().map(Account::id),
                reception.sender(),
                reception.parameters(),
                "",
                content.size(),
                clock.instant(),
                Errand.SENT);
        Outgoing.To to = new Outgoing.To(recipient.address(), recipient.parameters());
        return new Notice(kind, Queued.fresh(message, to, 0, Duration.ZERO), status);
    }

    // ---- forwards ----

    private void bringBack(
            QueuedMessage message, Optional<Account> owner, EmailAddress by, boolean copy, List<Notice> failed) {
        if (owner.isEmpty()) {
            tellPostmaster(by, failed); // the mailbox went meanwhile
            return;
        }
        Account account = owner.get();
        if (!copy) {
            Instant now = clock.instant();
            store.deliver(
                    queue.content(failed.getFirst().row()),
                    now,
                    List.of(new Destination(inbox(account).id(), Flags.NONE)));
            trace.record(new TraceEvent.Delivered(
                    now, message.id(), by.toString(), account.login().value()));
            LOG.info("{}: was refused, and is in the mailbox of {}", message.id(), account.login());
        }
        tellNow(account, by, copy ? "forwardcopy" : "forward", by.toString(), failed);
    }

    // ---- aliases ----

    private void tellPostmaster(EmailAddress by, List<Notice> failed) {
        if (failed.isEmpty()) {
            return;
        }
        Map<AccountId, Account> postmasters = new LinkedHashMap<>();
        Optional<EmailAddress> postmaster =
                EmailAddress.of("postmaster", by.domain().ascii());
        for (Optional<EmailAddress> one : List.of(
                postmaster, mainDomain.get().flatMap(domain -> EmailAddress.of("postmaster", domain.ascii())))) {
            if (postmasters.isEmpty() && one.isPresent()) {
                mailboxes(one.get()).forEach(account -> postmasters.put(account.id(), account));
            }
        }
        String id = failed.getFirst().row().message().id();
        if (postmasters.isEmpty()) {
            LOG.warn("{}: was refused, and no mailbox here is postmaster of {}", id, by.domain());
        }
        String to = postmaster.map(EmailAddress::toString).orElse("");
        postmasters.values().forEach(account -> tellNow(account, by, "alias", to, failed));
    }

    private List<Account> mailboxes(EmailAddress address) {
        try {
            return people.router().route(address) instanceof Route.Reaches reaches
                    ? reaches.mailboxes().stream().map(Target.Mailbox::account).toList()
                    : List.of();
        } catch (DirectoryException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    // ---- notes ----

    /// Of those addresses that were not told of lately. The message itself is safe: a note that cannot be
    /// written is left out.
    private void tellNow(Account account, EmailAddress by, String words, String to, List<Notice> failed) {
        Instant now = clock.instant();
        String id = failed.getFirst().row().message().id();
        try {
            List<Notice> news = failed.stream()
                    .filter(notice -> history.begin(
                            account.id(),
                            "refused " + words + " " + by.key(),
                            notice.row().address(),
                            now,
                            PAUSE))
                    .toList();
            if (news.isEmpty()) {
                LOG.info("{}: {} was told of this address lately", id, account.login());
                return;
            }
            write(account, new Report.Reader(account.language(), to, words, by.toString()), Kind.FAILED, news);
            trace.record(new TraceEvent.Filtered(
                    now, id, by.toString(), "told", account.login().value()));
        } catch (StoreException e) {
            LOG.warn("{}: {} cannot be told that it was refused: {}", id, account.login(), e.failure());
        }
    }

    private void write(Account reader, Report.Reader words, Kind kind, List<Notice> notices) {
        write(reader, words, kind, notices, content(notices.getFirst().row()));
    }

    private void write(
            Account reader, Report.Reader words, Kind kind, List<Notice> notices, Optional<MessageContent> content) {
        Report report = new Report(hostname, mainDomain.get().orElse(hostname), words, kind, notices, clock.instant());
        try (Spool spooled = new Spool(spool)) {
            report.write(spooled, content);
            spooled.finish();
            store.deliver(
                    spooled,
                    clock.instant(),
                    List.of(new Destination(inbox(reader).id(), Flags.NONE)));
        } catch (IOException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
    }

    /// @throws StoreException the account is gone
    private Mailbox inbox(Account account) {
        return store.mailboxes(account.id()).stream() // the first call makes INBOX
                .filter(mailbox -> mailbox.name().isInbox())
                .findFirst()
                .orElseThrow(() -> new StoreException(new StoreFailure.NoSuchMailbox()));
    }

    /// What can be given back; nothing of a message that cannot be read.
    private Optional<MessageContent> content(Queued row) {
        try {
            MessageContent content = queue.content(row);
            content.size();
            return Optional.of(content);
        } catch (StoreException e) {
            return Optional.empty();
        }
    }
}
