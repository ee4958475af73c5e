package org.tassis.webmail.contacts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.directory.contact.Book;
import org.tassis.directory.contact.Contact;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.contact.Group;
import org.tassis.directory.contact.Suggestion;
import org.tassis.web.Visitor;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Undos;

/// `/webmail/contacts`: the list, what its buttons do, duplicates, what was removed, and what fields of
/// addresses ask.
@Controller
final class ContactsController {
    private static final int PAGE = 50;
    private static final int SUGGESTIONS = 10;
    private static final int MOST_DUPLICATES = 50;
    static final int MOST_CHOSEN = 1_000;

    /// In place of a group's number: people written to.
    private static final String WRITTEN = "written";

    private final Supplier<Contacts> contacts;
    private final Frame frame;
    private final Undos undos;

    ContactsController(Supplier<Contacts> contacts, Frame frame, Undos undos) {
        this.contacts = contacts;
        this.frame = frame;
        this.undos = undos;
    }

    /// A choice of contacts to look at.
    ///
    /// @param id   `written`, or the number of a group
    /// @param name of the group; empty for people written to
    public record Shown(String id, String name, int count) {}

    /// @param q     words that are looked for
    /// @param group a {@link Shown#id}, empty for all contacts
    @GetMapping("/webmail/contacts")
    String list(
            Visitor visitor,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String group,
            @RequestParam(defaultValue = "1") int page,
            HttpServletRequest request,
            Model model) {
        AccountId account = visitor.account().id();
        Book book = contacts.get().book(account);
        Optional<Long> number = number(group);
        if (!group.isEmpty()
                && !group.equals(WRITTEN)
                && number.flatMap(book::group).isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        String words = q.length() > 200 ? q.substring(0, 200) : q;
        List<Contact> found = contacts.get().find(account, words).stream()
                .filter(one -> group.isEmpty()
                        ? !one.collected() || !words.isBlank()
                        : number.isPresent() ? one.groups().contains(number.get()) : one.collected())
                .toList();
        int pages = Math.max(1, (found.size() + PAGE - 1) / PAGE);
        int at = Math.clamp(page, 1, pages);
        model.addAttribute(
                "lines",
                found.stream()
                        .skip((long) (at - 1) * PAGE)
                        .limit(PAGE)
                        .map(one -> Line.of(book, one))
                        .toList());
        model.addAttribute("total", found.size());
        model.addAttribute("page", at);
        model.addAttribute("pages", pages);
        model.addAttribute("words", words);
        model.addAttribute("group", group);
        model.addAttribute(
                "groupName", number.flatMap(book::group).map(Group::name).orElse(""));
        model.addAttribute("shown", shown(book));
        model.addAttribute(
                "all", book.live().stream().filter(one -> !one.collected()).count());
        model.addAttribute("book", book);
        model.addAttribute(
                "writable",
                number.isPresent()
                        && !contacts.get().members(account, number.get()).isEmpty());
        frame.fill(model, visitor, 0, request);
        return "webmail/contacts/list";
    }

    private static List<Shown> shown(Book book) {
        Map<Long, Integer> counts = new HashMap<>();
        int written = 0;
        for (Contact one : book.live()) {
            one.groups().forEach(id -> counts.merge(id, 1, Integer::sum));
            written += one.collected() ? 1 : 0;
        }
        List<Shown> shown = new ArrayList<>();
        shown.add(new Shown(WRITTEN, "", written));
        book.liveGroups().stream()
                .sorted(Comparator.comparing(Group::name, String.CASE_INSENSITIVE_ORDER))
                .forEach(one ->
                        shown.add(new Shown(Long.toString(one.id()), one.name(), counts.getOrDefault(one.id(), 0))));
        return shown;
    }

    static Optional<Long> number(String text) {
        return text.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    static List<Long> numbers(List<String> ids) {
        if (ids.size() > MOST_CHOSEN) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        return ids.stream()
                .map(ContactsController::number)
                .flatMap(Optional::stream)
                .toList();
    }

    /// @param action `delete`, `keep`, `merge`, `join:12`, `leave:12`
    @PostMapping("/webmail/contacts/do")
    String act(
            Visitor visitor,
            @RequestParam(name = "do", defaultValue = "") String action,
            @RequestParam(defaultValue = "") List<String> id,
            @RequestParam(defaultValue = "") String back) {
        AccountId account = visitor.account().id();
        List<Long> ids = numbers(id);
        int colon = action.indexOf(':');
        Optional<Long> group = colon < 0 ? Optional.empty() : number(action.substring(colon + 1));
        switch (colon < 0 ? action : action.substring(0, colon)) {
            case "delete" -> {
                Set<Long> gone = contacts.get().remove(account, ids);
                undos.add(visitor, "contacts.done.deleted", gone.size(), "", () -> contacts.get()
                        .restore(account, gone));
            }
            case "keep" -> contacts.get().keep(account, ids);
            case "merge" -> merge(visitor, ids);
            case "join" -> assign(visitor, group, ids, true);
            case "leave" -> assign(visitor, group, ids, false);
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        return "redirect:" + back(back);
    }

    private void merge(Visitor visitor, List<Long> ids) {
        AccountId account = visitor.account().id();
        Book before = contacts.get().book(account);
        List<Long> all = contacts.get().merge(account, ids);
        if (!all.isEmpty()) {
            Optional<Contact> stayed = before.contact(all.getFirst());
            undos.add(
                    visitor,
                    "contacts.done.merged",
                    all.size(),
                    "",
                    () -> stayed.ifPresent(one -> contacts.get()
                            .unmerge(account, one.id(), one.card(), one.groups(), all.subList(1, all.size()))));
        }
    }

    private void assign(Visitor visitor, Optional<Long> group, List<Long> ids, boolean in) {
        AccountId account = visitor.account().id();
        Group there = group.flatMap(one -> contacts.get().book(account).group(one))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Set<Long> changed = contacts.get().assign(account, there.id(), ids, in);
        undos.add(
                visitor,
                in ? "contacts.done.joined" : "contacts.done.left",
                changed.size(),
                there.name(),
                () -> contacts.get().assign(account, there.id(), changed, !in));
    }

    /// Within these pages.
    static String back(String back) {
        return back.matches("/webmail/contacts([/?][\\x21-\\x7e]*)?") ? back : "/webmail/contacts";
    }

    @PostMapping("/webmail/contacts/collect")
    String collect(Visitor visitor, @RequestParam(defaultValue = "false") boolean on) {
        contacts.get().collect(visitor.account().id(), on);
        return "redirect:/webmail/contacts?group=" + WRITTEN;
    }

    @GetMapping("/webmail/contacts/duplicates")
    String duplicates(Visitor visitor, HttpServletRequest request, Model model) {
        AccountId account = visitor.account().id();
        Book book = contacts.get().book(account);
        List<List<Contact>> sets = contacts.get().duplicates(account);
        model.addAttribute("count", sets.size());
        model.addAttribute(
                "sets",
                sets.stream()
                        .limit(MOST_DUPLICATES)
                        .map(set -> set.stream().map(one -> Line.of(book, one)).toList())
                        .toList());
        frame.fill(model, visitor, 0, request);
        return "webmail/contacts/duplicates";
    }

    @GetMapping("/webmail/contacts/removed")
    String removed(
            Visitor visitor, @RequestParam(defaultValue = "1") int page, HttpServletRequest request, Model model) {
        Book book = contacts.get().book(visitor.account().id());
        List<Contact> removed = book.contacts().stream()
                .filter(one -> !one.isLive())
                .sorted(Comparator.comparing((Contact one) -> one.removed().orElseThrow())
                        .reversed())
                .toList();
        int pages = Math.max(1, (removed.size() + PAGE - 1) / PAGE);
        int at = Math.clamp(page, 1, pages);
        model.addAttribute(
                "lines",
                removed.stream()
                        .skip((long) (at - 1) * PAGE)
                        .limit(PAGE)
                        .map(one -> Line.of(book, one))
                        .toList());
        model.addAttribute(
                "groups", book.groups().stream().filter(one -> !one.isLive()).toList());
        model.addAttribute("page", at);
        model.addAttribute("pages", pages);
        frame.fill(model, visitor, 0, request);
        return "webmail/contacts/removed";
    }

    @PostMapping("/webmail/contacts/restore")
    String restore(
            Visitor visitor,
            @RequestParam(defaultValue = "") List<String> id,
            @RequestParam(defaultValue = "") List<String> group) {
        AccountId account = visitor.account().id();
        int count = contacts.get().restore(account, numbers(id));
        for (long one : numbers(group)) {
            count += contacts.get().restoreGroup(account, one) ? 1 : 0;
        }
        undos.add(visitor, "contacts.done.restored", count, "");
        return "redirect:/webmail/contacts/removed";
    }

    /// What fields of addresses ask for while somebody types.
    ///
    /// @return at most ten: `name` (perhaps empty) and `address`; of a group `address` has all its members,
    ///     separated by commas, and `group` is true
    @GetMapping(path = "/webmail/contacts/complete", produces = "application/json")
    @ResponseBody
    List<Map<String, Object>> complete(
            Visitor visitor, @RequestParam(defaultValue = "") String q, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        List<Map<String, Object>> answers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Suggestion one : contacts.get().complete(visitor.account().id(), q, SUGGESTIONS)) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("name", one.name());
            answer.put("address", one.isGroup() ? String.join(", ", one.members()) : one.address());
            if (one.isGroup()) {
                answer.put("group", true);
            }
            if (one.isGroup() || seen.add(one.address())) {
                answers.add(answer);
            }
        }
        return answers;
    }
}
