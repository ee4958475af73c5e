package org.tassis.directory;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
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
    private final TreeMap<DomainName, MailDomain> domains = new TreeMap<>();
    private final TreeMap<String, AccountRecord> byLogin = new TreeMap<>();
    private final Map<AccountId, AccountRecord> byId = new HashMap<>();
    private final Map<EmailAddress, AccountId> byAddress = new HashMap<>();
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
        Map<DomainName, MailDomain> oldDomains = Map.copyOf(domains);
        Map<String, AccountRecord> oldLogins = Map.copyOf(byLogin);
        Map<AccountId, AccountRecord> oldIds = Map.copyOf(byId);
        Map<EmailAddress, AccountId> oldAddresses = Map.copyOf(byAddress);
        InMemoryRedirections oldRedirections = new InMemoryRedirections(redirections);
        InMemoryCustomers oldCustomers = new InMemoryCustomers(customers);
        Runnable undoCredentials = undoCredentials();
        return () -> {
            replace(domains, oldDomains);
            replace(byLogin, oldLogins);
            replace(byId, oldIds);
            replace(byAddress, oldAddresses);
            redirections = oldRedirections;
            customers = oldCustomers;
            undoCredentials.run();
        };
    }

    @Override
    public synchronized List<MailDomain> domains() {
        return List.copyOf(domains.values());
    }

    @Override
    public synchronized Optional<MailDomain> domain(DomainName name) {
        return Optional.ofNullable(domains.get(name));
    }

    @Override
    public synchronized List<MailDomain> domains(DomainQuery query, Optional<DomainName> after, int limit) {
        return domains.values().stream()
                .filter(domain -> domain.exists() != query.removed())
                .filter(domain -> after.isEmpty()
                        || domain.name().ascii().compareTo(after.get().ascii()) > 0)
                .filter(domain ->
                        query.customer().isEmpty() || query.customer().get().equals(domain.customer()))
                .filter(domain -> domain.name()
                        .ascii()
                        .contains(DomainName.parse(query.words())
                                .map(DomainName::ascii)
                                .orElse(query.words())))
                .sorted(Comparator.comparing(domain -> domain.name().ascii()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void addDomain(MailDomain domain) {
        customers.known(domain.customer());
        MailDomain known = domains.get(domain.name());
        if (known != null) {
            throw new DirectoryException(
                    known.exists()
                            ? new DirectoryFailure.DomainExists(known.name())
                            : new DirectoryFailure.DomainRemoved(known.name()));
        }
        domains.put(domain.name(), domain);
    }

    @Override
    public synchronized MailDomain enableDomain(DomainName name, boolean enabled) {
        MailDomain domain = existing(name).withEnabled(enabled);
        domains.put(name, domain);
        return domain;
    }

    @Override
    public synchronized void removeDomain(DomainName name, Instant when) {
        MailDomain domain = existing(name);
        List<EmailAddress> used = Stream.concat(
                        redirections.addresses(name),
                        byAddress.entrySet().stream()
                                .filter(entry -> entry.getKey().domain().equals(name)
                                        && byId(entry.getValue()).exists())
                                .map(Map.Entry::getKey))
                .sorted(Comparator.comparing(EmailAddress::key))
                .toList();
        if (!used.isEmpty()) {
            throw new DirectoryException(
                    new DirectoryFailure.DomainInUse(name, used.subList(0, Math.min(3, used.size())), used.size()));
        }
        notAliased(name);
        domains.put(name, domain.withRemoved(Optional.of(when)));
    }

    @Override
    public synchronized MailDomain restoreDomain(DomainName name) {
        MailDomain domain = domains.get(name);
        if (domain == null) {
            throw new DirectoryException(new DirectoryFailure.NoSuchDomain(name));
        }
        domain = domain.withRemoved(Optional.empty());
        domains.put(name, domain);
        return domain;
    }

    @Override
    public synchronized int purgeDomains(Instant removedBefore) {
        int before = domains.size();
        domains.values()
                .removeIf(domain -> domain.removed().isPresent()
                        && domain.removed().get().isBefore(removedBefore)
                        && !redirections.uses(domain.name())
                        && domains.values().stream().noneMatch(other -> other.redirection()
                                .aliasOf()
                                .filter(domain.name()::equals)
                                .isPresent())
                        && byAddress.keySet().stream()
                                .noneMatch(address -> address.domain().equals(domain.name())));
        return before - domains.size();
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
        AccountRecord holder = byLogin.get(account.login().value());
        if (holder != null) {
            throw new DirectoryException(DirectoryFailure.loginTaken(holder));
        }
        account.addresses().forEach(address -> {
            mayTake(address, null);
            mustBelong(address, customer);
        });
        AccountRecord made =
                new AccountRecord(account.withId(new AccountId(++lastAccount)), customer, role, when, Optional.empty());
        put(made);
        passwordHash.ifPresent(hash -> setPassword(made.account().id(), hash, when));
        return made;
    }

    @Override
    public synchronized List<AccountRecord> operators() {
        return byLogin.values().stream()
                .filter(record -> !record.isMailbox() && record.exists())
                .toList();
    }

    @Override
    public synchronized List<AccountRecord> removedOperators() {
        return byLogin.values().stream()
                .filter(record -> !record.isMailbox() && !record.exists())
                .toList();
    }

    private void mustBelong(EmailAddress address, CustomerId customer) {
        if (!existing(address.domain()).customer().equals(customer)) {
            throw new DirectoryException(new DirectoryFailure.ForeignDomain(address.domain()));
        }
    }

    @Override
    public synchronized Optional<AccountRecord> account(AccountId id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public synchronized Optional<AccountRecord> account(Login login) {
        return Optional.ofNullable(byLogin.get(login.value()));
    }

    @Override
    public synchronized Optional<AccountRecord> account(EmailAddress address) {
        return Optional.ofNullable(byAddress.get(address)).map(this::byId);
    }

    @Override
    public synchronized List<AccountRecord> accounts(MailboxQuery query, Optional<Login> after, int limit) {
        return byLogin.tailMap(after.map(Login::value).orElse(""), false).values().stream()
                .filter(record -> record.isMailbox() && record.exists() != query.removed())
                .filter(record ->
                        query.customer().isEmpty() || query.customer().get().equals(record.customer()))
                .filter(record -> query.domain().isEmpty()
                        || record.account().addresses().stream().anyMatch(address -> address.domain()
                                .equals(query.domain().get())))
                .filter(record -> SearchText.matches(record.account(), query.words()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized AccountRecord changeAccount(AccountId id, UnaryOperator<AccountRecord> change) {
        AccountRecord before = byId.get(id);
        if (before == null) {
            throw noSuchMailbox(id);
        }
        AccountRecord after = change.apply(before);
        after.account().addresses().stream()
                .filter(address -> !before.account().addresses().contains(address))
                .forEach(address -> {
                    mayTake(address, id);
                    mustBelong(address, before.customer());
                });
        before.account().addresses().forEach(byAddress::remove);
        put(after);
        return after;
    }

    @Override
    public synchronized void deleteAccount(AccountId id) {
        AccountRecord gone = byId.remove(id);
        if (gone != null) {
            byLogin.remove(gone.account().login().value());
            gone.account().addresses().forEach(byAddress::remove);
            forgetCredentials(id);
            redirections.forget(id);
            customers
                    .find(gone.customer())
                    .filter(customer ->
                            customer.administrator().filter(id::equals).isPresent())
                    .ifPresent(customer -> customers.put(customer.withAdministrator(Optional.empty())));
            domains.replaceAll((_, domain) ->
                    domain.redirection().roleMailbox().filter(id::equals).isPresent()
                            ? domain.with(domain.redirection().withRoleMailbox(Optional.empty()))
                            : domain);
        }
    }

    @Override
    public synchronized List<AccountId> removedBefore(Instant instant, int limit) {
        return byId.values().stream()
                .filter(record -> record.isMailbox()
                        && record.removed().filter(instant::isAfter).isPresent())
                .sorted(Comparator.comparing(
                                (AccountRecord record) -> record.removed().orElseThrow())
                        .thenComparing(record -> record.account().id().value()))
                .limit(limit)
                .map(record -> record.account().id())
                .toList();
    }

    @Override
    public synchronized OptionalInt highestNumber(String word) {
        return byLogin.keySet().stream()
                .map(NumberedLogin::of)
                .flatMap(Optional::stream)
                .filter(login -> login.word().equals(word))
                .mapToInt(NumberedLogin::number)
                .max();
    }

    @Override
    public synchronized MailDomain redirectDomain(DomainName name, UnaryOperator<DomainRedirection> change) {
        MailDomain domain = existing(name);
        DomainRedirection redirection = change.apply(domain.redirection());
        if (redirection.aliasOf().isPresent()) {
            MailDomain other = existing(redirection.aliasOf().get());
            if (other.redirection().aliasOf().isPresent()) {
                throw new DirectoryException(new DirectoryFailure.AliasOfAlias(other.name()));
            }
            notAliased(name);
        }
        redirection.roleMailbox().ifPresent(this::existing);
        domains.put(name, domain.with(redirection));
        return domain.with(redirection);
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
        existing(account);
        redirections.put(account, forward);
    }

    @Override
    public synchronized Optional<AutoReply> autoReply(AccountId account) {
        return redirections.autoReply(account);
    }

    @Override
    public synchronized void setAutoReply(AccountId account, AutoReply reply) {
        existing(account);
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
            after.administrator().ifPresent(account -> {
                AccountRecord record = byId.get(account);
                if (record == null
                        || !record.exists()
                        || !record.isMailbox()
                        || !record.customer().equals(id)) {
                    throw noSuchMailbox(account);
                }
            });
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
        long mailboxes = 0;
        for (AccountRecord record : byId.values()) {
            if (record.isMailbox() && record.exists() && record.customer().equals(id)) {
                long bytes = record.account().quota().bytes();
                storage = bytes > Plan.UNLIMITED - storage ? Plan.UNLIMITED : storage + bytes;
                mailboxes++;
            }
        }
        List<MailDomain> own = domains.values().stream()
                .filter(domain -> domain.exists() && domain.customer().equals(id))
                .toList();
        long aliases = own.stream()
                .filter(domain -> domain.redirection().aliasOf().isPresent())
                .count();
        return new CustomerUse(storage, mailboxes, own.size() - aliases, aliases);
    }

    @Override
    public synchronized int purgeCustomers(Instant removedBefore) {
        int purged = 0;
        for (Customer customer : customers.removedBefore(removedBefore)) {
            if (domainsOf(customer.id()).isEmpty()
                    && byId.values().stream()
                            .noneMatch(record -> record.customer().equals(customer.id()))) {
                customers.forget(customer.id());
                purged++;
            }
        }
        return purged;
    }

    @Override
    public synchronized List<MailDomain> domainsOf(CustomerId customer) {
        return domains.values().stream()
                .filter(domain -> domain.customer().equals(customer))
                .sorted(Comparator.comparing(domain -> domain.name().ascii()))
                .toList();
    }

    @Override
    public synchronized void moveDomains(Set<DomainName> names, CustomerId customer) {
        customers.known(customer);
        names.forEach(this::existing);
        List<AccountRecord> moving = byId.values().stream()
                .filter(record ->
                        record.account().addresses().stream().anyMatch(address -> names.contains(address.domain())))
                .toList();
        for (AccountRecord record : moving) {
            for (EmailAddress address : record.account().addresses()) {
                MailDomain domain = domains.get(address.domain());
                if (!names.contains(address.domain())
                        && domain != null
                        && !domain.customer().equals(customer)) {
                    throw new DirectoryException(
                            new DirectoryFailure.MailboxBetween(record.account().login(), address.domain()));
                }
            }
        }
        moving.forEach(record -> put(record.of(customer)));
        names.forEach(name -> domains.put(name, existing(name).of(customer)));
    }

    @Override
    public synchronized void removeAllOf(CustomerId id, Instant when) {
        for (MailDomain domain : domainsOf(id)) {
            if (domain.exists()) {
                redirections.removeAll(domain.name(), when);
                domains.put(domain.name(), domain.withRemoved(Optional.of(when)));
            }
        }
        List.copyOf(byId.values()).stream()
                .filter(record -> record.customer().equals(id) && record.isMailbox() && record.exists())
                .forEach(record -> put(record.withRemoved(Optional.of(when))));
    }

    @Override
    public synchronized void restoreAllOf(CustomerId id, Instant when) {
        for (MailDomain domain : domainsOf(id)) {
            if (domain.removed().filter(when::equals).isPresent()) {
                domains.put(domain.name(), domain.withRemoved(Optional.empty()));
                redirections.restoreAll(domain.name(), when);
            }
        }
        List.copyOf(byId.values()).stream()
                .filter(record -> record.customer().equals(id)
                        && record.removed().filter(when::equals).isPresent())
                .forEach(record -> put(record.withRemoved(Optional.empty())));
    }

    private void existing(AccountId account) {
        if (account(account).filter(AccountRecord::exists).isEmpty()) {
            throw noSuchMailbox(account);
        }
    }

    private void notAliased(DomainName name) {
        List<DomainName> by = domains.values().stream()
                .filter(other -> other.exists()
                        && other.redirection().aliasOf().filter(name::equals).isPresent())
                .map(MailDomain::name)
                .toList();
        if (!by.isEmpty()) {
            throw new DirectoryException(new DirectoryFailure.DomainAliased(name, by));
        }
    }

    private void put(AccountRecord record) {
        byLogin.put(record.account().login().value(), record);
        byId.put(record.account().id(), record);
        record.account()
                .addresses()
                .forEach(address -> byAddress.put(address, record.account().id()));
    }

    private void mayTake(EmailAddress address, @Nullable AccountId taker) {
        existing(address.domain());
        AccountId holder = byAddress.get(address);
        if (holder != null && !holder.equals(taker)) {
            throw new DirectoryException(
                    new DirectoryFailure.AddressTaken(address, byId(holder).removed()));
        }
        if (redirections.alias(address).isPresent()) {
            throw new DirectoryException(new DirectoryFailure.AddressIsAlias(address));
        }
    }

    private MailDomain existing(DomainName name) {
        MailDomain domain = domains.get(name);
        if (domain == null || !domain.exists()) {
            throw new DirectoryException(new DirectoryFailure.NoSuchDomain(name));
        }
        return domain;
    }

    private AccountRecord byId(AccountId id) {
        AccountRecord record = byId.get(id);
        if (record == null) {
            throw new IllegalStateException("an address leads nowhere: " + id);
        }
        return record;
    }

    @Override
    void mustBeThere(AccountId id) {
        if (!byId.containsKey(id)) {
            throw noSuchMailbox(id);
        }
    }

    private static DirectoryException noSuchMailbox(AccountId id) {
        return new DirectoryException(new DirectoryFailure.NoSuchMailbox("number " + id.value()));
    }
}
