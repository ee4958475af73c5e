package org.tassis.webmail.contacts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.contact.Group;
import org.tassis.web.Visitor;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Undos;

/// `/webmail/contacts/groups`: groups of contacts, made, renamed, removed and written to.
@Controller
final class GroupController {
    private final Supplier<Contacts> contacts;
    private final Frame frame;
    private final Undos undos;

    GroupController(Supplier<Contacts> contacts, Frame frame, Undos undos) {
        this.contacts = contacts;
        this.frame = frame;
        this.undos = undos;
    }

    @GetMapping("/webmail/contacts/groups")
    String groups(Visitor visitor, HttpServletRequest request, Model model) {
        return page(visitor, request, model, "", "");
    }

    @PostMapping("/webmail/contacts/groups/save")
    String save(
            Visitor visitor,
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String name,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        AccountId account = visitor.account().id();
        Optional<Long> number = ContactsController.number(id);
        Optional<Group> before =
                number.flatMap(one -> contacts.get().book(account).group(one));
        if (!id.isEmpty() && before.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        try {
            Optional<Long> saved = contacts.get().saveGroup(account, number, name);
            undos.add(visitor, "contacts.done.group", 1, name.strip(), () -> {
                if (before.isPresent()) {
                    contacts.get().saveGroup(account, number, before.get().name());
                } else {
                    saved.ifPresent(one -> contacts.get().removeGroup(account, one));
                }
            });
            return "redirect:/webmail/contacts/groups";
        } catch (DirectoryException e) {
            response.setStatus(422);
            String problem =
                    switch (e.failure()) {
                        case DirectoryFailure.BadValue bad ->
                            bad.rule() == DirectoryFailure.BadValue.Rule.EARLIER_LINE
                                    ? "contacts.problem.group.twice"
                                    : "contacts.problem.group.name";
                        case DirectoryFailure.TooMany _ -> "contacts.problem.groups";
                        default -> throw e;
                    };
            return page(visitor, request, model, problem, name.length() > 200 ? "" : name);
        }
    }

    @PostMapping("/webmail/contacts/groups/delete")
    String delete(Visitor visitor, @RequestParam(defaultValue = "") String id) {
        AccountId account = visitor.account().id();
        Group group = own(visitor, id);
        contacts.get().removeGroup(account, group.id());
        undos.add(visitor, "contacts.done.group.deleted", 1, group.name(), () -> contacts.get()
                .restoreGroup(account, group.id()));
        return "redirect:/webmail/contacts/groups";
    }

    /// To the form for writing, with all its members.
    @GetMapping("/webmail/contacts/groups/{id}/write")
    String write(Visitor visitor, @PathVariable String id) {
        return "redirect:/webmail/write?group=" + own(visitor, id).id();
    }

    private Group own(Visitor visitor, String id) {
        return ContactsController.number(id)
                .flatMap(one -> contacts.get().book(visitor.account().id()).group(one))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private String page(Visitor visitor, HttpServletRequest request, Model model, String problem, String typed) {
        model.addAttribute("book", contacts.get().book(visitor.account().id()));
        model.addAttribute("problem", problem);
        model.addAttribute("typed", typed);
        frame.fill(model, visitor, 0, request);
        return "webmail/contacts/groups";
    }
}
