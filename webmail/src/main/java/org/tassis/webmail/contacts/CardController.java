package org.tassis.webmail.contacts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.contact.Card;
import org.tassis.directory.contact.Contact;
import org.tassis.directory.contact.Contacts;
import org.tassis.web.Visitor;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Undos;

/// `/webmail/contacts/12`, `/webmail/contacts/new`: one contact, to be looked at, changed and added.
@Controller
final class CardController {
    private final Supplier<Contacts> contacts;
    private final Frame frame;
    private final Undos undos;
    private final MessageSource messages;

    CardController(Supplier<Contacts> contacts, Frame frame, Undos undos, MessageSource messages) {
        this.contacts = contacts;
        this.frame = frame;
        this.undos = undos;
        this.messages = messages;
    }

    @GetMapping("/webmail/contacts/{id:[1-9][0-9]{0,17}}")
    String show(Visitor visitor, @PathVariable long id, HttpServletRequest request, Model model) {
        Contact contact = contacts.get()
                .book(visitor.account().id())
                .contact(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        return page(visitor, request, model, CardForm.of(contact), "");
    }

    /// A new one, as a message's "add to contacts" begins it. Who is there already is shown instead, with
    /// the address that was to be added.
    @GetMapping("/webmail/contacts/new")
    String begin(
            Visitor visitor,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String address,
            @RequestParam(defaultValue = "") String group,
            HttpServletRequest request,
            Model model) {
        Optional<Contact> there = EmailAddress.parse(address.strip())
                .flatMap(one -> contacts.get().withAddress(visitor.account().id(), one));
        if (there.isPresent()) {
            return "redirect:/webmail/contacts/" + there.get().id();
        }
        CardForm form = new CardForm(
                "",
                Card.fitting(name, "", List.of(), List.of(), "").name(),
                "",
                address.length() > 400 ? "" : address.strip(),
                "",
                "",
                ContactsController.number(group).map(Set::of).orElse(Set.of()));
        return page(visitor, request, model, form, "");
    }

    @PostMapping("/webmail/contacts/save")
    String save(
            Visitor visitor,
            @RequestParam(defaultValue = "") String id,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String organisation,
            @RequestParam(defaultValue = "") String addresses,
            @RequestParam(defaultValue = "") String phones,
            @RequestParam(defaultValue = "") String notes,
            @RequestParam(defaultValue = "") List<String> group,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale language,
            Model model) {
        AccountId account = visitor.account().id();
        CardForm form = new CardForm(
                id,
                cut(name),
                cut(organisation),
                cut(addresses),
                cut(phones),
                cut(notes),
                new TreeSet<>(ContactsController.numbers(group)));
        List<String> wrong = new ArrayList<>();
        List<EmailAddress> typed = form.typed(wrong);
        String problem = "";
        if (!wrong.isEmpty()) {
            problem = say(
                    "contacts.problem.address",
                    language,
                    String.join(", ", wrong.subList(0, Math.min(3, wrong.size()))));
        } else if (typed.size() > Card.MAX_ADDRESSES) {
            problem = say("contacts.problem.addresses", language, Card.MAX_ADDRESSES);
        } else {
            Optional<Long> number = ContactsController.number(id);
            Optional<Contact> before =
                    number.flatMap(one -> contacts.get().book(account).contact(one));
            if (!id.isEmpty() && before.isEmpty()) {
                throw new ResponseStatusException(HttpStatus.NOT_FOUND);
            }
            try {
                long saved = contacts.get()
                        .save(account, number, form.card(typed), form.groups())
                        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
                undos.add(visitor, "contacts.done.saved", 1, form.card(typed).title(), () -> {
                    if (before.isPresent()) {
                        contacts.get()
                                .save(
                                        account,
                                        number,
                                        before.get().card(),
                                        before.get().groups());
                    } else {
                        contacts.get().remove(account, List.of(saved));
                    }
                });
                return "redirect:/webmail/contacts";
            } catch (DirectoryException e) {
                problem = switch (e.failure()) {
                    case DirectoryFailure.BadValue _ -> say("contacts.problem.empty", language);
                    case DirectoryFailure.TooMany(var _, var limit) -> say("contacts.problem.many", language, limit);
                    default -> throw e;
                };
            }
        }
        response.setStatus(422);
        return page(visitor, request, model, form, problem);
    }

    private static String cut(String text) {
        return text.length() > CardForm.MAX_TEXT ? text.substring(0, CardForm.MAX_TEXT) : text;
    }

    private String say(String key, Locale language, Object... values) {
        return messages.getMessage(key, values, language);
    }

    private String page(Visitor visitor, HttpServletRequest request, Model model, CardForm form, String problem) {
        model.addAttribute("form", form);
        model.addAttribute("problem", problem);
        model.addAttribute("book", contacts.get().book(visitor.account().id()));
        frame.fill(model, visitor, 0, request);
        return "webmail/contacts/card";
    }
}
