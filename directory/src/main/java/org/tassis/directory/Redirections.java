package org.tassis.directory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// The rules of aliases, forwards, domain aliases, catch-alls and role mailboxes: {@link
/// Directory#redirections}.
///
/// What is set must lead somewhere: a target in a domain of this server must exist, though it may be switched
/// off, and no circle is made as far as can be seen. Both may become wrong later, by changes elsewhere:
/// {@link Router} says what then happens. Any thread.
public final class Redirections {
    /// Of one alias or forward.
    public static final int MAX_TARGETS = 50;

    private final DirectoryRecords records;
    private final DirectoryCache cache;
    private final Contracts contracts;
    private final InstantSource clock;
    private final DirectorySettings settings;

    Redirections(
            DirectoryRecords records,
            DirectoryCache cache,
            Contracts contracts,
            InstantSource clock,
            DirectorySettings settings) {
        this.records = records;
        this.cache = cache;
        this.contracts = contracts;
        this.clock = clock;
        this.settings = settings;
    }

    // ---- aliases ----

    /// @throws DirectoryException BadValue, TooMany, NoSuchDomain, AddressTaken, AddressIsAlias,
    ///     NoSuchAddress, Circle
    public Alias addAlias(EmailAddress address, List<EmailAddress> targets) {
        AddressRules.checkAddress(address);
        Alias alias = new Alias(address, targets, true, clock.instant(), Optional.empty());
        check(alias);
        try {
            records.addAlias(alias);
        } finally {
            cache.forget(address);
        }
        return alias;
    }

    /// One that exists, straight from the records.
    ///
    /// @throws DirectoryException NoSuchAlias
    public Alias alias(EmailAddress address) {
        return records.alias(address)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchAlias(address, false)));
    }

    /// Whether there is one of exactly this address.
    public boolean isAlias(EmailAddress address) {
        return records.alias(address).isPresent();
    }

    /// In order of their addresses, to be read page by page.
    ///
    /// @param after the last address of the page before
    public List<Alias> aliases(AliasQuery query, Optional<EmailAddress> after, int limit) {
        return records.aliases(query, after, limit);
    }

    /// @param change of targets, or of being enabled
    /// @throws DirectoryException NoSuchAlias, BadValue, TooMany, NoSuchAddress, Circle
    public Alias changeAlias(EmailAddress address, UnaryOperator<Alias> change) {
        check(change.apply(alias(address)));
        try {
            return records.changeAlias(address, change);
        } finally {
            cache.forget(address);
        }
    }

    /// The address leads nowhere and is free. The alias can be restored for {@link
    /// DirectorySettings#keepRemoved}.
    ///
    /// @throws DirectoryException NoSuchAlias
    public void removeAlias(EmailAddress address) {
        try {
            records.removeAlias(address, clock.instant());
        } finally {
            cache.forget(address);
        }
    }

    /// @throws DirectoryException NoSuchAlias, AddressTaken, AddressIsAlias, NoSuchDomain
    public Alias restoreAlias(EmailAddress address) {
        try {
            return records.restoreAlias(address, oldest());
        } finally {
            cache.forget(address);
        }
    }

    private void check(Alias alias) {
        AddressRules.checkTargets("The alias " + alias.address(), alias.targets());
        Known after = new Known(Optional.of(alias), Optional.empty(), Optional.empty(), Optional.empty());
        check(after, alias.address(), alias.targets());
    }

    // ---- forwards ----

    /// The forward of a mailbox, straight from the records.
    public Optional<Forward> forward(AccountId account) {
        return records.forward(account).filter(Forward::exists);
    }

    /// Sets or replaces it, enabled.
    ///
    /// @throws DirectoryException BadValue, TooMany, NoSuchMailbox, NoSuchAddress, Circle
    public Forward setForward(AccountId account, List<EmailAddress> targets, boolean keepCopy) {
        return setForward(account, new Forward(targets, keepCopy, true, clock.instant(), Optional.empty()));
    }

    /// @throws DirectoryException BadValue when there is none
    public Forward enableForward(AccountId account, boolean enabled) {
        Forward forward = existing(account);
        return setForward(
                account,
                new Forward(forward.targets(), forward.keepCopy(), enabled, clock.instant(), Optional.empty()));
    }

    /// Mail stays in the mailbox. The forward can be restored for {@link DirectorySettings#keepRemoved},
    /// unless another is set meanwhile.
    ///
    /// @throws DirectoryException BadValue when there is none
    public void removeForward(AccountId account) {
        write(account, existing(account).withRemoved(Optional.of(clock.instant())));
    }

    /// @throws DirectoryException BadValue when there is none to restore, NoSuchAddress, Circle
    public Forward restoreForward(AccountId account) {
        Forward removed = records.forward(account)
                .filter(forward -> forward.removed()
                        .filter(when -> !when.isBefore(oldest()))
                        .isPresent())
                .orElseThrow(() -> AddressRules.bad("This mailbox", "has no removed forward"));
        return setForward(account, removed.withRemoved(Optional.empty()));
    }

    private Forward existing(AccountId account) {
        return forward(account).orElseThrow(() -> AddressRules.bad("This mailbox", "has no forward"));
    }

    private Forward setForward(AccountId id, Forward forward) {
        AddressRules.checkTargets("The forward", forward.targets());
        Account account = records.account(id)
                .filter(AccountRecord::exists)
                .filter(AccountRecord::isMailbox)
                .map(AccountRecord::account)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchMailbox("number " + id.value())));
        Known after = new Known(Optional.empty(), Optional.of(id), Optional.of(forward), Optional.empty());
        for (EmailAddress target : forward.targets()) {
            if (account.owns(target)) {
                throw new DirectoryException(
                        new DirectoryFailure.Circle(List.of("mailbox " + account.login(), target.toString())));
            }
            check(after, target, List.of(target));
        }
        return write(id, forward);
    }

    private Forward write(AccountId account, Forward forward) {
        try {
            records.setForward(account, forward);
        } finally {
            cache.forget(account);
        }
        return forward;
    }

    // ---- domains ----

    /// Every address of the domain that is not there by itself means the same address of the other domain.
    ///
    /// @param other empty: no longer
    /// @throws DirectoryException NoSuchDomain, DomainAliased, ForeignAlias, BadValue, Circle,
    ///     LimitReached
    public MailDomain aliasDomain(DomainName name, Optional<DomainName> other) {
        if (other.filter(name::equals).isPresent()) {
            throw AddressRules.bad("The domain " + name.unicode(), "is not an alias of itself");
        }
        return redirect(name, redirection -> {
            if (other.isPresent() && !customerOf(other.get()).equals(customerOf(name))) {
                throw new DirectoryException(new DirectoryFailure.ForeignAlias(other.get()));
            }
            if (other.isPresent() && redirection.catchAll().isPresent()) {
                throw AddressRules.bad(
                        "The domain " + name.unicode(),
                        "has a catch-all, which an alias of another domain cannot have; end that first");
            }
            return redirection.withAliasOf(other);
        });
    }

    /// @param address where mail for addresses that are not there goes; empty: it is refused
    /// @throws DirectoryException NoSuchDomain, BadValue, NoSuchAddress, Circle
    public MailDomain catchAll(DomainName name, Optional<EmailAddress> address) {
        return redirect(name, redirection -> {
            if (address.isPresent() && redirection.aliasOf().isPresent()) {
                throw AddressRules.bad(
                        "The domain " + name.unicode(),
                        "is an alias of " + redirection.aliasOf().get().unicode() + ", whose catch-all it has");
            }
            return redirection.withCatchAll(address);
        });
    }

    /// @param mailbox takes mail for abuse, hostmaster, postmaster and webmaster; empty: they are ordinary
    ///     addresses
    /// @throws DirectoryException NoSuchDomain, NoSuchMailbox
    public MailDomain roleMailbox(DomainName name, Optional<AccountId> mailbox) {
        return redirect(name, redirection -> redirection.withRoleMailbox(mailbox));
    }

    private CustomerId customerOf(DomainName name) {
        return records.domain(name)
                .filter(MailDomain::exists)
                .map(MailDomain::customer)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchDomain(name)));
    }

    private MailDomain redirect(DomainName name, UnaryOperator<DomainRedirection> change) {
        MailDomain domain = records.domain(name)
                .filter(MailDomain::exists)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchDomain(name)));
        MailDomain after = domain.with(change.apply(domain.redirection()));
        Known known = new Known(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(after));
        after.redirection()
                .catchAll()
                .or(() -> after.redirection().aliasOf().flatMap(records::domain).flatMap(other -> other.redirection()
                        .catchAll()))
                .ifPresent(address -> check(known, address, List.of(address)));
        boolean counted =
                !after.redirection().aliasOf().equals(domain.redirection().aliasOf());
        try {
            return contracts.within(
                    counted ? List.of(domain.customer()) : List.of(), () -> records.redirectDomain(name, change));
        } finally {
            cache.forget(name);
        }
    }

    // ---- rules ----

    private Instant oldest() {
        return clock.instant().minus(settings.keepRemoved());
    }

    private static void check(Known after, EmailAddress start, List<EmailAddress> targets) {
        for (EmailAddress target : targets) {
            if (!exists(after, target)) {
                throw new DirectoryException(new DirectoryFailure.NoSuchAddress(target));
            }
        }
        Expansion expansion = new Expansion(after);
        Route route = expansion.of(start);
        if (!expansion.circle().isEmpty()) {
            throw new DirectoryException(new DirectoryFailure.Circle(expansion.circle()));
        }
        if (route instanceof Route.Endless) {
            throw AddressRules.bad(
                    "Mail for " + start,
                    "would go to more than " + Router.MAX_TARGETS + " addresses, or through more than "
                            + Router.MAX_DEPTH + " aliases");
        }
    }

    private static boolean exists(Known after, EmailAddress target) {
        return !(new Expansion(after).of(target) instanceof Route.NoSuchUser);
    }

    /// The records as they would be, without what is remembered of them.
    private final class Known implements Expansion.Known {
        private final Optional<Alias> alias;
        private final Optional<AccountId> forwarder;
        private final Optional<Forward> forward;
        private final Optional<MailDomain> domain;

        Known(
                Optional<Alias> alias,
                Optional<AccountId> forwarder,
                Optional<Forward> forward,
                Optional<MailDomain> domain) {
            this.domain = domain;
            this.alias = alias;
            this.forwarder = forwarder;
            this.forward = forward;
        }

        @Override
        public Optional<MailDomain> domain(DomainName name) {
            return domain.filter(changed -> changed.name().equals(name)).or(() -> records.domain(name));
        }

        @Override
        public Optional<AccountRecord> account(EmailAddress address) {
            return records.account(address);
        }

        @Override
        public Optional<AccountRecord> account(AccountId id) {
            return records.account(id);
        }

        @Override
        public Optional<Alias> alias(EmailAddress address) {
            return alias.filter(changed -> changed.address().equals(address)).or(() -> records.alias(address));
        }

        @Override
        public Optional<Forward> forward(AccountId id) {
            return forwarder.filter(id::equals).isPresent() ? forward : records.forward(id);
        }
    }
}
