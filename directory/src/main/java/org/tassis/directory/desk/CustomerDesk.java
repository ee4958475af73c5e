package org.tassis.directory.desk;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.MailDomain;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;
import org.tassis.directory.RemovedPlan;

/// What one visit does to customers and plans: operators do, administrators see their own customer. All
/// methods throw {@link DirectoryException} with the failures of {@link Directory}, and NotAllowed.
public final class CustomerDesk {
    private final Acts acts;
    private final Directory directory;

    CustomerDesk(Acts acts) {
        this.acts = acts;
        this.directory = acts.directory();
    }

    // ---- plans ----

    public List<Plan> plans() {
        acts.may(Action.ServerAct.CHANGE_PLANS);
        return directory.customers().plans();
    }

    public Plan plan(String name) {
        acts.may(Action.ServerAct.CHANGE_PLANS);
        return directory.customers().plan(name);
    }

    public void addPlan(Plan plan) {
        acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_PLANS);
            directory.customers().addPlan(plan);
            return done(plan, "plan add", plan, Facts.NONE, Facts.of(plan));
        });
    }

    public Plan changePlan(String name, UnaryOperator<Plan> change) {
        return acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_PLANS);
            Plan before = directory.customers().plan(name);
            Plan after = directory.customers().changePlan(name, change);
            return done(after, "plan change", after, Facts.of(before), Facts.of(after));
        });
    }

    /// It can be restored for a while.
    public void removePlan(String name) {
        acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_PLANS);
            Plan before = directory.customers().plan(name);
            directory.customers().removePlan(name);
            return done(before, "plan remove", before, Facts.of(before), Facts.NONE);
        });
    }

    /// That can be restored, in order of their names.
    public List<RemovedPlan> removedPlans() {
        acts.may(Action.ServerAct.CHANGE_PLANS);
        return directory.customers().removedPlans();
    }

    public Plan restorePlan(String name) {
        return acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_PLANS);
            Plan after = directory.customers().restorePlan(name);
            return done(after, "plan restore", after, Facts.NONE, Facts.of(after));
        });
    }

    // ---- customers ----

    public Customer find(Login name) {
        Customer customer = directory.customers().named(name);
        acts.may(
                new Action.OnCustomer(Action.CustomerAct.SEE, customer.id()),
                () -> new DirectoryFailure.NoSuchCustomer(name.value()));
        return customer;
    }

    /// In order of names, to be read page by page.
    public List<Customer> page(String words, boolean removed, Optional<Login> after, int limit) {
        acts.may(Action.ServerAct.SEE_EVERYTHING);
        return directory.customers().page(words, removed, after, limit);
    }

    /// What it has now.
    public CustomerUse use(Customer customer) {
        acts.may(Action.CustomerAct.SEE, customer.id());
        return directory.customers().use(customer.id());
    }

    /// The plan that limits it; empty when nothing does.
    public Optional<Plan> planOf(Customer customer) {
        acts.may(Action.CustomerAct.SEE, customer.id());
        return directory.customers().planOf(customer);
    }

    /// Domains of a customer that exist.
    public List<MailDomain> domains(Customer customer) {
        acts.may(Action.CustomerAct.SEE, customer.id());
        return directory.customers().domains(customer.id(), false);
    }

    public Customer add(NewCustomer wanted) {
        return acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_CUSTOMERS);
            Customer made = directory.customers().add(wanted);
            return done("customer add", made, Facts.NONE, Facts.of(made));
        });
    }

    /// What is empty stays as it is.
    ///
    /// @param administrator login or address of one of its mailboxes
    /// @param plan          a name; an empty text ends all limits
    public Customer change(
            Login name,
            Optional<String> title,
            Optional<Locale> language,
            Optional<String> administrator,
            Optional<String> plan) {
        return acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_CUSTOMERS);
            Customer before = directory.customers().named(name);
            Customer after = before;
            if (title.isPresent() || language.isPresent()) {
                after = directory.customers().change(before.id(), customer -> customer.withTitle(
                                title.orElse(customer.title()))
                        .withLanguage(language.orElse(customer.language())));
            }
            if (administrator.isPresent()) {
                AccountRecord record = directory.mailbox(administrator.get());
                after = directory
                        .customers()
                        .changeAdministrator(
                                before.id(), Optional.of(record.account().id()));
            }
            if (plan.isPresent()) {
                after = directory.customers().changePlanOf(before.id(), plan.filter(text -> !text.isBlank()));
            }
            return done("customer change", after, Facts.of(before), Facts.of(after));
        });
    }

    /// Gives domains, with all mailboxes that have an address in them, to a customer.
    public Customer takeDomains(Login name, List<DomainName> domains) {
        Set<DomainName> names = new LinkedHashSet<>(domains);
        return acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_CUSTOMERS);
            Customer customer = directory.customers().named(name);
            SortedMap<String, String> before = new TreeMap<>();
            for (DomainName domain : names) {
                before.put(
                        domain.ascii(),
                        "customer " + directory.mailDomain(domain).customer().value());
            }
            directory.customers().takeDomains(customer.id(), names);
            SortedMap<String, String> after = names.stream()
                    .collect(Collectors.toMap(
                            DomainName::ascii,
                            _ -> "customer " + customer.id().value(),
                            (one, _) -> one,
                            TreeMap::new));
            return done("customer take", customer, before, after);
        });
    }

    /// With all its domains, mailboxes and aliases; it can be restored for a while.
    public Customer remove(Login name) {
        return acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_CUSTOMERS);
            Customer before = directory.customers().named(name);
            Customer after = directory.customers().remove(before.id());
            return done("customer remove", after, Facts.of(before), Facts.NONE);
        });
    }

    public Customer restore(Login name) {
        return acts.act(() -> {
            acts.may(Action.ServerAct.CHANGE_CUSTOMERS);
            Customer after = directory.customers().restore(name);
            return done("customer restore", after, Facts.NONE, Facts.of(after));
        });
    }

    private static Acts.Done<Plan> done(
            Plan result, String what, Plan plan, SortedMap<String, String> before, SortedMap<String, String> after) {
        return new Acts.Done<>(result, what, plan.name(), Optional.empty(), before, after);
    }

    private static Acts.Done<Customer> done(
            String what, Customer customer, SortedMap<String, String> before, SortedMap<String, String> after) {
        return new Acts.Done<>(customer, what, customer.name().value(), Optional.of(customer.id()), before, after);
    }
}
