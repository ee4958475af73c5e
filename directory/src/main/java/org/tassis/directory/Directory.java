package org.tassis.directory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.core.Secret;

/// The rules of who is who, above {@link DirectoryRecords}, and the fast answers from memory that the
/// engines need.
///
/// Questions ({@link #route}, {@link #account(AccountId)}, {@link #quotaOf}) are answered from a bounded
/// cache, at most {@link DirectorySettings#cacheTime} old and never older than the last change made here.
/// Changes and lists go to the records. What is not allowed is a {@link DirectoryException}; a database
/// that fails is one too. Any thread.
public final class Directory implements Router {
    /// Of a new mailbox: 3 GB.
    public static final Quota DEFAULT_QUOTA = Quota.ofBytes(3L << 30);

    public static final int MAX_ADDRESSES = 500;

    /// Between the end of a removed mailbox's time and its purging, so that no restoring that has just
    /// begun, and no clock that is set back a little, brings back a mailbox whose mail is being forgotten.
    static final Duration MARGIN = Duration.ofHours(1);

    private final DirectoryRecords records;
    private final InstantSource clock;
    private final DirectorySettings settings;
    private final DirectoryCache cache;
    private final Contracts contracts;
    private final Customers customers;
    private final Redirections redirections;
    private final AutoReplies autoReplies;
    private final Credentials credentials;
    private final Operators operators;
    private final Factors factors;

    public Directory(
            DirectoryRecords records,
            PasswordHash hashing,
            PasswordRules rules,
            InstantSource clock,
            DirectorySettings settings) {
        this.records = records;
        this.clock = clock;
        this.settings = settings;
        this.cache = new DirectoryCache(records, settings, clock);
        this.contracts = new Contracts(records);
        this.customers = new Customers(records, cache, contracts, clock, settings);
        this.redirections = new Redirections(records, cache, contracts, clock, settings);
        this.autoReplies = new AutoReplies(records, cache, clock, settings);
        this.credentials = new Credentials(records, cache, hashing, rules, clock);
        this.operators = new Operators(records, cache, credentials, clock, settings);
        this.factors = new Factors(records, cache, clock);
    }

    // ---- questions of the engines ----

    @Override
    public Route route(EmailAddress address) {
        return new Expansion(cache).of(address);
    }

    /// Runs `work` in one transaction: changes made by it, here and in all records on the same database,
    /// are durable together or undone together. It may run more than once. Slow things belong before it,
    /// not into it.
    ///
    /// @throws DirectoryException what it throws; then nothing was changed
    public <T> T together(Supplier<T> work) {
        return cache.together(work);
    }

    /// Customers and their plans.
    public Customers customers() {
        return customers;
    }

    /// Aliases, forwards, and what domains do with addresses that are not there.
    public Redirections redirections() {
        return redirections;
    }

    /// What mailboxes answer by themselves.
    public AutoReplies autoReplies() {
        return autoReplies;
    }

    /// Passwords of accounts, and those of their programs.
    public Credentials credentials() {
        return credentials;
    }

    /// What accounts ask for beside their password.
    public Factors factors() {
        return factors;
    }

    /// Who runs the server.
    public Operators operators() {
        return operators;
    }

    /// A mailbox that exists, enabled or not.
    public Optional<Account> account(AccountId id) {
        return cache.account(id)
                .filter(AccountRecord::exists)
                .filter(AccountRecord::isMailbox)
                .map(AccountRecord::account);
    }

    /// Whoever has logged in before, with what it is: a mailbox or an operator that still exists, enabled
    /// or not.
    public Optional<AccountRecord> visitor(AccountId id) {
        return cache.account(id).filter(AccountRecord::exists);
    }

    /// Likewise, removed or not.
    public Optional<AccountRecord> anyVisitor(AccountId id) {
        return cache.account(id);
    }

    /// Under what name it logs in, or did before it was removed.
    public Optional<Login> loginOf(AccountId id) {
        return anyVisitor(id).map(record -> record.account().login());
    }

    /// The mailbox of who administers the customer to whom that one belongs.
    public Optional<Account> administratorOf(AccountId id) {
        return cache.account(id)
                .map(AccountRecord::customer)
                .flatMap(customers::find)
                .flatMap(Customer::administrator)
                .flatMap(this::account);
    }

    /// What the store enforces; nothing for an account that is unknown.
    public Quota quotaOf(AccountId id) {
        return cache.account(id)
                .filter(AccountRecord::isMailbox)
                .map(record -> record.account().quota())
                .orElse(new Quota(0, 0));
    }

    /// Whose mailbox has that name: a login, or one of the account's addresses without a plus-detail.
    public Optional<Account> identify(String identity) {
        return identified(identity).filter(AccountRecord::isMailbox).map(AccountRecord::account);
    }

    /// Whose mailbox has that name, if it belongs to the same customer: people of one know each other, and
    /// strangers are as unknown as names that nobody has.
    public Optional<Account> colleague(AccountId of, String identity) {
        return identify(identity).filter(found -> areColleagues(of, found.id()));
    }

    /// Whether both exist and belong to one customer.
    public boolean areColleagues(AccountId one, AccountId other) {
        Optional<CustomerId> customer = visitor(one).map(AccountRecord::customer);
        return customer.isPresent() && customer.equals(visitor(other).map(AccountRecord::customer));
    }

    /// Who administers under that name: an operator, a mailbox as in {@link #identify}, or the
    /// administrator of the customer of that name.
    public Optional<AccountRecord> identifyAdministrator(String identity) {
        return identified(identity).or(() -> Login.parse(identity.strip())
                .flatMap(records::customer)
                .filter(Customer::exists)
                .flatMap(Customer::administrator)
                .flatMap(cache::account)
                .filter(AccountRecord::exists));
    }

    private Optional<AccountRecord> identified(String identity) {
        if (identity.length() > EmailAddress.MAX_LENGTH + 64) {
            return Optional.empty();
        }
        String name = identity.strip();
        Optional<AccountRecord> record = name.indexOf('@') < 0
                ? Login.parse(name).flatMap(cache::account)
                : EmailAddress.parse(name)
                        .filter(address -> cache.domain(address.domain())
                                .filter(MailDomain::exists)
                                .isPresent())
                        .flatMap(cache::account);
        return record.filter(AccountRecord::exists);
    }

    // ---- domains ----

    /// The operator's own.
    ///
    /// @throws DirectoryException BadValue, DomainExists, DomainRemoved
    public MailDomain addDomain(DomainName name) {
        return addDomain(name, CustomerId.HOUSE);
    }

    /// @throws DirectoryException BadValue, DomainExists, DomainRemoved, NoSuchCustomer, LimitReached
    public MailDomain addDomain(DomainName name, CustomerId customer) {
        return add(new MailDomain(name, true, clock.instant(), Optional.empty()).of(customer));
    }

    /// A domain all of whose addresses mean those of another domain of the same customer.
    ///
    /// @throws DirectoryException BadValue, DomainExists, DomainRemoved, NoSuchDomain, AliasOfAlias,
    ///     LimitReached
    public MailDomain addDomainAlias(DomainName name, DomainName of) {
        CustomerId customer = mailDomain(of).customer();
        return add(new MailDomain(name, true, clock.instant(), Optional.empty())
                .of(customer)
                .with(DomainRedirection.NONE.withAliasOf(Optional.of(of))));
    }

    private MailDomain add(MailDomain domain) {
        DomainName name = domain.name();
        AddressRules.checkDomain(name);
        try {
            contracts.within(List.of(domain.customer()), () -> {
                records.addDomain(domain);
                if (domain.redirection().aliasOf().isPresent()) {
                    redirections.aliasDomain(name, domain.redirection().aliasOf());
                }
                return domain;
            });
        } finally {
            cache.forget(name);
        }
        return domain;
    }

    /// In order of names.
    ///
    /// @param removed whether removed domains are wanted, or those that exist
    public List<MailDomain> domains(boolean removed) {
        return records.domains().stream()
                .filter(domain -> domain.exists() != removed)
                .toList();
    }

    /// In order of their names as the DNS knows them, to be read page by page.
    ///
    /// @param after the last name of the page before
    public List<MailDomain> domains(DomainQuery query, Optional<DomainName> after, int limit) {
        return records.domains(query, after, limit);
    }

    /// A domain that exists.
    public Optional<MailDomain> domain(DomainName name) {
        return cache.domain(name).filter(MailDomain::exists);
    }

    /// A domain that exists, straight from the records.
    ///
    /// @throws DirectoryException NoSuchDomain
    public MailDomain mailDomain(DomainName name) {
        return records.domain(name)
                .filter(MailDomain::exists)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchDomain(name)));
    }

    /// Mail for a domain that is switched off is refused.
    public MailDomain enableDomain(DomainName name, boolean enabled) {
        try {
            return records.enableDomain(name, enabled);
        } finally {
            cache.forget(name);
        }
    }

    /// A domain with addresses is not removed. It can be restored for {@link DirectorySettings#keepRemoved}.
    public void removeDomain(DomainName name) {
        try {
            records.removeDomain(name, clock.instant());
        } finally {
            cache.forget(name);
        }
    }

    /// @throws DirectoryException NoSuchDomain, CustomerRemoved, LimitReached
    public MailDomain restoreDomain(DomainName name) {
        MailDomain removed =
                records.domain(name).orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchDomain(name)));
        try {
            return contracts.within(List.of(removed.customer()), () -> {
                mustExist(removed.customer());
                return records.restoreDomain(name);
            });
        } finally {
            cache.forget(name);
        }
    }

    // ---- mailboxes ----

    /// A free login for a new mailbox in a domain: the domain's word and the next number, `monsite0001`.
    public Login suggestLogin(DomainName domain) {
        String word = AddressRules.loginWord(domain);
        OptionalInt highest = records.highestNumber(word);
        return new NumberedLogin(word, highest.orElse(0) + 1).login();
    }

    /// @param password empty makes a mailbox that nobody can log in to until a password is set
    /// @throws DirectoryException BadValue, WeakPassword, LoginTaken, AddressTaken, AddressIsAlias,
    ///     NoSuchDomain, NoSuchCustomer, ForeignDomain, LimitReached
    public Account addMailbox(NewAccount account, Optional<Secret> password) {
        NewAccount checked = AccountRules.checked(account);
        return addPrepared(checked, password.map(secret -> credentials.prepare(secret, checked)))
                .account();
    }

    /// Like {@link #addMailbox}, with a password that was judged and hashed before.
    ///
    /// @throws DirectoryException as there
    public AccountRecord addPrepared(NewAccount account, Optional<PreparedPassword> password) {
        NewAccount checked = owned(AccountRules.checked(account));
        try {
            return contracts.within(
                    List.of(checked.customer().orElse(CustomerId.HOUSE)),
                    () -> records.addAccount(checked, password.map(PreparedPassword::hash), clock.instant()));
        } finally {
            checked.addresses().forEach(cache::forget);
            cache.forget(checked.login());
        }
    }

    /// Whose it will be when nothing else is said.
    private NewAccount owned(NewAccount account) {
        if (account.customer().isPresent()) {
            return account;
        }
        return account.of(account.addresses().stream()
                .findFirst()
                .flatMap(address -> records.domain(address.domain()))
                .map(MailDomain::customer)
                .orElse(CustomerId.HOUSE));
    }

    /// Checks everything {@link #addMailbox} would, without making anything: for previews.
    ///
    /// @throws DirectoryException what addMailbox would throw
    public void checkNewMailbox(NewAccount account, Optional<Secret> password) {
        NewAccount checked = AccountRules.checked(account);
        password.ifPresent(secret -> credentials.check(secret, checked));
        records.account(checked.login()).ifPresent(holder -> {
            throw new DirectoryException(DirectoryFailure.loginTaken(holder));
        });
        Optional<CustomerId> owner = owned(checked).customer();
        for (EmailAddress address : checked.addresses()) {
            MailDomain domain = mailDomain(address.domain());
            if (owner.filter(domain.customer()::equals).isEmpty()) {
                throw new DirectoryException(new DirectoryFailure.ForeignDomain(domain.name()));
            }
            records.account(address).ifPresent(holder -> {
                throw new DirectoryException(new DirectoryFailure.AddressTaken(address, holder.removed()));
            });
            records.alias(address).ifPresent(_ -> {
                throw new DirectoryException(new DirectoryFailure.AddressIsAlias(address));
            });
        }
    }

    /// By login or by one of its addresses, straight from the records.
    ///
    /// @throws DirectoryException NoSuchMailbox
    public AccountRecord mailbox(String loginOrAddress) {
        return find(loginOrAddress)
                .filter(AccountRecord::exists)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchMailbox(loginOrAddress.strip())));
    }

    private Optional<AccountRecord> find(String loginOrAddress) {
        String name = loginOrAddress.strip();
        Optional<AccountRecord> record = name.indexOf('@') < 0
                ? Login.parse(name).flatMap(records::account)
                : EmailAddress.parse(name).flatMap(records::account);
        return record.filter(AccountRecord::isMailbox);
    }

    /// Like {@link #mailbox}, removed or not.
    public Optional<AccountRecord> anyMailbox(String loginOrAddress) {
        return find(loginOrAddress);
    }

    /// Likewise, by its id.
    public Optional<AccountRecord> anyMailbox(AccountId id) {
        return records.account(id).filter(AccountRecord::isMailbox);
    }

    /// One that exists, by its id.
    ///
    /// @throws DirectoryException NoSuchMailbox
    public AccountRecord mailbox(AccountId id) {
        return mailboxRecord(id);
    }

    private AccountRecord mailboxRecord(AccountId id) {
        return records.account(id)
                .filter(AccountRecord::isMailbox)
                .filter(AccountRecord::exists)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchMailbox("number " + id.value())));
    }

    /// In order of logins, to be read page by page.
    ///
    /// @param domain  only mailboxes with an address in it
    /// @param removed whether removed mailboxes are wanted, or those that exist
    /// @param after   the last login of the page before
    public List<AccountRecord> mailboxes(
            Optional<DomainName> domain, boolean removed, Optional<Login> after, int limit) {
        return records.accounts(domain, removed, after, limit);
    }

    /// In order of logins, to be read page by page.
    ///
    /// @param after the last login of the page before
    public List<AccountRecord> mailboxes(MailboxQuery query, Optional<Login> after, int limit) {
        return records.accounts(query, after, limit);
    }

    /// Makes all changes together, or none.
    ///
    /// @throws DirectoryException NoSuchMailbox, BadValue, AddressTaken, NoSuchDomain, NoSuchAddress, TooMany
    public Account changeMailbox(AccountId id, List<MailboxChange> changes) {
        Set<EmailAddress> touched = new LinkedHashSet<>();
        List<CustomerId> limited = changes.stream().anyMatch(MailboxChange.Limit.class::isInstance)
                ? records.account(id).map(AccountRecord::customer).stream().toList()
                : List.of();
        try {
            return contracts.within(limited, () -> records.changeAccount(id, record -> {
                        touched.addAll(AccountRules.existing(record).addresses());
                        Account account = record.account();
                        for (MailboxChange change : changes) {
                            account = AccountRules.changed(account, change);
                        }
                        AddressRules.checkCount(account.addresses());
                        touched.addAll(account.addresses());
                        return record.with(account);
                    })
                    .account());
        } finally {
            forget(id, touched);
        }
    }

    /// The mailbox is closed: no login, no mail. Its login, addresses and mail are kept for
    /// {@link DirectorySettings#keepRemoved}.
    public void removeMailbox(AccountId id) {
        Set<EmailAddress> touched = new LinkedHashSet<>();
        try {
            records.changeAccount(id, record -> {
                touched.addAll(AccountRules.existing(record).addresses());
                mustNotAdminister(record);
                return record.withRemoved(Optional.of(clock.instant()));
            });
        } finally {
            forget(id, touched);
        }
    }

    /// Undoes {@link #removeMailbox}, with addresses, password and mail. Addresses in a domain that is
    /// removed stay without effect until the domain is restored.
    ///
    /// @throws DirectoryException NoSuchMailbox when there is none of that name, or its time is over
    public Account restoreMailbox(String loginOrAddress) {
        AccountRecord found = find(loginOrAddress)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchMailbox(loginOrAddress.strip())));
        Account account = found.account();
        try {
            return contracts.within(List.of(found.customer()), () -> {
                mustExist(found.customer());
                return records.changeAccount(account.id(), record -> {
                            if (record.removed().filter(this::isOver).isPresent()) {
                                throw new DirectoryException(
                                        new DirectoryFailure.NoSuchMailbox(loginOrAddress.strip()));
                            }
                            return record.withRemoved(Optional.empty());
                        })
                        .account();
            });
        } finally {
            forget(account.id(), Set.copyOf(account.addresses()));
        }
    }

    private void mustExist(CustomerId id) {
        Customer customer = records.customer(id).orElseThrow(() -> Contracts.noSuch(id));
        if (!customer.exists()) {
            throw new DirectoryException(new DirectoryFailure.CustomerRemoved(customer.name()));
        }
    }

    private void mustNotAdminister(AccountRecord record) {
        Optional<Customer> customer = records.customer(record.customer()).filter(owner -> owner.administrator()
                .filter(record.account().id()::equals)
                .isPresent());
        if (customer.isPresent()) {
            throw AddressRules.bad(
                    DirectoryFailure.BadValue.Rule.ADMINISTERS,
                    "The mailbox " + record.account().login(),
                    "administers the customer " + customer.get().name() + "; give that another administrator first");
        }
    }

    private boolean isOver(Instant removed) {
        return removed.isBefore(clock.instant().minus(settings.keepRemoved()));
    }

    /// Removed mailboxes that can be restored no longer, and could not for {@link #MARGIN} already. Their
    /// mail is to be forgotten first, then {@link #purge} called: until then they are found here again.
    public List<AccountId> expired(int limit) {
        return records.removedBefore(
                clock.instant().minus(settings.keepRemoved()).minus(MARGIN), limit);
    }

    /// Forgets a removed mailbox for ever; its login and addresses become free.
    ///
    /// @throws DirectoryException NoSuchMailbox when it is not removed
    public void purge(AccountId id) {
        AccountRecord record = records.account(id)
                .filter(known -> !known.exists())
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchMailbox("number " + id.value())));
        try {
            records.deleteAccount(id);
        } finally {
            forget(id, Set.copyOf(record.account().addresses()));
            cache.forget(record.account().login());
        }
    }

    /// Forgets removed customers, plans, domains, aliases, forwards, auto-replies and operators whose time is
    /// over.
    ///
    /// @return how many
    public int purgeRemoved() {
        Instant before = clock.instant().minus(settings.keepRemoved());
        int purged = records.purgeRedirections(before)
                + records.purgeDomains(before)
                + records.purgeCustomers(before)
                + records.purgePlans(before)
                + operators.purge(before.minus(MARGIN));
        cache.forgetDomains();
        return purged;
    }

    private void forget(AccountId id, Set<EmailAddress> addresses) {
        cache.forget(id);
        addresses.forEach(cache::forget);
        cache.forgetCredentials(id);
    }
}
