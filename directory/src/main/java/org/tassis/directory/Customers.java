package org.tassis.directory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.Login;

/// The rules of customers and plans: {@link Directory#customers}. Any thread.
public final class Customers {
    private final DirectoryRecords records;
    private final DirectoryCache cache;
    private final Contracts contracts;
    private final InstantSource clock;
    private final DirectorySettings settings;

    Customers(
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

    // ---- plans ----

    /// In order of their names.
    public List<Plan> plans() {
        return records.plans();
    }

    /// @throws DirectoryException NoSuchPlan
    public Plan plan(String name) {
        return records.plan(Plan.key(name))
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchPlan(name)));
    }

    /// @throws DirectoryException BadValue, PlanExists
    public void addPlan(Plan plan) {
        check(plan);
        records.together(() -> {
            if (records.plan(plan.key()).isPresent()) {
                throw new DirectoryException(new DirectoryFailure.PlanExists(plan.name()));
            }
            records.putPlan(plan);
            return plan;
        });
    }

    /// Every customer with the plan must fit into it as it is to be.
    ///
    /// @throws DirectoryException NoSuchPlan, BadValue, PlanTooSmall
    public Plan changePlan(String name, UnaryOperator<Plan> change) {
        return records.together(() -> {
            Plan before = plan(name);
            List<CustomerId> holders = records.customersOf(before.key());
            holders.forEach(records::lockCustomer);
            Plan after = change.apply(plan(name));
            check(after);
            if (!after.key().equals(before.key())) {
                throw AddressRules.bad("The name of a plan", "stays; add another plan");
            }
            for (CustomerId holder : holders) {
                records.customer(holder).ifPresent(customer -> mustFitWhereSmaller(customer, before, after));
            }
            records.putPlan(after);
            return after;
        });
    }

    private void mustFitWhereSmaller(Customer customer, Plan before, Plan after) {
        boolean smaller = false;
        for (Plan.Limit limit : Plan.Limit.values()) {
            smaller |= after.limit(limit) < before.limit(limit);
        }
        if (smaller) {
            contracts.mustFit(customer, after);
        }
    }

    /// It can be restored for {@link DirectorySettings#keepRemoved}.
    ///
    /// @throws DirectoryException NoSuchPlan, PlanInUse
    public void removePlan(String name) {
        if (!records.removePlan(Plan.key(name), clock.instant())) {
            throw new DirectoryException(new DirectoryFailure.NoSuchPlan(name));
        }
    }

    /// That can be restored, in order of their names.
    public List<RemovedPlan> removedPlans() {
        Instant oldest = clock.instant().minus(settings.keepRemoved());
        return records.removedPlans().stream()
                .filter(plan -> !plan.removed().isBefore(oldest))
                .toList();
    }

    /// Undoes {@link #removePlan}.
    ///
    /// @throws DirectoryException NoSuchPlan when none of that name was removed, or its time is over;
    ///     PlanExists when there is another one of that name now
    public Plan restorePlan(String name) {
        String key = Plan.key(name);
        return records.together(() -> {
            if (removedPlans().stream()
                    .noneMatch(removed -> removed.plan().key().equals(key))) {
                throw new DirectoryException(new DirectoryFailure.NoSuchPlan(name));
            }
            return records.restorePlan(key)
                    .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchPlan(name)));
        });
    }

    private static void check(Plan plan) {
        AddressRules.checkText("The name of a plan", plan.name(), 1, Plan.MAX_NAME);
    }

    // ---- customers ----

    /// @throws DirectoryException BadValue, CustomerExists, NoSuchPlan
    public Customer add(NewCustomer customer) {
        AddressRules.checkText("The customer's title", customer.title(), 0, AddressRules.MAX_REAL_NAME);
        AddressRules.checkLanguage(customer.language());
        return records.addCustomer(customer, clock.instant());
    }

    /// One that exists.
    public Optional<Customer> find(CustomerId id) {
        return records.customer(id).filter(Customer::exists);
    }

    /// One that exists.
    ///
    /// @throws DirectoryException NoSuchCustomer
    public Customer named(Login name) {
        return records.customer(name)
                .filter(Customer::exists)
                .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchCustomer(name.value())));
    }

    /// In order of names, to be read page by page.
    ///
    /// @param words   in its name or title, in any case; empty: all
    /// @param removed whether removed ones are wanted, or those that exist
    /// @param after   the last name of the page before
    public List<Customer> page(String words, boolean removed, Optional<Login> after, int limit) {
        return records.customers(words.strip(), removed, after, limit);
    }

    /// What it has now.
    public CustomerUse use(CustomerId id) {
        return records.use(id);
    }

    /// The plan that limits it; empty when nothing does.
    public Optional<Plan> planOf(Customer customer) {
        return customer.plan().flatMap(records::plan);
    }

    /// Domains of a customer that exist, or those that were removed, in order of their names.
    public List<MailDomain> domains(CustomerId id, boolean removed) {
        return records.domainsOf(id).stream()
                .filter(domain -> domain.exists() != removed)
                .toList();
    }

    /// @throws DirectoryException NoSuchCustomer, BadValue, NoSuchMailbox
    public Customer change(CustomerId id, UnaryOperator<Customer> change) {
        return records.changeCustomer(id, before -> {
            if (!before.exists()) {
                throw Contracts.noSuch(id);
            }
            Customer after = change.apply(before);
            AddressRules.checkText("The customer's title", after.title(), 0, AddressRules.MAX_REAL_NAME);
            AddressRules.checkLanguage(after.language());
            return after.withPlan(before.plan()).withRemoved(Optional.empty());
        });
    }

    /// What the customer has must fit into the plan.
    ///
    /// @param plan its name; empty: nothing is limited
    /// @throws DirectoryException NoSuchCustomer, NoSuchPlan, PlanTooSmall, BadValue for the operator's own
    public Customer changePlanOf(CustomerId id, Optional<String> plan) {
        if (id.equals(CustomerId.HOUSE) && plan.isPresent()) {
            throw AddressRules.bad("The operator's own customer", "has no plan");
        }
        return records.together(() -> {
            Customer before = records.lockCustomer(id);
            Optional<Plan> after = plan.map(this::plan);
            after.ifPresent(chosen -> contracts.mustFit(before, chosen));
            return records.changeCustomer(id, customer -> customer.withPlan(after.map(Plan::key)));
        });
    }

    /// Who administers it.
    ///
    /// @throws DirectoryException NoSuchCustomer, NoSuchMailbox when it is none of its mailboxes
    public Customer changeAdministrator(CustomerId id, Optional<AccountId> account) {
        return records.changeCustomer(id, customer -> customer.withAdministrator(account));
    }

    /// Gives domains, with all mailboxes that have an address in them, to a customer, as far as its plan
    /// allows.
    ///
    /// @throws DirectoryException NoSuchDomain, NoSuchCustomer, MailboxBetween, LimitReached
    public void takeDomains(CustomerId id, Set<DomainName> names) {
        List<CustomerId> touched = new ArrayList<>(List.of(id));
        for (DomainName name : names) {
            records.domain(name).ifPresent(domain -> touched.add(domain.customer()));
        }
        try {
            contracts.within(touched, () -> {
                records.moveDomains(names, id);
                return id;
            });
        } finally {
            cache.forgetAll();
        }
    }

    /// Removes a customer with all its domains, mailboxes and aliases, for {@link
    /// DirectorySettings#keepRemoved}.
    ///
    /// @throws DirectoryException NoSuchCustomer; BadValue for the operator's own
    public Customer remove(CustomerId id) {
        if (id.equals(CustomerId.HOUSE)) {
            throw AddressRules.bad("The operator's own customer", "cannot be removed");
        }
        Instant now = clock.instant();
        try {
            return records.together(() -> {
                Customer customer = records.lockCustomer(id);
                if (!customer.exists()) {
                    throw Contracts.noSuch(id);
                }
                records.removeAllOf(id, now);
                return records.changeCustomer(id, before -> before.withRemoved(Optional.of(now)));
            });
        } finally {
            cache.forgetAll();
        }
    }

    /// Undoes {@link #remove}: what was removed together with the customer comes back, what was removed
    /// before does not. It must fit into the plan, which may have become smaller meanwhile.
    ///
    /// @throws DirectoryException NoSuchCustomer when there is none of that name, or its time is over;
    ///     PlanTooSmall
    public Customer restore(Login name) {
        Instant oldest = clock.instant().minus(settings.keepRemoved());
        try {
            return records.together(() -> {
                Customer known = records.customer(name)
                        .filter(customer -> customer.removed()
                                .filter(when -> !when.isBefore(oldest))
                                .isPresent())
                        .orElseThrow(() -> new DirectoryException(new DirectoryFailure.NoSuchCustomer(name.value())));
                records.lockCustomer(known.id());
                records.restoreAllOf(known.id(), known.removed().orElseThrow());
                known.plan().flatMap(records::plan).ifPresent(plan -> contracts.mustFit(known, plan));
                return records.changeCustomer(known.id(), customer -> customer.withRemoved(Optional.empty()));
            });
        } finally {
            cache.forgetAll();
        }
    }
}
