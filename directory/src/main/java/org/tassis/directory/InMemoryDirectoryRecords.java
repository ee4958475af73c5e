package org.tassis.directory;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;

/// A directory that lives as long as the process: the reference for the contract, and for tests of other
/// modules. Thread-safe by one lock.
public final class InMemoryDirectoryRecords extends InMemoryCredentials implements DirectoryRecords {
    private InMemoryDomains domains = new InMemoryDomains();
    private InMemoryAccounts accounts = new InMemoryAccounts();
    private InMemoryRedirections redirections = new InMemoryRedirections();
    private InMemoryCustomers customers = new InMemoryCustomers();
    private int depth;
    private long lastAccount;

    /// What was there before is put back when `work` throws.
    @Override
    public synchronized <T> T together(Supplier<T> work) {
        if (depth > 0) {
            return work.get();
        }
        Runnable undo = undo();
        boolean done = false;
        depth++;
        try {
            T result = work.get();
            done = true;
            return result;
        } finally {
            depth--;
            if (!done) {
                undo.run();
            }
        }
    }

    private Runnable undo() {
        InMemoryDomains oldDomains = new InMemoryDomains(domains);
        InMemoryAccounts oldAccounts = new InMemoryAccounts(accounts);
        InMemoryRedirections oldRedirections = new InMemoryRedirections(redirections);
        InMemoryCustomers oldCustomers = new InMemoryCustomers(customers);
        Runnable undoCredentials = undoCredentials();
        return () -> {
            domains = oldDomains;
            accounts = oldAccounts;
            redirections = oldRedirections;
            customers = oldCustomers;
            undoCredentials.run();
        };
    }

    @Override
    public synchronized List<MailDomain> domains() {
        return domains.all();
    }

    @Override
    public synchronized Optional<MailDomain> domain(DomainName name) {
        return domains.find(name);
    }

    @Override
    public synchronized List<MailDomain> domains(DomainQuery query, Optional<DomainName> after, int limit) {
        return domains.page(query, after, limit);
    }

    @Override
    public synchronized void addDomain(MailDomain domain) {
        customers.known(domain.customer());
        domains.add(domain);
    }

    @Override
    public synchronized MailDomain enableDomain(DomainName name, boolean enabled) {
        return domains.put(domains.existing(name).withEnabled(enabled));
    }

    @Override
    public synchronized void removeDomain(DomainName name, Instant when) {
        MailDomain domain = domains.existing(name);
        List<EmailAddress> used = Stream.concat(redirections.addresses(name), accounts.usedAddressesIn(name))
                .sorted(Comparator.comparing(EmailAddress::key))
                .toList();
        if (!used.isEmpty()) {
            throw new DirectoryException(
                    new DirectoryFailure.DomainInUse(name, used.subList(0, Math.min(3, used.size())), used.size()));
        }
        domains.notAliased(name);
        domains.put(domain.withRemoved(Optional.of(when)));
    }

    @Override
    public synchronized MailDomain restoreDomain(DomainName name) {
        return domains.put(domains.known(name).withRemoved(Optional.empty()));
    }

    @Override
    public synchronized int purgeDomains(Instant removedBefore) {
        return domains.purge(removedBefore, name -> redirections.uses(name) || accounts.hasAddressIn(name));
    }

    @Override
    public synchronized AccountRecord addAccount(NewAccount account, Optional<String> passwordHash, Instant when) {
        CustomerId customer = account.customer().orElse(CustomerId.HOUSE);
        customers.known(customer);
        return add(account, customer, AccountRecord.Role.MAILBOX, passwordHash, when);
    }

    @Override
    public synchronized AccountRecord addOperator(NewAccount account, String passwordHash, Instant when) {
        return add(account, CustomerId.HOUSE, AccountRecord.Role.OPERATOR, Optional.of(passwordHash), when);
    }

    private AccountRecord add(
            NewAccount account,
            CustomerId customer,
            AccountRecord.Role role,
            Optional<String> passwordHash,
            Instant when) {
        accounts.find(account.login()).ifPresent(holder -> {
            throw new DirectoryException(DirectoryFailure.loginTaken(holder));
        });
        account.addresses().forEach(address -> {
            mayTake(address, null);
            mustBelong(address, customer);
        });
        AccountRecord made =
                new AccountRecord(account.withId(new AccountId(++lastAccount)), customer, role, when, Optional.empty());
        accounts.put(made);
        passwordHash.ifPresent(hash -> setPassword(made.account().id(), hash, when));
        return made;
    }

    @Override
    public synchronized List<AccountRecord> operators() {
        return accounts.operators(false);
    }

    @Override
    public synchronized List<AccountRecord> removedOperators() {
        return accounts.operators(true);
    }

    private void mustBelong(EmailAddress address, CustomerId customer) {
        if (!domains.existing(address.domain()).customer().equals(customer)) {
            throw new DirectoryException(new DirectoryFailure.ForeignDomain(address.domain()));
        }
    }

    @Override
    public synchronized Optional<AccountRecord> account(AccountId id) {
        return accounts.find(id);
    }

    @Override
    public synchronized Optional<AccountRecord> account(Login login) {
        return accounts.find(login);
    }

    @Override
    public synchronized Optional<AccountRecord> account(EmailAddress address) {
        return accounts.find(address);
    }

    @Override
    public synchronized List<AccountRecord> accounts(MailboxQuery query, Optional<Login> after, int limit) {
        return accounts.page(query, after, limit);
    }

    @Override
    public synchronized AccountRecord changeAccount(AccountId id, UnaryOperator<AccountRecord> change) {
        AccountRecord before = accounts.known(id);
        AccountRecord after = change.apply(before);
        after.account().addresses().stream()
                .filter(address -> !before.account().addresses().contains(address))
                .forEach(address -> {
                    mayTake(address, id);
                    mustBelong(address, before.customer());
                });
        accounts.put(after);
        return after;
    }

    @Override
    public synchronized void deleteAccount(AccountId id) {
        accounts.remove(id).ifPresent(gone -> {
            forgetCredentials(id);
            redirections.forget(id);
            customers
                    .find(gone.customer())
                    .filter(customer ->
                            customer.administrator().filter(id::equals).isPresent())
                    .ifPresent(customer -> customers.put(customer.withAdministrator(Optional.empty())));
            domains.forgetRoleMailbox(id);
        });
    }

    @Override
    public synchronized List<AccountId> removedBefore(Instant instant, int limit) {
        return accounts.removedBefore(instant, limit);
    }

    @Override
    public synchronized OptionalInt highestNumber(String word) {
        return accounts.highestNumber(word);
    }

    @Override
    public synchronized MailDomain redirectDomain(DomainName name, UnaryOperator<DomainRedirection> change) {
        MailDomain domain = domains.existing(name);
        DomainRedirection redirection = change.apply(domain.redirection());
        redirection.aliasOf().map(domains::existing).ifPresent(other -> {
            if (other.redirection().aliasOf().isPresent()) {
                throw new DirectoryException(new DirectoryFailure.AliasOfAlias(other.name()));
            }
            domains.notAliased(name);
        });
        redirection.roleMailbox().ifPresent(accounts::existing);
        return domains.put(domain.with(redirection));
    }

    @Override
    public synchronized void addAlias(Alias alias) {
        mayTake(alias.address(), null);
        redirections.put(alias);
    }

    @Override
    public synchronized Optional<Alias> alias(EmailAddress address) {
        return redirections.alias(address);
    }

    @Override
    public synchronized List<Alias> aliases(AliasQuery query, Optional<EmailAddress> after, int limit) {
        Predicate<DomainName> own = query.customer()
                .<Predicate<DomainName>>map(
                        id -> domainsOf(id).stream().map(MailDomain::name).collect(Collectors.toSet())::contains)
                .orElse(_ -> true);
        return redirections.aliases(query, own, after, limit);
    }

    @Override
    public synchronized Alias changeAlias(EmailAddress address, UnaryOperator<Alias> change) {
        Alias changed = change.apply(redirections.existing(address));
        redirections.put(changed);
        return changed;
    }

    @Override
    public synchronized void removeAlias(EmailAddress address, Instant when) {
        redirections.remove(address, when);
    }

    @Override
    public synchronized Alias restoreAlias(EmailAddress address, Instant notBefore) {
        redirections.removed(address, notBefore);
        mayTake(address, null);
        return redirections.restore(address);
    }

    @Override
    public synchronized Optional<Forward> forward(AccountId account) {
        return redirections.forward(account);
    }

    @Override
    public synchronized void setForward(AccountId account, Forward forward) {
        accounts.existing(account);
        redirections.put(account, forward);
    }

    @Override
    public synchronized Optional<AutoReply> autoReply(AccountId account) {
        return redirections.autoReply(account);
    }

    @Override
    public synchronized void setAutoReply(AccountId account, AutoReply reply) {
        accounts.existing(account);
        redirections.put(account, reply);
    }

    @Override
    public synchronized int purgeRedirections(Instant removedBefore) {
        return redirections.purge(removedBefore);
    }

    // ---- customers ----

    @Override
    public synchronized List<Plan> plans() {
        return customers.plans();
    }

    @Override
    public synchronized Optional<Plan> plan(String key) {
        return customers.plan(key);
    }

    @Override
    public synchronized void putPlan(Plan plan) {
        customers.put(plan);
    }

    @Override
    public synchronized boolean removePlan(String key, Instant when) {
        return customers.removePlan(key, when);
    }

    @Override
    public synchronized List<RemovedPlan> removedPlans() {
        return customers.removedPlans();
    }

    @Override
    public synchronized Optional<Plan> restorePlan(String key) {
        return customers.restorePlan(key);
    }

    @Override
    public synchronized int purgePlans(Instant removedBefore) {
        return customers.purgePlans(removedBefore);
    }

    @Override
    public synchronized List<CustomerId> customersOf(String plan) {
        return customers.of(plan);
    }

    @Override
    public synchronized Customer addCustomer(NewCustomer customer, Instant when) {
        return customers.add(customer, when);
    }

    @Override
    public synchronized Optional<Customer> customer(CustomerId id) {
        return customers.find(id);
    }

    @Override
    public synchronized Optional<Customer> customer(Login name) {
        return customers.find(name);
    }

    @Override
    public synchronized List<Customer> customers(String words, boolean removed, Optional<Login> after, int limit) {
        return customers.page(words, removed, after, limit);
    }

    @Override
    public synchronized Customer changeCustomer(CustomerId id, UnaryOperator<Customer> change) {
        Customer before = customers.known(id);
        Customer after = change.apply(before);
        customers.mustHavePlan(after.plan());
        if (!after.administrator().equals(before.administrator())) {
            after.administrator().ifPresent(account -> accounts.mustBeMailboxOf(id, account));
        }
        customers.put(after);
        return after;
    }

    @Override
    public synchronized Customer lockCustomer(CustomerId id) {
        return customers.known(id);
    }

    @Override
    public synchronized CustomerUse use(CustomerId id) {
        long storage = 0;
        List<AccountRecord> mailboxes = accounts.where(record ->
                record.isMailbox() && record.exists() && record.customer().equals(id));
        for (AccountRecord record : mailboxes) {
            long bytes = record.account().quota().bytes();
            storage = bytes > Plan.UNLIMITED - storage ? Plan.UNLIMITED : storage + bytes;
        }
        List<MailDomain> own =
                domains.of(id).stream().filter(MailDomain::exists).toList();
        long aliases = own.stream()
                .filter(domain -> domain.redirection().aliasOf().isPresent())
                .count();
        return new CustomerUse(storage, mailboxes.size(), own.size() - aliases, aliases);
    }

    @Override
    public synchronized int purgeCustomers(Instant removedBefore) {
        int purged = 0;
        for (Customer customer : customers.removedBefore(removedBefore)) {
            if (domains.of(customer.id()).isEmpty() && !accounts.hasAnyOf(customer.id())) {
                customers.forget(customer.id());
                purged++;
            }
        }
        return purged;
    }

    @Override
    public synchronized List<MailDomain> domainsOf(CustomerId customer) {
        return domains.of(customer);
    }

    @Override
    public synchronized void moveDomains(Set<DomainName> names, CustomerId customer) {
        customers.known(customer);
        names.forEach(domains::existing);
        List<AccountRecord> moving = accounts.where(
                record -> record.account().addresses().stream().anyMatch(address -> names.contains(address.domain())));
        for (AccountRecord record : moving) {
            for (EmailAddress address : record.account().addresses()) {
                if (!names.contains(address.domain())
                        && domains.find(address.domain())
                                .filter(domain -> !domain.customer().equals(customer))
                                .isPresent()) {
                    throw new DirectoryException(
                            new DirectoryFailure.MailboxBetween(record.account().login(), address.domain()));
                }
            }
        }
        moving.forEach(record -> accounts.put(record.of(customer)));
        names.forEach(name -> domains.put(domains.existing(name).of(customer)));
    }

    @Override
    public synchronized void removeAllOf(CustomerId id, Instant when) {
        for (MailDomain domain : domains.of(id)) {
            if (domain.exists()) {
                redirections.removeAll(domain.name(), when);
                domains.put(domain.withRemoved(Optional.of(when)));
            }
        }
        accounts.where(record -> record.customer().equals(id) && record.isMailbox() && record.exists())
                .forEach(record -> accounts.put(record.withRemoved(Optional.of(when))));
    }

    @Override
    public synchronized void restoreAllOf(CustomerId id, Instant when) {
        for (MailDomain domain : domains.of(id)) {
            if (domain.removed().filter(when::equals).isPresent()) {
                domains.put(domain.withRemoved(Optional.empty()));
                redirections.restoreAll(domain.name(), when);
            }
        }
        accounts.where(record -> record.customer().equals(id)
                        && record.removed().filter(when::equals).isPresent())
                .forEach(record -> accounts.put(record.withRemoved(Optional.empty())));
    }

    private void mayTake(EmailAddress address, @Nullable AccountId taker) {
        domains.existing(address.domain());
        accounts.mayTake(address, taker);
        if (redirections.alias(address).isPresent()) {
            throw new DirectoryException(new DirectoryFailure.AddressIsAlias(address));
        }
    }

    @Override
    void mustBeThere(AccountId id) {
        accounts.known(id);
    }
}
