package org.tassis.admin.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.CustomerDesk;
import org.tassis.directory.desk.Desk;

/// `/api/v1/customers`.
@RestController
@RequestMapping("/api/v1/customers")
final class CustomerController {
    private final Desk desk;

    CustomerController(Desk desk) {
        this.desk = desk;
    }

    @About("Whoever has a contract: domains and mailboxes belong to one.")
    record Customer(
            Login name,
            String title,

            @About("The name of the plan; null: nothing is limited.")
            Optional<String> plan,

            @About("Login of the mailbox that administers.") Optional<Login> administrator,
            Locale language,
            Instant created,

            @About("When it was removed; null when it was not.")
            Optional<Instant> removed) {}

    @About("A customer to be made.")
    record NewCustomerFields(
            @About("A word such as monsite, under which its administrator logs in too.")
            Login name,

            Optional<String> title,

            @About("The name of a plan; else nothing is limited.")
            Optional<String> plan,

            Optional<Locale> language) {}

    @About("Changes of a customer: all of them are made, or none. What is not there stays as it is.")
    record CustomerChanges(
            Optional<String> title,

            @About("The name of a plan that has room for all that the customer has; null ends all limits.")
            Patch<String> plan,

            @About("Login or address of one of its mailboxes.")
            Optional<String> administrator,

            Optional<Locale> language) {}

    @About("What a customer has, and what its plan allows.")
    record CustomerUsage(Share storage, Share mailboxes, Share domains, Share domainAliases) {}

    @About("What there is of something that a plan limits; of storage in octets.")
    record Share(
            @About("Null when a mailbox is unlimited.") Optional<Long> used,
            @About("Null when it is unlimited.") Optional<Long> most) {
        static Share of(Plan.Limit limit, CustomerUse use, Optional<Plan> plan) {
            return new Share(
                    finite(use.of(limit)),
                    finite(plan.map(known -> known.limit(limit)).orElse(Plan.UNLIMITED)));
        }

        private static Optional<Long> finite(long number) {
            return number == Plan.UNLIMITED ? Optional.empty() : Optional.of(number);
        }
    }

    @About("Domains that move to a customer, with all mailboxes that have an address in them.")
    record TakenDomains(List<DomainName> domains) {}

    private CustomerDesk customers(Caller caller) {
        return desk.customers(caller.visit());
    }

    private Customer write(org.tassis.directory.Customer customer) {
        return new Customer(
                customer.name(),
                customer.title(),
                customer.plan().map(key -> desk.directory()
                        .customers()
                        .planOf(customer)
                        .map(Plan::name)
                        .orElse(key)),
                customer.administrator().flatMap(desk.directory()::account).map(Account::login),
                customer.language(),
                customer.created(),
                customer.removed());
    }

    @GetMapping
    @Route(area = Area.CUSTOMERS, value = "Customers, in order of their names; operators only.")
    Page<Customer> list(
            Caller caller,
            @RequestParam(defaultValue = "") @About("A part of the name or the title.") String q,
            @RequestParam(defaultValue = "false") @About("Those that were removed and can be restored.")
                    boolean removed,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        return Page.of(
                customers(caller).page(q, removed, wanted.after(Login::parse), limit + 1),
                wanted,
                org.tassis.directory.Customer::name,
                this::write);
    }

    @PostMapping
    @Route(area = Area.CUSTOMERS, value = "Makes a customer.", status = 201)
    ResponseEntity<Customer> add(Caller caller, @RequestBody NewCustomerFields wanted) {
        org.tassis.directory.Customer made = customers(caller)
                .add(new NewCustomer(
                        wanted.name(),
                        wanted.title().orElse(""),
                        wanted.plan().map(Plan::key),
                        wanted.language().orElse(Locale.ENGLISH)));
        return Answers.made("customers", made.name(), write(made));
    }

    @GetMapping("/{customer}")
    @Route(area = Area.CUSTOMERS, value = "One customer.")
    Customer show(Caller caller, @PathVariable String customer) {
        return write(customers(caller).find(Answers.login(customer)));
    }

    @GetMapping("/{customer}/usage")
    @Route(area = Area.CUSTOMERS, value = "What a customer has, and what its plan allows.")
    CustomerUsage usage(Caller caller, @PathVariable String customer) {
        CustomerDesk customers = customers(caller);
        org.tassis.directory.Customer known = customers.find(Answers.login(customer));
        CustomerUse use = customers.use(known);
        Optional<Plan> plan = customers.planOf(known);
        return new CustomerUsage(
                Share.of(Plan.Limit.STORAGE, use, plan),
                Share.of(Plan.Limit.MAILBOXES, use, plan),
                Share.of(Plan.Limit.DOMAINS, use, plan),
                Share.of(Plan.Limit.DOMAIN_ALIASES, use, plan));
    }

    @PatchMapping(
            path = "/{customer}",
            consumes = {"application/json", "application/merge-patch+json"})
    @Route(area = Area.CUSTOMERS, value = "Changes a customer.")
    Customer change(Caller caller, @PathVariable String customer, @RequestBody CustomerChanges wanted) {
        return write(customers(caller)
                .change(
                        Answers.login(customer),
                        wanted.title(),
                        wanted.language(),
                        wanted.administrator(),
                        wanted.plan().given()
                                ? Optional.of(wanted.plan().value().orElse(""))
                                : Optional.empty()));
    }

    @DeleteMapping("/{customer}")
    @Route(
            area = Area.CUSTOMERS,
            value = "Removes a customer with all its domains, mailboxes and aliases, for 30 days.",
            status = 204)
    ResponseEntity<Void> remove(Caller caller, @PathVariable String customer) {
        customers(caller).remove(Answers.login(customer));
        return Answers.done();
    }

    @PostMapping("/{customer}/restore")
    @Route(area = Area.CUSTOMERS, value = "Brings a removed customer back, with all that was removed with it.")
    Customer restore(Caller caller, @PathVariable String customer) {
        return write(customers(caller).restore(Answers.login(customer)));
    }

    @PostMapping("/{customer}/take-domains")
    @Route(area = Area.CUSTOMERS, value = "Gives domains of others to a customer, as far as its plan allows.")
    Customer take(Caller caller, @PathVariable String customer, @RequestBody TakenDomains wanted) {
        if (wanted.domains().isEmpty() || wanted.domains().size() > Page.MOST) {
            throw Refusal.invalid("domains", "1 to " + Page.MOST + " domains are given at once.");
        }
        return write(customers(caller).takeDomains(Answers.login(customer), wanted.domains()));
    }
}
