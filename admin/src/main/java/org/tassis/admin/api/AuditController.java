package org.tassis.admin.api;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.Login;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.Desk;

/// `/api/v1/audit`: what was done, by whom, from where.
@RestController
@RequestMapping("/api/v1/audit")
final class AuditController {
    private final Desk desk;

    AuditController(Desk desk) {
        this.desk = desk;
    }

    @About("One act. Nothing secret is in it.")
    record Act(
            long id,
            Instant at,
            @About("A login, or `console`.") String actor,
            @About("`command line`, `page` or `api`.") String way,

            @About("The address of the client; empty on this machine.")
            String from,

            @About("Such as `mailbox add`.") String what,
            @About("To what, such as `monsite0001`.") String object,
            @About("Whose that is.") Optional<Login> customer,
            @About("What changed, as it was.") Map<String, String> before,
            @About("What changed, as it is then.") Map<String, String> after) {}

    @GetMapping
    @Route(
            area = Area.AUDIT,
            value = "What was done, newest first; administrators see what was done to what is theirs.")
    Page<Act> list(
            Caller caller,
            @RequestParam(defaultValue = "") @About("A part of who, what or the object.") String q,
            @RequestParam @About("Only what was done to what belongs to one.") Optional<String> customer,
            @RequestParam @About("Not before: 2026-03-01T00:00:00Z.") Optional<Instant> since,
            @RequestParam @About("Before that.") Optional<Instant> until,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        Optional<CustomerId> owner = Answers.loginParameter("customer", customer)
                .map(name -> desk.customers(caller.visit()).find(name).id());
        long before = wanted.afterNumber();
        Map<CustomerId, Optional<Login>> names = new HashMap<>();
        return Page.of(
                desk.audit(
                        caller.visit(),
                        new AuditQuery(owner, q, since, until),
                        before == 0 ? OptionalLong.empty() : OptionalLong.of(before),
                        limit + 1),
                wanted,
                AuditEntry::id,
                entry -> write(entry, names));
    }

    private Act write(AuditEntry entry, Map<CustomerId, Optional<Login>> names) {
        return new Act(
                entry.id(),
                entry.at(),
                entry.actor(),
                entry.way(),
                entry.from(),
                entry.what(),
                entry.object(),
                entry.customer()
                        .flatMap(id -> names.computeIfAbsent(
                                id,
                                one -> desk.directory().customers().find(one).map(Customer::name))),
                entry.before(),
                entry.after());
    }
}
