package org.tassis.admin.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.CustomerDesk;
import org.tassis.directory.desk.Desk;

/// `/api/v1/plans`: operators only. Names of plans count without case.
@RestController
@RequestMapping("/api/v1/plans")
final class PlanController {
    private final Desk desk;

    PlanController(Desk desk) {
        this.desk = desk;
    }

    @About("What a customer may have in all.")
    record Plan(
            String name,

            @About("Octets that all its mailboxes may hold together; null: unlimited.")
            Optional<Long> storage,

            @About("Null: unlimited.") Optional<Long> mailboxes,

            @About("Domains that are no aliases of others; null: unlimited.")
            Optional<Long> domains,

            @About("Null: unlimited.") Optional<Long> domainAliases,

            @About("When it was removed; null when it was not.")
            Optional<Instant> removed) {}

    @About("A plan to be made. What is not limited is unlimited.")
    record NewPlan(
            String name,
            Optional<Long> storage,
            Optional<Long> mailboxes,
            Optional<Long> domains,
            Optional<Long> domainAliases) {}

    @About("Changes of a plan, into which all its customers must fit. What is not there stays; null: unlimited.")
    record PlanChanges(Patch<Long> storage, Patch<Long> mailboxes, Patch<Long> domains, Patch<Long> domainAliases) {}

    @About("All plans there are, or all that were removed.")
    record Plans(List<Plan> items) {}

    private CustomerDesk plans(Caller caller) {
        return desk.customers(caller.visit());
    }

    private static Plan write(org.tassis.directory.Plan plan) {
        return write(plan, Optional.empty());
    }

    private static Plan write(org.tassis.directory.Plan plan, Optional<Instant> removed) {
        return new Plan(
                plan.name(),
                finite(plan.storage()),
                finite(plan.mailboxes()),
                finite(plan.domains()),
                finite(plan.domainAliases()),
                removed);
    }

    private static Optional<Long> finite(long number) {
        return number == org.tassis.directory.Plan.UNLIMITED ? Optional.empty() : Optional.of(number);
    }

    private static long limit(String field, Optional<Long> number) {
        if (number.filter(one -> one < 0).isPresent()) {
            throw Refusal.invalid(field, "A limit is not negative; null is unlimited.");
        }
        return number.orElse(org.tassis.directory.Plan.UNLIMITED);
    }

    private static long limit(String field, Patch<Long> number, long before) {
        return number.given() ? limit(field, number.value()) : before;
    }

    @GetMapping
    @Route(area = Area.CUSTOMERS, value = "All plans, in order of their names.")
    Plans list(
            Caller caller,
            @RequestParam(defaultValue = "false") @About("Those that were removed and can be restored.")
                    boolean removed) {
        if (removed) {
            return new Plans(plans(caller).removedPlans().stream()
                    .map(one -> write(one.plan(), Optional.of(one.removed())))
                    .toList());
        }
        return new Plans(
                plans(caller).plans().stream().map(PlanController::write).toList());
    }

    @PostMapping
    @Route(area = Area.CUSTOMERS, value = "Makes a plan.", status = 201)
    ResponseEntity<Plan> add(Caller caller, @RequestBody NewPlan wanted) {
        org.tassis.directory.Plan plan = new org.tassis.directory.Plan(
                wanted.name(),
                limit("storage", wanted.storage()),
                limit("mailboxes", wanted.mailboxes()),
                limit("domains", wanted.domains()),
                limit("domainAliases", wanted.domainAliases()));
        plans(caller).addPlan(plan);
        return Answers.made("plans", plan.name(), write(plan));
    }

    @GetMapping("/{plan}")
    @Route(area = Area.CUSTOMERS, value = "One plan.")
    Plan show(Caller caller, @PathVariable String plan) {
        return write(plans(caller).plan(plan));
    }

    @PatchMapping(
            path = "/{plan}",
            consumes = {"application/json", "application/merge-patch+json"})
    @Route(area = Area.CUSTOMERS, value = "Changes a plan.")
    Plan change(Caller caller, @PathVariable String plan, @RequestBody PlanChanges wanted) {
        return write(plans(caller)
                .changePlan(
                        plan,
                        before -> new org.tassis.directory.Plan(
                                before.name(),
                                limit("storage", wanted.storage(), before.storage()),
                                limit("mailboxes", wanted.mailboxes(), before.mailboxes()),
                                limit("domains", wanted.domains(), before.domains()),
                                limit("domainAliases", wanted.domainAliases(), before.domainAliases()))));
    }

    @DeleteMapping("/{plan}")
    @Route(area = Area.CUSTOMERS, value = "Removes a plan that no customer has, for 30 days.", status = 204)
    ResponseEntity<Void> remove(Caller caller, @PathVariable String plan) {
        plans(caller).removePlan(plan);
        return Answers.done();
    }

    @PostMapping("/{plan}/restore")
    @Route(area = Area.CUSTOMERS, value = "Brings a removed plan back.")
    Plan restore(Caller caller, @PathVariable String plan) {
        return write(plans(caller).restorePlan(plan));
    }
}
