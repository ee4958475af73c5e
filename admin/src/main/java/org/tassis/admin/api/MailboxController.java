package org.tassis.admin.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.admin.api.MailboxJson.MadeMailbox;
import org.tassis.admin.api.MailboxJson.Mailbox;
import org.tassis.admin.api.MailboxJson.MailboxChanges;
import org.tassis.admin.api.MailboxJson.NewMailbox;
import org.tassis.admin.api.MailboxJson.NewPassword;
import org.tassis.admin.api.MailboxJson.SetPassword;
import org.tassis.admin.api.MailboxJson.TakenSpace;
import org.tassis.admin.api.MailboxJson.Welcome;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.NewAccount;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.MailboxDesk;
import org.tassis.store.Usage;

/// `/api/v1/mailboxes`. A mailbox is named by its login, or by one of its addresses.
@RestController
@RequestMapping("/api/v1/mailboxes")
final class MailboxController {
    private final Desk desk;
    private final Function<AccountId, Usage> usage;

    MailboxController(Desk desk, Function<AccountId, Usage> usage) {
        this.desk = desk;
        this.usage = usage;
    }

    private MailboxDesk mailboxes(Caller caller) {
        return desk.mailboxes(caller.visit());
    }

    private Mailbox write(AccountRecord record) {
        return new MailboxJson.Writer(desk.directory()).write(record);
    }

    @GetMapping
    @Route(area = Area.MAILBOXES, value = "Mailboxes, in order of their logins.")
    Page<Mailbox> list(
            Caller caller,
            @RequestParam(defaultValue = "")
                    @About("Each of these words is somewhere in the login, the real name or an address.")
                    String q,
            @RequestParam @About("Only those with an address in it.") Optional<String> domain,
            @RequestParam @About("Only those of one customer.") Optional<String> customer,
            @RequestParam(defaultValue = "false") @About("Those that were removed and can be restored.")
                    boolean removed,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        MailboxQuery query = new MailboxQuery(
                customerId(caller, Answers.loginParameter("customer", customer)),
                Answers.domainParameter("domain", domain),
                q,
                removed);
        MailboxJson.Writer writer = new MailboxJson.Writer(desk.directory());
        return Page.of(
                mailboxes(caller).page(query, wanted.after(Login::parse), limit + 1),
                wanted,
                record -> record.account().login(),
                writer::write);
    }

    private Optional<CustomerId> customerId(Caller caller, Optional<Login> name) {
        return name.map(one -> desk.customers(caller.visit()).find(one).id());
    }

    @PostMapping
    @Route(area = Area.MAILBOXES, value = "Makes a mailbox.", status = 201)
    ResponseEntity<MadeMailbox> add(Caller caller, @RequestBody NewMailbox wanted) {
        MailboxDesk mailboxes = mailboxes(caller);
        if (wanted.login().isPresent() == wanted.domain().isPresent()) {
            throw Refusal.invalid("login", "Either login or domain says which login the mailbox gets.");
        }
        Login login = wanted.login().orElseGet(() -> mailboxes.suggestLogin(domain(wanted)));
        NewAccount account = account(login, wanted);
        Optional<CustomerId> customer = customerId(caller, wanted.customer());
        if (customer.isPresent()) {
            account = account.of(customer.get());
        }
        boolean given = wanted.password().isPresent();
        try (Secret password = wanted.password()
                .map(Secret::new)
                .orElseGet(() -> desk.directory().credentials().generatePassword())) {
            mailboxes.add(account, Optional.of(password));
            wanted.welcome().ifPresent(welcome -> mailboxes.welcome(login.value(), welcome.sendTo()));
            return Answers.made(
                    "mailboxes",
                    login,
                    new MadeMailbox(
                            write(mailboxes.find(login.value())),
                            given ? Optional.empty() : Optional.of(password.reveal())));
        }
    }

    private static DomainName domain(NewMailbox wanted) {
        return Answers.domainParameter("domain", wanted.domain()).orElseThrow();
    }

    private static NewAccount account(Login login, NewMailbox wanted) {
        NewAccount account = NewAccount.named(login)
                .withRealName(wanted.realName().orElse(""))
                .withEnabled(wanted.enabled().orElse(true))
                .withAddresses(wanted.addresses().orElse(List.of()))
                .withPopDelete(wanted.popDelete().orElse(Account.PopDelete.HIDE))
                .withHiddenCapabilities(
                        new HashSet<>(wanted.hiddenCapabilities().orElse(List.of())));
        if (wanted.primary().isPresent()) {
            account = account.withPrimary(wanted.primary().get());
        }
        if (wanted.quota().given()) {
            account = account.withQuota(MailboxJson.quota(wanted.quota().value()));
        }
        return wanted.language().isPresent()
                ? account.withLanguage(wanted.language().get())
                : account;
    }

    @GetMapping("/{mailbox}")
    @Route(area = Area.MAILBOXES, value = "One mailbox.")
    Mailbox show(Caller caller, @PathVariable String mailbox) {
        return write(mailboxes(caller).find(mailbox));
    }

    @PatchMapping(
            path = "/{mailbox}",
            consumes = {"application/json", "application/merge-patch+json"})
    @Route(area = Area.MAILBOXES, value = "Changes a mailbox.")
    Mailbox change(Caller caller, @PathVariable String mailbox, @RequestBody MailboxChanges wanted) {
        MailboxDesk mailboxes = mailboxes(caller);
        return desk.directory().together(() -> {
            AccountRecord record = mailboxes.find(mailbox);
            mailboxes.change(mailbox, changes(wanted, record.account()));
            return write(mailboxes.find(record.account().login().value()));
        });
    }

    private static List<MailboxChange> changes(MailboxChanges wanted, Account now) {
        List<MailboxChange> changes = new ArrayList<>();
        wanted.realName().ifPresent(name -> changes.add(new MailboxChange.RealName(name)));
        wanted.enabled().ifPresent(on -> changes.add(new MailboxChange.Enabled(on)));
        wanted.addresses().ifPresent(all -> {
            List<EmailAddress> gone = new ArrayList<>(now.addresses());
            gone.removeAll(all);
            if (!gone.isEmpty()) {
                changes.add(new MailboxChange.RemoveAddresses(gone));
            }
            if (!now.addresses().containsAll(all)) {
                changes.add(new MailboxChange.AddAddresses(all));
            }
        });
        wanted.primary()
                .ifGiven(address -> address.ifPresentOrElse(
                        one -> changes.add(new MailboxChange.Primary(one)),
                        () -> changes.add(new MailboxChange.NoPrimary())));
        wanted.quota().ifGiven(octets -> changes.add(new MailboxChange.Limit(MailboxJson.quota(octets))));
        wanted.popDelete().ifPresent(choice -> changes.add(new MailboxChange.PopDelete(choice)));
        wanted.hiddenCapabilities()
                .ifPresent(names -> changes.add(new MailboxChange.HiddenCapabilities(new HashSet<>(names))));
        wanted.language().ifPresent(language -> changes.add(new MailboxChange.Language(language)));
        return changes;
    }

    @DeleteMapping("/{mailbox}")
    @Route(
            area = Area.MAILBOXES,
            value = "Removes a mailbox: closed at once, kept with mail and addresses for 30 days.",
            status = 204)
    ResponseEntity<Void> remove(Caller caller, @PathVariable String mailbox) {
        mailboxes(caller).remove(mailbox);
        return Answers.done();
    }

    @PostMapping("/{mailbox}/restore")
    @Route(area = Area.MAILBOXES, value = "Brings a removed mailbox back.")
    Mailbox restore(Caller caller, @PathVariable String mailbox) {
        Account account = mailboxes(caller).restore(mailbox);
        return write(mailboxes(caller).find(account.login().value()));
    }

    @PutMapping("/{mailbox}/password")
    @Route(area = Area.MAILBOXES, value = "Sets the password, and ends the sessions of the pages.")
    SetPassword password(Caller caller, @PathVariable String mailbox, @RequestBody NewPassword wanted) {
        try (Secret password = wanted.password()
                .map(Secret::new)
                .orElseGet(() -> desk.directory().credentials().generatePassword())) {
            mailboxes(caller).setPassword(mailbox, password);
            return new SetPassword(wanted.password().isPresent() ? Optional.empty() : Optional.of(password.reveal()));
        }
    }

    @PostMapping("/{mailbox}/welcome")
    @Route(
            area = Area.MAILBOXES,
            value = "Writes to the owner how to log in and with which servers, without the password.",
            status = 204)
    ResponseEntity<Void> welcome(Caller caller, @PathVariable String mailbox, @RequestBody Welcome welcome) {
        mailboxes(caller).welcome(mailbox, welcome.sendTo());
        return Answers.done();
    }

    @PostMapping("/{mailbox}/take-space")
    @Route(area = Area.MAILBOXES, value = "Takes space from another mailbox of the same customer, both or neither.")
    Mailbox takeSpace(Caller caller, @PathVariable String mailbox, @RequestBody TakenSpace wanted) {
        mailboxes(caller).moveSpace(wanted.from(), mailbox, wanted.bytes());
        return write(mailboxes(caller).find(mailbox));
    }

    @GetMapping("/{mailbox}/usage")
    @Route(area = Area.MAILBOXES, value = "What a mailbox holds.")
    MailboxJson.Usage usage(Caller caller, @PathVariable String mailbox) {
        Account account = mailboxes(caller).find(mailbox).account();
        Usage held = usage.apply(account.id());
        return new MailboxJson.Usage(held.bytes(), held.messages(), MailboxJson.octets(account.quota()));
    }
}
