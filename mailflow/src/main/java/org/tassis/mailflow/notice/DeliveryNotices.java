package org.tassis.mailflow.notice;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.mailflow.queue.Notices;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.QueuedMessage;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Puts notifications into the INBOX of the account that sent the mail, in its language. Nobody else is ever told: mail
/// of strangers, mail with the null sender, and mail whose sender address its account no longer has, ends in the log.
/// Any thread.
public final class DeliveryNotices implements Notices {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryNotices.class);

    private final MailStore store;
    private final QueueStore queue;
    private final Function<AccountId, Optional<Account>> accounts;
    private final DomainName hostname;
    private final Supplier<Optional<DomainName>> mainDomain;
    private final InstantSource clock;
    private final Path spool;

    /// @param accounts   as they are now
    /// @param hostname   of this server, as the reporting MTA
    /// @param mainDomain in whose postmaster's name notifications are written
    /// @param spool      a directory, for large messages that are returned as a whole
    public DeliveryNotices(
            MailStore store,
            QueueStore queue,
            Function<AccountId, Optional<Account>> accounts,
            DomainName hostname,
            Supplier<Optional<DomainName>> mainDomain,
            InstantSource clock,
            Path spool) {
        this.store = store;
        this.queue = queue;
        this.accounts = accounts;
        this.hostname = hostname;
        this.mainDomain = mainDomain;
        this.clock = clock;
        this.spool = spool;
    }

    @Override
    public void tell(List<Notice> notices) {
        if (notices.isEmpty()) {
            return;
        }
        QueuedMessage message = notices.getFirst().row().message();
        Optional<Account> owner = message.owner()
                .flatMap(accounts)
                .filter(account -> message.sender().filter(account::owns).isPresent());
        if (owner.isEmpty()) {
            LOG.info("{}: nobody is told what became of it", message.id());
            return;
        }
        Map<Kind, List<Notice>> byKind = new EnumMap<>(Kind.class);
        notices.forEach(notice ->
                byKind.computeIfAbsent(notice.kind(), _ -> new ArrayList<>()).add(notice));
        byKind.forEach((kind, some) -> tell(owner.get(), kind, some));
    }

    private void tell(Account owner, Kind kind, List<Notice> notices) {
        Queued row = notices.getFirst().row();
        Report report = new Report(
                hostname, mainDomain.get().orElse(hostname), owner.language(), kind, notices, clock.instant());
        try (Spool spooled = new Spool(spool)) {
            report.write(spooled, content(row));
            spooled.finish();
            store.mailboxes(owner.id()).stream() // the first call makes INBOX
                    .filter(mailbox -> mailbox.name().equals(MailboxName.INBOX))
                    .findFirst()
                    .ifPresent(inbox ->
                            store.deliver(spooled, clock.instant(), List.of(new Destination(inbox.id(), Flags.NONE))));
        } catch (IOException e) {
            throw new StoreException(new StoreFailure.Unavailable(), e);
        }
        LOG.info("{}: {} is told that it is {}", row.message().id(), owner.login(), kind);
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
