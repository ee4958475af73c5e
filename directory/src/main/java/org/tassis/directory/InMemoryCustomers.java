package org.tassis.directory;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.tassis.core.Login;

/// Customers and plans of {@link InMemoryDirectoryRecords}, under its lock.
final class InMemoryCustomers {
    private static final long GB = 1L << 30;

    private final TreeMap<String, Plan> plans;
    private final TreeMap<String, RemovedPlan> removedPlans;
    private final TreeMap<Long, Customer> customers;
    private long last = CustomerId.HOUSE.value();

    /// With what every server begins with.
    InMemoryCustomers() {
        plans = new TreeMap<>();
        removedPlans = new TreeMap<>();
        customers = new TreeMap<>();
        put(new Plan("Light", 3 * GB, 1, 1, Plan.UNLIMITED));
        put(new Plan("Recommended", 30 * GB, 10, 5, Plan.UNLIMITED));
        put(new Plan("Extended", 300 * GB, 100, 15, Plan.UNLIMITED));
        put(new Customer(
                CustomerId.HOUSE,
                new Login("house"),
                "",
                Optional.empty(),
                Optional.empty(),
                Locale.ENGLISH,
                Instant.EPOCH,
                Optional.empty()));
    }

    InMemoryCustomers(InMemoryCustomers other) {
        plans = new TreeMap<>(other.plans);
        removedPlans = new TreeMap<>(other.removedPlans);
        customers = new TreeMap<>(other.customers);
        last = other.last;
    }

    List<Plan> plans() {
        return List.copyOf(plans.values());
    }

    Optional<Plan> plan(String key) {
        return Optional.ofNullable(plans.get(key));
    }

    void put(Plan plan) {
        plans.put(plan.key(), plan);
    }

    boolean removePlan(String key, Instant when) {
        Plan plan = plans.get(key);
        if (plan == null) {
            return false;
        }
        long holders = customers.values().stream()
                .filter(customer -> customer.plan().filter(key::equals).isPresent())
                .count();
        if (holders > 0) {
            throw new DirectoryException(new DirectoryFailure.PlanInUse(plan.name(), holders));
        }
        plans.remove(key);
        removedPlans.put(key, new RemovedPlan(plan, when));
        return true;
    }

    List<RemovedPlan> removedPlans() {
        return List.copyOf(removedPlans.values());
    }

    Optional<Plan> restorePlan(String key) {
        RemovedPlan removed = removedPlans.get(key);
        if (removed == null) {
            return Optional.empty();
        }
        Plan holder = plans.get(key);
        if (holder != null) {
            throw new DirectoryException(new DirectoryFailure.PlanExists(holder.name()));
        }
        removedPlans.remove(key);
        put(removed.plan());
        return Optional.of(removed.plan());
    }

    int purgePlans(Instant removedBefore) {
        int before = removedPlans.size();
        removedPlans.values().removeIf(one -> one.removed().isBefore(removedBefore));
        return before - removedPlans.size();
    }

    List<CustomerId> of(String plan) {
        return customers.values().stream()
                .filter(customer -> customer.exists()
                        && customer.plan().filter(plan::equals).isPresent())
                .map(Customer::id)
                .toList();
    }

    Customer add(NewCustomer wanted, Instant when) {
        find(wanted.name()).ifPresent(known -> {
            throw new DirectoryException(new DirectoryFailure.CustomerExists(known.name(), known.removed()));
        });
        mustHavePlan(wanted.plan());
        Customer made = new Customer(
                new CustomerId(++last),
                wanted.name(),
                wanted.title(),
                wanted.plan(),
                Optional.empty(),
                wanted.language(),
                when,
                Optional.empty());
        put(made);
        return made;
    }

    void mustHavePlan(Optional<String> plan) {
        if (plan.isPresent() && !plans.containsKey(plan.get())) {
            throw new DirectoryException(new DirectoryFailure.NoSuchPlan(plan.get()));
        }
    }

    void put(Customer customer) {
        customers.put(customer.id().value(), customer);
    }

    Optional<Customer> find(CustomerId id) {
        return Optional.ofNullable(customers.get(id.value()));
    }

    Optional<Customer> find(Login name) {
        return customers.values().stream()
                .filter(customer -> customer.name().equals(name))
                .findFirst();
    }

    Customer known(CustomerId id) {
        return find(id).orElseThrow(() -> Contracts.noSuch(id));
    }

    List<Customer> page(String words, boolean removed, Optional<Login> after, int limit) {
        TreeMap<String, Customer> byName = new TreeMap<>();
        customers.values().forEach(customer -> byName.put(customer.name().value(), customer));
        String wanted = words.toLowerCase(Locale.ROOT);
        return byName.tailMap(after.map(Login::value).orElse(""), false).values().stream()
                .filter(customer -> customer.exists() != removed)
                .filter(customer -> (customer.name() + "\n" + customer.title())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .limit(limit)
                .toList();
    }

    List<Customer> removedBefore(Instant instant) {
        return customers.values().stream()
                .filter(customer -> customer.removed().filter(instant::isAfter).isPresent())
                .toList();
    }

    void forget(CustomerId id) {
        customers.remove(id.value());
    }
}
