package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Alias;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.AutoReply;
import org.tassis.directory.Credential;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.DomainRedirection;
import org.tassis.directory.Forward;
import org.tassis.directory.MailDomain;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Passkey;
import org.tassis.directory.Plan;
import org.tassis.directory.RemovedPlan;
import org.tassis.directory.SecondFactor;
import org.tassis.sql.Database;

/// The directory in a {@link Database}, Derby or PostgreSQL. Any thread; the caller closes the database.
public final class SqlDirectoryRecords implements DirectoryRecords {
    private final Transactions transactions;
    private final DomainRows domains;
    private final AliasRows aliases;
    private final AccountRows accounts;
    private final ForwardRows forwards = new ForwardRows();
    private final CredentialRows credentials;
    private final FactorRows factors;
    private final CustomerRows customers;
    private final DirectorySearch search;

    public SqlDirectoryRecords(Database database) {
        transactions = new Transactions(database, this::written);
        domains = new DomainRows(transactions.forUpdate());
        aliases = new AliasRows(transactions.forUpdate());
        accounts = new AccountRows(domains, aliases, transactions.forUpdate());
        credentials = new CredentialRows(accounts);
        factors = new FactorRows(accounts);
        customers = new CustomerRows(accounts, transactions.forUpdate());
        search = new DirectorySearch(accounts, domains, customers, aliases, transactions.isShared());
    }

    private void written(Transactions done) {
        search.written(done);
    }

    /// What a transaction that is not at its end has changed is in the tables alone.
    private boolean isSearched(String words) {
        return !words.isBlank() && !transactions.isRunning();
    }

    @Override
    public List<MailDomain> domains() {
        return transactions.read(domains::all);
    }

    @Override
    public <T> T together(Supplier<T> work) {
        return transactions.together(work);
    }

    @Override
    public List<MailDomain> domains(DomainQuery query, Optional<DomainName> after, int limit) {
        return transactions.read(connection -> isSearched(query.words())
                ? search.domains(connection, query, after, limit)
                : domains.page(connection, query, after, limit));
    }

    @Override
    public Optional<MailDomain> domain(DomainName name) {
        return transactions.read(connection -> domains.find(connection, name));
    }

    @Override
    public void addDomain(MailDomain domain) {
        transactions.write(connection -> {
            mustBeKnown(connection, domain.customer());
            domains.add(connection, domain);
            return domain;
        });
    }

    @Override
    public MailDomain enableDomain(DomainName name, boolean enabled) {
        return transactions.write(connection -> domains.enable(connection, name, enabled));
    }

    @Override
    public void removeDomain(DomainName name, Instant when) {
        transactions.write(connection -> {
            domains.remove(connection, name, when);
            return name;
        });
    }

    @Override
    public MailDomain restoreDomain(DomainName name) {
        return transactions.write(connection -> domains.restore(connection, name));
    }

    @Override
    public int purgeDomains(Instant removedBefore) {
        return transactions.write(connection -> {
            Changes.trim(connection);
            return domains.purge(connection, removedBefore);
        });
    }

    @Override
    public AccountRecord addAccount(NewAccount account, Optional<String> passwordHash, Instant when) {
        return transactions.write(connection -> {
            if (account.customer().isPresent()) {
                mustBeKnown(connection, account.customer().get());
            }
            AccountRecord made = accounts.add(connection, account, AccountRecord.Role.MAILBOX, when);
            if (passwordHash.isPresent()) {
                credentials.setPassword(connection, made.account().id(), passwordHash.get(), when);
            }
            return made;
        });
    }

    @Override
    public AccountRecord addOperator(NewAccount account, String passwordHash, Instant when) {
        return transactions.write(connection -> {
            AccountRecord made = accounts.add(connection, account, AccountRecord.Role.OPERATOR, when);
            credentials.setPassword(connection, made.account().id(), passwordHash, when);
            return made;
        });
    }

    private void mustBeKnown(Connection connection, CustomerId id) throws SQLException {
        if (customers.find(connection, id).isEmpty()) {
            throw CustomerRows.noSuchCustomer(id);
        }
    }

    @Override
    public List<AccountRecord> operators() {
        return transactions.read(accounts::operators);
    }

    @Override
    public List<AccountRecord> removedOperators() {
        return transactions.read(accounts::removedOperators);
    }

    @Override
    public Optional<AccountRecord> account(AccountId id) {
        return transactions.read(connection -> accounts.find(connection, id));
    }

    @Override
    public Optional<AccountRecord> account(Login login) {
        return transactions.read(connection -> accounts.find(connection, login));
    }

    @Override
    public Optional<AccountRecord> account(EmailAddress address) {
        return transactions.read(connection -> accounts.find(connection, address));
    }

    @Override
    public List<AccountRecord> accounts(MailboxQuery query, Optional<Login> after, int limit) {
        return transactions.read(connection -> isSearched(query.words())
                ? search.mailboxes(connection, query, after, limit)
                : accounts.page(connection, query, after, limit));
    }

    @Override
    public AccountRecord changeAccount(AccountId id, UnaryOperator<AccountRecord> change) {
        return transactions.write(connection -> accounts.change(connection, id, change));
    }

    @Override
    public void deleteAccount(AccountId id) {
        transactions.write(connection -> {
            credentials.deleteAll(connection, id);
            factors.deleteAll(connection, id);
            SqlAccessRecords.forget(connection, id);
            forwards.deleteAll(connection, id);
            domains.forget(connection, id);
            customers.forget(connection, id);
            accounts.delete(connection, id);
            return id;
        });
    }

    @Override
    public List<AccountId> removedBefore(Instant instant, int limit) {
        return transactions.read(connection -> accounts.removedBefore(connection, instant, limit));
    }

    @Override
    public OptionalInt highestNumber(String word) {
        return transactions.read(connection -> accounts.highestNumber(connection, word));
    }

    @Override
    public List<Credential> credentials(AccountId account) {
        return transactions.read(connection -> credentials.of(connection, account));
    }

    @Override
    public Credential setPassword(AccountId account, String hash, Instant when) {
        return transactions.write(connection -> credentials.setPassword(connection, account, hash, when));
    }

    @Override
    public boolean rehash(long credential, String from, String to) {
        return transactions.write(connection -> credentials.rehash(connection, credential, from, to));
    }

    @Override
    public Credential addAppPassword(
            AccountId account,
            String label,
            String selector,
            Set<String> protocols,
            String hash,
            Instant when,
            int limit) {
        return transactions.write(connection ->
                credentials.addAppPassword(connection, account, label, selector, protocols, hash, when, limit));
    }

    @Override
    public boolean removeAppPassword(AccountId account, long credential) {
        return transactions.write(connection -> credentials.removeAppPassword(connection, account, credential));
    }

    @Override
    public boolean hasFactor(AccountId account) {
        return transactions.read(connection -> factors.any(connection, account));
    }

    @Override
    public Optional<SecondFactor> secondFactor(AccountId account) {
        return transactions.read(connection -> factors.codes(connection, account));
    }

    @Override
    public void setSecondFactor(AccountId account, Optional<SecondFactor> factor) {
        transactions.write(connection -> factors.setCodes(connection, account, factor));
    }

    @Override
    public boolean useStep(AccountId account, long step) {
        return transactions.write(connection -> factors.useStep(connection, account, step));
    }

    @Override
    public Optional<Passkey> addPasskey(Passkey passkey, int limit) {
        return transactions.write(connection -> factors.add(connection, passkey, limit));
    }

    @Override
    public Optional<Passkey> passkey(String credential) {
        return transactions.read(connection -> factors.find(connection, credential));
    }

    @Override
    public List<Passkey> passkeys(AccountId account) {
        return transactions.read(connection -> factors.of(connection, account));
    }

    @Override
    public boolean usePasskey(long id, long counter, Instant when, String from) {
        return transactions.write(connection -> factors.use(connection, id, counter, when, from));
    }

    @Override
    public boolean renamePasskey(AccountId account, long id, String name) {
        return transactions.write(connection -> factors.rename(connection, account, id, name));
    }

    @Override
    public boolean removePasskey(AccountId account, long id) {
        return transactions.write(connection -> factors.remove(connection, account, id));
    }

    @Override
    public void setRecoveryCodes(AccountId account, Collection<String> digests) {
        transactions.write(connection -> factors.setRecoveryCodes(connection, account, digests));
    }

    @Override
    public boolean useRecoveryCode(AccountId account, String digest) {
        return transactions.write(connection -> factors.useRecoveryCode(connection, account, digest));
    }

    @Override
    public int recoveryCodes(AccountId account) {
        return transactions.read(connection -> factors.recoveryCodes(connection, account));
    }

    @Override
    public MailDomain redirectDomain(DomainName name, UnaryOperator<DomainRedirection> change) {
        return transactions.write(connection -> {
            MailDomain domain = domains.existing(connection, name);
            DomainRedirection redirection = change.apply(domain.redirection());
            if (redirection.roleMailbox().isPresent()) {
                accounts.lockExisting(connection, redirection.roleMailbox().get());
            }
            return domains.redirect(connection, domain, redirection);
        });
    }

    @Override
    public void addAlias(Alias alias) {
        transactions.write(connection -> {
            accounts.mayTake(connection, alias.address());
            aliases.add(connection, alias);
            return alias;
        });
    }

    @Override
    public Optional<Alias> alias(EmailAddress address) {
        return transactions.read(connection -> aliases.find(connection, address));
    }

    @Override
    public List<Alias> aliases(AliasQuery query, Optional<EmailAddress> after, int limit) {
        boolean isSearched = isSearched(query.words()) || query.customer().isPresent() && !transactions.isRunning();
        return transactions.read(connection -> isSearched
                ? search.aliases(connection, query, after, limit)
                : aliases.page(connection, query, after, limit));
    }

    @Override
    public Alias changeAlias(EmailAddress address, UnaryOperator<Alias> change) {
        return transactions.write(connection -> aliases.change(connection, address, change));
    }

    @Override
    public void removeAlias(EmailAddress address, Instant when) {
        transactions.write(connection -> {
            aliases.remove(connection, address, when);
            return address;
        });
    }

    @Override
    public Alias restoreAlias(EmailAddress address, Instant notBefore) {
        return transactions.write(connection -> {
            Alias removed = aliases.removed(connection, address, notBefore);
            accounts.mayTake(connection, address);
            return aliases.restore(connection, removed);
        });
    }

    @Override
    public Optional<Forward> forward(AccountId account) {
        return transactions.read(connection -> forwards.forward(connection, account));
    }

    @Override
    public void setForward(AccountId account, Forward forward) {
        transactions.write(connection -> {
            accounts.lockExisting(connection, account);
            forwards.set(connection, account, forward);
            return forward;
        });
    }

    @Override
    public Optional<AutoReply> autoReply(AccountId account) {
        return transactions.read(connection -> forwards.autoReply(connection, account));
    }

    @Override
    public void setAutoReply(AccountId account, AutoReply reply) {
        transactions.write(connection -> {
            accounts.lockExisting(connection, account);
            forwards.set(connection, account, reply);
            return reply;
        });
    }

    @Override
    public int purgeRedirections(Instant removedBefore) {
        return transactions.write(
                connection -> aliases.purge(connection, removedBefore) + forwards.purge(connection, removedBefore));
    }

    // ---- customers ----

    @Override
    public List<Plan> plans() {
        return transactions.read(customers::plans);
    }

    @Override
    public Optional<Plan> plan(String key) {
        return transactions.read(connection -> customers.plan(connection, key));
    }

    @Override
    public void putPlan(Plan plan) {
        transactions.write(connection -> {
            customers.put(connection, plan);
            return plan;
        });
    }

    @Override
    public boolean removePlan(String key, Instant when) {
        return transactions.write(connection -> customers.removePlan(connection, key, when));
    }

    @Override
    public List<RemovedPlan> removedPlans() {
        return transactions.read(customers::removedPlans);
    }

    @Override
    public Optional<Plan> restorePlan(String key) {
        return transactions.write(connection -> customers.restorePlan(connection, key));
    }

    @Override
    public int purgePlans(Instant removedBefore) {
        return transactions.write(connection -> customers.purgePlans(connection, removedBefore));
    }

    @Override
    public List<CustomerId> customersOf(String plan) {
        return transactions.read(connection -> customers.of(connection, plan));
    }

    @Override
    public Customer addCustomer(NewCustomer customer, Instant when) {
        return transactions.write(connection -> customers.add(connection, customer, when));
    }

    @Override
    public Optional<Customer> customer(CustomerId id) {
        return transactions.read(connection -> customers.find(connection, id));
    }

    @Override
    public Optional<Customer> customer(Login name) {
        return transactions.read(connection -> customers.find(connection, name));
    }

    @Override
    public List<Customer> customers(String words, boolean removed, Optional<Login> after, int limit) {
        return transactions.read(connection -> isSearched(words)
                ? search.customers(connection, words, removed, after, limit)
                : customers.page(connection, words, removed, after, limit));
    }

    @Override
    public Customer changeCustomer(CustomerId id, UnaryOperator<Customer> change) {
        return transactions.write(connection -> customers.change(connection, id, change));
    }

    @Override
    public Customer lockCustomer(CustomerId id) {
        return transactions.write(connection -> customers.lock(connection, id));
    }

    @Override
    public CustomerUse use(CustomerId id) {
        return transactions.read(connection -> customers.use(connection, id));
    }

    @Override
    public int purgeCustomers(Instant removedBefore) {
        return transactions.write(connection -> customers.purge(connection, removedBefore));
    }

    @Override
    public List<MailDomain> domainsOf(CustomerId customer) {
        return transactions.read(connection -> domains.of(connection, customer));
    }

    @Override
    public void moveDomains(Set<DomainName> names, CustomerId customer) {
        transactions.write(connection -> {
            customers.lock(connection, customer);
            for (DomainName name : names) {
                domains.existing(connection, name);
            }
            accounts.move(connection, names, customer);
            for (DomainName name : names) {
                domains.move(connection, name, customer);
            }
            return names;
        });
    }

    @Override
    public void removeAllOf(CustomerId id, Instant when) {
        transactions.write(connection -> {
            customers.removeAll(connection, id, when);
            return id;
        });
    }

    @Override
    public void restoreAllOf(CustomerId id, Instant when) {
        transactions.write(connection -> {
            customers.restoreAll(connection, id, when);
            return id;
        });
    }
}
