package org.tassis.directory;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Keeps customers within their plans: whatever is done inside {@link #within} is undone when a customer has more than
/// its plan allows afterwards, and more than before. Customers are locked first, in one order, so that of two who
/// change at once the second sees what the first did.
final class Contracts {
    private final DirectoryRecords records;

    Contracts(DirectoryRecords records) {
        this.records = records;
    }

    /// @param customers that may have more afterwards
    /// @throws DirectoryException LimitReached, NoSuchCustomer; what `change` throws
    <T> T within(Iterable<CustomerId> customers, Supplier<T> change) {
        SortedSet<Long> ids = new TreeSet<>();
        customers.forEach(id -> ids.add(id.value()));
        return records.together(() -> {
            Map<Customer, Map<Plan.Limit, Long>> before = new LinkedHashMap<>();
            for (long id : ids) {
                Customer customer = records.lockCustomer(new CustomerId(id));
                before.put(customer, customer.plan().isPresent() ? amounts(customer.id()) : Map.of());
            }
            T result = change.get();
            before.forEach((customer, had) -> check(customer.id(), had));
            return result;
        });
    }

    /// The plan is read again: the change may have been one of the plan.
    private void check(CustomerId id, Map<Plan.Limit, Long> before) {
        Customer customer = records.customer(id).orElseThrow(() -> noSuch(id));
        Optional<Plan> plan = customer.plan().flatMap(records::plan);
        if (plan.isEmpty() || !customer.exists()) {
            return;
        }
        Map<Plan.Limit, Long> after = amounts(id);
        after.forEach((limit, amount) -> {
            long most = plan.get().limit(limit);
            long had = before.getOrDefault(limit, 0L);
            if (amount > most && amount > had) {
                long left = Math.max(0, most - had);
                throw new DirectoryException(new DirectoryFailure.LimitReached(
                        customer.name(), plan.get().name(), limit, most, left));
            }
        });
    }

    /// What would be refused when `plan` were the customer's, whatever it has now.
    void mustFit(Customer customer, Plan plan) {
        amounts(customer.id()).forEach((limit, amount) -> {
            if (amount > plan.limit(limit)) {
                throw new DirectoryException(new DirectoryFailure.PlanTooSmall(
                        customer.name(), plan.name(), limit, plan.limit(limit), amount));
            }
        });
    }

    private Map<Plan.Limit, Long> amounts(CustomerId id) {
        CustomerUse use = records.use(id);
        Map<Plan.Limit, Long> amounts = new EnumMap<>(Plan.Limit.class);
        for (Plan.Limit limit : Plan.Limit.values()) {
            amounts.put(limit, use.of(limit));
        }
        return amounts;
    }

    static DirectoryException noSuch(CustomerId id) {
        return new DirectoryException(new DirectoryFailure.NoSuchCustomer("number " + id.value()));
    }
}
