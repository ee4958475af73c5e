package org.tassis.admin.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tassis.core.DomainName;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.MailDomain;
import org.tassis.directory.access.Area;
import org.tassis.directory.desk.Action;
import org.tassis.directory.desk.Desk;
import org.tassis.mailflow.policy.AccessRule;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;

/// `/api/v1/lists/allow` and `/api/v1/lists/block`: who is always let in, and who never. The server's list
/// is the operators', a domain's and a mailbox's those of who administers them.
@RestController
@RequestMapping("/api/v1/lists")
final class ListController {
    private final Desk desk;
    private final ObjectProvider<ApiParts> parts;

    ListController(Desk desk, ObjectProvider<ApiParts> parts) {
        this.desk = desk;
        this.parts = parts;
    }

    @About("An entry of a list.")
    record ListEntry(
            @About("An address, a domain with all below it, or a network.")
            String subject,

            Instant since) {}

    /// A list, and what its visitor must be allowed to.
    private record Owned(Scope scope, Action action, String name) {}

    @GetMapping("/{effect}")
    @Route(area = Area.LISTS, value = "Who is always let in (allow) or never (block), in order of the subjects' texts.")
    Page<ListEntry> list(
            Caller caller,
            @PathVariable String effect,
            @RequestParam @About("The list of this domain; without domain and mailbox that of the server.")
                    Optional<String> domain,
            @RequestParam @About("The list of this mailbox.") Optional<String> mailbox,
            @RequestParam Optional<String> cursor,
            @RequestParam(defaultValue = "100") int limit) {
        Page.Wanted wanted = Page.Wanted.of(cursor, limit);
        Effect meant = effect(effect);
        Owned list = list(caller, domain, mailbox);
        List<AccessRule> rules = parts.getObject().lists().of(list.scope()).stream()
                .filter(rule -> rule.effect() == meant)
                .sorted((one, other) ->
                        one.subject().text().compareTo(other.subject().text()))
                .filter(rule -> wanted.after()
                        .filter(after -> rule.subject().text().compareTo(after) <= 0)
                        .isEmpty())
                .limit(limit + 1L)
                .toList();
        return Page.of(
                rules,
                wanted,
                rule -> rule.subject().text(),
                rule -> new ListEntry(rule.subject().text(), rule.since()));
    }

    @PutMapping("/{effect}")
    @Route(
            area = Area.LISTS,
            value = "Adds a subject to a list, in place of one for the same subject on the other list.",
            status = 204)
    ResponseEntity<Void> put(
            Caller caller,
            @PathVariable String effect,
            @RequestParam @About("An address, a domain with all below it, or a network such as 192.0.2.0/24.")
                    String subject,
            @RequestParam @About("The list of this domain; without domain and mailbox that of the server.")
                    Optional<String> domain,
            @RequestParam @About("The list of this mailbox.") Optional<String> mailbox) {
        Effect meant = effect(effect);
        Subject whom = subject(subject);
        Owned list = list(caller, domain, mailbox);
        desk.server(caller.visit())
                .act(list.action(), JsonValues.word(meant) + " add", list.name() + " " + whom.text(), () -> {
                    parts.getObject().lists().put(list.scope(), whom, meant);
                    return whom;
                });
        return Answers.done();
    }

    @DeleteMapping("/{effect}")
    @Route(area = Area.LISTS, value = "Removes a subject from a list.", status = 204)
    ResponseEntity<Void> remove(
            Caller caller,
            @PathVariable String effect,
            @RequestParam @About("As the list has it.") String subject,
            @RequestParam @About("The list of this domain; without domain and mailbox that of the server.")
                    Optional<String> domain,
            @RequestParam @About("The list of this mailbox.") Optional<String> mailbox) {
        Effect meant = effect(effect);
        Subject whom = subject(subject);
        Owned list = list(caller, domain, mailbox);
        desk.server(caller.visit())
                .act(list.action(), JsonValues.word(meant) + " remove", list.name() + " " + whom.text(), () -> {
                    if (!parts.getObject().lists().remove(list.scope(), whom, meant)) {
                        throw Refusal.notFound(whom.text() + " is not on this list.");
                    }
                    return whom;
                });
        return Answers.done();
    }

    private static Effect effect(String word) {
        return Arrays.stream(Effect.values())
                .filter(one -> JsonValues.word(one).equals(word))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("The lists are allow and block."));
    }

    private static Subject subject(String text) {
        return Subject.parse(text.strip())
                .orElseThrow(() -> Refusal.invalid(
                        "subject", "A subject is an address, a domain, or a network such as 192.0.2.0/24."));
    }

    private Owned list(Caller caller, Optional<String> domain, Optional<String> mailbox) {
        if (domain.isPresent() && mailbox.isPresent()) {
            throw Refusal.invalid("mailbox", "A list is a domain's or a mailbox's.");
        }
        Owned found = domain.map(name -> ofDomain(caller, name))
                .or(() -> mailbox.map(name -> ofMailbox(caller, name)))
                .orElseGet(() -> new Owned(new Scope.Server(), new Action.OnServer(Action.ServerAct.RUN), "server"));
        desk.server(caller.visit()).may(found.action());
        return found;
    }

    private Owned ofDomain(Caller caller, String text) {
        DomainName name = Answers.domainParameter("domain", Optional.of(text)).orElseThrow();
        MailDomain known = desk.domains(caller.visit()).find(name);
        return new Owned(
                new Scope.Domain(name),
                new Action.OnCustomer(Action.CustomerAct.CHANGE_DOMAIN, known.customer()),
                name.ascii());
    }

    private Owned ofMailbox(Caller caller, String text) {
        AccountRecord record = desk.mailboxes(caller.visit()).find(text);
        return new Owned(
                new Scope.Mailbox(record.account().id()),
                new Action.OnMailbox(
                        Action.MailboxAct.PREFERENCES,
                        record.customer(),
                        record.account().id()),
                record.account().login().value());
    }
}
