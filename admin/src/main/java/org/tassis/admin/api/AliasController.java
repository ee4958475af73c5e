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
import org.tassis.core.EmailAddress;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.DomainDesk;

/// `/api/v1/aliases`: addresses without a mailbox.
@RestController
@RequestMapping("/api/v1/aliases")
final class AliasController {
    private final Desk desk;

    AliasController(Desk desk) {
        this.desk = desk;
    }

    @About("An address without a mailbox, whose mail goes to other addresses.")
    record Alias(
            EmailAddress address,
            @About("Of this server or of others.") List<EmailAddress> targets,

            @About("When it is off, mail for it is refused.")
            boolean enabled,

            Instant created,

            @About("When it was removed; null when it was not.")
            Optional<Instant> removed) {}

    @About("An alias to be made.")
    record NewAlias(
            @About("In a domain of this server; no mailbox has it.")
            EmailAddress address,

            @About("1 to 50, of this server or of others.") List<EmailAddress> targets) {}

    @About("Changes of an alias. What is not there stays as it is.")
    record AliasChanges(@About("All of them.") Optional<List<EmailAddress>> targets, Optional<Boolean> enabled) {}

    private DomainDesk domains(Caller caller) {
        return desk.domains(caller.visit());
    }

    private static Alias write(org.tassis.directory.Alias alias) {
        return new Alias(alias.address(), alias.targets(), alias.enabled(), alias.created(), alias.removed());
    }

    @GetMapping
    @Route(area = Area.ALIASES, value = "Aliases, in order of their addresses; those of all domains that one sees.")
    Page<Alias> list(
            Caller caller,
            @RequestParam @About("Only those in it.") Optional<String> domain,
            @RequestParam @About("Words, each in the address or in one that it leads to.") Optional<String> q,
            @RequestParam(defaultValue = "false") @About("Those that were removed and can be restored.")
                    boolean removed,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        return Page.of(
                domains(caller)
                        .aliases(
                                AliasQuery.ALL
                                        .in(Answers.domainParameter("domain", domain))
                                        .with(q.orElse(""))
                                        .removed(removed),
                                wanted.after(EmailAddress::parse),
                                limit + 1),
                wanted,
                org.tassis.directory.Alias::address,
                AliasController::write);
    }

    @PostMapping
    @Route(area = Area.ALIASES, value = "Makes an alias.", status = 201)
    ResponseEntity<Alias> add(Caller caller, @RequestBody NewAlias wanted) {
        org.tassis.directory.Alias made = domains(caller).addAlias(wanted.address(), wanted.targets());
        return Answers.made("aliases", made.address(), write(made));
    }

    @GetMapping("/{address}")
    @Route(area = Area.ALIASES, value = "One alias.")
    Alias show(Caller caller, @PathVariable String address) {
        return write(domains(caller).alias(Answers.address(address)));
    }

    @PatchMapping(
            path = "/{address}",
            consumes = {"application/json", "application/merge-patch+json"})
    @Route(area = Area.ALIASES, value = "Changes an alias.")
    Alias change(Caller caller, @PathVariable String address, @RequestBody AliasChanges wanted) {
        return write(domains(caller).changeAlias(Answers.address(address), before -> before.withTargets(
                        wanted.targets().orElse(before.targets()))
                .withEnabled(wanted.enabled().orElse(before.enabled()))));
    }

    @DeleteMapping("/{address}")
    @Route(area = Area.ALIASES, value = "Removes an alias, for 30 days.", status = 204)
    ResponseEntity<Void> remove(Caller caller, @PathVariable String address) {
        domains(caller).removeAlias(Answers.address(address));
        return Answers.done();
    }

    @PostMapping("/{address}/restore")
    @Route(area = Area.ALIASES, value = "Brings a removed alias back.")
    Alias restore(Caller caller, @PathVariable String address) {
        return write(domains(caller).restoreAlias(Answers.address(address)));
    }
}
