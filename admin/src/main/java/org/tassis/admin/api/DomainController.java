package org.tassis.admin.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
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
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Action;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.DomainDesk;
import org.tassis.directory.desk.SetUp;
import org.tassis.mailflow.signing.SigningKeys;

/// `/api/v1/domains`, with what they do with addresses that are not there, and their DKIM keys.
@RestController
@RequestMapping("/api/v1/domains")
final class DomainController {
    private final Desk desk;
    private final ObjectProvider<ApiParts> parts;

    DomainController(Desk desk, ObjectProvider<ApiParts> parts) {
        this.desk = desk;
        this.parts = parts;
    }

    @About("A domain that this server receives mail for.")
    record Domain(
            DomainName name,

            @About("Whose it is; null when that customer is removed.")
            Optional<Login> customer,

            @About("When it is off, mail for it is refused.")
            boolean enabled,

            @About("All addresses mean those of that domain.")
            Optional<DomainName> aliasOf,

            @About("Where mail for addresses goes that are not there; null: it is refused.")
            Optional<EmailAddress> catchAll,

            @About("Login of the mailbox that gets mail for abuse@, hostmaster@, postmaster@ and webmaster@.")
            Optional<Login> roleMailbox,

            Instant created,

            @About("When it was removed; null when it was not.")
            Optional<Instant> removed) {}

    @About("A domain to be made.")
    record NewDomain(
            DomainName name,

            @About("Else the operator's own; of an alias always that of the other domain.")
            Optional<Login> customer,

            @About("All its addresses are to mean those of that domain of the same customer.")
            Optional<DomainName> aliasOf,

            @About("Makes all that belongs to it: unless the customer has one, an administrator; role addresses; and a"
                    + " message that tells the administrator.")
            Optional<Boolean> setUp,

            @About("With setUp: where that message goes; else into the administrator's mailbox.")
            Optional<EmailAddress> sendTo) {}

    @About("A domain that was just made.")
    record MadeDomain(
            Domain domain,

            @About("Login of the administrator, with setUp.")
            Optional<Login> administrator,

            @About("Of the administrator, when he was made: shown this once.")
            Optional<String> password) {}

    @About("Changes of a domain: all of them are made, or none. What is not there stays as it is.")
    record DomainChanges(
            Optional<Boolean> enabled,

            @About("Another domain of the same customer; null: no longer.")
            Patch<DomainName> aliasOf,

            @About("Null: mail for addresses that are not there is refused.")
            Patch<EmailAddress> catchAll,

            @About("Login or address of a mailbox; null: role addresses are ordinary ones.")
            Patch<String> roleMailbox) {}

    @About("A key that signs, signed or will sign mail of a domain, and the record to publish for it.")
    record DkimKey(
            String selector,
            String algorithm,
            @About("Where the TXT record belongs.") String recordName,
            @About("Its text.") String recordText,

            @About("waiting, until the record is seen in the DNS; signing; or replaced.")
            String state,

            @About("Since when.") Instant since) {}

    @About("The keys of a domain, oldest first.")
    record DkimKeys(List<DkimKey> items) {}

    @About("How new keys begin.")
    record Rotation(
            @About("At once, published or not; else when they are seen in the DNS.")
            Optional<Boolean> now) {}

    private DomainDesk domains(Caller caller) {
        return desk.domains(caller.visit());
    }

    private Domain write(MailDomain domain) {
        return new Domain(
                domain.name(),
                desk.directory().customers().find(domain.customer()).map(Customer::name),
                domain.enabled(),
                domain.redirection().aliasOf(),
                domain.redirection().catchAll(),
                domain.redirection()
                        .roleMailbox()
                        .flatMap(desk.directory()::account)
                        .map(Account::login),
                domain.created(),
                domain.removed());
    }

    @GetMapping
    @Route(area = Area.DOMAINS, value = "Domains, in order of their names.")
    Page<Domain> list(
            Caller caller,
            @RequestParam(defaultValue = "") @About("A part of the name.") String q,
            @RequestParam @About("Only those of one customer.") Optional<String> customer,
            @RequestParam(defaultValue = "false") @About("Those that were removed and can be restored.")
                    boolean removed,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        DomainQuery query = new DomainQuery(
                Answers.loginParameter("customer", customer).map(name -> customer(caller, name)), q, removed);
        return Page.of(
                domains(caller).page(query, wanted.after(DomainName::parse), limit + 1),
                wanted,
                MailDomain::name,
                this::write);
    }

    private CustomerId customer(Caller caller, Login name) {
        return desk.customers(caller.visit()).find(name).id();
    }

    @PostMapping
    @Route(area = Area.DOMAINS, value = "Makes a domain; operators only.", status = 201)
    ResponseEntity<MadeDomain> add(Caller caller, @RequestBody NewDomain wanted) {
        DomainDesk domains = domains(caller);
        boolean setUp = wanted.setUp().orElse(false);
        if (wanted.aliasOf().isPresent() && (setUp || wanted.customer().isPresent())) {
            throw Refusal.invalid("aliasOf", "An alias has neither a customer of its own nor anything to be set up.");
        }
        if (wanted.aliasOf().isPresent()) {
            return made(domains.addAlias(wanted.name(), wanted.aliasOf().get()), Optional.empty(), Optional.empty());
        }
        CustomerId owner = wanted.customer().map(name -> customer(caller, name)).orElse(CustomerId.HOUSE);
        if (!setUp) {
            return made(domains.add(wanted.name(), owner), Optional.empty(), Optional.empty());
        }
        SetUp done = domains.setUp(wanted.name(), owner, Optional.empty());
        domains.tell(done, wanted.sendTo());
        return made(
                done.domain(),
                Optional.of(done.administrator().login()),
                done.password().map(Secret::reveal));
    }

    private ResponseEntity<MadeDomain> made(
            MailDomain domain, Optional<Login> administrator, Optional<String> password) {
        return Answers.made("domains", domain.name(), new MadeDomain(write(domain), administrator, password));
    }

    @GetMapping("/{domain}")
    @Route(area = Area.DOMAINS, value = "One domain.")
    Domain show(Caller caller, @PathVariable String domain) {
        return write(domains(caller).find(Answers.domain(domain)));
    }

    @PatchMapping(
            path = "/{domain}",
            consumes = {"application/json", "application/merge-patch+json"})
    @Route(area = Area.DOMAINS, value = "Changes a domain.")
    Domain change(Caller caller, @PathVariable String domain, @RequestBody DomainChanges wanted) {
        DomainDesk domains = domains(caller);
        DomainName name = Answers.domain(domain);
        return desk.directory().together(() -> {
            domains.find(name);
            wanted.enabled().ifPresent(on -> domains.enable(name, on));
            wanted.aliasOf().ifGiven(other -> domains.aliasOf(name, other));
            wanted.catchAll().ifGiven(address -> domains.catchAll(name, address));
            wanted.roleMailbox().ifGiven(mailbox -> domains.roleMailbox(name, mailbox));
            return write(domains.find(name));
        });
    }

    @DeleteMapping("/{domain}")
    @Route(area = Area.DOMAINS, value = "Removes a domain without addresses, for 30 days.", status = 204)
    ResponseEntity<Void> remove(Caller caller, @PathVariable String domain) {
        domains(caller).remove(Answers.domain(domain));
        return Answers.done();
    }

    @PostMapping("/{domain}/restore")
    @Route(area = Area.DOMAINS, value = "Brings a removed domain back.")
    Domain restore(Caller caller, @PathVariable String domain) {
        return write(domains(caller).restore(Answers.domain(domain)));
    }

    @GetMapping("/{domain}/dkim-keys")
    @Route(area = Area.DOMAINS, value = "The keys that sign mail of a domain, with the records to publish.")
    DkimKeys keys(Caller caller, @PathVariable String domain) {
        DomainName name = domains(caller).find(Answers.domain(domain)).name();
        SigningKeys keys = parts.getObject().keys();
        keys.provide(name);
        return new DkimKeys(keys.of(name).stream().map(DomainController::write).toList());
    }

    @PostMapping("/{domain}/dkim-keys")
    @Route(area = Area.DOMAINS, value = "Makes new keys, which sign when they are seen in the DNS.")
    DkimKeys rotate(Caller caller, @PathVariable String domain, @RequestBody Rotation wanted) {
        MailDomain known = domains(caller).find(Answers.domain(domain));
        SigningKeys keys = parts.getObject().keys();
        desk.server(caller.visit())
                .act(
                        new Action.OnCustomer(Action.CustomerAct.CHANGE_DOMAIN, known.customer()),
                        "domain dkim rotate",
                        known.name().ascii(),
                        () -> {
                            keys.rotate(known.name());
                            return wanted.now().orElse(false) && keys.takeOver(known.name());
                        });
        return new DkimKeys(
                keys.of(known.name()).stream().map(DomainController::write).toList());
    }

    private static DkimKey write(SigningKeys.Key key) {
        return new DkimKey(
                key.selector(),
                key.algorithm(),
                key.recordName(),
                key.recordText(),
                JsonValues.word(key.state()),
                key.since());
    }
}
