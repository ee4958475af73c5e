package org.tassis.mailflow.filter;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Account;
import org.tassis.mailflow.sieve.SieveContext;
import org.tassis.mailflow.sieve.SieveScript;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;

/// The world of one run: the account's mailboxes are listed at most once.
final class FilterContext implements SieveContext {
    private final Filters filters;
    private final ActiveFilter filter;
    private final Account account;
    private final MailStore store;
    private final InstantSource clock;
    private @Nullable List<Mailbox> mailboxes;

    FilterContext(Filters filters, ActiveFilter filter, Account account, MailStore store, InstantSource clock) {
        this.filters = filters;
        this.filter = filter;
        this.account = account;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    /// The server's: accounts have none of their own.
    @Override
    public ZoneId zone() {
        return ZoneId.systemDefault();
    }

    @Override
    public boolean mailboxExists(MailboxName name) {
        return find(name).isPresent();
    }

    @Override
    public Optional<MailboxName> mailboxFor(SpecialUse use) {
        return mailboxes().stream()
                .filter(mailbox -> mailbox.uses().contains(use))
                .map(Mailbox::name)
                .findFirst();
    }

    @Override
    public Set<SpecialUse> uses(MailboxName name) {
        return find(name).map(Mailbox::uses).orElse(Set.of());
    }

    @Override
    public boolean seenBefore(String id) {
        return filters.seen(account.id(), id);
    }

    /// There are no scripts of the server.
    @Override
    public Optional<SieveScript> included(String name, boolean global) {
        return global ? Optional.empty() : filters.included(filter, account.id(), name);
    }

    private Optional<Mailbox> find(MailboxName name) {
        return mailboxes().stream()
                .filter(mailbox -> mailbox.name().equals(name))
                .findFirst();
    }

    private List<Mailbox> mailboxes() {
        List<Mailbox> known = mailboxes;
        if (known == null) {
            known = store.mailboxes(account.id());
            mailboxes = known;
        }
        return known;
    }
}
