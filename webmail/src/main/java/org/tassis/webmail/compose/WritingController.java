package org.tassis.webmail.compose;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.writing.CannedReply;
import org.tassis.directory.writing.Identity;
import org.tassis.directory.writing.WritingHabits;
import org.tassis.directory.writing.WritingRecords;
import org.tassis.web.Visitor;
import org.tassis.webmail.WritingParts;

/// `/webmail/settings/writing` and `/webmail/settings/replies`: what goes with each own address, what a
/// person likes when writing, and texts that are written often.
@Controller
final class WritingController {
    private final Supplier<WritingParts> parts;
    private final Desk desk;

    WritingController(Supplier<WritingParts> parts, Desk desk) {
        this.parts = parts;
        this.desk = desk;
    }

    private WritingRecords records() {
        return parts.get().records();
    }

    @GetMapping("/webmail/settings/writing")
    String show(Visitor visitor, @RequestParam Optional<String> saved, Model model) {
        Account account = visitor.account();
        model.addAttribute("saved", saved.isPresent());
        model.addAttribute("habits", records().habits(account.id()));
        model.addAttribute("undo", WritingHabits.UNDO);
        model.addAttribute("waits", parts.get().outbox().isPresent());
        model.addAttribute("policies", WritingHabits.Receipts.values());
        model.addAttribute(
                "identities",
                account.addresses().stream()
                        .map(address ->
                                records().identity(account.id(), address).orElse(Identity.plain(address)))
                        .toList());
        model.addAttribute(
                "standard", account.primary().map(EmailAddress::toString).orElse(""));
        return "webmail/settings/writing";
    }

    @PostMapping("/webmail/settings/writing")
    String habits(
            Visitor visitor,
            @RequestParam(defaultValue = "false") boolean rich,
            @RequestParam(defaultValue = "10") int undo,
            @RequestParam(defaultValue = "ASK") WritingHabits.Receipts receipts) {
        Duration wait = Duration.ofSeconds(undo);
        records()
                .put(
                        visitor.account().id(),
                        new WritingHabits(
                                rich,
                                WritingHabits.UNDO.contains(wait) ? wait : WritingHabits.DEFAULT.undo(),
                                receipts));
        return "redirect:/webmail/settings/writing?saved";
    }

    /// One of the visitor's addresses, as it is in the directory.
    private static EmailAddress own(Visitor visitor, String address) {
        return EmailAddress.parse(address)
                .flatMap(wanted -> visitor.account().addresses().stream()
                        .filter(wanted::equals)
                        .findFirst())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /// The address that letters come from when nothing speaks for another one.
    @PostMapping("/webmail/settings/writing/standard")
    String standard(Visitor visitor, @RequestParam String address) {
        EmailAddress chosen = own(visitor, address);
        if (!visitor.account().primary().equals(Optional.of(chosen))) {
            desk.mailboxes(visitor.visit(desk))
                    .change(visitor.account().login().value(), List.of(new MailboxChange.Primary(chosen)));
        }
        return "redirect:/webmail/settings/writing?saved";
    }

    @GetMapping("/webmail/settings/writing/identity")
    String identity(Visitor visitor, @RequestParam String address, Model model) {
        EmailAddress own = own(visitor, address);
        Identity identity = records().identity(visitor.account().id(), own).orElse(Identity.plain(own));
        return identity(
                visitor,
                model,
                own,
                identity.name(),
                identity.replyTo().map(EmailAddress::toString).orElse(""),
                new Body(identity.signature(), identity.formatted()));
    }

    /// A text that is not there yet begins as its owner usually writes.
    private void beginning(Visitor visitor, Model model, Body body) {
        model.addAttribute("body", body);
        model.addAttribute(
                "rich",
                body.isRich()
                        || body.isBlank()
                                && records().habits(visitor.account().id()).rich());
    }

    private String identity(
            Visitor visitor, Model model, EmailAddress address, String name, String replyTo, Body signature) {
        model.addAttribute("address", address);
        model.addAttribute("name", name);
        model.addAttribute("replyTo", replyTo);
        beginning(visitor, model, signature);
        return "webmail/settings/identity";
    }

    @PostMapping("/webmail/settings/writing/identity")
    String identity(
            Visitor visitor,
            @RequestParam String address,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String replyTo,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String html,
            @RequestParam Optional<String> rich,
            HttpServletResponse response,
            Model model) {
        EmailAddress own = own(visitor, address);
        Body signature = Body.typed(text, html, rich.isPresent());
        Optional<EmailAddress> reply = EmailAddress.parse(replyTo.strip());
        boolean wrong = reply.isEmpty() && !replyTo.isBlank();
        boolean tooLong = signature.text().length() > Identity.MAX_SIGNATURE
                || signature.html().length() > Identity.MAX_FORMATTED
                || name.length() > Identity.MAX_NAME;
        if (wrong || tooLong) {
            response.setStatus(422);
            model.addAttribute("problem", wrong ? "identity.problem.reply" : "identity.problem.long");
            return identity(visitor, model, own, name, replyTo, signature);
        }
        records()
                .put(
                        visitor.account().id(),
                        new Identity(
                                own,
                                LetterWriter.oneLine(name),
                                reply,
                                signature.text().strip(),
                                signature.isBlank() ? "" : signature.html()));
        return "redirect:/webmail/settings/writing?saved";
    }

    @GetMapping("/webmail/settings/replies")
    String replies(Visitor visitor, @RequestParam Optional<String> saved, Model model) {
        model.addAttribute("saved", saved.isPresent());
        model.addAttribute("canned", records().canned(visitor.account().id()));
        return "webmail/settings/replies";
    }

    @GetMapping("/webmail/settings/replies/edit")
    String reply(Visitor visitor, @RequestParam(defaultValue = "") String id, Model model) {
        Optional<CannedReply> found = id.isEmpty()
                ? Optional.empty()
                : Optional.of(records()
                        .canned(visitor.account().id(), id)
                        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
        return reply(
                visitor,
                model,
                id,
                found.map(CannedReply::title).orElse(""),
                found.map(one -> new Body(one.text(), one.formatted())).orElse(Body.plain("")));
    }

    private String reply(Visitor visitor, Model model, String id, String title, Body body) {
        model.addAttribute("id", id);
        model.addAttribute("name", title);
        beginning(visitor, model, body);
        return "webmail/settings/reply";
    }

    @PostMapping("/webmail/settings/replies/edit")
    String reply(
            Visitor visitor,
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String html,
            @RequestParam Optional<String> rich,
            @RequestParam(defaultValue = "save") String action,
            HttpServletResponse response,
            Model model) {
        if (action.equals("remove")) {
            records().removeCanned(visitor.account().id(), id);
            return "redirect:/webmail/settings/replies?saved";
        }
        Body body = Body.typed(text, html, rich.isPresent());
        Optional<String> problem = keep(records(), visitor.account(), id, name, body);
        if (problem.isPresent()) {
            response.setStatus(422);
            model.addAttribute("problem", problem.get());
            return reply(visitor, model, id, name, body);
        }
        return "redirect:/webmail/settings/replies?saved";
    }

    /// @param id empty: a new one
    /// @return a message key that says why it was not kept
    static Optional<String> keep(WritingRecords records, Account account, String id, String title, Body body) {
        String line = LetterWriter.oneLine(title);
        if (line.isBlank()) {
            return Optional.of("canned.problem.title");
        }
        if (line.length() > CannedReply.MAX_TITLE
                || body.text().length() > CannedReply.MAX_TEXT
                || body.html().length() > CannedReply.MAX_FORMATTED) {
            return Optional.of("canned.problem.long");
        }
        boolean known = !id.isEmpty() && records.canned(account.id(), id).isPresent();
        CannedReply reply = new CannedReply(
                known ? id : UUID.randomUUID().toString(), line, body.text(), body.isBlank() ? "" : body.html());
        return records.put(account.id(), reply) ? Optional.empty() : Optional.of("canned.problem.many");
    }
}
